"""What the reader should see, held against what was seen."""

from math import isfinite

import msgspec

from separatrix.ladders.run import RungResult
from separatrix.lessons.lesson import FactRange, Facts, RungRange
from separatrix.lessons.lesson_run import LessonRun

FEWEST_SEEDS = 5
"""Below this many seeds one unlucky seed moves a median, so that a range decides nothing."""


class Expectation(msgspec.Struct, frozen=True):
    """One expected range and what was found.

    Args:
        what: Which number, in words.
        value: What it is.
        low: Lowest expected value.
        high: Highest expected value.
        ok: Whether the value lies in the range.
        sentence: The same in words; says by how much it is missed.
    """

    what: str
    value: float
    low: float
    high: float
    ok: bool
    sentence: str


def hold_against(run: LessonRun, facts: Facts) -> tuple[Expectation, ...]:
    """Return every expectation of a lesson with what was found."""
    return tuple(_held(run, facts, expected) for expected in run.lesson.expected)


def _held(run: LessonRun, facts: Facts, expected: RungRange | FactRange) -> Expectation:
    if isinstance(expected, FactRange):
        what, value = expected.fact.replace("_", " "), float(facts[expected.fact])
    else:
        what, value = _in_words(run, expected), _statistic(run, expected)
    low, high = expected.low, expected.high
    ok = low <= value <= high
    return Expectation(what, value, low, high, ok, _sentence(what, value, low, high, ok))


def _statistic(run: LessonRun, expected: RungRange) -> float:
    result: RungResult = run.rung(expected.rung)
    if expected.statistic == "solved":
        return run.solved(result)
    part = result.test if expected.part == "test" else result.train
    return float(getattr(part, expected.statistic))


def _in_words(run: LessonRun, expected: RungRange) -> str:
    bar = run.lesson.bar
    if expected.statistic == "solved":
        return f"{expected.rung}: share of seeds that reach {bar.value:g}"
    return f"{expected.rung}: {expected.statistic} {expected.part} {bar.metric}"


def _sentence(what: str, value: float, low: float, high: float, ok: bool) -> str:
    found = f"{what} is {_number(value)}, expected {_number(low)} to {_number(high)}"
    if ok:
        return f"{found}."
    if not isfinite(value):
        return f"{found}: it is not a number."
    side, gap = ("below", low - value) if value < low else ("above", value - high)
    return f"{found}: {_number(gap)} {side}."


def _number(value: float) -> str:
    return f"{value:.4g}"
