"""Which rows are held out: some for validation, or every row once, in folds."""

import numpy as np
from numpy.typing import NDArray

from separatrix.data.folds import folds_of
from separatrix.data.split import split_rows
from separatrix.data.splits.assigned import TRAIN, VALIDATION
from separatrix.data.splits.by_group import assign_by_group
from separatrix.data.splitting import Splitting
from separatrix.errors import DataError
from separatrix.training.folds import Fold

Numbers = NDArray[np.int64]


def held_rows(
    rows: int, strata: Numbers | None, groups: Numbers | None, share: float, seed: int
) -> Fold:
    """Hold a share of the rows out, with equal shares of the classes where that can be.

    Args:
        rows: How many there are.
        strata: Class of each row; None for numbers.
        groups: Group of each row; none is on both sides. None where there are none.
        share: Of the rows.
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
    splitting = Splitting(validation_share=share, test_share=0.0, seed=seed)
    part_N = assign_by_group(groups, strata, splitting, "groups").part_N
    return Fold(np.flatnonzero(part_N == TRAIN), np.flatnonzero(part_N == VALIDATION))


def held_in_turn(
    rows: int, strata: Numbers | None, groups: Numbers | None, count: int, seed: int
) -> tuple[Fold, ...]:
    """Divide the rows so that each is held out in one of the folds.

    Args:
        rows: How many there are.
        strata: Class of each row; None for numbers.
        groups: Group of each row; all of a group are held out together. None where there are none.
        count: How many folds.
        seed: Decides which rows.

    Raises:
        DataError: there are fewer rows or groups than folds, or one row of a class.
    """
    if count < 2:
        raise DataError(f"n_cv must be 2 or more folds, got {count}. None trains on all rows.")
    there, what = (rows, "rows") if groups is None else (len(np.unique(groups)), "groups")
    if count > there:
        raise DataError(f"n_cv={count} folds need as many {what}, and there are {there}.")
    if strata is not None and np.bincount(strata).min() < 2:
        raise DataError(
            "The rarest class has 1 row, which cannot be both learned from and held out. Leave the "
            "class out, or n_cv."
        )
    return tuple(Fold(*fold) for fold in folds_of(strata, groups, count, seed, rows))
