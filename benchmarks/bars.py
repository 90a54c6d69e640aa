"""The bars, as data, and what is said about them. Nothing is rounded to the good side."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, log10
from statistics import median
from typing import Literal, NamedTuple

from benchmarks.measured import Measured, find


class Of(NamedTuple):
    """A measured quantity: `amount` "each" is the seconds of a member-step, row or call."""

    setting: str
    contender: str
    amount: str = "each"


@dataclass(frozen=True)
class Bar:
    """What is asked.

    Args:
        text: In words, with its unit.
        asked: The number.
        over: What is measured.
        under: What that is divided by; None for nothing.
        sense: Whether `asked` is the least or the most.
        beside: What may stand instead of ours, for the reader; not judged.
    """

    text: str
    asked: float
    over: Of
    under: Of | None = None
    sense: Literal["at least", "at most"] = "at least"
    beside: Of | None = None


@dataclass(frozen=True)
class Verdict:
    """What was reached.

    Args:
        bar: What was asked.
        reached: Median over the rounds; None when it could not be judged.
        low: Least of the rounds.
        high: Most of the rounds.
        beside: The same with what stands beside.
        why: Why it could not be judged.
    """

    bar: Bar
    reached: float | None
    low: float = inf
    high: float = inf
    beside: float | None = None
    why: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None when it could not be judged."""
        if self.reached is None:
            return None
        least = self.bar.sense == "at least"
        return self.reached >= self.bar.asked if least else self.reached <= self.bar.asked

    @property
    def said(self) -> str:
        """Say yes or no, and by how much."""
        if self.reached is None:
            return "not judged"
        share = worse(self.reached / self.bar.asked, self.bar.sense)
        return f"{'yes' if self.met else 'no'}, × {share}"


def faster(asked: float, setting: str, peer: str, ours: str, beside: str = "") -> Bar:
    """Return the bar "ours is at least so many times as fast as a peer".

    Args:
        asked: How many times.
        setting: Where.
        peer: Who is slower.
        ours: Who is faster.
        beside: Who may stand instead of ours, for the reader.
    """
    instead = Of(setting, beside) if beside else None
    return Bar(f"times {peer}", asked, Of(setting, peer), Of(setting, ours), beside=instead)


def judge(bar: Bar, measured: list[Measured]) -> Verdict:
    """Hold a bar against what was measured."""
    try:
        over = _values(bar.over, measured)
        under = (1.0,) if bar.under is None else _values(bar.under, measured)
    except LookupError as error:
        return Verdict(bar, None, why=str(error))
    low, high = _range(over, under)
    return Verdict(bar, median(over) / median(under), low, high, _beside(bar, measured))


def worse(value: float, sense: str) -> str:
    """Return a number with three digits, rounded to the side on which a bar is missed."""
    if value <= 0:
        return "0"
    digits = 2 - floor(log10(value))
    scale = 10.0**digits
    exact = round(value * scale, 9)  # 1.1 times 100 is a little above 110
    rounded = (floor if sense == "at least" else ceil)(exact) / scale
    return f"{rounded:,.{max(digits, 0)}f}"


def _values(of: Of, measured: list[Measured]) -> tuple[float, ...]:
    """Return a quantity of each round; refuse it where it was not measured or is in doubt."""
    found = find(measured, of.setting, of.contender)
    if found is None:
        raise LookupError(f"{of.contender} was not measured")
    if found.doubt:
        raise LookupError(f"{of.contender}: {found.doubt}")
    values = found.each if of.amount == "each" else _amount(found, of.amount)
    if not values:
        raise LookupError(f"{of.contender} has no {of.amount}")
    return values


def _amount(measured: Measured, name: str) -> tuple[float, ...]:
    return (measured.amounts[name],) if name in measured.amounts else ()


def _range(over: Sequence[float], under: Sequence[float]) -> tuple[float, float]:
    """Return the least and the most ratio of a round, of any two rounds where they do not pair."""
    if len(over) == len(under):
        ratios = [a / b for a, b in zip(over, under, strict=True)]
        return min(ratios), max(ratios)
    return min(over) / max(under), max(over) / min(under)


def _beside(bar: Bar, measured: list[Measured]) -> float | None:
    if bar.beside is None:
        return None
    try:
        return median(_values(bar.over, measured)) / median(_values(bar.beside, measured))
    except LookupError:
        return None
