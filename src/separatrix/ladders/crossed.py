"""A table divided for a ladder: folds, several times over, or one test set and several seeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.data.folds import folds
from separatrix.data.kinds import NO_OVERRULES, Overrule
from separatrix.data.orders import Orders
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.split import Split, split_table
from separatrix.data.splits.assigned import TEST
from separatrix.data.splits.by_column import parts_named
from separatrix.data.splitting import AT_RANDOM, Splitting, roles_of
from separatrix.data.table import NO_ORDERS, Table
from separatrix.data.target import AskedTask, Target, learn_target
from separatrix.data.weights import Weights
from separatrix.errors import DataError
from separatrix.evaluation.truth import truth

WATCHED = 0.2
"""Share of a fold's training rows that a rung tunes by."""


@dataclass(frozen=True)
class Fold:
    """The rows that one network of each rung learns from, and those that it is scored on.

    Args:
        repeat: Which partition of the rows it is of, from 0; its networks' seeds follow from it.
        split: Which rows are learned from ("train") and which are held out ("validation").
        target: Means and scales of the training rows where numbers are learned.
        truth_N: What the held rows' answers should be, in the unit of the table.
        inner: Which of the training rows tuning learns from ("train") and looks at ("validation").
        weight_N: What the held rows count for; None when all count the same.
    """

    repeat: int
    split: Split
    target: Target
    truth_N: NDArray[np.int64] | NDArray[np.float64]
    inner: Split
    weight_N: Weights | None = None


@dataclass(frozen=True)
class Crossed:
    """A table divided into folds in each of several repeats.

    Args:
        prepared: The table, its columns and its target; its own split is not looked at.
        folds: All folds of the first repeat, then those of the next.
        repeats: How many repeats.
        anew: Each repeat has a partition of its own; else it has seeds of its own alone.
        apart: The one fold's held rows are a test set; else every row is held out once.
        splitting: How rows were divided.
        notes: What was noticed.
    """

    prepared: Prepared
    folds: tuple[Fold, ...]
    repeats: int
    anew: bool
    apart: bool
    splitting: Splitting
    notes: tuple[str, ...]

    @property
    def task(self) -> str:
        """What is predicted."""
        return self.prepared.target.task

    @property
    def rows(self) -> int:
        """Rows that are learned from or held out."""
        return sum(map(len, (self.prepared.split.train, self.prepared.split.test)))

    @property
    def per_repeat(self) -> int:
        """Folds of a repeat."""
        return len(self.folds) // self.repeats

    @property
    def held_share(self) -> float:
        """Share of the rows that a fold holds out, on average."""
        held, learned = (
            sum(map(len, rows))
            for rows in (
                [fold.split.validation for fold in self.folds],
                [fold.split.train for fold in self.folds],
            )
        )
        return held / (held + learned)

    @property
    def held_rows(self) -> float:
        """Rows that a fold holds out, on average."""
        return float(np.mean([len(fold.split.validation) for fold in self.folds]))

    def held_table(self, fold: Fold) -> Table:
        """Return the rows that a fold holds out, which may be those of a test table."""
        table, test = self.prepared.table, self.prepared.test_table
        rows = fold.split.validation
        return table.take(rows) if test is None else test.take(rows - len(table))


def cross(
    table: Table,
    target: str,
    *,
    k: int = 5,
    repeats: int = 4,
    splitting: Splitting = AT_RANDOM,
    test_table: Table | None = None,
    weight: str | None = None,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
) -> Crossed:
    """Divide a table into folds several times over, whatever kind of split is asked for.

    Rows drawn at random, and groups, are divided anew in each repeat. By time, or where a column
    names the folds, there is one partition: repeats are then seeds. Where a column names test
    rows, or a test table brings them, they are the one fold, and k · repeats seeds learn from all
    other rows.

    Args:
        table: The rows.
        target: Name of the target column.
        k: Folds of a repeat.
        repeats: How often the rows are divided anew.
        splitting: How rows are divided; its seed decides the first partition.
        test_table: All held rows, in a table of their own.
        weight: A column that says what each row counts for.
        kinds: Kinds of columns by name, where they are not as found.
        ordered: Levels of columns that have an order, the lowest first.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.

    Raises:
        DataError: the table, a column or the target cannot be used, or rows are too few.
    """
    if repeats < 1:
        raise DataError(f"repeats must be 1 or more, got {repeats}.")
    apart = test_table is not None or _names_test_rows(table, splitting)
    roles = roles_of(splitting, weight, target)
    asked = splitting if apart else with_fields(splitting, column=None, test_share=0.0)
    prepared = prepare(
        table,
        target,
        kinds={**dict.fromkeys(roles, "drop"), **kinds},
        ordered=ordered,
        task=task,
        positive=positive,
        log_target=log_target,
        splitting=with_fields(asked, validation_share=0.0),
        weight=weight,
        test_table=test_table,
    )
    made = _Making(prepared, splitting, log_target)
    if apart:
        whole = Split(prepared.split.train, prepared.split.test, np.zeros(0, np.int64))
        if not len(whole.validation):
            raise DataError("There are no test rows to score the rungs on.")
        fold = made.fold(0, whole)
        every = tuple(replace(fold, repeat=repeat) for repeat in range(k * repeats))
        return Crossed(prepared, every, k * repeats, False, True, splitting, prepared.notes)
    anew = splitting.time is None and splitting.column is None
    every = tuple(
        made.fold(repeat, split)
        for repeat in range(repeats)
        for split in made.partition(k, repeat if anew else 0)
    )
    of_folds = dict.fromkeys(note for fold in every for note in fold.split.notes)
    return Crossed(prepared, every, repeats, anew, False, splitting, (*prepared.notes, *of_folds))


@dataclass(frozen=True)
class _Making:
    """What folds are made from."""

    prepared: Prepared
    splitting: Splitting
    log_target: bool

    def partition(self, k: int, repeat: int) -> tuple[Split, ...]:
        """Divide the rows once; the held ones are the validation rows."""
        rows = self.prepared.split.train
        asked = with_fields(self.splitting, test_share=0.0, seed=self.splitting.seed + repeat)
        return folds(self.prepared.table, rows, self._labels(rows), asked, k, self._names)

    def fold(self, repeat: int, split: Split) -> Fold:
        """Learn what is predicted from a fold's training rows."""
        prepared, task = self.prepared, self.prepared.target.task
        weight_N = prepared.weight_N
        target = learn_target(
            prepared.table,
            prepared.target.name,
            rows=split.train,
            task=task,
            positive=str(prepared.target.class_names[1]) if task == "binary" else None,
            log=self.log_target,
            weight_N=None if weight_N is None else weight_N[split.train],
        )
        held = split.validation
        table, test = prepared.table, prepared.test_table
        return Fold(
            repeat,
            split,
            target,
            truth(target, table.take(held) if test is None else test.take(held - len(table))),
            self._inner(split.train),
            None if weight_N is None else weight_N[held],
        )

    def _inner(self, rows: NDArray[np.int64]) -> Split:
        """Divide a fold's training rows for tuning, in the way in which all rows are divided."""
        asked = with_fields(self.splitting, test_share=0.0, validation_share=WATCHED, column=None)
        return split_table(self.prepared.table, rows, self._labels(rows), asked, self._names)

    def _labels(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
        target = self.prepared.target
        if target.task == "regression":
            return None
        return np.asarray(target.encode(self.prepared.table.take(rows)), np.int64)

    @property
    def _names(self) -> list[str]:
        columns = self.prepared.columns
        return [*(column.name for column in columns if column.used), self.prepared.target.name]


def _names_test_rows(table: Table, splitting: Splitting) -> bool:
    if splitting.column is None:
        return False
    part_N = parts_named(table.column(splitting.column), splitting.column)
    return part_N is not None and bool((part_N == TEST).any())
