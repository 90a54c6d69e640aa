"""What each row counts for."""

import numpy as np
from numpy.typing import NDArray

from separatrix.data.table import Table
from separatrix.data.values import as_numbers
from separatrix.errors import DataError

Weights = NDArray[np.float64]

MANY = 1e12
"""Rows that no row stands for: beyond it, weights only say how rows compare."""


def row_weights(table: Table, name: str) -> Weights:
    """Return a column as weights of the rows, shape (N,).

    A row of weight 2 counts as two rows that are equal to it, a row of weight 0 as none. See
    `within_reach` for weights that are no counts.

    Raises:
        DataError: there is no such column, or a cell is missing, negative or no number.
    """
    weight_N = as_numbers(table.column(name), name)
    check_weights(weight_N, f'the weight column "{name}"')
    return within_reach(weight_N)


def within_reach(weight_N: Weights) -> Weights:
    """Return weights that can be counted, multiplied and written in float32.

    Weights with a mean above `MANY` or below its inverse are brought to a mean of 1; they compare
    as before. All others stay as they are.

    Args:
        weight_N: Checked weights.

    Example:
        >>> within_reach(np.array([1e300, 3e300])).tolist()
        [0.5, 1.5]
        >>> within_reach(np.array([1.0, 3.0])).tolist()
        [1.0, 3.0]
    """
    largest = weight_N.max()
    share_N = weight_N / largest
    mean = share_N.mean()
    if 1 / MANY <= largest * mean <= MANY:
        return weight_N
    return np.asarray(share_N / mean)


def check_weights(weight_N: Weights, what: str) -> None:
    """Refuse weights that rows cannot have.

    Args:
        weight_N: The weights.
        what: What they are called in the message.

    Raises:
        DataError: one is missing, infinite or negative, or all are 0.
    """
    wrong_N = ~(np.isfinite(weight_N) & (weight_N >= 0))
    if wrong_N.any():
        row = int(np.flatnonzero(wrong_N)[0])
        value = weight_N[row]
        seen = "missing" if np.isnan(value) else f"{value:g}"
        raise DataError(
            f"A weight is a finite number, 0 or more; row {row + 1} of {what} is {seen}. "
            "Give every row a weight, 0 for one that shall not count."
        )
    if not weight_N.any():
        raise DataError(f"Every row of {what} is 0: there is nothing to learn from.")


def rows_that_count(
    rows: NDArray[np.int64], weight_N: Weights
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the rows whose weight is not 0, and a note on the others.

    Raises:
        DataError: none is left.
    """
    counting = rows[weight_N[rows] > 0]
    ignored = len(rows) - len(counting)
    if len(counting) == 0:
        raise DataError("Every row with a target has weight 0: there is nothing to learn from.")
    noun = "row" if ignored == 1 else "rows"
    return counting, (f"{ignored} {noun} of weight 0 left out.",) if ignored else ()
