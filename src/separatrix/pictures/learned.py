"""Pictures of what a network learned: rows, boundary or line, and the curves of its training."""

import numpy as np
from matplotlib.figure import Figure

from separatrix.data.table import Table
from separatrix.evaluation.boundary import compute_boundary
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.line import compute_line
from separatrix.evaluation.prediction import predict, untrained
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import METRICS, metrics_of, score
from separatrix.pictures.boundaries import slice_picture
from separatrix.pictures.needs import plane_or_line
from separatrix.pictures.planes import asker, bounds_around, drawn, names_of, plane
from separatrix.pictures.subject import Subject
from separatrix.plots.figures import (
    before_and_after,
    boundary_figure,
    curves_figure,
    data_figure,
    line_figure,
)
from separatrix.plots.points import Part
from separatrix.plots.text import number, percent
from separatrix.training.fitted import Fitted


def data_picture(subject: Subject) -> Figure:
    """Draw the rows in the plane of their two columns."""
    fitted, parts = subject.fitted, subject.parts
    return data_figure(drawn(fitted, parts), names_of(fitted))


def boundary_picture(subject: Subject) -> Figure:
    """Draw what is answered in a plane, of a network that sees two columns before and after.

    Of a single column it is the line, of more than two columns the planes of pairs.
    """
    if subject.asked.features or plane_or_line("boundary", subject) is not None:
        return slice_picture(subject)
    return _plane(subject)


def _plane(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    if len(plane(fitted)) == 1:
        return _line(subject)
    first = untrained(fitted)
    bounds = bounds_around(fitted, parts)
    before, after = (compute_boundary(asker(moment), bounds) for moment in (first, fitted))
    captions = [[_caption(moment, table) for table in parts.values()] for moment in (first, fitted)]
    return boundary_figure(
        before_and_after(before, after, drawn(fitted, parts), captions), names_of(fitted)
    )


def _line(subject: Subject) -> Figure:
    fitted, parts = subject.fitted, subject.parts
    (reach, _) = bounds_around(fitted, parts)
    lines = [
        ("Before training", compute_line(asker(untrained(fitted)), reach)),
        ("After training", compute_line(asker(fitted), reach)),
    ]
    points = [
        Part(part.name, np.column_stack([part.features_N2[:, 0], part.target_N]), part.target_N)
        for part in drawn(fitted, parts)
    ]
    return line_figure(lines, points, names_of(fitted))


def curves_picture(subject: Subject) -> Figure:
    """Draw loss and metric over the epochs."""
    fitted = subject.fitted
    assert fitted.history is not None
    held = subject.guess.get("validation") or subject.guess.get("train") or {}
    return curves_figure(
        find_curves(fitted.history),
        guess=held.get(fitted.history.metric),
        unit=fitted.target.name if fitted.target.task == "regression" else None,
    )


def _caption(fitted: Fitted, table: Table) -> str:
    metric = metrics_of(fitted.target.task)[0]
    value = score(metric, truth(fitted.target, table), predict(fitted, table).answers)
    share = fitted.target.task != "regression"
    return f"{METRICS[metric].title} {percent(float(value)) if share else number(float(value))}"
