"""k folds: every row is held out once and learned from otherwise."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.data.split import (
    Rows,
    Split,
    assigned_rows,
    group_numbers,
    unlearned_note,
)
from separatrix.data.splits.assigned import LEFT_OUT, TEST, TRAIN, VALIDATION, Assigned
from separatrix.data.splits.by_column import parts_named
from separatrix.data.splits.by_time import moments_of
from separatrix.data.splits.equal_rows import EqualRows, equal_rows
from separatrix.data.splits.fold_numbers import (
    Folds,
    check_folds,
    group_folds,
    named_folds,
    random_folds,
    time_folds,
)
from separatrix.data.splitting import AT_RANDOM, Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError


def folds(
    table: Table,
    rows: Rows,
    labels: NDArray[Any] | None,
    splitting: Splitting = AT_RANDOM,
    k: int = 5,
    names: Sequence[str] | None = None,
) -> tuple[Split, ...]:
    """Divide rows of a table k times; the rows that are held out are the validation rows.

    Test rows, where the splitting asks for some, are set aside first and are the same in every
    fold. Rows drawn at random are stratified by their labels, and equal ones stay in one fold as
    in `split_table`; groups stay whole; by time, each fold is learned from what came before it
    alone. A column names the folds, one for each different cell, and k is not asked; where it names
    parts instead, folds are drawn from rows that are no test rows.

    Args:
        table: The table.
        rows: The numbers of its rows that are divided.
        labels: The class of each of these rows, in their order; None for numbers.
        splitting: How they are divided; its validation share has no meaning here.
        k: How many folds.
        names: The columns in which equal rows are equal; None for all.

    Raises:
        DataError: there are too few rows, groups or times, or a column cannot be used.

    Example:
        >>> import pyarrow as pa
        >>> table = Table(pa.table({"x": range(6)}))
        >>> three = folds(table, np.arange(6), None, Splitting(test_share=0.0), 3)
        >>> sorted(row for each in three for row in each.validation.tolist())
        [0, 1, 2, 3, 4, 5]
    """
    equal = equal_rows(table, rows, table.names if names is None else names)
    whole, fold_N = _folded(table, rows, labels, splitting, k, equal)
    ordered = splitting.time is not None
    return tuple(
        _split(rows, labels, whole, equal, _parts(whole, fold_N, fold, ordered=ordered))
        for fold in range(int(fold_N.max()) + 1)
    )


def folds_of(
    labels: NDArray[Any] | None,
    groups: NDArray[Any] | None,
    k: int,
    seed: int,
    rows: int | None = None,
) -> tuple[tuple[Rows, Rows], ...]:
    """Return the rows to learn from and those that are held out, k times, for plain arrays.

    Args:
        labels: The class of each row; None for numbers.
        groups: The group of each row; None where each row is by itself.
        k: How many folds.
        seed: Decides the folds.
        rows: How many rows there are; needed where there are neither labels nor groups.

    Raises:
        DataError: labels and groups are of different lengths, or rows or groups are too few.

    Example:
        >>> [held.tolist() for _, held in folds_of(None, np.array(["a", "b", "a", "b"]), 2, 1)]
        [[1, 3], [0, 2]]
    """
    lengths = {len(each) for each in (labels, groups) if each is not None} | (
        set() if rows is None else {rows}
    )
    if len(lengths) != 1:
        raise DataError(
            f"Folds need one number of rows, of labels, groups or rows, got {sorted(lengths)}."
        )
    if groups is None:
        fold_N = random_folds(labels, lengths.pop(), k, seed)
    else:
        fold_N = group_folds(np.unique(groups, return_inverse=True)[1], labels, k, seed)
    return tuple(
        (np.flatnonzero(fold_N != fold), np.flatnonzero(fold_N == fold)) for fold in range(k)
    )


def _folded(
    table: Table,
    rows: Rows,
    labels: NDArray[Any] | None,
    splitting: Splitting,
    k: int,
    equal: EqualRows,
) -> tuple[Assigned, Folds]:
    """Set test rows aside, and return the fold of each of the others."""
    if splitting.column is not None:
        cells = table.take(rows).column(splitting.column)
        if parts_named(cells, splitting.column) is None:
            return _named(named_folds(cells, splitting.column), splitting.column)
    check_folds(k, len(rows), "rows")
    undivided = with_fields(splitting, validation_share=0.0)
    whole = assigned_rows(table, rows, labels, undivided, equal)
    kept = np.flatnonzero((whole.part_N == TRAIN) | (whole.part_N == VALIDATION))
    fold_N = np.full(len(rows), -1, np.int64)
    fold_N[kept] = _fold_numbers(table, rows, labels, splitting, k, equal, kept)
    return whole, fold_N


def _named(fold_N: Folds, name: str) -> tuple[Assigned, Folds]:
    part_N = np.where(fold_N < 0, LEFT_OUT, TRAIN).astype(np.int8)
    missing = int(np.count_nonzero(fold_N < 0))
    noun = "row" if missing == 1 else "rows"
    notes = (f'{missing:,} {noun} whose fold "{name}" does not name left out.',) if missing else ()
    return Assigned(part_N, notes, f"as column {name} says"), fold_N


def _fold_numbers(
    table: Table,
    rows: Rows,
    labels: NDArray[Any] | None,
    splitting: Splitting,
    k: int,
    equal: EqualRows,
    kept: NDArray[np.int64],
) -> Folds:
    labels = None if labels is None else labels[kept]
    if splitting.group is not None:
        group_N, _ = group_numbers(table, rows[kept], splitting.group)
        return group_folds(group_N, labels, k, splitting.seed)
    if splitting.time is not None:
        moment_N = moments_of(table.column(splitting.time), splitting.time)
        return time_folds(moment_N[rows[kept]], k, splitting.time)
    together = None if equal.together is None else equal.together[kept]
    return random_folds(labels, len(kept), k, splitting.seed, together)


def _parts(whole: Assigned, fold_N: Folds, fold: int, *, ordered: bool) -> NDArray[np.int8]:
    """Return the part of each row while one fold is held out."""
    part_N = np.where((whole.part_N == VALIDATION), TRAIN, whole.part_N).astype(np.int8)
    part_N[fold_N == fold] = VALIDATION
    if ordered:  # what comes later is not known yet
        part_N[fold_N > fold] = LEFT_OUT
    return part_N


def _split(
    rows: Rows,
    labels: NDArray[Any] | None,
    whole: Assigned,
    equal: EqualRows,
    part_N: NDArray[np.int8],
) -> Split:
    train, validation, test = (np.sort(rows[part_N == part]) for part in (TRAIN, VALIDATION, TEST))
    notes = (*whole.notes, *unlearned_note(labels, part_N), *equal.notes(part_N))
    return Split(train, validation, test, notes, whole.how)
