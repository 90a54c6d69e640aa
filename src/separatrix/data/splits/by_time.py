"""Parts that follow each other in time."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.splits.assigned import (
    TEST,
    TRAIN,
    VALIDATION,
    Assigned,
    check_enough,
    counts_of,
)
from separatrix.data.splitting import Splitting
from separatrix.data.values import as_moments, as_numbers, is_number
from separatrix.errors import DataError

Moments = NDArray[np.float64]


def moments_of(cells: pa.ChunkedArray, name: str) -> Moments:
    """Return a column of numbers or dates as numbers that grow with time, NaN where missing.

    Raises:
        DataError: it holds neither.
    """
    if is_number(cells.type):
        return as_numbers(cells, name)
    try:
        moments = as_moments(cells, name)
    except DataError as error:
        raise DataError(f"A time is a number or a date. {error}") from error
    return np.where(np.isnat(moments), np.nan, moments.astype(np.int64).astype(np.float64))


def assign_by_time(moment_N: Moments, splitting: Splitting, name: str) -> Assigned:
    """Give the latest rows to the test, those before them to validation, the others to training.

    Rows of one moment stay together: a part begins at the moment that comes nearest to its share
    of the rows, the earlier of two that are as near. Rows without a time are training rows, and
    shares are of the others.

    Args:
        moment_N: The time of each row, NaN where it is missing.
        splitting: The shares; nothing is drawn.
        name: What the time is called in messages.

    Raises:
        DataError: a share is out of range, or there are fewer moments than parts.
    """
    timed, notes = timed_rows(moment_N, name)
    _, ends_M = _moments(moment_N[timed])
    validated, tested = counts_of(len(timed), splitting)
    check_enough(f'different times of "{name}"', len(ends_M), validated, tested)
    testing = len(timed)
    if tested:
        testing = _nearest(ends_M[:-1], testing - tested, 1 + (validated > 0))
    validating = testing
    if validated:
        share = round(splitting.validation_share * testing)
        validating = _nearest(ends_M[ends_M < testing], testing - share, 1)
    order = timed[np.argsort(moment_N[timed], kind="stable")]
    part_N = np.full(len(moment_N), TRAIN, np.int8)
    part_N[order[validating:testing]], part_N[order[testing:]] = VALIDATION, TEST
    return Assigned(part_N, notes, f"by time {name}")


def timed_rows(moment_N: Moments, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the rows that have a time, and a note on the others.

    Raises:
        DataError: none has one.
    """
    timed = np.flatnonzero(~np.isnan(moment_N))
    if len(timed) == 0:
        raise DataError(f'Every time of "{name}" is missing. Use another column.')
    return timed, _missing_note(len(moment_N) - len(timed), name)


def _moments(moment_N: Moments) -> tuple[Moments, NDArray[np.int64]]:
    """Return the different times, and how many rows there are up to each."""
    moments_M, rows_M = np.unique(moment_N, return_counts=True)
    return moments_M, np.cumsum(rows_M)


def _nearest(ends_M: NDArray[np.int64], row: int, fewest: int) -> int:
    """Return the end of a moment that is nearest to a row, with so many moments up to it."""
    usable = ends_M[fewest - 1 :]
    return int(usable[np.abs(usable - row).argmin()])


def _missing_note(missing: int, name: str) -> tuple[str, ...]:
    if missing == 0:
        return ()
    rows = "1 row without a time is" if missing == 1 else f"{missing:,} rows without a time are"
    return (f'{rows} used for training ("{name}" is missing).',)
