"""The plane of two columns: its axes, what stands in all others, what is answered there."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.piecewise import Numbers
from separatrix.data.encoder import ColumnEncoder
from separatrix.data.table import Table
from separatrix.data.values import as_numbers
from separatrix.evaluation.answering import Answering
from separatrix.evaluation.axis import Axis, axis_kind, axis_of, order_of, ordered
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.slices import (
    BACKGROUND,
    NEARBY,
    TYPICAL,
    Ask,
    Held,
    Slice,
    compute_slice,
)
from separatrix.evaluation.thin import thinned
from separatrix.evaluation.truth import truth
from separatrix.pictures.subject import Subject
from separatrix.plots.points import Names, Part
from separatrix.training.fitted import Fitted

Pair = tuple[str, str]

MOST_CELLS = 4_000_000
"""Cells that a plane asks about at most: tables of many columns get fewer rows to average over."""

MOST_ROWS = 2_000
"""Rows by which it is judged for whom a plane speaks, and how near data are."""


@dataclass(frozen=True)
class Plane:
    """The plane of two columns.

    Args:
        axes: The two columns.
        held: What stands in all others.
        background: The rows that `held` numbers.
        seen: Training rows that show how far data reach.
    """

    axes: tuple[Axis, Axis]
    held: Held
    background: Table
    seen: Table

    def places(self, rows: Table) -> NDArray[np.float64]:
        """Return where rows lie along the axes, shape (N, 2); nan where one lies nowhere."""
        return _places(self.axes, rows)


def plane_of(subject: Subject, pair: Pair, steps: int) -> Plane:
    """Return the plane of two columns of a run whose rows are at hand.

    Args:
        subject: The run, and what is asked.
        pair: The two columns.
        steps: Places along each axis of numbers or dates.

    Raises:
        RunError: a column is not there or spans no axis.
    """
    train = next(iter(subject.parts.values()))
    x, y = (_axis(subject.fitted, train, name, steps) for name in pair)
    held, background = _held(subject, (x, y))
    return Plane((x, y), held, background, train.take(thinned(len(train), MOST_ROWS)))


def plane_slice(fitted: Fitted, plane: Plane) -> Slice:
    """Return what networks answer in a plane."""
    within_N2 = _within(plane.axes, plane.seen)
    return compute_slice(asker(fitted, plane.background), plane.axes, plane.held, within_N2)


def plane_parts(subject: Subject, plane: Plane) -> list[Part]:
    """Return the rows of every part in a plane, those that lie in it."""
    return [_part(subject.fitted, plane, name, rows) for name, rows in subject.parts.items()]


def plane_names(fitted: Fitted, pair: Pair) -> Names:
    """Return what axes and classes of a plane are called."""
    return Names(*pair, fitted.target.name, fitted.target.class_names)


def _axis(fitted: Fitted, rows: Table, name: str, steps: int) -> Axis:
    kind = axis_kind(fitted.encoder, name)
    return ordered(axis_of(name, rows.column(name), kind, steps), order_of(fitted.encoder, name))


def _held(subject: Subject, axes: tuple[Axis, Axis]) -> tuple[Held, Table]:
    """Return which rows of which table stand for all other columns."""
    fitted, asked = subject.fitted, subject.asked
    train = next(iter(subject.parts.values()))
    nowhere = np.full((1, 2), np.nan)
    if len(fitted.encoder.columns) == 2:
        return Held(np.zeros(1, np.int64), nowhere, ""), train.take(np.zeros(1, np.int64))
    if asked.row is not None:
        words = f"as in row {asked.number + 1:,}"
        return Held(np.zeros(1, np.int64), nowhere, words), asked.row
    if asked.held == TYPICAL:
        words = "median, or most frequent level"
        return Held(np.zeros(1, np.int64), nowhere, words), typical_row(fitted, train)
    assert asked.held == NEARBY
    columns = len(fitted.encoder.columns)
    rows = max(4, min(BACKGROUND, MOST_CELLS // (len(axes[0]) * len(axes[1]) * columns)))
    background = train.take(thinned(len(train), rows, seed=1))
    words = f"those of nearby rows, averaged ({len(background)} rows)"
    return Held(np.arange(len(background)), _within(axes, background), words), background


def typical_row(fitted: Fitted, rows: Table) -> Table:
    """Return a row of the median of every number, and of the most frequent of all other cells."""
    cells = {column.name: _typical(rows, column) for column in fitted.encoder.columns}
    return Table(pa.table(cells))


def _typical(rows: Table, column: ColumnEncoder) -> pa.Array:
    there = rows.column(column.name).drop_null()
    if isinstance(column, Numbers):
        return pa.array([float(np.nanmedian(as_numbers(there, column.name)))])
    counted = pc.value_counts(there)
    most = int(np.argmax(counted.field("counts").to_numpy()))
    return counted.field("values").slice(most, 1)


def asker(fitted: Fitted, background: Table) -> Ask:
    """Return what answers rows of a background with other cells in some columns."""
    used = [column.name for column in fitted.encoder.columns]

    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> Answering:
        columns = {
            name: cells[name] if name in cells else background.column(name).take(pa.array(rows_N))
            for name in used
        }
        return predict(fitted, Table(pa.table(columns)))

    return ask


def _places(axes: tuple[Axis, Axis], rows: Table) -> NDArray[np.float64]:
    return np.stack([axis.places(rows.column(axis.name)) for axis in axes], axis=1)


def _within(axes: tuple[Axis, Axis], rows: Table) -> NDArray[np.float64]:
    places_N2 = _places(axes, rows)
    return np.stack([axis.within(places_N2[:, i]) for i, axis in enumerate(axes)], axis=1)


def _part(fitted: Fitted, plane: Plane, name: str, rows: Table) -> Part:
    places_N2 = plane.places(rows)
    there = np.isfinite(places_N2).all(axis=1)
    return Part(name, places_N2[there], truth(fitted.target, rows)[there])
