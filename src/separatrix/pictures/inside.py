"""The inside of one network of a run, and one row stepped through it."""

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.data.checks.finding import counted
from separatrix.data.encoder import Encoded
from separatrix.data.table import Table
from separatrix.errors import RunError
from separatrix.evaluation.inside import activation_of, anatomy, flows
from separatrix.evaluation.step import RowStep, step_row
from separatrix.evaluation.thin import thinned
from separatrix.evaluation.unit_maps import unit_maps, warps
from separatrix.pictures.planes import bounds_around, names_of, part_of, plane
from separatrix.pictures.subject import Subject
from separatrix.plots.inside import Plane, net_figure
from separatrix.plots.row_step import row_figure
from separatrix.plots.text import number, percent, short
from separatrix.training.fitted import Fitted

MOST_ROWS = 2_000
"""Rows that flow through the network, or are shown behind its layers."""

SHOWN_ROWS = 400


def net_picture(subject: Subject) -> Figure:
    """Draw one network, or one row stepped through it where a row is asked for."""
    if subject.asked.row is not None:
        step = row_step(subject)
        title = f"Row {subject.asked.number + 1:,}: {subject.fitted.target.name} is {step.target}, "
        return row_figure(step, f"{title}answered {_answered(step)}")
    fitted, member = subject.fitted, subject.asked.member
    found = anatomy(fitted, member)
    train = next(iter(subject.parts.values()), None)
    rows = None if train is None else train.take(thinned(len(train), MOST_ROWS))
    encoded = None if rows is None else _encoded(fitted, rows)
    flowed = [] if encoded is None else list(flows(fitted, encoded, member))
    which = f", network {member + 1} of {fitted.members}" if fitted.members > 1 else ""
    title = f"{fitted.target.name}: {counted(len(found.layers), 'layer')}{which}"
    activation = activation_of(fitted) if found.layers[:-1] else None
    return net_figure(found, flowed, activation, _plane(subject, rows), title)


def _answered(step: RowStep) -> str:
    if not step.classes:
        return number(float(step.answer[0]))
    best = np.argsort(-step.answer, kind="stable")[:2]
    return ", ".join(f"{short(step.classes[c])} at {percent(float(step.answer[c]))}" for c in best)


def row_step(subject: Subject) -> RowStep:
    """Return the row that is asked for, stepped through the network.

    Raises:
        RunError: the row has no target.
    """
    fitted, row = subject.fitted, subject.asked.row
    assert row is not None, "a row is asked for"
    told = row.column(fitted.target.name)[0].as_py()
    if told is None:
        raise RunError(f"Row {subject.asked.number + 1:,} has no target to step back from.")
    code = float(fitted.target.encode(row)[0])
    return step_row(fitted, _encoded(fitted, row), code, told, subject.asked.member)


def _encoded(fitted: Fitted, rows: Table) -> Encoded:
    return fitted.encoder.encode(rows, np.dtype(fitted.recipe.numbers))


def _plane(subject: Subject, rows: Table | None) -> Plane | None:
    fitted, member = subject.fitted, subject.asked.member
    if len(plane(fitted)) != 2 or rows is None:
        return None
    bounds = bounds_around(fitted, subject.parts)
    shown = part_of(fitted, "train", rows.take(thinned(len(rows), SHOWN_ROWS)))

    def encode(points_N2: NDArray[np.float64]) -> Encoded:
        cells = {name: pa.array(points_N2[:, i]) for i, name in enumerate(plane(fitted))}
        return _encoded(fitted, Table(pa.table(cells)))

    points_N2 = np.asarray(shown.features_N2, np.float64)
    return Plane(
        unit_maps(fitted, encode, bounds, member),
        warps(fitted, encode, bounds, points_N2, member),
        bounds,
        names_of(fitted),
        shown.target_N,
    )
