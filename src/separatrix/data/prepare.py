"""A table with its columns told apart, its target understood and its rows divided."""

from collections.abc import Mapping
from dataclasses import dataclass

from separatrix.data.kinds import NO_OVERRULES, Column, Overrule, find_kinds, left_out_notes
from separatrix.data.split import Split, split_rows
from separatrix.data.table import Table
from separatrix.data.target import AskedTask, Target, learn_target, rows_with_target


@dataclass(frozen=True)
class Prepared:
    """A table that is ready to learn from.

    Args:
        table: All of its rows.
        columns: What each column was taken for.
        target: What is predicted; its mean and scale are those of the training rows.
        split: Which rows are for what.
        notes: What was noticed on the way.
    """

    table: Table
    columns: tuple[Column, ...]
    target: Target
    split: Split
    notes: tuple[str, ...]

    def part(self, name: str) -> Table:
        """Return the "train", "validation" or "test" rows."""
        return self.table.take(self.split.part(name))


def prepare(
    table: Table,
    target: str | int,
    *,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
    validation_share: float = 0.2,
    test_share: float = 0.2,
    seed: int = 0,
    standardise: bool = True,
) -> Prepared:
    """Find out what the columns are and which rows are for what.

    Args:
        table: All rows.
        target: The column to predict; a DataFrame may have numbered its columns.
        kinds: Kinds that the user gave.
        task: What the user says is predicted; found when None.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.
        validation_share: Share of the rows that are not test rows.
        test_share: Share of all rows.
        seed: Decides the split.
        standardise: Learn a number with mean 0 and deviation 1.

    Raises:
        DataError: the table, the target or the shares leave nothing to learn from.
    """
    target = str(target)
    rows, notes = rows_with_target(table, target)
    columns = find_kinds(table, target, {str(name): kind for name, kind in kinds.items()})
    # Which rows are for what may hang on the classes, which all rows have; mean and scale of a
    # number are learned again from the training rows alone.
    every = learn_target(table, target, rows=rows, task=task, positive=positive, log=log_target)
    labels = None if every.task == "regression" else every.encode(table.take(rows))
    split = split_rows(
        rows, labels, validation_share=validation_share, test_share=test_share, seed=seed
    )
    learned = learn_target(
        table,
        target,
        rows=split.train,
        task=every.task,
        positive=positive,
        log=log_target,
        standardise=standardise,
    )
    told = (*table.notes, *notes, *left_out_notes(columns), *every.notes, *split.notes)
    return Prepared(table, columns, learned, split, told)
