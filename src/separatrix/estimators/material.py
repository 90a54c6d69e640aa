"""What fit was given, read and checked: rows that count, with their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import column_or_1d

from separatrix.data.checks.finding import counted
from separatrix.data.kinds import Overrule
from separatrix.data.table import Table
from separatrix.data.weights import check_weights, within_reach
from separatrix.errors import DataError
from separatrix.estimators.tables import read_table
from separatrix.estimators.targets import read_target

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Material:
    """Rows as they were given, those of weight 0 left out.

    Args:
        table: Their features.
        kinds: Kinds of columns that are certain.
        y: Their answers as they were given.
        weight_N: What each counts for; None when all count the same.
        group_N: The number of each row's group; None where there are none.
    """

    table: Table
    kinds: Mapping[str, Overrule]
    y: NDArray[Any]
    weight_N: Floats | None = None
    group_N: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.table)

    @property
    def counted(self) -> float:
        """What the rows count for together."""
        return float(len(self) if self.weight_N is None else self.weight_N.sum())


def read_material(
    estimator: BaseEstimator,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    groups: Any = None,
    *,
    reset: bool = True,
) -> Material:
    """Read what fit was given.

    Args:
        estimator: Whose features these are.
        X: The features.
        y: The answers.
        sample_weight: What each row counts for.
        groups: What says which rows belong together.
        reset: Whether the features are remembered, or compared with those that are.

    Raises:
        DataError: they do not fit together, or nothing counts.
        ValueError: X or the weights have the wrong dimensions.
    """
    table, kinds = read_table(estimator, X, reset=reset)
    array = read_target(y, len(table))
    weight_N = _weights(sample_weight, len(table))
    group_N = _groups(groups, len(table))
    rows = np.arange(len(table)) if weight_N is None else np.flatnonzero(weight_N)
    if len(rows) == len(table):
        return Material(table, kinds, array, weight_N, group_N)
    return Material(
        table.take(rows),
        kinds,
        array[rows],
        None if weight_N is None else weight_N[rows],
        None if group_N is None else group_N[rows],
    )


def _weights(sample_weight: Any, rows: int) -> Floats | None:
    """Return the weights; None where every row counts 1, which is the same as none."""
    if sample_weight is None:
        return None
    try:
        weight_N = np.array(sample_weight, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(
            "sample_weight holds something else than numbers; give one number for each row."
        ) from None
    if weight_N.shape != (rows,):
        raise DataError(
            f"sample_weight has shape {weight_N.shape} and X has {counted(rows, 'row')}; give one "
            "weight for each row."
        )
    if not weight_N.any():
        raise DataError(
            "Every sample weight is zero, so there is nothing to learn from. Leave sample_weight "
            "out to let all rows count the same."
        )
    check_weights(weight_N, "sample_weight")
    weight_N = within_reach(weight_N)
    return None if (weight_N == 1).all() else weight_N


def _groups(groups: Any, rows: int) -> NDArray[np.int64] | None:
    if groups is None:
        return None
    shape = np.shape(groups)
    if len(shape) != 1 and shape != (rows, 1):
        raise DataError(f"groups has shape {shape}; give one group for each row of X, ({rows},).")
    held = column_or_1d(groups, input_name="groups")
    if len(held) != rows:
        raise DataError(
            f"groups has {len(held)} entries and X has {counted(rows, 'row')}; each needs one."
        )
    _, numbers = np.unique(
        held.astype(str) if held.dtype.kind == "O" else held, return_inverse=True
    )
    return np.asarray(numbers, np.int64)
