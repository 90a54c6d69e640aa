"""What matters to a run: the worth of its columns, their effects, and one row taken apart."""

import numpy as np
from matplotlib.figure import Figure

from separatrix.data.columns.text import TextEncoder
from separatrix.data.table import Table
from separatrix.data.weights import row_weights
from separatrix.evaluation.axis import axis_kind, axis_of, order_of, ordered
from separatrix.evaluation.contributions import BACKGROUND, Contributions, contributions
from separatrix.evaluation.effects import Effect, compute_effect
from separatrix.evaluation.importance import MOST_ROWS, Importance, permutation_importance
from separatrix.evaluation.thin import thinned
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import metrics_of
from separatrix.pictures.slices import asker
from separatrix.pictures.subject import Subject
from separatrix.plots.matters import contributions_figure, effects_figure, importance_figure
from separatrix.plots.points import Names

STEPS = 30
"""Places along a column of numbers."""

ROWS = 200
"""Rows that are asked about with other cells."""

COLUMNS = 6
"""Columns whose effects are drawn unasked, those that matter most."""

STROKES = 300
"""Rows whose cells are drawn as strokes."""


def importance_picture(subject: Subject) -> Figure:
    """Draw what every column is worth."""
    name, table = list(subject.parts.items())[-1]
    metric = _metric(subject)
    rows = f"{min(len(table), MOST_ROWS):,} {name} rows"
    return importance_figure(importances(subject, repeats=5), metric, rows)


def effects_picture(subject: Subject) -> Figure:
    """Draw how answers change with the columns that were asked for, or those that matter most."""
    target = subject.fitted.target
    return effects_figure(effects(subject), Names("", "", target.name, target.class_names))


def contributions_picture(subject: Subject) -> Figure:
    """Draw how the answer for a row came about."""
    found, row = row_contributions(subject), subject.asked.row
    assert row is not None, "a row is asked for"
    cells = {name: _cell(row.column(name)[0].as_py()) for name in row.names}
    title = f"Row {subject.asked.number + 1:,}: from the mean answer to its own"
    return contributions_figure(found, cells, title)


def _cell(value: object) -> str:
    if value is None:
        return "missing"
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def importances(subject: Subject, repeats: int) -> tuple[Importance, ...]:
    """Return what every column is worth, by rows that were not learned from where there are any."""
    held = list(subject.parts.values())[-1]
    fitted, name = subject.fitted, subject.weight
    return permutation_importance(
        fitted,
        held,
        truth(fitted.target, held),
        _metric(subject),
        weight_N=None if name is None else row_weights(held, name),
        repeats=repeats,
    )


def effects(subject: Subject) -> list[Effect]:
    """Return the effects of the columns that were asked for, or of those that matter most."""
    fitted, train = subject.fitted, next(iter(subject.parts.values()))
    texts = {each.name for each in fitted.encoder.columns if isinstance(each, TextEncoder)}
    names = subject.asked.features or [
        each.column for each in importances(subject, repeats=3) if each.column not in texts
    ]
    return [_effect(subject, train, name) for name in names[:COLUMNS]]


def row_contributions(subject: Subject) -> Contributions:
    """Return how the answer for the row that is asked for came about."""
    fitted, row = subject.fitted, subject.asked.row
    assert row is not None, "a row is asked for"
    train = next(iter(subject.parts.values()))
    beside, numbers = train.take(thinned(len(train), BACKGROUND)), np.dtype(fitted.recipe.numbers)
    encoder = fitted.encoder
    return contributions(fitted, encoder.encode(row, numbers), encoder.encode(beside, numbers))


def _effect(subject: Subject, train: Table, name: str) -> Effect:
    fitted, cells = subject.fitted, train.column(name)
    axis = axis_of(name, cells, axis_kind(fitted.encoder, name), STEPS, margin=0.0)
    axis = ordered(axis, order_of(fitted.encoder, name))
    rows_M = thinned(len(train), ROWS)
    shown = train.take(thinned(len(train), STROKES, seed=2)).column(name)
    return compute_effect(asker(fitted, train), axis, rows_M, axis.places(shown))


def _metric(subject: Subject) -> str:
    return metrics_of(subject.fitted.target.task, subject.fitted.recipe.metric)[0]
