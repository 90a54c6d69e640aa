"""Which rows are held out: some for validation, or every row once, in folds."""

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
)

from separatrix.data.split import split_rows
from separatrix.errors import DataError
from separatrix.training.folds import Fold

Rows = NDArray[np.int64]


def held_rows(
    rows: int, strata: NDArray[np.int64] | None, groups: NDArray[np.int64] | None, share: float, seed: int
) -> Fold:
    """Hold a share of the rows out, with equal shares of the classes where that can be.

    Args:
        rows: How many there are.
        strata: Class of each row; None for numbers.
        groups: Group of each row; none is on both sides. None where there are none.
        share: Of the rows, or of the groups.
        seed: Decides which.

    Raises:
        DataError: the share is not between 0 and 1, or leaves no rows on one side.
    """
    if not 0 < share < 1:
        raise DataError(
            f"validation_fraction must be above 0 and below 1, got {share}. For none say "
            "early_stopping=False."
        )
    if groups is None:
        split = split_rows(
            np.arange(rows), strata, validation_share=share, test_share=0.0, seed=seed
        )
        return Fold(split.train, split.validation)
    if len(np.unique(groups)) < 2:
        raise DataError(
            "All rows are of one group, so none can be held out. Say early_stopping=False, or give "
            "validation rows as X_val and y_val."
        )
    splitter = GroupShuffleSplit(1, test_size=share, random_state=seed % 2**32)
    train, held = next(splitter.split(np.zeros(rows), groups=groups))
    return Fold(np.sort(train), np.sort(held))


def folds_of(
    rows: int, strata: NDArray[np.int64] | None, groups: NDArray[np.int64] | None, count: int, seed: int
) -> tuple[Fold, ...]:
    """Divide the rows so that each is held out in one of the folds.

    Args:
        rows: How many there are.
        strata: Class of each row; None for numbers.
        groups: Group of each row; all of a group are held out together. None where there are none.
        count: How many folds.
        seed: Decides which rows.

    Raises:
        DataError: there are fewer rows or groups than folds, or fewer rows of a class.
    """
    _check_count(rows, strata, groups, count)
    splitter = _SPLITTERS[strata is not None, groups is not None](
        count, shuffle=True, random_state=seed % 2**32
    )
    return tuple(Fold(train, held) for train, held in splitter.split(np.zeros(rows), strata, groups))


_SPLITTERS = {
    (False, False): KFold,
    (False, True): GroupKFold,
    (True, False): StratifiedKFold,
    (True, True): StratifiedGroupKFold,
}
"""By whether there are classes and whether there are groups."""


def _check_count(
    rows: int, strata: NDArray[np.int64] | None, groups: NDArray[np.int64] | None, count: int
) -> None:
    if count < 2:
        raise DataError(f"n_cv must be 2 or more folds, got {count}. None trains on all rows.")
    there, what = (rows, "rows") if groups is None else (len(np.unique(groups)), "groups")
    if there < count:
        raise DataError(f"n_cv={count} folds need as many {what}, and there are {there}.")
    fewest = rows if strata is None else int(np.bincount(strata).min())
    if fewest < 2:
        raise DataError(
            "The rarest class has 1 row, which cannot be both learned from and held out. Leave the "
            "class out, or n_cv."
        )
