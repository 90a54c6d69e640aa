"""The plane of a network that sees two number columns and nothing else, or one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.columns.piecewise import Numbers
from separatrix.data.table import Table
from separatrix.evaluation.boundary import Bounds, bounds_of
from separatrix.evaluation.prediction import Predictions, predict
from separatrix.evaluation.truth import truth
from separatrix.pictures.subject import Parts
from separatrix.plots.points import Names, Part
from separatrix.training.fitted import Fitted

SPREAD = 2.0
"""How far a boundary without rows reaches, in standard deviations of the training rows."""


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


def drawn(fitted: Fitted, parts: Parts) -> list[Part]:
    """Return the rows of every part with their two features."""
    return [part_of(fitted, name, table) for name, table in parts.items()]


def bounds_around(fitted: Fitted, parts: Parts) -> Bounds:
    """Return a range around the rows, or around the Encoder's means when there are none."""
    points = [part.features_N2 for part in drawn(fitted, parts) if len(part)]
    if points:
        return bounds_of(np.concatenate(points))
    columns: list[Any] = list(fitted.encoder.columns)
    reach = [(c.mean - SPREAD * c.scale, c.mean + SPREAD * c.scale) for c in columns]
    return (reach[0], reach[-1])
