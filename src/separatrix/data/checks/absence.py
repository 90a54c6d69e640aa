"""Missing cells: how many, where most are, and whether they give a class away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.finding import Finding, Sign, facts, names_of, percent, quoted
from separatrix.data.checks.look import Look

NEARLY_EXACTLY = 0.95
"""Share of a class's rows that must be missing, and of the others that must not.

As few cells may be missing elsewhere for each that is in the class: otherwise a large class would
seem to be told by any column that is hardly ever missing.
"""

FEWEST_CELLS = 10
"""Cells that must be missing, and cells that must be there, for it to be no chance."""

MOSTLY = 0.5
"""Share of missing cells from which on a column is mostly missing."""


@dataclass(frozen=True)
class Absence(Sign):
    """A column with missing cells.

    Args:
        share: Share of missing cells.
        kind: What it was taken for, "ordered" for a category whose levels have an order.
    """

    share: float = 0.0
    kind: str = ""


@dataclass(frozen=True)
class Telling(Sign):
    """A column whose missing cells give a class away.

    Args:
        used: Whether the network sees the column.
    """

    used: bool = True


def look_for_absence(look: Look) -> Absence | None:
    """Note the missing cells of a column that is used."""
    if not look.column.used or look.column.missing == 0:
        return None
    share = look.column.missing / look.rows
    kind = "ordered" if look.column.order else look.column.kind
    return Absence(look.name, percent(share), share, kind)


def say_absence(signs: Sequence[Absence]) -> Iterator[Finding]:
    """Say where most cells are missing, and where some are."""
    most = sorted(signs, key=lambda sign: -sign.share)
    mostly = [sign for sign in most if sign.share >= MOSTLY]
    some = most[len(mostly) :]
    if mostly:
        names = names_of(mostly)
        yield Finding(
            "mostly-missing",
            names,
            f"Mostly missing: {facts(mostly)}.",
            "Few rows teach what the column says; whether it is there may be all that is learned.",
            f"{_encoded(mostly)} {handling.of_leaving_out(names)}",
            "note",
        )
    if some:
        yield Finding(
            "missing",
            names_of(some),
            f"Cells are missing in {facts(some, 4)}.",
            "What a network learns from absence holds only if cells of later rows are missing for "
            "the same reasons.",
            _encoded(some),
            "note",
        )


def _encoded(signs: Sequence[Absence]) -> str:
    return handling.of_missing(frozenset(sign.kind for sign in signs))


def look_for_telling_absence(look: Look) -> Telling | None:
    """See whether the cells of a column are missing exactly where a class occurs, or does not.

    Columns that are left out are looked at too: that they are there says as much as their cells.
    """
    missing = look.column.missing
    if min(missing, look.there) < FEWEST_CELLS or not look.halves.classes:
        return None
    known_N = look.halves.known_N
    truth, absent = look.halves.target_N[known_N].astype(np.int64), look.missing_N[known_N]
    rows_C = np.bincount(truth, minlength=look.halves.classes)
    missing_C = np.bincount(truth[absent], minlength=look.halves.classes)
    for code, name in enumerate(look.target.class_names):
        for hit_C, word in ((missing_C, "missing"), (rows_C - missing_C, "there")):
            hit, rows = int(hit_C[code]), int(rows_C[code])
            other_hit, others = int(hit_C.sum()) - hit, len(truth) - rows
            if _exactly(hit, rows, other_hit, others):
                fact = (
                    f"{word} in {hit:,} of {rows:,} rows of class {quoted(name)} and in "
                    f"{other_hit:,} of {others:,} others"
                )
                return Telling(look.name, fact, look.column.used)
    return None


def _exactly(hit: int, rows: int, other_hit: int, others: int) -> bool:
    """Tell whether nearly all rows of a class are hit, nearly no others, and nearly no more."""
    return (
        rows > 0
        and hit >= NEARLY_EXACTLY * rows
        and other_hit <= (1 - NEARLY_EXACTLY) * min(hit, others)
    )


def say_telling_absence(signs: Sequence[Telling]) -> Iterator[Finding]:
    """Say which columns give a class away by being missing or there."""
    for sign in signs:
        seen = handling.of_leaving_out((sign.column,))
        yield Finding(
            "missing-tells-a-class",
            (sign.column,),
            f"{sign.column} is {sign.fact}.",
            "Whether it is known seems to follow from the answer. Rows whose answer is not known "
            "yet will not show that.",
            f"That a cell is missing is a feature. {seen}" if sign.used else "It is left out.",
            "warning" if sign.used else "note",
        )
