"""What was found in a table, and the words that findings are made of."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

Severity = Literal["warning", "note"]

# A code stays once it was released: runs keep their findings and are read strictly.
Code = Literal[
    "leak",
    "leak-of-a-class",
    "missing-tells-a-class",
    "groups",
    "rows-that-contradict",
    "rows-that-repeat",
    "rare-class",
    "unequal-classes",
    "piled-target",
    "skewed-target",
    "numbers-as-text",
    "dates-not-read",
    "mixed-types",
    "stand-in-numbers",
    "outliers",
    "rows-without-target",
    "dates",
    "constant",
    "nearly-constant",
    "identifier",
    "text",
    "mostly-missing",
    "missing",
    "rare-levels",
]

CODES: tuple[str, ...] = get_args(Code)
"""The kinds of findings, the most serious first."""


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was found in a table.

    It names columns and counts rows, and quotes no row: of cells only what repeats, what stands
    in for something else, and rounded ends of a range.

    Args:
        code: What kind of finding it is.
        columns: The columns that it is about; none where it is about rows.
        what: The fact, with its numbers.
        means: What that means for a training.
        does: What `train` does about it, and what can be asked of it.
        severity: "warning" where scores or the network may be wrong because of it, else "note".
    """

    code: Code
    columns: tuple[str, ...]
    what: str
    means: str
    does: str
    severity: Severity


@dataclass(frozen=True)
class Sign:
    """What one column adds to a finding.

    Args:
        column: Its name.
        fact: What is particular about it, with numbers.
    """

    column: str
    fact: str


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the warnings first, and the most serious of each first."""
    return tuple(
        sorted(findings, key=lambda each: (each.severity != "warning", CODES.index(each.code)))
    )


def names_of(signs: Sequence[Sign]) -> tuple[str, ...]:
    """Return the columns that show a sign."""
    return tuple(sign.column for sign in signs)


def facts(signs: Sequence[Sign], most: int = 5) -> str:
    """Name columns with what is particular about each, the first few of many.

    Example:
        >>> facts([Sign("a", "1 level"), Sign("b", "")], most=1)
        'a (1 level) and 1 more'
    """
    said = [f"{sign.column} ({sign.fact})" if sign.fact else sign.column for sign in signs[:most]]
    return joined(said, len(signs) - len(said))


def joined(said: Sequence[str], more: int = 0) -> str:
    """Join a few things in words.

    Example:
        >>> joined(["a"]), joined(["a", "b", "c"]), joined(["a", "b"], 3)
        ('a', 'a, b and c', 'a, b and 3 more')
    """
    every = [*said, f"{more:,} more"] if more else list(said)
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def counted(count: int, noun: str) -> str:
    """Write how many there are.

    Example:
        >>> counted(1, "row"), counted(1200, "row"), counted(2, "class")
        ('1 row', '1,200 rows', '2 classes')
    """
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def percent(share: float) -> str:
    """Write a share so that neither a little nor nearly everything is rounded away.

    Example:
        >>> [percent(share) for share in (0, 0.00002, 0.014, 0.123, 0.5, 0.9997, 1)]
        ['0 %', 'under 0.1 %', '1.4 %', '12 %', '50 %', '99.97 %', '100 %']
    """
    hundred = 100 * share
    if 0 < hundred < 0.1:
        return "under 0.1 %"
    if hundred > 99 and share < 1:
        return f"{min(hundred, 99.99):.2f} %"
    return f"{hundred:.0f} %" if hundred >= 10 or share == 0 else f"{hundred:.1f} %"


def number(value: float) -> str:
    """Write a number with as many digits as a reader wants of it.

    Example:
        >>> [number(value) for value in (3, -999, 41310, 0.12345, 1234.5678, 1.5e12)]
        ['3', '-999', '41,310', '0.1235', '1,235', '1.5e+12']
    """
    if float(value).is_integer() and abs(value) < 1e9:
        return f"{int(value):,}"
    return f"{value:,.4g}" if abs(value) < 1000 or abs(value) >= 1e9 else f"{value:,.0f}"


def option(name: str, *values: str) -> str:
    """Write an option once for each value, as a shell takes it.

    Example:
        >>> option("--drop", "age", "Clothing ID")
        "--drop age --drop 'Clothing ID'"
    """
    return " ".join(f"{name} {shlex.quote(value)}" for value in values)


def quoted(text: str) -> str:
    """Quote a level for a sentence, the beginning of a long one.

    Example:
        >>> quoted("n.k."), quoted("a very long level that nobody wants to read")
        ('"n.k."', '"a very long level that…"')
    """
    return f'"{text}"' if len(text) <= 24 else f'"{text[:23].rstrip()}…"'
