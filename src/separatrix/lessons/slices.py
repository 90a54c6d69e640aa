"""The plane of two number columns of a wider table, every other column held at a typical value."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from separatrix.data.columns.number import NumberEncoder
from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.evaluation.prediction import Predictions, predict
from separatrix.evaluation.truth import truth
from separatrix.plots.points import Names, Part
from separatrix.training.fitted import Fitted

Plane = tuple[str, str]


def slice_asker(
    fitted: Fitted, rows: Table, plane: Plane
) -> Callable[[NDArray[np.float64]], Predictions]:
    """Return a function that answers points of a plane, shape (n, 2).

    Args:
        fitted: What answers.
        rows: What is typical is found in them: of numbers the median, else the most frequent.
        plane: The two columns that move.
    """
    held = {name: value for name, value in typical(fitted, rows).items() if name not in plane}

    def ask(points_N2: NDArray[np.float64]) -> Predictions:
        moving = dict(zip(plane, points_N2.T, strict=True))
        constant = {name: np.full(len(points_N2), value) for name, value in held.items()}
        return predict(fitted, open_table(moving | constant))

    return ask


def typical(fitted: Fitted, rows: Table) -> dict[str, float | str]:
    """Return a typical value of every column that the network sees."""
    values: dict[str, float | str] = {}
    for column in fitted.encoder.columns:
        cells = rows.column(column.name).drop_null()
        if isinstance(column, NumberEncoder):
            values[column.name] = float(np.median(np.asarray(cells, dtype=np.float64)))
        else:
            known, counts = np.unique(np.asarray(cells).astype(str), return_counts=True)
            values[column.name] = str(known[counts.argmax()])
    return values


def sliced_part(fitted: Fitted, name: str, rows: Table, plane: Plane) -> Part:
    """Return the rows of one part in the plane, those without a missing coordinate."""
    features_N2 = np.column_stack(
        [np.asarray(rows.column(column), dtype=np.float64) for column in plane]
    )
    there = np.isfinite(features_N2).all(axis=1)
    return Part(name, features_N2[there], truth(fitted.target, rows)[there])


def sliced_names(fitted: Fitted, plane: Plane) -> Names:
    """Return what axes and classes of the plane are called."""
    return Names(*plane, fitted.target.name, fitted.target.class_names)
