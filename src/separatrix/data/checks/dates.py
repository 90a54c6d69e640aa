"""Dates, and what would be dates if it were written as dates are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.cells import in_words, matching, others
from separatrix.data.checks.finding import Finding, Sign, facts, names_of, option
from separatrix.data.checks.look import Look
from separatrix.data.checks.telling import Floats
from separatrix.data.patterns import MOMENT, ZONED_MOMENT

NEARLY_ALL = 0.9
"""Share of the different texts that must be dates for the others to be in the way."""

FEWEST_VALUES = 5
"""Different dates that a column must hold."""

_DAY_FIRST = (
    r"^[0-9]{1,2}([./-])[0-9]{1,2}\1([0-9]{2}|[0-9]{4})( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$"
)
_YEAR_FIRST = r"^[0-9]{4}([./-])[0-9]{1,2}\1[0-9]{1,2}$"
_PATTERNS = (MOMENT, ZONED_MOMENT, _DAY_FIRST, _YEAR_FIRST)
_READ_AS = "Dates are read as 2024-05-31, with or without a time of day"


@dataclass(frozen=True)
class Unread(Sign):
    """A column of texts or numbers that are dates.

    Args:
        words: The texts that are no dates, the most common first.
        used: Whether the network sees the column.
    """

    words: tuple[str, ...] = ()
    used: bool = True


def look_for_dates(look: Look) -> Sign | None:
    """Note a column of dates and the time that they span."""
    if look.column.kind != "date" or not look.column.used:
        return None
    first, last = (str(np.datetime64(int(end), "us"))[:10] for end in look.ordered[[0, -1]])
    return Sign(look.name, f"{first} to {last}")


def say_dates(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which columns are dates and what a random split makes of them."""
    names = names_of(signs)
    yield Finding(
        "dates",
        names,
        f"Dates: {facts(signs)}.",
        "Where later rows are to be predicted from earlier ones, rows drawn at random flatter: the "
        "network has seen days on both sides of those that it is tested on.",
        handling.of_dates(names),
        "note",
    )


def look_for_unread_dates(look: Look) -> Unread | None:
    """Note texts and whole numbers that are dates written another way."""
    if look.column.kind == "number":
        return _packed(look)
    if not look.is_plain_text or look.column.kind not in ("category", "identifier", "text"):
        return None
    dates = set().union(*(matching(look.texts, pattern) for pattern in _PATTERNS))
    if len(dates) < max(NEARLY_ALL * len(look.texts), FEWEST_VALUES):
        return None
    words = others(look.texts, dates)
    fact = f"is text: {in_words(look.texts, words, 'dates')}"
    return Unread(look.name, fact, words, look.column.used)


def _packed(look: Look) -> Unread | None:
    """Note whole numbers such as 20240531, all of which are days between 1900 and 2100."""
    if not (look.is_whole and look.column.used and look.column.distinct >= FEWEST_VALUES):
        return None
    if not _are_days(look.ordered):
        return None
    first, last = look.ordered[[0, -1]]
    return Unread(look.name, f"holds days written as numbers, {first:.0f} to {last:.0f}")


def _are_days(ordered: Floats) -> bool:
    if ordered[0] < 19_000_101 or ordered[-1] > 21_001_231:
        return False
    months, days = ordered // 100 % 100, ordered % 100
    return bool(((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)).all())


def say_unread_dates(signs: Sequence[Unread]) -> Iterator[Finding]:
    """Say which columns are dates at heart."""
    for sign in signs:
        words = option("--missing", *sign.words[:4])
        makes = f"; {words} makes the others missing" if words else ""
        taken = "Taken as it stands" if sign.used else "Left out"
        yield Finding(
            "dates-not-read",
            (sign.column,),
            f"{sign.column} {sign.fact}.",
            "Read as it stands, the network sees neither how much time lies between two rows nor "
            "the season.",
            f"{taken}. {_READ_AS}{makes}.",
            "warning",
        )
