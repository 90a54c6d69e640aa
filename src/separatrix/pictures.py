"""Which pictures a run gets, and how each is put together from numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.data.checks.finding import counted
from separatrix.data.columns.piecewise import Numbers
from separatrix.data.table import Table
from separatrix.errors import RunError, listed
from separatrix.evaluation.boundary import Bounds, bounds_of, compute_boundary
from separatrix.evaluation.calibration import reliability
from separatrix.evaluation.confusion import confusion
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.line import compute_line
from separatrix.evaluation.prediction import Predictions, predict, untrained
from separatrix.evaluation.regression import regression_points
from separatrix.evaluation.roc import thresholds
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import METRICS, metrics_of, score
from separatrix.plots.figures import (
    before_and_after,
    boundary_figure,
    calibration_figure,
    confusion_figure,
    curves_figure,
    data_figure,
    line_figure,
    regression_figure,
    roc_figure,
    scores_figure,
)
from separatrix.plots.points import Names, Part
from separatrix.plots.render import Format, render
from separatrix.plots.text import number, percent
from separatrix.runs.records import Guesses, Scores
from separatrix.training.fitted import Fitted

Parts = Mapping[str, Table]
"""The rows that pictures show, by the name of their part, training rows first."""

FORMATS: tuple[Format, ...] = ("png", "svg")

OF_CLASSES = ("confusion", "calibration", "roc")
"""Pictures of runs that predict classes."""

MOST_CURVES = 10
"""Classes that have a curve of their own, the first ones."""

SPREAD = 2.0
"""How far a boundary without rows reaches, in standard deviations of the training rows."""


@dataclass(frozen=True)
class Subject:
    """What the pictures of a run are drawn from.

    Args:
        fitted: What was learned.
        parts: Training rows and held-out rows; empty when the table is not at hand.
        scores: Part of the rows, metric, score; empty for a model file alone.
        guess: What guessing reaches, likewise.
    """

    fitted: Fitted
    parts: Parts
    scores: Scores = field(default_factory=dict)
    guess: Guesses = field(default_factory=dict)


def run_pictures(subject: Subject) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Draw every picture that a run can have, as PNG and as SVG.

    Returns:
        The files by name, and a note on each picture that could not be drawn.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for name, draw in PICTURES.items():
        if _why_not(name, subject) is not None:
            continue
        try:
            figure = draw(subject)
            files |= {f"{name}.{ending}": render(figure, ending) for ending in FORMATS}
        except Exception as error:  # a trained model is worth more than a picture of it
            notes.append(f"The {name} picture could not be drawn: {error}")
    return files, tuple(notes)


def draw_picture(name: str, subject: Subject) -> Figure:
    """Draw one picture.

    Args:
        name: A key of `PICTURES`.
        subject: What it is drawn from.

    Raises:
        RunError: this run has no such picture.
    """
    reason = _why_not(name, subject)
    if reason is not None:
        raise RunError(reason)
    return PICTURES[name](subject)


def plane(fitted: Fitted) -> tuple[str, ...]:
    """Return the names of the number columns when the network sees nothing else."""
    columns = fitted.encoder.columns
    numbers = all(isinstance(column, Numbers) for column in columns)
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
    return Names(x, y, target.name, target.class_names)


def _data(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    return data_figure(_drawn(fitted, parts), names_of(fitted))


def _boundary(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    if len(plane(fitted)) == 1:
        return _line(subject)
    first = untrained(fitted)
    bounds = _bounds(fitted, parts)
    before, after = (compute_boundary(asker(moment), bounds) for moment in (first, fitted))
    captions = [[_caption(moment, table) for table in parts.values()] for moment in (first, fitted)]
    return boundary_figure(
        before_and_after(before, after, _drawn(fitted, parts), captions), names_of(fitted)
    )


def _line(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
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


def _curves(subject: Subject) -> Figure:
    fitted = subject.fitted
    assert fitted.history is not None
    held = subject.guess.get("validation") or subject.guess.get("train") or {}
    return curves_figure(
        find_curves(fitted.history),
        guess=held.get(fitted.history.metric),
        unit=fitted.target.name if fitted.target.task == "regression" else None,
    )


def _scores(subject: Subject) -> Figure:
    return scores_figure(subject.scores, list(subject.guess.values())[-1])


def _confusion(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    labels = predict(fitted, table).answers.labels_N
    matrix = confusion(truth(fitted.target, table), labels, fitted.target.class_names)
    title = f"{counted(len(table), f'{name} row')}; shares of each true class"
    return confusion_figure(matrix, fitted.target.name, title)


def _calibration(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    probabilities_NC = np.asarray(predict(fitted, table).answers.array, np.float64)
    curve = reliability(truth(fitted.target, table), probabilities_NC)
    positive = fitted.target.class_names[1] if fitted.target.task == "binary" else ""
    return calibration_figure(curve, positive, f"{len(table):,} {name} rows: ")


def _roc(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    names, true_N = fitted.target.class_names, truth(fitted.target, table)
    told_NC = np.asarray(predict(fitted, table).answers.array, np.float64)
    codes = (1,) if len(names) == 2 else range(min(len(names), MOST_CURVES))
    every = (thresholds(names[code], true_N == code, told_NC[:, code]) for code in codes)
    curves = [curve for curve in every if curve is not None]
    if not curves:
        raise RunError(f"The roc picture needs rows of two classes among the {name} rows.")
    return roc_figure(curves, f"{len(table):,} {name} rows: ")


def _regression(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    points = {
        name: regression_points(truth(fitted.target, table), predict(fitted, table).answers.array)
        for name, table in parts.items()
    }
    return regression_figure(points, fitted.target.name)


PICTURES: dict[str, Callable[[Subject], Figure]] = {
    "data": _data,
    "boundary": _boundary,
    "curves": _curves,
    "confusion": _confusion,
    "calibration": _calibration,
    "roc": _roc,
    "regression": _regression,
    "scores": _scores,
}
"""Every picture by its name."""


def _why_not(name: str, subject: Subject) -> str | None:
    """Say why a run cannot have a picture; None when it can."""
    fitted, regression = subject.fitted, subject.fitted.target.task == "regression"
    if name == "curves" and fitted.history is None:
        return "The curves need the run's folder: a model file alone holds no history."
    if name == "scores" and not subject.scores:
        return "The scores need the run's folder: a model file alone holds none."
    if name in (*OF_CLASSES, "regression") and regression != (name == "regression"):
        wanted = "a number" if name == "regression" else "classes"
        return f"The {name} picture is for a run that predicts {wanted}; this one does not."
    if name in ("data", *OF_CLASSES, "regression") and not subject.parts:
        return f"The {name} picture needs the run's table, which is gone or has changed."
    return _why_no_plane(name, fitted) if name in ("data", "boundary") else None


def _why_no_plane(name: str, fitted: Fitted) -> str | None:
    columns, task = plane(fitted), fitted.target.task
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
