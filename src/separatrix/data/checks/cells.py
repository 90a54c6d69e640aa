"""Columns of text that hold numbers, but for a few cells or their writing, or words beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

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
from separatrix.data.kinds import looks_like_identifier
from separatrix.data.patterns import (
    COMMA_NUMBER,
    GROUPED_COMMA_NUMBER,
    INTEGER,
    MOMENT,
    NUMBER,
    THOUSANDS,
)

NEARLY_ALL = 0.9
"""Share of the different texts that must be numbers for the others to be in the way."""

FEWEST_VALUES = 5
"""Different numbers that a column must hold to be one of numbers and not of codes."""

Writing = Literal["whole", "plain", "separators", "comma", "sign"]
"""How numbers are written, the plainest first."""

_GROUPED = r"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3})+|( [0-9]{3})+|('[0-9]{3})+)(\.[0-9]*)?$"
_AMOUNT = r"[0-9][0-9,]*(\.[0-9]+)?"
_SIGNED = rf"^[+-]?[$€£] ?{_AMOUNT}$|^[+-]?{_AMOUNT} ?[%$€£]$"
_PATTERNS: Mapping[Writing, str] = {
    "whole": INTEGER,
    "plain": NUMBER,
    "separators": f"{_GROUPED}|{THOUSANDS}|{NUMBER}",
    "comma": f"{COMMA_NUMBER}|{GROUPED_COMMA_NUMBER}",
    "sign": f"{_SIGNED}|{NUMBER}",
}
_MOST_IN_THE_WAY = 4


@dataclass(frozen=True)
class Numbers(Sign):
    """A column of text whose texts are mostly numbers.

    Args:
        how: How they are written.
        words: The texts that are no numbers, the most common first.
        used: Whether the network sees the column.
        free: Whether it is taken as free text.
    """

    how: Writing = "plain"
    words: tuple[str, ...] = ()
    used: bool = True
    free: bool = False


def look_for_numbers(look: Look) -> Numbers | None:
    """Note a column of text that would be numbers but for a few cells, or for their writing."""
    if not look.is_plain_text or look.column.kind not in ("category", "identifier", "text"):
        return None
    found = {how: matching(look.texts, pattern) for how, pattern in _PATTERNS.items()}
    numbers = set().union(*found.values())
    if len(numbers) < max(NEARLY_ALL * len(look.texts), FEWEST_VALUES):
        return None
    how = next(how for how in get_args(Writing) if how == "sign" or found[how] == numbers)
    words = others(look.texts, numbers)
    if how == "whole" and not words and _are_codes(look):
        return None
    fact, free = in_words(look.texts, words, "numbers"), look.column.kind == "text"
    return Numbers(look.name, fact, how, words, look.column.used, free)


def _are_codes(look: Look) -> bool:
    return not look.column.used or looks_like_identifier(look.name)


def matching(texts: Mapping[str, int], pattern: str) -> set[str]:
    """Return the texts that match a pattern."""
    matches = re.compile(pattern).match
    return {text for text in texts if matches(text)}


def others(texts: Mapping[str, int], found: set[str]) -> tuple[str, ...]:
    """Return the texts that are not among those found, the most common first."""
    return tuple(sorted(texts.keys() - found, key=lambda text: (-texts[text], text)))


def in_words(texts: Mapping[str, int], words: Sequence[str], what: str) -> str:
    """Say how many texts are something, and which are in the way."""
    if not words:
        example = min(texts)
        return f"all of its {len(texts):,} different texts are {what} such as {quoted(example)}"
    in_the_way = [f"{quoted(word)} ({counted(texts[word], 'cell')})" for word in words[:3]]
    return (
        f"{len(texts) - len(words):,} of its {len(texts):,} different texts are {what}, but not "
        f"{joined(in_the_way, len(words) - len(in_the_way))}"
    )


def say_numbers(signs: Sequence[Numbers]) -> Iterator[Finding]:
    """Say which columns are numbers at heart; apart from those, which may as well be codes."""
    for sign in signs:
        if sign.how != "whole" or sign.words:
            yield Finding(
                "numbers-as-text",
                (sign.column,),
                f"{sign.column} is text: {sign.fact}.",
                "As levels, numbers have no order: 9 is as far from 10 as from 1,000.",
                f"{_taken(sign)}. {_way_out(sign)}",
                "warning",
            )
    codes = [sign for sign in signs if sign.how == "whole" and not sign.words]
    if codes:
        yield _perhaps_codes(codes)


def _taken(sign: Numbers) -> str:
    if not sign.used:
        return "Left out"
    return "Taken as words" if sign.free else "Taken as levels"


def _way_out(sign: Numbers) -> str:
    if len(sign.words) > _MOST_IN_THE_WAY:
        return "Correct the cells in the way, or name what means missing with --missing."
    missing = option("--missing", *sign.words)
    if sign.how in ("whole", "plain"):
        asked = " ".join(part for part in (missing, option("--number", sign.column)) if part)
        return f"{asked} takes it as numbers."
    if sign.how == "comma":
        read = f"{missing} lets a text file be read as numbers; else write" if missing else "Write"
        return f"{read} them with a decimal point."
    apart = f", and name the others with {missing}" if missing else ""
    return f"Write the numbers without signs and separators of thousands{apart}."


def _perhaps_codes(signs: Sequence[Numbers]) -> Finding:
    names = names_of(signs)
    few = [f"{sign.column}" for sign in signs[:5]]
    holds = "holds whole numbers" if len(names) == 1 else "hold whole numbers"
    return Finding(
        "numbers-as-text",
        names,
        f"{joined(few, len(names) - len(few))} {holds} stored as text.",
        "Codes, such as those of a state, are right as levels; quantities lose their order.",
        f"Taken as levels; {option('--number', names[0])} takes it as numbers.",
        "note",
    )


def look_for_mixture(look: Look) -> Sign | None:
    """Note a column of levels of which a good part are numbers or dates and a good part words."""
    if not look.is_plain_text or look.column.kind != "category":
        return None
    plain = matching(look.texts, f"{NUMBER}|{COMMA_NUMBER}|{MOMENT}")
    share = len(plain) / max(len(look.texts), 1)
    if not 1 - NEARLY_ALL <= share < NEARLY_ALL or len(plain) < 2:
        return None
    cells = sum(look.texts[text] for text in plain) / sum(look.texts.values())
    example = max(plain, key=lambda text: (look.texts[text], text))
    word = others(look.texts, plain)[0]
    return Sign(
        look.name,
        f"{percent(cells)} of the cells are numbers or dates such as {quoted(example)}, others "
        f"are words such as {quoted(word)}",
    )


def say_mixtures(signs: Sequence[Sign]) -> Iterator[Finding]:
    """Say which columns hold several things at once."""
    yield Finding(
        "mixed-types",
        names_of(signs),
        f"Numbers and words in one column: {facts(signs, 3)}.",
        "As levels the numbers lose their order and distance.",
        "Taken as levels; two columns, one for each, would keep both.",
        "note",
    )
