"""(d) 50-256-256-256-1, one net and 8 at once, against the matrix products of the same steps."""

from functools import partial

from benchmarks.bars import Bar, Of
from benchmarks.ours import STEPS, WHOLE
from benchmarks.problem import Problem
from benchmarks.training import compare
from benchmarks.work import Part, Work

LIMIT = "products alone"
PEERS = {1: (LIMIT, "PyTorch, slices", "JAX scan"), 8: (LIMIT, "JAX scan")}
EPOCHS = {1: 4, 8: 2}
CORES = (1, 2)


def _setting(members: int, cores: int) -> str:
    nets = "one net" if members == 1 else f"{members} nets"
    return f"{nets}, {'one thread' if cores == 1 else f'{cores} threads'}"


def _part(members: int, cores: int) -> Part:
    setting = _setting(members, cores)
    problem = Problem(20_480, 50, (256, 256, 256), 1, 256, EPOCHS[members], rate=0.001)
    measure = partial(compare, setting, problem, PEERS[members], members=members)
    return Part(setting, cores, measure)


def _bar(members: int, cores: int) -> Bar:
    setting = _setting(members, cores)
    return Bar(f"× {LIMIT}, a step", 1.3, Of(setting, STEPS), Of(setting, LIMIT), "at most")


def _whole(members: int, cores: int) -> Bar:
    setting = _setting(members, cores)
    return Bar(f"× {LIMIT}, the whole fit", 1.3, Of(setting, WHOLE), Of(setting, LIMIT), "at most")


CASES = [(members, cores) for cores in CORES for members in EPOCHS]

WORK = Work(
    title="50-256-256-256-1, batch 256, 20,480 rows",
    parts=[_part(*case) for case in CASES],
    bars=[bar(*case) for case in CASES for bar in (_bar, _whole)],
    unit="step of a net",
)
