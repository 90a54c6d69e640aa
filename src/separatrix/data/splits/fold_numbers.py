"""The fold in which each row is held out, for every kind of split."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.repeats import cell_codes
from separatrix.data.splits.by_time import Moments
from separatrix.data.splits.equal_rows import Units, first_places
from separatrix.errors import DataError

Folds = NDArray[np.int64]
"""The fold of each row, from 0; -1 where it is held out in none."""

MOST_FOLDS = 100
"""Most folds that a column may name."""

_MOST_STRATIFIED_GROUPS = 2_000


def check_folds(k: int, there: int, what: str) -> None:
    """Refuse less than two folds, and more than can be filled.

    Raises:
        DataError: there are too few or too many.
    """
    if not 2 <= k <= there:
        raise DataError(
            f"k folds need k of at least 2 and as many {what} as folds, got k = {k} and "
            f"{there} {what}. Choose another k."
        )


def random_folds(
    labels: NDArray[Any] | None, rows: int, k: int, seed: int, unit_N: Units | None = None
) -> Folds:
    """Draw folds of equal size, of every class in its share where labels are given.

    Args:
        labels: The class of each row; None for numbers.
        rows: How many rows there are.
        k: How many folds.
        seed: Decides the rows.
        unit_N: Rows of the same number stay in one fold; None keeps none together.

    Raises:
        DataError: there are too few rows.
    """
    from sklearn.model_selection import KFold, StratifiedKFold

    first = np.arange(rows) if unit_N is None else first_places(unit_N)
    check_folds(k, len(first), "different rows")
    strata = None if labels is None else _strata(labels[first], k)
    splitter = KFold if strata is None else StratifiedKFold
    drawn = splitter(k, shuffle=True, random_state=seed % 2**32).split(first, strata)
    return _of_groups([held for _, held in drawn], first, unit_N)


def _of_groups(
    held: list[NDArray[np.int64]], first: NDArray[np.int64], unit_N: Units | None
) -> Folds:
    """Give every row the fold of the first row of its unit."""
    fold_F = np.empty(len(first), np.int64)
    for fold, places in enumerate(held):
        fold_F[places] = fold
    if unit_N is None:
        return fold_F
    fold_U = np.empty(int(unit_N.max()) + 1, np.int64)
    fold_U[unit_N[first]] = fold_F
    return fold_U[unit_N]


def _strata(labels: NDArray[Any], k: int) -> NDArray[np.int64] | None:
    """Return classes that all folds can hold: those too small count as the largest, or none do."""
    _, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if counts.max() < k:
        return None
    return np.where(counts[codes] < k, counts.argmax(), codes)


def group_folds(
    group_N: NDArray[np.int64], labels: NDArray[Any] | None, k: int, seed: int
) -> Folds:
    """Share whole groups out to folds of nearly equal rows and, of few groups, equal classes.

    Args:
        group_N: A number for each row, from 0, the same for rows of a group.
        labels: The class of each row; None for numbers.
        k: How many folds.
        seed: Decides the folds.

    Raises:
        DataError: there are fewer groups than folds.
    """
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    groups = int(group_N.max()) + 1
    check_folds(k, groups, "groups")
    # GroupKFold takes groups of one size in the order of their numbers, which are drawn here.
    shuffled_N = np.random.RandomState(seed % 2**32).permutation(groups)[group_N]
    strata = None if labels is None else _strata(labels, k)
    if strata is not None and groups <= _MOST_STRATIFIED_GROUPS:  # whose time grows with groups
        stratified = StratifiedGroupKFold(k, shuffle=True, random_state=seed % 2**32)
        fold_N = _numbered(stratified.split(group_N, strata, group_N), len(group_N))
        if len(np.unique(fold_N)) == k:
            return fold_N
    return _numbered(GroupKFold(k).split(group_N, groups=shuffled_N), len(group_N))


def _numbered(drawn: Any, rows: int) -> Folds:
    fold_N = np.full(rows, -1, np.int64)
    for fold, (_, held) in enumerate(drawn):
        fold_N[held] = fold
    return fold_N


def time_folds(moment_N: Moments, k: int, name: str) -> Folds:
    """Cut the times into k + 1 stretches of nearly equal rows: what comes first is in no fold.

    Rows of one moment stay together. Rows without a time are in no fold either.

    Args:
        moment_N: The time of each row, NaN where it is missing.
        k: How many folds.
        name: What the time is called in messages.

    Raises:
        DataError: there are too few different times.
    """
    from sklearn.model_selection import TimeSeriesSplit

    timed = np.flatnonzero(~np.isnan(moment_N))
    _, moments, rows_M = np.unique(moment_N[timed], return_inverse=True, return_counts=True)
    check_folds(k, len(rows_M) - 1, f'different times of "{name}" after the first')
    ends_M = np.cumsum(rows_M)
    fold_M = np.full(len(ends_M), -1, np.int64)
    begin = 0
    for fold, (_, held) in enumerate(TimeSeriesSplit(k).split(timed)):
        # Each begins after the one before it, and leaves a moment for each that follows.
        nearest = int(np.abs(ends_M - held[0]).argmin()) + 1
        begin = int(np.clip(nearest, begin + 1, len(ends_M) - (k - fold)))
        fold_M[begin:] = fold
    fold_N = np.full(len(moment_N), -1, np.int64)
    fold_N[timed] = fold_M[moments]
    return fold_N


def named_folds(cells: pa.ChunkedArray, name: str) -> Folds:
    """Take each different cell of a column for a fold; rows without one are in none.

    Raises:
        DataError: the column names fewer than two folds, or more than 100.
    """
    from sklearn.model_selection import PredefinedSplit

    code_N = cell_codes(cells)
    missing_N = cells.is_null().to_numpy()
    _, code_N[~missing_N] = np.unique(code_N[~missing_N], return_inverse=True)
    code_N[missing_N] = -1
    folds = int(code_N.max()) + 1
    if not 2 <= folds <= MOST_FOLDS:
        raise DataError(
            f'A column of folds has from 2 to {MOST_FOLDS} different cells; "{name}" has {folds}.'
        )
    return _numbered(PredefinedSplit(code_N).split(), len(code_N))
