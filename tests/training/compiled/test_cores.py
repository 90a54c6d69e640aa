"""Threads: never more than there are cores for this process, and one for one member."""

import os
import subprocess
import sys
import threading

import pytest

from separatrix.training.compiled.engine import CompiledEngine, cores
from tests.training.asked import quick, training

HAS_MASK = hasattr(os, "sched_setaffinity")
PROGRAM = """
import os, sys
mask = sys.argv[1]
if mask == "one":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from separatrix.training.compiled.engine import cores
print(cores())
"""


def cores_of_a_process(mask: str, **environment: str) -> int:
    """Return how many cores another process would use."""
    given = {name: value for name, value in os.environ.items() if name != "NUMBA_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, mask],
        capture_output=True,
        text=True,
        check=True,
        env={**given, **environment},
    )
    return int(done.stdout)


@pytest.mark.skipif(not HAS_MASK, reason="this system has no affinity masks")
def test_a_process_uses_the_cores_that_it_may() -> None:
    assert cores_of_a_process("all") == len(os.sched_getaffinity(0))
    assert cores_of_a_process("one") == 1


def test_the_user_may_ask_for_fewer() -> None:
    assert cores_of_a_process("all", NUMBA_NUM_THREADS="1") == 1


def test_one_member_is_trained_by_one_thread() -> None:
    alone = workers_of((0,))
    assert len(alone) == 1


def test_members_are_trained_by_no_more_threads_than_cores() -> None:
    assert 1 <= len(workers_of((0, 1, 2))) <= min(cores(), 3)


def workers_of(picked: tuple[int, ...]) -> set[int]:
    """Train some members and return the new threads that Python knows."""
    before = {thread.ident for thread in threading.enumerate()}
    under_way = training(quick(norm="none"), "compiled", picked=picked)
    under_way.run(until=3)
    assert isinstance(under_way.engine, CompiledEngine)
    assert len(under_way.engine.memories) == min(cores(), len(picked))
    return {
        thread.ident
        for thread in threading.enumerate()
        if thread.ident is not None and thread.ident not in before
    }
