"""(c) 20-64-64-2 with cross-entropy on 20,000 rows; one net, and 16 seeds at once."""

from functools import partial

from benchmarks.bars import Bar, faster
from benchmarks.ours import STEPS, WHOLE
from benchmarks.problem import Problem
from benchmarks.training import compare
from benchmarks.work import Part, Work

ONE = (
    "PyTorch, DataLoader",
    "PyTorch, slices",
    "skorch",
    "scikit-learn",
    "Keras",
    "JAX scan",
    "JAX scan, own orders",
)
MANY = ("scikit-learn", "PyTorch, slices", "JAX scan")
SEEDS = 16
SMALL, LARGE = "batch 128, one core", "batch 1,024, one core"
STACKED = {1: "16 seeds, batch 128, one core", 2: "16 seeds, batch 128, both cores"}


def _problem(batch: int, epochs: int) -> Problem:
    return Problem(20_000, 20, (64, 64), 2, batch, epochs, rate=0.003)


def _stacked(cores: int) -> Part:
    setting = STACKED[cores]
    return Part(setting, cores, partial(compare, setting, _problem(128, 5), MANY, members=SEEDS))


def _bar(asked: float, peer: str, setting: str) -> Bar:
    return faster(asked, setting, peer, WHOLE, STEPS)


WORK = Work(
    title="20-64-64-2, cross-entropy, 20,000 rows",
    parts=[
        Part(SMALL, 1, partial(compare, SMALL, _problem(128, 10), ONE)),
        Part(LARGE, 1, partial(compare, LARGE, _problem(1_024, 20), ONE)),
        _stacked(1),
        _stacked(2),
    ],
    bars=[
        _bar(5, "PyTorch, DataLoader", SMALL),
        _bar(2, "scikit-learn", SMALL),
        *(_bar(5, "scikit-learn", setting) for setting in STACKED.values()),
    ],
    unit="step of a net",
)
