"""Work spread over the processor's cores, each core in memory of its own."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from separatrix.training.compiled.network import Memory

Share = NDArray[np.int64]
"""Numbers of what a core works on."""

Work = Callable[[Share, Memory], None]

WORTH_A_THREAD = 2e7
"""Multiplications of an epoch, a fraction of a millisecond, from which another core is asked: with
less to do, asking takes longer than it saves."""

BRIEF_WORK = 5e8
"""Multiplications of a core's share of an epoch, some ten milliseconds, up to which the thread that
asks does one share itself: Ctrl-C, which waits for it, can wait that long."""

_CONFIG: Any = numba.config


def free_cores() -> int:
    """Return how many cores this process may use; NUMBA_NUM_THREADS can make them fewer."""
    everyone = os.cpu_count() or 1
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else everyone
    return min(mine, int(_CONFIG.NUMBA_NUM_THREADS))


class Cores:
    """Lets several threads work on a share of something each.

    Args:
        make: Makes the memory of one core.
        work: Multiplications of an epoch of all members.

    Attributes:
        memories: One for each core that is used.
        stop: Kernels end early when its only element is not 0.
    """

    def __init__(self, make: Callable[[], Memory], work: float) -> None:
        count = min(free_cores(), 1 + int(work / WORTH_A_THREAD))
        self.memories = [make() for _ in range(count)]
        self.stop = np.zeros(1, np.int64)
        self._here = 1 if work / count < BRIEF_WORK else 0
        self._others = ThreadPoolExecutor(count)

    def share_out(self, all_of_it: Share, work: Work) -> None:
        """Do work for each of some numbers, and stop all of it when a part of it fails."""
        shares = np.array_split(all_of_it, len(self.memories))
        pairs = zip(shares, self.memories, strict=True)
        busy = [(share, memory) for share, memory in pairs if len(share)]
        futures = [self._others.submit(work, *pair) for pair in busy[self._here :]]
        try:
            for share, memory in busy[: self._here]:
                work(share, memory)
            for future in futures:
                future.result()
        except BaseException:  # Ctrl-C too: nothing may go on with the weights behind our back
            self.stop[0] = 1
            wait(futures)
            self.stop[0] = 0
            raise
