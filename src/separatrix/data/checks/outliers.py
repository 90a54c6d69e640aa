"""Numbers far beyond the rest, and numbers that stand in for something that is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.finding import (
    Finding,
    Sign,
    counted,
    facts,
    joined,
    names_of,
    number,
    option,
)
from separatrix.data.checks.look import Look
from separatrix.data.checks.telling import Floats

FAR = 30.0
"""Distances between the quartiles beyond which a number is an outlier."""

VERY_FAR = 100.0
"""Distances from which on outliers are a warning.

Over 28 public tables, tails of honest columns of many rows mostly end between 30 and 100 (sizes of
plots, rooms a house, scores of matches); beyond lie 1,240 persons a household in `AveOccup` of
California's districts and a single 2,400 among numbers around 1.
"""

FEW = 0.002
"""Share of the cells up to which outliers are few; more of them are a long tail."""

FEW_CELLS = 2
"""How many are few in a short table."""

MANY_TIMES = 10
"""How often a stand-in occurs for each time that the number next to it does."""

_FEWEST_CELLS = 50
_FEWEST_DISTINCT = 10
_FEWEST_STAND_INS = 5
_STAND_INS = frozenset(
    float(sign * (10**digits - 1)) for digits in range(2, 10) for sign in (-1, 1)
) | {-1.0}


@dataclass(frozen=True)
class Outliers(Sign):
    """A column with numbers far from the rest.

    Args:
        reach: How many distances between the quartiles the furthest lies from the median.
    """

    reach: float = 0.0


@dataclass(frozen=True)
class StandIn(Sign):
    """A column in which a number seems to mean something else.

    Args:
        value: The number.
    """

    value: float = 0.0


def look_for_outliers(look: Look) -> Outliers | None:
    """Note numbers that lie 30 times as far beyond the quartiles as these lie apart."""
    if not _is_looked_at(look):
        return None
    low, middle, high = look.ordered[[look.there // 4, look.there // 2, 3 * look.there // 4]]
    reach = FAR * (high - low)
    beyond = look.ordered[(look.ordered < low - reach) | (look.ordered > high + reach)]
    if reach == 0 or not 0 < len(beyond) <= max(FEW * look.there, FEW_CELLS):
        return None
    furthest = beyond[np.abs(beyond - middle).argmax()]
    return Outliers(
        look.name,
        f"{counted(len(beyond), 'cell')} as far as {_rounded(furthest)}, half of all from "
        f"{_rounded(low)} to {_rounded(high)}",
        float(abs(furthest - middle) / (high - low)),
    )


def _is_looked_at(look: Look) -> bool:
    return look.column.used and look.column.kind == "number" and look.there >= _FEWEST_CELLS


def _rounded(value: float) -> str:
    return number(float(f"{value:.3g}"))


def say_outliers(signs: Sequence[Outliers]) -> Iterator[Finding]:
    """Say which columns have numbers far beyond the rest."""
    furthest = sorted(signs, key=lambda sign: -sign.reach)
    yield Finding(
        "outliers",
        names_of(furthest),
        f"Far beyond the rest: {facts(furthest, 3)}.",
        "A few such cells stretch the scale of the column, in which all others then lie close "
        "together; they may be mistakes of measurement or of unit.",
        f"{handling.of_outliers()} Mistakes belong corrected in the table, or named as missing.",
        "warning" if furthest[0].reach >= VERY_FAR else "note",
    )


def look_for_stand_in(look: Look) -> StandIn | None:
    """Note a number such as -999 at the end of a column, which repeats and does not fit in.

    It is -1 where no other number is negative, or a row of nines that lies apart from the others
    or occurs many times as often as its neighbor.
    """
    if not _is_looked_at(look) or look.column.distinct < _FEWEST_DISTINCT:
        return None
    for end, rest in _ends(look.ordered):
        if end in _STAND_INS and _does_not_fit(end, len(look.ordered) - len(rest), rest):
            said = f"{counted(len(look.ordered) - len(rest), 'cell')}, the rest from"
            return StandIn(
                look.name, f"{said} {_rounded(rest[0])} to {_rounded(rest[-1])}", float(end)
            )
    return None


def _ends(ordered: Floats) -> Iterator[tuple[float, Floats]]:
    """Yield the smallest and the largest number, each with the numbers that are others."""
    yield ordered[0], ordered[np.searchsorted(ordered, ordered[0], side="right") :]
    yield ordered[-1], ordered[: np.searchsorted(ordered, ordered[-1], side="left")]


def _does_not_fit(value: float, cells: int, rest: Floats) -> bool:
    if cells < _FEWEST_STAND_INS:
        return False
    if value == -1:
        return bool(rest[0] >= 0)
    nearest = rest[0] if value < rest[0] else rest[-1]
    return bool(
        abs(value - nearest) > (rest[-1] - rest[0]) / 2
        or cells >= MANY_TIMES * (rest == nearest).sum()
    )


def say_stand_ins(signs: Sequence[StandIn]) -> Iterator[Finding]:
    """Say which numbers seem to mean something else, apart for each number."""
    for value in dict.fromkeys(sign.value for sign in signs):
        alike = [sign for sign in signs if sign.value == value]
        where = joined([f"{sign.column} ({sign.fact})" for sign in alike[:3]], len(alike[3:]))
        yield Finding(
            "stand-in-numbers",
            names_of(alike),
            f"{value:g} may stand for something that is no number: {where}.",
            'Taken as a quantity, a code such as that for "not known" bends what is learned '
            "of the real ones.",
            "Taken as a number. If it means missing, say "
            f"{option('--missing', f'{value:g}')}, which holds for every column.",
            "warning",
        )
