"""A table with its columns told apart, its target understood and its rows divided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as with_fields

from separatrix.data.apart import rows_apart
from separatrix.data.kinds import (
    NO_OVERRULES,
    Column,
    Overrule,
    find_kinds,
    kinds_by_name,
    left_out_notes,
)
from separatrix.data.orders import Orders, orders_by_name
from separatrix.data.split import Split, split_table, with_calibration
from separatrix.data.splitting import AT_RANDOM, Splitting, roles_of
from separatrix.data.table import NO_ORDERS, Table
from separatrix.data.target import AskedTask, Target, learn_target, rows_with_target
from separatrix.data.weights import Weights, row_weights, rows_that_count
from separatrix.errors import DataError


@dataclass(frozen=True)
class Prepared:
    """A table that is ready to learn from.

    Args:
        table: All of its rows.
        columns: What each column was taken for.
        target: What is predicted; its mean and scale are those of the training rows.
        split: Which rows are for what.
        notes: What was noticed on the way.
        weight_N: What each row of the table counts for; None when all count the same.
        test_table: A table of the test rows, whose numbers follow those of `table`; None when they
            are rows of `table`.
    """

    table: Table
    columns: tuple[Column, ...]
    target: Target
    split: Split
    notes: tuple[str, ...]
    weight_N: Weights | None = None
    test_table: Table | None = None

    def part(self, name: str) -> Table:
        """Return the "train", "validation" or "test" rows."""
        rows = self.split.part(name)
        if name == "test" and self.test_table is not None:
            return self.test_table.take(rows - len(self.table))
        return self.table.take(rows)

    def weights(self, name: str) -> Weights | None:
        """Return what the rows of a part count for; None when all count the same."""
        return None if self.weight_N is None else self.weight_N[self.split.part(name)]


def prepare(
    table: Table,
    target: str | int,
    *,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
    splitting: Splitting = AT_RANDOM,
    weight: str | None = None,
    standardise: bool = True,
    test_table: Table | None = None,
    calibration_share: float = 0.0,
) -> Prepared:
    """Find out what the columns are and which rows are for what.

    Args:
        table: All rows.
        target: The column to predict; a DataFrame may have numbered its columns.
        kinds: Kinds that the user gave.
        ordered: Levels of columns that have an order, the lowest first.
        task: What the user says is predicted; found when None.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.
        splitting: How the rows are divided.
        weight: A column that says what each row counts for.
        standardise: Learn a number with mean 0 and deviation 1.
        test_table: All test rows; those of `table` are then for training and validation.
        calibration_share: Share of the training rows that is set aside for intervals.

    Raises:
        DataError: a table, the target, the weights or the shares leave nothing to learn from.
    """
    target = str(target)
    roles = roles_of(splitting, weight, target)
    rows, notes = rows_with_target(table, target)
    weight_N = None if weight is None else row_weights(table, weight)
    if weight_N is not None:
        rows, ignored = rows_that_count(rows, weight_N)
        notes = (*notes, *ignored)
    columns = find_kinds(table, target, kinds_by_name(kinds), roles, orders_by_name(ordered))
    # Which rows are for what may hang on the classes, which all rows have; mean and scale of a
    # number are learned again from the training rows alone.
    every = learn_target(table, target, rows=rows, task=task, positive=positive, log=log_target)
    labels = None if every.task == "regression" else every.encode(table.take(rows))
    names = [*(column.name for column in columns if column.used), target]
    if test_table is not None:
        splitting = with_fields(splitting, test_share=0.0)
    split = split_table(table, rows, labels, splitting, names)
    if test_table is not None:
        _check_no_test_rows(split, splitting)
        apart = rows_apart(test_table, table, rows, names, splitting=splitting, weight=weight)
        how = f"{split.how or 'at random'}, test rows from {apart.named}"
        split = replace(split, test=apart.rows, notes=(*split.notes, *apart.notes), how=how)
        if weight_N is not None and apart.weight_N is not None:
            weight_N = np.concatenate([weight_N, apart.weight_N])
    split = with_calibration(
        split,
        table,
        lambda some: None if labels is None else every.encode(table.take(some)),
        splitting,
        names,
        calibration_share,
    )
    learned = learn_target(
        table,
        target,
        rows=split.train,
        task=every.task,
        positive=positive,
        log=log_target,
        standardise=standardise,
        weight_N=None if weight_N is None else weight_N[split.train],
    )
    told = (*table.notes, *notes, *left_out_notes(columns), *every.notes, *split.notes)
    return Prepared(table, columns, learned, split, told, weight_N, test_table)


def _check_no_test_rows(split: Split, splitting: Splitting) -> None:
    if len(split.test):
        raise DataError(
            f"Test rows come from one place, got a test table and {len(split.test)} rows that "
            f'"{splitting.column}" calls test rows. Leave one of them out.'
        )
