"""Which pictures a run gets, and how each is put together from numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.data.columns.number import NumberEncoder
from separatrix.data.table import Table
from separatrix.errors import RunError, listed
from separatrix.evaluation.boundary import Bounds, bounds_of, compute_boundary
from separatrix.evaluation.confusion import confusion
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.line import compute_line
from separatrix.evaluation.prediction import Predictions, predict, untrained
from separatrix.evaluation.regression import regression_points
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import METRICS, metrics_of, score
from separatrix.plots.figures import (
    before_and_after,
    boundary_figure,
    confusion_figure,
    curves_figure,
    data_figure,
    line_figure,
    regression_figure,
)
from separatrix.plots.points import Names, Part
from separatrix.plots.render import Format, render
from separatrix.plots.text import number, percent
from separatrix.training.fitted import Fitted

Parts = Mapping[str, Table]
"""The rows that pictures show, by the name of their part, training rows first."""

FORMATS: tuple[Format, ...] = ("png", "svg")

SPREAD = 2.0
"""How far a boundary without rows reaches, in standard deviations of the training rows."""


def run_pictures(fitted: Fitted, parts: Parts) -> dict[str, bytes]:
    """Draw every picture that a run can have, as PNG and as SVG.

    Args:
        fitted: What was learned.
        parts: Training rows and held-out rows.

    Returns:
        The files by name.
    """
    files: dict[str, bytes] = {}
    for name, draw in PICTURES.items():
        if _why_not(name, fitted, parts) is None:
            figure = draw(fitted, parts)
            files |= {f"{name}.{ending}": render(figure, ending) for ending in FORMATS}
    return files


def draw_picture(name: str, fitted: Fitted, parts: Parts) -> Figure:
    """Draw one picture.

    Args:
        name: A key of `PICTURES`.
        fitted: What was learned.
        parts: Training rows and held-out rows; empty when the table is not at hand.

    Raises:
        RunError: this run has no such picture.
    """
    reason = _why_not(name, fitted, parts)
    if reason is not None:
        raise RunError(reason)
    return PICTURES[name](fitted, parts)


def plane(fitted: Fitted) -> tuple[str, ...]:
    """Return the names of the number columns when the network sees nothing else."""
    columns = fitted.encoder.columns
    numbers = all(isinstance(column, NumberEncoder) for column in columns)
    return tuple(column.name for column in columns) if numbers else ()


def asker(fitted: Fitted) -> Callable[[NDArray[np.float64]], Predictions]:
    """Return a function that answers points of the network's number columns, shape (n, D)."""
    names = plane(fitted)

    def ask(points_ND: NDArray[np.float64]) -> Predictions:
        columns = {name: pa.array(points_ND[:, i]) for i, name in enumerate(names)}
        return predict(fitted, Table(pa.table(columns)))

    return ask


def part_of(fitted: Fitted, name: str, table: Table) -> Part:
    """Return the rows of one part with their two features, for drawing."""
    features = [np.asarray(table.column(column), dtype=np.float64) for column in plane(fitted)]
    features_N2 = np.column_stack([*features, np.zeros(len(table))][:2])
    there = np.isfinite(features_N2).all(axis=1)
    return Part(name, features_N2[there], truth(fitted.target, table)[there])


def names_of(fitted: Fitted) -> Names:
    """Return what axes and classes of a run's pictures are called."""
    columns, target = plane(fitted), fitted.target
    x, y = [*columns, target.name][:2]
    return Names(x, y, target.name, target.classes)


def _data(fitted: Fitted, parts: Parts) -> Figure:
    return data_figure(_drawn(fitted, parts), names_of(fitted))


def _boundary(fitted: Fitted, parts: Parts) -> Figure:
    if len(plane(fitted)) == 1:
        return _line(fitted, parts)
    first = untrained(fitted)
    bounds = _bounds(fitted, parts)
    before, after = (compute_boundary(asker(moment), bounds) for moment in (first, fitted))
    captions = [[_caption(moment, table) for table in parts.values()] for moment in (first, fitted)]
    return boundary_figure(
        before_and_after(before, after, _drawn(fitted, parts), captions), names_of(fitted)
    )


def _line(fitted: Fitted, parts: Parts) -> Figure:
    (reach, _) = _bounds(fitted, parts)
    lines = [
        ("Before training", compute_line(asker(untrained(fitted)), reach)),
        ("After training", compute_line(asker(fitted), reach)),
    ]
    drawn = [
        Part(name, np.column_stack([part.features_N2[:, 0], part.target_N]), part.target_N)
        for name, part in ((part.name, part) for part in _drawn(fitted, parts))
    ]
    return line_figure(lines, drawn, names_of(fitted))


def _curves(fitted: Fitted, _parts: Parts) -> Figure:
    assert fitted.history is not None
    return curves_figure(find_curves(fitted.history))


def _confusion(fitted: Fitted, parts: Parts) -> Figure:
    name, table = list(parts.items())[-1]
    labels = predict(fitted, table).answers.labels_N
    matrix = confusion(truth(fitted.target, table), labels, fitted.target.classes)
    title = f"{len(table):,} {name} rows; shares of each true class"
    return confusion_figure(matrix, fitted.target.name, title)


def _regression(fitted: Fitted, parts: Parts) -> Figure:
    points = {
        name: regression_points(truth(fitted.target, table), predict(fitted, table).answers.array)
        for name, table in parts.items()
    }
    return regression_figure(points, fitted.target.name)


PICTURES: dict[str, Callable[[Fitted, Parts], Figure]] = {
    "data": _data,
    "boundary": _boundary,
    "curves": _curves,
    "confusion": _confusion,
    "regression": _regression,
}
"""Every picture by its name."""


def _why_not(name: str, fitted: Fitted, parts: Parts) -> str | None:
    """Say why a run cannot have a picture; None when it can."""
    if name == "curves":
        return (
            None
            if fitted.history is not None
            else ("The curves need the run's folder: a model file alone holds no history.")
        )
    if name in ("data", "boundary"):
        return _why_no_plane(name, fitted, parts)
    wanted = "regression" if name == "regression" else "classes"
    if (fitted.target.task == "regression") != (name == "regression"):
        return f"The {name} picture is for a target of {wanted}; this run's is not."
    return (
        None
        if parts
        else (
            f"The {name} picture needs the run's table, which is not where it was or has changed."
        )
    )


def _why_no_plane(name: str, fitted: Fitted, parts: Parts) -> str | None:
    columns, task = plane(fitted), fitted.target.task
    if name == "data" and not parts:
        return "The data picture needs the run's table, which is not where it was or has changed."
    if len(columns) == 2 or (name == "boundary" and len(columns) == 1 and task == "regression"):
        return None
    used = [column.name for column in fitted.encoder.columns]
    return (
        f"The {name} picture needs a run with two number columns, this one has {len(used)} "
        f"columns: {listed(used)}. Train on two with --drop, or look at the curves."
    )


def _drawn(fitted: Fitted, parts: Parts) -> list[Part]:
    return [part_of(fitted, name, table) for name, table in parts.items()]


def _bounds(fitted: Fitted, parts: Parts) -> Bounds:
    """Return a range around the rows, or around the Encoder's means when there are none."""
    drawn = [part.features_N2 for part in _drawn(fitted, parts) if len(part)]
    if drawn:
        return bounds_of(np.concatenate(drawn))
    columns: list[Any] = list(fitted.encoder.columns)
    reach = [(c.mean - SPREAD * c.scale, c.mean + SPREAD * c.scale) for c in columns]
    return (reach[0], reach[-1])


def _caption(fitted: Fitted, table: Table) -> str:
    metric = metrics_of(fitted.target.task)[0]
    value = score(metric, truth(fitted.target, table), predict(fitted, table).answers)
    share = fitted.target.task != "regression"
    return f"{METRICS[metric].title} {percent(float(value)) if share else number(float(value))}"
