"""Tables and words that several reports have in common."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from separatrix.data.check import Checked
from separatrix.evaluation.diagnosis import Diagnosis
from separatrix.evaluation.importance import Importance
from separatrix.metrics.registry import METRICS
from separatrix.recipe import Recipe
from separatrix.reports.page import Grid, Section
from separatrix.runs.journal import now
from separatrix.training.machine import Environment

MOST_COLUMNS = 40
MOST_CLASSES = 30


def made() -> str:
    """Say by what a page was made, and when."""
    return f"Made by Separatrix {version('separatrix')}, {now().replace('T', ' ')[:16]} UTC."


def data_section(checked: Checked | None, rows: Mapping[str, int], notes: Sequence[str]) -> Section:
    """Say what the table is, and what was found in it.

    Args:
        checked: What was found before the training; None where nothing is known.
        rows: How many rows were for what.
        notes: What the user was told.
    """
    counts = ", ".join(f"{count:,} {name}" for name, count in rows.items() if count)
    shown = [] if checked is None else [_columns(checked)]
    findings = () if checked is None else checked.findings
    points = (f"{each.what} {each.means} {each.does}" for each in findings)
    return Section("What the data is", [f"Rows: {counts}."], (*points, *notes), shown)


def diagnosis_grids(found: Diagnosis) -> Iterator[Grid]:
    """Lay out where answers are wrong: by class, by value of a column, row by row."""
    if found.classes:
        classes = (*found.classes[:-1][:MOST_CLASSES], found.classes[-1])
        rows = [(each.name, each.precision, each.recall, each.f1, each.rows) for each in classes]
        head = ("class", "precision", "recall", "F1", "rows")
        yield Grid("How well each class is found", head, rows, frozenset({len(rows) - 1}))
    what = "share wrong" if found.classes else "mean error"
    if found.slices:
        yield Grid(
            "Where it fails most, beyond noise",
            ("column", "value", what, "elsewhere", "more, low", "more, high", "rows"),
            [
                (each.column, each.value, each.error, each.rest, each.low, each.high, each.rows)
                for each in found.slices
            ],
        )
    if found.worst:
        off = "log loss" if found.classes else "off by"
        yield Grid(
            "The worst rows, numbered from 1",
            ("row", "is", "answered", off),
            [(str(each.row + 1), each.truth, each.answer, each.error) for each in found.worst],
        )


def importance_grid(found: Sequence[Importance], metric: str, part: str) -> Grid:
    """Lay out what each column is worth."""
    rows = [(each.column, each.value, each.low, each.high) for each in found[:MOST_COLUMNS]]
    title = METRICS[metric].title
    caption = (
        f"How far {title} falls when a column is shuffled, on {part} rows, with 95 % intervals"
    )
    return Grid(caption, ("column", "falls by", "low", "high"), rows)


def recipe_grid(recipe: Recipe) -> Grid:
    """Lay out every setting."""
    names = recipe.__struct_fields__
    rows = [(name, _setting(getattr(recipe, name))) for name in names]
    return Grid("Every setting of the training", ("setting", "value"), rows, folded=True)


def versions_grid(environment: Environment | None) -> Grid:
    """Lay out what the bits of the result depend on."""
    names = () if environment is None else environment.__struct_fields__
    rows = [(name, str(getattr(environment, name))) for name in names]
    return Grid("Versions and machine", ("what", "value"), rows, folded=True)


def _columns(checked: Checked) -> Grid:
    shown = checked.columns[:MOST_COLUMNS]
    rows = [(each.name, each.kind, each.why, each.missing) for each in shown]
    more = len(checked.columns) - len(shown)
    caption = "What each column was taken for" + (f"; {more} more are not shown" if more else "")
    return Grid(caption, ("column", "kind", "why", "missing cells"), rows)


def _setting(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
