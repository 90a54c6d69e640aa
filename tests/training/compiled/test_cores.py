"""Threads: never more than there are cores for this process, and one for one member."""

import os
import subprocess
import sys
import threading

import pytest

from separatrix.training.compiled import cores
from separatrix.training.compiled.cores import free_cores
from separatrix.training.compiled.engine import CompiledEngine
from tests.training.asked import quick, training

HAS_MASK = hasattr(os, "sched_setaffinity")
PROGRAM = """
import os, sys
from separatrix.training.compiled.cores import free_cores
if sys.argv[1] == "one":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(free_cores())
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
    here = cores_of_a_process("all")
    assert cores_of_a_process("all", NUMBA_NUM_THREADS=str(here + 5)) == here


def test_one_member_is_trained_by_the_thread_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "WORTH_A_THREAD", 1.0)
    assert workers_of((0,)) == set()


def test_little_work_is_not_shared_out() -> None:
    assert workers_of((0, 1, 2)) == set()


@pytest.mark.parametrize(("brief", "others"), [(0.0, 2), (1e9, 1)])
def test_members_are_trained_by_no_more_threads_than_cores(
    monkeypatch: pytest.MonkeyPatch, brief: float, others: int
) -> None:
    monkeypatch.setattr(cores, "WORTH_A_THREAD", 1.0)
    monkeypatch.setattr(cores, "BRIEF_WORK", brief)
    monkeypatch.setattr(cores, "free_cores", lambda: 2)
    assert len(workers_of((0, 1, 2))) == others


def workers_of(picked: tuple[int, ...]) -> set[threading.Thread]:
    """Train some members and return the new threads of pools."""
    before = set(pooled())
    under_way = training(quick(norm="none"), "compiled", picked=picked)
    under_way.run(until=3)
    assert isinstance(under_way.engine, CompiledEngine)
    assert len(under_way.engine.cores.memories) <= free_cores()
    return set(pooled()) - before


def pooled() -> list[threading.Thread]:
    """Return the threads that work for others."""
    return [thread for thread in threading.enumerate() if "PoolExecutor" in thread.name]
