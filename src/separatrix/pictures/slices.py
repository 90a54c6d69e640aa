"""The boundary of any run: planes of two columns, and one projection of all."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.data.columns.piecewise import Numbers
from separatrix.data.columns.text import TextEncoder
from separatrix.data.encoder import ColumnEncoder
from separatrix.data.table import Table
from separatrix.data.values import as_numbers
from separatrix.evaluation.answering import Answering
from separatrix.evaluation.axis import Axis, axis_kind, axis_of, order_of, ordered
from separatrix.evaluation.conformal import reach
from separatrix.evaluation.importance import permutation_importance
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.projection import project
from separatrix.evaluation.slices import (
    BACKGROUND,
    NEARBY,
    TYPICAL,
    Ask,
    Held,
    compute_slice,
    spoken_for,
)
from separatrix.evaluation.thin import thinned
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import metrics_of
from separatrix.pictures.subject import Subject
from separatrix.plots.points import Names, Part
from separatrix.plots.slice_figures import Projected, Sliced, slice_figure, slices_figure
from separatrix.training.fitted import Fitted

STEPS, SMALL_STEPS = 60, 32
"""Places along each side of one plane, and of one of several."""

MOST_CELLS = 4_000_000
"""Cells that a plane asks about at most: tables of many columns get fewer rows to average over."""

MOST_ROWS = 2_000
"""Rows by which it is judged for whom a plane speaks, and how near data are."""

COVERAGE = 0.9
"""How often the interval that is told of a number holds the truth."""

COLUMNS = 4
"""The most important columns, of which every pair is a plane; of six pairs the first five are
shown, beside a projection."""


def slice_picture(subject: Subject) -> Figure:
    """Draw the plane of the two columns that were asked for, or those of the best pairs."""
    if subject.asked.features:
        x, y = subject.asked.features
        averaged = subject.asked.held == NEARBY and len(subject.fitted.encoder.columns) > 2
        steps = STEPS if averaged else 2 * STEPS
        return slice_figure(_sliced(subject, (x, y), steps), _names(subject.fitted, x, y))
    pairs = list(_pairs(subject))
    found = [_sliced(subject, pair, SMALL_STEPS) for pair in pairs]
    named = [_names(subject.fitted, *pair) for pair in pairs]
    return slices_figure(found, named, _projected(subject))


def _pairs(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield pairs of the most important columns, the most important first."""
    fitted, held = subject.fitted, list(subject.parts.values())[-1]
    metric = metrics_of(fitted.target.task, fitted.recipe.metric)[0]
    rows = held.take(thinned(len(held), MOST_ROWS))
    found = permutation_importance(fitted, rows, truth(fitted.target, rows), metric, repeats=3)
    texts = {each.name for each in fitted.encoder.columns if isinstance(each, TextEncoder)}
    names = [each.column for each in found if each.column not in texts][:COLUMNS]
    ranked = sorted(combinations(range(len(names)), 2), key=lambda pair: (sum(pair), max(pair)))
    return ((names[i], names[j]) for i, j in ranked[:5])


def _sliced(subject: Subject, pair: tuple[str, str], steps: int) -> Sliced:
    fitted, parts = subject.fitted, subject.parts
    train = next(iter(parts.values()))
    x, y = (_axis(fitted, train, name, steps) for name in pair)
    axes = (x, y)
    held, background = _held(subject, axes)
    seen = train.take(thinned(len(train), MOST_ROWS))
    places_N2 = _places(axes, seen)
    within_N2 = np.stack([axis.within(places_N2[:, i]) for i, axis in enumerate(axes)], axis=1)
    found = compute_slice(_asker(fitted, background), axes, held, within_N2)
    share = spoken_for(found, places_N2, predict(fitted, seen).answers)
    points = [_part(fitted, axes, name, table) for name, table in parts.items()]
    return Sliced(found, points, share, _interval(fitted))


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
    places_M2 = _places(axes, background)
    within_M2 = np.stack([axis.within(places_M2[:, i]) for i, axis in enumerate(axes)], axis=1)
    words = f"those of nearby rows, averaged ({len(background)} rows)"
    return Held(np.arange(len(background)), within_M2, words), background


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


def _asker(fitted: Fitted, background: Table) -> Ask:
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


def _part(fitted: Fitted, axes: tuple[Axis, Axis], name: str, rows: Table) -> Part:
    places_N2 = _places(axes, rows)
    there = np.isfinite(places_N2).all(axis=1)
    return Part(name, places_N2[there], truth(fitted.target, rows)[there])


def _names(fitted: Fitted, x: str, y: str) -> Names:
    return Names(x, y, fitted.target.name, fitted.target.class_names)


def _interval(fitted: Fitted) -> float | None:
    """Return how far the interval of a number reaches to both sides; None without one."""
    if fitted.conformal is None or fitted.target.task != "regression":
        return None
    far = reach(fitted.conformal.scores, COVERAGE)
    return far if np.isfinite(far) else None


def _projected(subject: Subject) -> Projected:
    """Return the rows that were not learned from in one plane that mixes all columns."""
    fitted = subject.fitted
    name, table = list(subject.parts.items())[-1]
    rows = table.take(thinned(len(table), MOST_ROWS))
    target_N = truth(fitted.target, rows)
    encoded = fitted.encoder.encode(rows, np.float64)
    levels = [
        np.eye(slots)[encoded.codes_NC[:, i]] for i, slots in enumerate(fitted.encoder.embedded)
    ]
    features_ND = np.concatenate([encoded.features_ND, *levels], axis=1)
    regression = fitted.target.task == "regression"
    found = project(features_ND, None if regression else target_N)
    return Projected(found, Part(name, found.points_N2, target_N), predict(fitted, rows).answers)
