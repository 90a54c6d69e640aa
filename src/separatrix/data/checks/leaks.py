"""Columns that alone tell the target: perhaps the answer, written down another way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from separatrix.data.checks import handling
from separatrix.data.checks.finding import (
    Code,
    Finding,
    Sign,
    counted,
    facts,
    joined,
    names_of,
    quoted,
)
from separatrix.data.checks.look import Look

ALMOST_ALL_OF_CLASSES = 0.995
"""ROC AUC from which on a column alone tells the classes almost perfectly.

Measured over 28 public tables (UCI, Kaggle, textbooks; 150 to 145,751 rows): the strongest honest
column reaches 0.989 (a hormone index for hypothyroidism), then 0.976 (petal length for iris) and
0.965 (a shape of cell nuclei for breast cancer). A copy of the target, or a code for it, has 1.
"""

ALMOST_ALL_OF_NUMBERS = 0.99
"""R² of ranks from which on a column alone tells a number almost perfectly.

Over the same tables the strongest honest column reaches 0.934 (the length of diamonds for their
price), then 0.65 (an earlier average of hotel rates). A copy of the target has 0.999, whatever its
unit and however it is bent, because ranks are compared.
"""

ALMOST_ALL_OF_A_CLASS = 0.995
"""ROC AUC from which on levels tell one class of several from the rest almost perfectly.

Only levels are judged by it, and only classes of 100 rows or more. Over the same tables it is
reached by `RACE` and `HISPANIC_ORIGIN` of fatal accidents (0.9994), which were written down for
the dead alone, and by no other levels, of which the best has 0.954. Numbers are not judged: many
honest ones single out a class, as petal length does with setosa and leaf shapes with maples.
"""

_FEWEST_OF_A_CLASS = 100
_MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class Leak(Sign):
    """A column that tells the target, or one class of it.

    Args:
        told: The class that it tells; "" for all of the target.
        measure: What the number is that says how well.
    """

    told: str = ""
    measure: str = "ROC AUC"


def look_for_leak(look: Look) -> Leak | None:
    """Judge a column that is used by what it tells of rows that were not learned from."""
    if not look.column.used or look.alone or look.told is None:
        return None
    classes = look.halves.classes
    if look.told.score >= (ALMOST_ALL_OF_CLASSES if classes else ALMOST_ALL_OF_NUMBERS):
        return Leak(
            look.name, f"{look.told.score:.4f}", "", "ROC AUC" if classes else "R² of ranks"
        )
    if look.column.kind not in ("category", "boolean"):
        return None
    code, score = max(look.told.by_class.items(), key=lambda item: item[1], default=(0, 0.0))
    if score < ALMOST_ALL_OF_A_CLASS or look.halves.rows_of(code) < _FEWEST_OF_A_CLASS:
        return None
    return Leak(look.name, f"{score:.4f}", look.target.class_names[code])


def say_leaks(signs: Sequence[Leak]) -> Iterator[Finding]:
    """Say which columns tell the target, and which tell one class."""
    for told in dict.fromkeys(sign.told for sign in signs):
        alike = [sign for sign in signs if sign.told == told]
        yield _finding(alike, told)


def _finding(signs: Sequence[Leak], told: str) -> Finding:
    names = names_of(signs)
    code: Code = "leak-of-a-class" if told else "leak"
    of_it = f"class {quoted(told)} from all others" if told else "the target"
    alone = "alone tells" if len(names) == 1 else "each alone tell"
    if len(names) <= _MOST_IN_A_ROW:
        scores = joined([sign.fact for sign in signs])
        what = f"{joined(names)} {alone} {of_it} almost perfectly ({signs[0].measure} {scores})."
    else:
        told_by = f"{counted(len(names), 'column')} {alone} {of_it} almost perfectly"
        what = f"{told_by} ({signs[0].measure}): {facts(signs)}."
    return Finding(
        code,
        names,
        what,
        "Where this is known only after the answer, or is the answer in other words, the scores "
        "will be splendid and the network useless. Judged on rows that the rule was not made from.",
        handling.of_leaving_out(names),
        "warning",
    )
