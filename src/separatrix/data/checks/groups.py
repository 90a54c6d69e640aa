"""Columns whose equal cells mark rows that belong together, and would straddle a random split."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.finding import Finding, Sign
from separatrix.data.checks.look import Look
from separatrix.data.kinds import looks_like_identifier

FEWEST_GROUPS = 5
SHARES = (0.02, 0.5)
"""Different values, as a share of the rows, between which a column may mark groups."""

FIXES = 0.95
"""ROC AUC or R² of ranks with which a value tells the target of other rows that have it."""

AHEAD = 0.1
"""By how much the value must tell it better than numbers near to it do."""

_FEWEST_ROWS = 50
_ONE_PIECE = 1.1


@dataclass(frozen=True)
class Group(Sign):
    """A column that marks rows that belong together.

    Args:
        sure: It is named like an identifier, or its values fix the target.
    """

    sure: bool = False


def look_for_group(look: Look) -> Group | None:
    """Find out whether equal cells of a column mark rows that belong together.

    They do in a column that is named like an identifier but repeats; where whole numbers or levels
    stand in one piece each, as rows of one patient or one day do; and where a value fixes the
    target, but numbers near to it do not.
    """
    distinct, column = look.column.distinct, look.column
    if column.kind not in ("number", "category") or not _has_values(look):
        return None
    values = f"{distinct:,} values in {look.there:,} rows"
    if looks_like_identifier(look.name) and distinct < 0.9 * look.there:
        return Group(look.name, f"{values}, and named like an identifier", True)
    if not SHARES[0] * look.there <= distinct <= SHARES[1] * look.there or look.alone:
        return None
    if look.column.missing == 0 and _runs(look) <= _ONE_PIECE * distinct:
        return Group(
            look.name, f"{values}, equal ones in one piece (unless the table is just sorted by it)"
        )
    if _fixes(look):
        return Group(look.name, f"{values}, each with nearly one answer", True)
    return None


def _has_values(look: Look) -> bool:
    whole = look.column.kind == "category" or look.is_whole
    enough = look.there >= _FEWEST_ROWS and look.column.distinct >= FEWEST_GROUPS
    return look.column.used and whole and enough


def _runs(look: Look) -> int:
    return int((np.diff(look.codes_N) != 0).sum()) + 1


def _fixes(look: Look) -> bool:
    told = look.halves.told_by_levels(look.codes_N, seen_only=True)
    if told is None or told.score < FIXES:
        return False
    if look.column.kind == "category":
        return True
    return look.told is None or told.score - look.told.score >= AHEAD


def say_groups(signs: Sequence[Group]) -> Iterator[Finding]:
    """Say which columns mark rows that belong together."""
    for sign in signs:
        yield Finding(
            "groups",
            (sign.column,),
            f"{sign.column} seems to say which rows belong together: {sign.fact}.",
            "Rows of one value are more alike than the columns say. With some of them in the "
            "training rows, the test scores do not hold for values that were never seen.",
            handling.of_groups(sign.column),
            "warning" if sign.sure else "note",
        )
