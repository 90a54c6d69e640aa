"""What is shown of an evaluation: scores, classes, and where the answers are wrong."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.answered import Evaluation
from separatrix.cli.numbers import counted, fraction, significant, span
from separatrix.cli.tables import quiet_table, scores_table
from separatrix.evaluation.diagnosis import Diagnosis
from separatrix.evaluation.errors import Slice, WorstRow
from separatrix.evaluation.per_class import ClassScore

MOST_CLASSES = 20
"""Classes that are shown each by itself."""

MOST_WORST = 5
"""Worst rows that are shown; `--json` has more."""


def evaluate_screen(evaluation: Evaluation) -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read."""
    found = evaluation.diagnosis
    yield Text(counted(evaluation.rows, "row"), style="bold")
    yield ""
    yield scores_table(evaluation.scores, None)
    if found.classes and len(found.classes) <= MOST_CLASSES + 1:
        yield ""
        yield classes_table(found.classes)
    if found.calibration is not None:
        yield ""
        yield Text(calibration_in_words(found), style="dim")
    if found.slices:
        yield ""
        yield slices_table(found.slices, regression=not found.classes)
    if found.worst:
        yield ""
        yield worst_table(found.worst[:MOST_WORST], regression=not found.classes)


def classes_table(classes: tuple[ClassScore, ...]) -> Table:
    """Lay out how well each class is found, a class a line."""
    headings = ("precision", "recall", "F1", "rows")
    table = quiet_table("class", *headings, right=headings, wrap=("class",))
    for each in classes:
        table.add_row(
            each.name,
            fraction(each.precision),
            fraction(each.recall),
            fraction(each.f1),
            f"{each.rows:,}",
            style="dim" if each is classes[-1] else None,
        )
    return table


def calibration_in_words(found: Diagnosis) -> str:
    """Say how far probabilities are from what happened."""
    calibration = found.calibration
    assert calibration is not None, "numbers have no probabilities"
    of = "of the positive class" if calibration.of == "positive" else "of the predicted class"
    return (
        f"Probabilities {of} are off by {100 * calibration.error:.1f} points in the mean "
        "(expected calibration error)."
    )


def slices_table(slices: tuple[Slice, ...], *, regression: bool) -> Table:
    """Lay out the values of columns where answers are worse than elsewhere, the worst first."""
    what = "mean error" if regression else "wrong"
    headings = (what, "elsewhere", "more, 95 % interval", "rows")
    table = quiet_table("fails most where", *headings, right=headings, wrap=("fails most where",))
    write = significant if regression else fraction
    for each in slices:
        table.add_row(
            f"{each.column} is {each.value}",
            write(each.error),
            write(each.rest),
            span(write(each.low), write(each.high)),
            f"{each.rows:,}",
        )
    return table


def worst_table(worst: tuple[WorstRow, ...], *, regression: bool) -> Table:
    """Lay out the rows whose answers are furthest off, numbered from 1 as a reader counts."""
    last = "off by" if regression else "log loss"
    table = quiet_table("worst row", "is", "answered", last, right=("worst row", last))
    for each in worst:
        truth, answer = (
            significant(value) if isinstance(value, float) else value
            for value in (each.truth, each.answer)
        )
        table.add_row(f"{each.row + 1:,}", truth, answer, significant(each.error))
    return table
