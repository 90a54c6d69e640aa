"""Time contenders against each other: all of them in each round, one after another.

A machine that slows down for a while then slows all of them down. Each is called once before, so
that nothing is compiled or loaded while it is timed; what that first call cost is noted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter, process_time

from benchmarks.losses import Nets


@dataclass(frozen=True)
class Trained:
    """What a contender hands over when its clock has stopped.

    Args:
        nets: Gives the weights it reached; called when the time is taken.
        seconds: What it took, where only a part of the call counts; None for all of it.
        note: What it has to say about itself.
    """

    nets: Callable[[], Nets]
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Contender:
    """Somebody who trains.

    Args:
        name: As in the table.
        fit: Trains from a seed for some epochs.
        note: What a reader must know.
        times: How often the work is to be done; the time is multiplied by it, and so extrapolated.
    """

    name: str
    fit: Callable[[int, int], Trained]
    note: str = ""
    times: int = 1


@dataclass
class Clock:
    """What a contender took so far."""

    cold: float
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    trained: list[Trained] = field(default_factory=list)


def interleave(contenders: Iterable[Contender], epochs: int, rounds: int) -> dict[str, Clock]:
    """Call every contender once, then all of them in each round; the round's number is the seed.

    Args:
        contenders: Who trains; their names differ.
        epochs: Epochs of a timed training; the first call has a single one.
        rounds: How often each is timed.
    """
    every = tuple(contenders)
    clocks = {each.name: Clock(_first(each)) for each in every}
    for seed in range(rounds):
        for each in every:
            _time(each, clocks[each.name], seed, epochs)
    return clocks


def _first(contender: Contender) -> float:
    began = perf_counter()
    contender.fit(0, 1)
    return perf_counter() - began


def _time(contender: Contender, clock: Clock, seed: int, epochs: int) -> None:
    wall, cpu = perf_counter(), process_time()
    trained = contender.fit(seed, epochs)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    seconds = wall if trained.seconds is None else trained.seconds
    clock.seconds.append(seconds * contender.times)
    if trained.seconds is None:  # else nobody knows the part's
        clock.cpu.append(cpu * contender.times)
    clock.trained.append(trained)


def durations(call: Callable[[], object], calls: int) -> list[float]:
    """Return the seconds of each of many calls, after a tenth as many that are not counted."""
    seconds = []
    for number in range(-max(calls // 10, 1), calls):
        began = perf_counter()
        call()
        if number >= 0:
            seconds.append(perf_counter() - began)
    return seconds
