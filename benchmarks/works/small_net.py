"""(a) One net 2-10-10-1 on 8,000 rows, on one core."""

from functools import partial

from benchmarks.bars import Bar, faster
from benchmarks.ours import STEPS, WHOLE
from benchmarks.problem import Problem
from benchmarks.training import compare
from benchmarks.work import Part, Work

ROWS = 8_000
BATCH_32 = "batch 32"
FULL = "full batch"
PEERS = (
    "PyTorch, DataLoader",
    "PyTorch, slices",
    "skorch",
    "scikit-learn",
    "Keras",
    "JAX scan",
    "JAX scan, own orders",
    "JAX scan, transposed",
    "operations at peak",
)


def problem(batch: int, epochs: int) -> Problem:
    """Return the small net's training."""
    return Problem(ROWS, 2, (10, 10), 1, batch, epochs)


def _bar(asked: float, peer: str) -> Bar:
    return faster(asked, BATCH_32, peer, WHOLE, STEPS)


WORK = Work(
    title="one net 2-10-10-1, 8,000 rows, Adam, one core",
    parts=[
        Part(BATCH_32, 1, partial(compare, BATCH_32, problem(32, 30), PEERS)),
        Part(FULL, 1, partial(compare, FULL, problem(ROWS, 100), PEERS)),
    ],
    bars=[_bar(150, "PyTorch, DataLoader"), _bar(50, "scikit-learn"), _bar(2, "JAX scan")],
    unit="step",
)
