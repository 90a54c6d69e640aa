"""Compare trainings of one problem: ours and the peers, by the clock and by their losses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import stdev

from benchmarks import ours
from benchmarks.losses import believe, training_loss
from benchmarks.measured import Measured, absent
from benchmarks.peers import peer
from benchmarks.problem import Data, Problem, draw
from benchmarks.timing import Clock, Contender, interleave
from benchmarks.work import Plan

QUICK_EPOCHS = 2
SEEDS = 16
"""Nets from which the spread of the loss over seeds is known well enough."""


def compare(
    setting: str, problem: Problem, peers: Sequence[str], plan: Plan, members: int = 1
) -> list[Measured]:
    """Time ours and some peers in turn.

    Args:
        setting: Name of the setting.
        problem: What is trained.
        peers: Names of the peers, as in `benchmarks.peers.MODULES`.
        plan: How often.
        members: How many nets.
    """
    problem = replace(problem, epochs=QUICK_EPOCHS) if plan.quick else problem
    data = draw(problem)
    missing: list[Measured] = []
    contenders = ours.contenders(problem, data, members)
    contenders += _present(setting, problem, data, peers, members, missing)
    clocks = interleave(contenders, problem.epochs, plan.rounds)
    spread = _spread(problem, data) if members < SEEDS else 0.0
    count = problem.steps * problem.epochs * members
    lines = [_line(setting, each, clocks[each.name], count, data) for each in contenders]
    return [*believe(lines, spread), *missing]


def _spread(problem: Problem, data: Data) -> float:
    """Return the standard deviation of the loss over seeds, from a stack that is not timed."""
    [whole, _] = ours.contenders(problem, data, SEEDS)
    nets = whole.fit(1_000, problem.epochs).nets()
    return stdev(training_loss(net, data) for net in nets)


def _present(
    setting: str,
    problem: Problem,
    data: Data,
    names: Sequence[str],
    members: int,
    missing: list[Measured],
) -> Iterator[Contender]:
    """Yield the peers that are installed; note the others."""
    for name in names:
        try:
            yield peer(name, problem, data, members)
        except ImportError as error:
            missing.append(absent(setting, name, f"not installed: {error.name}"))


def _line(setting: str, contender: Contender, clock: Clock, count: int, data: Data) -> Measured:
    nets = [net for trained in clock.trained for net in trained.nets()]
    notes = (contender.note, clock.trained[-1].note)
    return Measured(
        setting=setting,
        contender=contender.name,
        seconds=tuple(clock.seconds),
        cpu=tuple(clock.cpu),
        cold=clock.cold,
        count=count,
        losses=tuple(training_loss(net, data) for net in nets),
        note="; ".join(filter(None, notes)),
    )
