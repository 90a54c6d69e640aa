"""How answers change with the cells of one column: for every row, and in the mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.evaluation.axis import Axis
from separatrix.evaluation.slices import Ask

Floats = NDArray[np.float64]

NEAR = 0.05
"""Share of an axis within which rows must lie for what is told there to be of rows."""


@dataclass(frozen=True)
class Effect:
    """What rows would be answered with other cells in a column.

    Args:
        axis: The column.
        answers_MGC: Answer of every row with every cell along the axis: the probability of each
            class, of two classes of the positive one; or the value.
        places_N: Where the cells of rows lie.
    """

    axis: Axis
    answers_MGC: Floats
    places_N: Floats

    @property
    def mean_GC(self) -> Floats:
        """Partial dependence: the mean over the rows (Friedman 2001)."""
        mean_GC: Floats = self.answers_MGC.mean(axis=0)
        return mean_GC

    @property
    def near_G(self) -> NDArray[np.bool_]:
        """Where rows lie within a twentieth of the axis; every level that rows have."""
        places_G, there_N = self.axis.places_G, self.places_N[np.isfinite(self.places_N)]
        if not len(there_N):
            return np.zeros(len(places_G), bool)
        reach = NEAR * (self.axis.limits[1] - self.axis.limits[0])
        apart_G = np.abs(places_G[:, None] - there_N[None]).min(axis=1)
        near_G: NDArray[np.bool_] = apart_G <= (0.5 if self.axis.kind == "levels" else reach)
        return near_G

    @property
    def size(self) -> float:
        """How far partial dependence reaches, the most of the classes."""
        return float(np.ptp(self.mean_GC, axis=0).max())


def compute_effect(ask: Ask, axis: Axis, rows_M: NDArray[np.int64], places_N: Floats) -> Effect:
    """Ask about rows with every cell of an axis in turn (Goldstein et al. 2015).

    Where columns go along with each other, rows are asked about what they never are; a plane of
    both columns shows where that is.

    Args:
        ask: Answers rows with other cells.
        axis: The column.
        rows_M: Numbers of the rows.
        places_N: Where the cells of rows lie along the axis.
    """
    cells: Mapping[str, pa.Array] = {
        axis.name: axis.cells_G.take(pa.array(np.tile(np.arange(len(axis)), len(rows_M))))
    }
    answers = ask(np.repeat(rows_M, len(axis)), cells).answers
    array = answers.array if answers.probabilities_NC is None else answers.probabilities_NC
    array = np.asarray(array, np.float64).reshape(len(rows_M), len(axis), -1)
    return Effect(axis, array[:, :, 1:] if array.shape[2] == 2 else array, places_N)
