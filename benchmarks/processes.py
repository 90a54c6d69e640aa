"""Fresh processes, held to some cores before they import anything."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Done:
    """A process that has ended.

    Args:
        output: What it printed.
        errors: What it printed on standard error.
        code: How it ended; 0 is well, below 0 is a signal's number.
        seconds: Wall clock.
        cpu: Seconds of its threads.
    """

    output: str
    errors: str
    code: int
    seconds: float
    cpu: float

    @property
    def failure(self) -> str:
        """Say in one line how it failed; empty when it did not."""
        if self.code == 0:
            return ""
        last = (self.errors.strip().splitlines() or ["without a word"])[-1]
        return f"ended with {self.code}: {last[:120]}"


def run(words: Sequence[str], *, cores: int, show: bool = False) -> Done:
    """Run Python with some words in a process of its own.

    Args:
        words: What follows the interpreter.
        cores: How many cores it may use.
        show: Let its standard error through.
    """
    before, began = os.times(), perf_counter()
    process = subprocess.run(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=None if show else subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(cores),
        check=False,
    )
    seconds, after = perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Done(process.stdout, process.stderr or "", process.returncode, seconds, cpu)


def environment(cores: int) -> dict[str, str]:
    """Return the environment in which every library has as many threads as there are cores.

    Byte code is kept, as it is for every user: without it each import compiles its sources anew.
    """
    count = str(cores)
    names = ("OMP", "MKL", "OPENBLAS", "NUMBA")
    path = os.pathsep.join([str(SOURCE), str(ROOT)])
    eigen = "false" if cores == 1 else "true"
    users = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return (
        users
        | {f"{name}_NUM_THREADS": count for name in names}
        | {
            "PYTHONPATH": path,
            "KERAS_BACKEND": "jax",
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={eigen}",
        }
    )


def hold(cores: int) -> int:
    """Hold this process and its threads to some of its cores; return how many it has now."""
    if not hasattr(os, "sched_setaffinity"):  # macOS knows no such thing
        return cores
    mine = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, mine[-cores:])
    return len(mine[-cores:])
