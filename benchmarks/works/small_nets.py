"""(b) 20, 64 and 256 nets 2-10-10-1 at once, on both cores.

PyTorch trains one net after another: one is timed and multiplied.
"""

from functools import partial

from benchmarks.bars import Bar, faster
from benchmarks.ours import STEPS, WHOLE
from benchmarks.training import compare
from benchmarks.work import Part, Work
from benchmarks.works.small_net import problem

EPOCHS = 10
PEERS = (
    "PyTorch, DataLoader",
    "PyTorch, slices",
    "scikit-learn",
    "JAX scan",
    "JAX scan, own orders",
    "JAX scan, transposed",
)


def _part(members: int) -> Part:
    setting = _setting(members)
    return Part(setting, 2, partial(compare, setting, problem(32, EPOCHS), PEERS, members=members))


def _setting(members: int) -> str:
    return f"{members} nets"


def _bar(asked: float, peer: str) -> Bar:
    return faster(asked, _setting(256), peer, WHOLE, STEPS)


WORK = Work(
    title="many nets 2-10-10-1, 8,000 rows, batch 32, both cores",
    parts=[_part(20), _part(64), _part(256)],
    bars=[_bar(300, "PyTorch, DataLoader"), _bar(2, "JAX scan")],
    unit="step of a net",
)
