"""Columns of text that hold something else: numbers, dates, or several things at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from separatrix.data.checks.finding import (
    Finding,
    Sign,
    counted,
    facts,
    joined,
    names_of,
    option,
    percent,
    quoted,
)
from separatrix.data.checks.look import Look
from separatrix.data.patterns import (
    COMMA_NUMBER,
    GROUPED_COMMA_NUMBER,
    MOMENT,
    NUMBER,
    THOUSANDS,
    ZONED_MOMENT,
)

NEARLY_ALL = 0.9
"""Share of the different texts that must be numbers, or dates, for the others to be in the way."""

FEWEST_VALUES = 5
"""Different numbers that a column must hold to be one of numbers and not of codes."""

_WITH_SEPARATORS = r"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3})+|( [0-9]{3})+|('[0-9]{3})+)(\.[0-9]*)?$"
_WITH_SIGN = r"^[+-]?[$€£]? ?[0-9][0-9,]*(\.[0-9]+)? ?[%$€£]?$"
_OTHER_DATE = (
    r"^[0-9]{1,2}([./-])[0-9]{1,2}\1([0-9]{2}|[0-9]{4})$|^[0-9]{4}([./])[0-9]{1,2}\3[0-9]{1,2}$"
)

_WRITTEN: Mapping[str, str] = {
    "plain": NUMBER,
    "comma": f"{COMMA_NUMBER}|{GROUPED_COMMA_NUMBER}",
    "separators": f"{_WITH_SEPARATORS}|{THOUSANDS}",
    "sign": _WITH_SIGN,
}
_DATES = f"{MOMENT}|{ZONED_MOMENT}|{_OTHER_DATE}"


@dataclass(frozen=True)
class Kept(Sign):
    """A column of text whose texts are mostly numbers or dates.

    Args:
        words: The texts that are not, the most common first.
        how: How the numbers are written; "date" for dates.
        used: Whether the network sees the column.
    """

    words: tuple[str, ...] = ()
    how: str = "plain"
    used: bool = True


def look_for_numbers_and_dates(look: Look) -> Kept | None:
    """Note a column of text that would be numbers or dates but for a few cells or their writing."""
    if not look.is_plain_text or look.column.kind not in ("category", "identifier", "text"):
        return None
    return _as_numbers(look, look.texts) or _as_dates(look, look.texts)


def _as_numbers(look: Look, texts: Mapping[str, int]) -> Kept | None:
    counted_by = {how: _matching(texts, pattern) for how, pattern in _WRITTEN.items()}
    every = set().union(*counted_by.values())
    if len(every) < max(NEARLY_ALL * len(texts), FEWEST_VALUES):
        return None
    how = next((how for how, found in counted_by.items() if len(found) == len(every)), "sign")
    words = _others(texts, every)
    return Kept(look.name, _fact(look, texts, words, "numbers"), words, how, look.column.used)


def _as_dates(look: Look, texts: Mapping[str, int]) -> Kept | None:
    dates = _matching(texts, _DATES)
    if len(dates) < max(NEARLY_ALL * len(texts), FEWEST_VALUES):
        return None
    words = _others(texts, dates)
    return Kept(look.name, _fact(look, texts, words, "dates"), words, "date", look.column.used)


def _matching(texts: Mapping[str, int], pattern: str) -> set[str]:
    matches = re.compile(pattern).match
    return {text for text in texts if matches(text)}


def _others(texts: Mapping[str, int], found: set[str]) -> tuple[str, ...]:
    """Return the texts that are not among those found, the most common first."""
    return tuple(sorted(texts.keys() - found, key=lambda text: (-texts[text], text)))


def _fact(look: Look, texts: Mapping[str, int], words: Sequence[str], what: str) -> str:
    if not words:
        example = next(iter(texts))
        return f"all of its {len(texts):,} different texts are {what} such as {quoted(example)}"
    in_the_way = [f"{quoted(word)} ({counted(texts[word], 'cell')})" for word in words[:3]]
    return (
        f"{len(texts) - len(words):,} of its {len(texts):,} different texts are {what}, but not "
        f"{joined(in_the_way, len(words) - len(in_the_way))}"
    )


def say_kept(signs: Sequence[Kept]) -> Iterator[Finding]:
    """Say which columns are numbers or dates at heart."""
    for sign in signs:
        dates = sign.how == "date"
        yield Finding(
            "dates-not-read" if dates else "numbers-as-text",
            (sign.column,),
            f"{sign.column} is text: {sign.fact}.",
            "As levels they have no before and after."
            if dates
            else "As levels they have no order and no distance: 9 is as far from 10 as from 1,000.",
            f"{_taken(sign)} {_way_out(sign)}",
            "warning",
        )


def _taken(sign: Kept) -> str:
    return "Taken as levels." if sign.used else "Left out."


def _way_out(sign: Kept) -> str:
    words = option("--missing", *sign.words[:4])
    if sign.how == "date":
        write = "Dates are read as 2024-05-31, with or without a time"
        return f"{write}; {words} makes the others missing." if sign.words else f"{write}."
    if len(sign.words) > 4:
        return "Correct the cells in the way, or name what means missing with --missing."
    if sign.how == "plain":
        asked = " ".join(part for part in (words, option("--number", sign.column)) if part)
        return f"As numbers: {asked}."
    if sign.how == "comma":
        return (
            f"As numbers from a text file: {words} --decimal ,."
            if words
            else ("As numbers from a text file: --decimal ,.")
        )
    return "To have numbers, write them without signs and separators of thousands."


@dataclass(frozen=True)
class Mixed(Sign):
    """A column of text in which numbers or dates stand beside words."""


def look_for_mixture(look: Look) -> Mixed | None:
    """Note a column of levels of which a good part are numbers or dates and a good part words."""
    if not look.is_plain_text or look.column.kind != "category" or look.column.distinct < 4:
        return None
    texts = look.texts
    plain = _matching(texts, f"{NUMBER}|{COMMA_NUMBER}|{_DATES}")
    share = len(plain) / max(len(texts), 1)
    if not 1 - NEARLY_ALL <= share < NEARLY_ALL or len(plain) < 2:
        return None
    cells = sum(texts[text] for text in plain) / sum(texts.values())
    words = _others(texts, plain)
    return Mixed(
        look.name,
        f"{percent(cells)} of the cells are numbers or dates such as "
        f"{quoted(max(plain, key=lambda text: (texts[text], text)))}, others words such as "
        f"{quoted(words[0])}",
    )


def say_mixtures(signs: Sequence[Mixed]) -> Iterator[Finding]:
    """Say which columns hold several things at once."""
    yield Finding(
        "mixed-types",
        names_of(signs),
        f"Holding numbers and words: {facts(signs, 3)}.",
        "Two things in one column: as levels the numbers lose their order.",
        "Taken as levels. Two columns, one for each, would keep both.",
        "note",
    )


@dataclass(frozen=True)
class Packed(Sign):
    """A column of whole numbers that are dates written without marks."""


def look_for_packed_dates(look: Look) -> Packed | None:
    """Note whole numbers such as 20240531, all of which are days between 1900 and 2100."""
    if not (look.column.used and look.column.kind == "number" and look.is_whole and look.there):
        return None
    if not (look.ordered[0] >= 19000101 and look.ordered[-1] <= 21001231):
        return None
    months, days = look.ordered // 100 % 100, look.ordered % 100
    if look.column.distinct < FEWEST_VALUES or not (
        ((months >= 1) & (months <= 12)).all() and ((days >= 1) & (days <= 31)).all()
    ):
        return None
    return Packed(look.name, f"{look.ordered[0]:.0f} to {look.ordered[-1]:.0f}")


def say_packed_dates(signs: Sequence[Packed]) -> Iterator[Finding]:
    """Say which numbers are dates."""
    yield Finding(
        "dates-not-read",
        names_of(signs),
        f"Days written as numbers: {facts(signs)}.",
        "As quantities, the last of a month and the first of the next lie 70 apart.",
        "Taken as numbers. Dates are read as 2024-05-31.",
        "warning",
    )
