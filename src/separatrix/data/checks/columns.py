"""What columns are as a whole: constant, nearly so, identifiers, text, dates, many levels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.cells import look_for_numbers
from separatrix.data.checks.dates import look_for_unread_dates
from separatrix.data.checks.finding import (
    Code,
    Finding,
    Sign,
    facts,
    names_of,
    number,
    option,
    percent,
    quoted,
)
from separatrix.data.checks.look import Look

NEARLY_ALL = 0.99
"""Share of equal cells from which on a column hardly varies."""

MOSTLY_DIFFERENT = 0.9
"""Share of different whole numbers from which on they may number the rows."""

FEWEST_ROWS = 20
"""Rows below which whole numbers without a gap are chance."""

FEW_ROWS = 5
"""A level of fewer rows is rare."""

MANY_LEVELS = 10
"""Levels from which on it is asked how many of them are rare."""


@dataclass(frozen=True)
class LeftOut(Sign):
    """A column that the network does not see.

    Args:
        code: Why.
    """

    code: Code = "constant"


def look_for_left_out(look: Look) -> LeftOut | None:
    """Note a column that is left out for what its cells are."""
    if look.column.used or _is_written_otherwise(look):
        return None
    fact = look.column.why.removesuffix(": left out")
    if look.there == 0 or look.column.distinct == 1:
        return LeftOut(look.name, fact, "constant")
    if look.column.kind == "identifier":
        return LeftOut(look.name, fact, "identifier")
    return LeftOut(look.name, fact, "text") if look.column.kind == "text" else None


def _is_written_otherwise(look: Look) -> bool:
    """Tell whether a column of text is one of numbers or dates, of which more is said elsewhere."""
    return look_for_numbers(look) is not None or look_for_unread_dates(look) is not None


def say_left_out(signs: Sequence[LeftOut]) -> Iterator[Finding]:
    """Say which columns are left out, apart for each reason."""
    for code, say in _REASONS.items():
        alike = [sign for sign in signs if sign.code == code]
        if alike:
            yield say(alike)


def _constant(signs: Sequence[LeftOut]) -> Finding:
    return Finding(
        "constant",
        names_of(signs),
        f"Never changing: {facts(signs)}.",
        "There is nothing to learn from a column that is the same in every row.",
        "Left out.",
        "note",
    )


def _identifier(signs: Sequence[LeftOut]) -> Finding:
    names = names_of(signs)
    return Finding(
        "identifier",
        names,
        f"Naming the rows: {facts(signs)}.",
        "A value that occurs once tells nothing of rows to come; a network would learn rows by "
        "heart.",
        f"Left out; {option('--category', names[0])} or --number uses it all the same.",
        "note",
    )


def _unread(signs: Sequence[LeftOut]) -> Finding:
    return Finding(
        "text",
        names_of(signs),
        f"Cells of no known kind: {facts(signs)}.",
        "A network reads numbers; what these cells say is lost to it unless it is turned into "
        "columns.",
        "Left out.",
        "note",
    )


_REASONS = {"constant": _constant, "identifier": _identifier, "text": _unread}


def look_for_text(look: Look) -> Sign | None:
    """Note a column of free text that is used."""
    if not look.column.used or look.column.kind != "text" or _is_written_otherwise(look):
        return None
    return Sign(look.name, look.column.why)


def say_text(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which columns are free text."""
    yield Finding(
        "text",
        names_of(signs),
        f"Free text: {facts(signs)}.",
        "A network reads numbers: it is told which words a text holds, not their order.",
        handling.of_text(),
        "note",
    )


def look_for_row_numbers(look: Look) -> Sign | None:
    """Note whole numbers that count the rows without a gap, though a few repeat."""
    whole = look.column.used and look.column.kind == "number" and look.is_whole
    if (
        not whole
        or look.there < FEWEST_ROWS
        or look.column.distinct < MOSTLY_DIFFERENT * look.there
    ):
        return None
    if look.ordered[-1] - look.ordered[0] + 1 != look.column.distinct:
        return None
    return Sign(look.name, f"{look.column.distinct:,} numbers without a gap in {look.there:,} rows")


def say_row_numbers(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which columns seem to number the rows."""
    yield Finding(
        "identifier",
        names_of(signs),
        f"Seeming to number the rows: {facts(signs)}.",
        "A number that only counts says nothing of rows to come; if the table was sorted, it gives "
        "the answer away.",
        handling.of_leaving_out(names_of(signs)),
        "warning",
    )


def look_for_near_constant(look: Look) -> Sign | None:
    """Note a column that is used though nearly all of its cells are the same."""
    others = (1 - NEARLY_ALL) * look.there
    if not look.column.used or not 2 <= look.column.distinct <= others + 1:
        return None
    count, value = _most_common(look)
    if look.there - count > others:
        return None
    return Sign(look.name, f"{percent(count / look.there)} are {value}")


def _most_common(look: Look) -> tuple[int, str]:
    """Count the cells of the most common value; of numbers, of the one that half of them have."""
    if look.column.kind == "number":
        middle = look.ordered[look.there // 2]
        first = np.searchsorted(look.ordered, middle, side="left")
        return int(np.searchsorted(look.ordered, middle, side="right") - first), number(middle)
    code = int(look.rows_of_levels.argmax())
    row = int((look.codes_N == code).argmax())
    value = look.cells[row].as_py()
    said = str(value).lower() if isinstance(value, bool) else quoted(str(value))
    return int(look.rows_of_levels[code]), said


def say_near_constant(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which columns hardly vary."""
    names = names_of(signs)
    yield Finding(
        "nearly-constant",
        names,
        f"Hardly varying: {facts(signs, 4)}.",
        "The few other cells may all fall into one part of the rows, and standardised they lie far "
        "from the rest.",
        handling.of_leaving_out(names),
        "note",
    )


def look_for_rare_levels(look: Look) -> Sign | None:
    """Note a category of many levels, most of which have few rows."""
    if look.column.kind != "category" or not look.column.used or look.column.order:
        return None
    if _is_written_otherwise(look):
        return None
    levels, rare = look.column.distinct, int((look.rows_of_levels < FEW_ROWS).sum())
    if levels <= MANY_LEVELS or 2 * rare < levels:
        return None
    return Sign(look.name, f"{rare:,} of {levels:,} levels")


def say_rare_levels(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which categories have many rare levels."""
    yield Finding(
        "rare-levels",
        names_of(signs),
        f"Levels of fewer than {FEW_ROWS} rows: {facts(signs)}.",
        "Little is learned of a level that few rows have, and rows to come will bring others.",
        handling.of_rare_levels(),
        "note",
    )
