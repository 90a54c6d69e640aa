"""Training, validation and test rows: three things that share no row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.data.repeats import repeated_rows
from separatrix.data.splits.assigned import TRAIN, VALIDATION, Assigned
from separatrix.data.splits.at_random import assign_at_random
from separatrix.data.splits.by_column import assign_by_column
from separatrix.data.splits.by_group import assign_by_group
from separatrix.data.splits.by_time import assign_by_time, moments_of, timed_rows
from separatrix.data.splits.equal_rows import EqualRows, Units, equal_rows
from separatrix.data.splitting import AT_RANDOM, Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError

Rows = NDArray[np.int64]

PARTS = ("train", "validation", "test")
"""What rows are for."""


@dataclass(frozen=True)
class Split:
    """The row numbers of each part, sorted.

    Args:
        train: Rows that are learned from.
        validation: Rows that decide when to stop; may be empty.
        test: Rows that are scored once, at the end; may be empty.
        notes: What could not be done as asked.
        how: How rows were divided, such as "by time day"; empty when they were drawn at random.
        calibration: Rows on which nothing is decided, to see how far answers are off; may be empty.
    """

    train: Rows
    validation: Rows
    test: Rows
    notes: tuple[str, ...] = ()
    how: str = ""
    calibration: Rows = field(default_factory=lambda: np.zeros(0, np.int64))

    def part(self, name: str) -> Rows:
        """Return the rows of "train", "validation", "test" or "calibration"."""
        rows: Rows = getattr(self, name)
        return rows

    @property
    def shown(self) -> tuple[str, ...]:
        """The parts that pictures show: training rows, and test rows (else validation rows)."""
        held = [name for name in ("test", "validation") if len(self.part(name))]
        return ("train", *held[:1])


def with_calibration(
    split: Split,
    table: Table,
    labels_of: Callable[[Rows], NDArray[Any] | None],
    splitting: Splitting,
    names: Sequence[str],
    share: float,
) -> Split:
    """Set a share of the training rows aside, in the way in which all rows were divided.

    Args:
        split: How the rows are divided so far.
        table: The table.
        labels_of: The class of each of some rows; None for numbers.
        splitting: How rows are divided; where a column names parts, these rows are drawn.
        names: The columns in which equal rows are equal.
        share: Share of the training rows; 0 for none.

    Raises:
        DataError: the share is out of range, or leaves no training row.
    """
    if not 0 <= share < 1:
        raise DataError(f"calibration_share must be at least 0 and below 1, got {share}.")
    if share == 0:
        return split
    asked = with_fields(splitting, column=None, test_share=share, validation_share=0.0)
    divided = split_table(table, split.train, labels_of(split.train), asked, names)
    drawn = not any((splitting.group, splitting.time, splitting.column))
    note = () if drawn else (_NOT_PROMISED,)
    return replace(
        split, train=divided.train, calibration=divided.test, notes=(*split.notes, *note)
    )


_NOT_PROMISED = (
    "Calibration rows are like later rows where both are drawn alike. Of other groups, of a later "
    "time or of parts that a column names no coverage is promised."
)


def split_rows(
    rows: Rows,
    labels: NDArray[Any] | None,
    *,
    validation_share: float = 0.2,
    test_share: float = 0.2,
    seed: int = 0,
) -> Split:
    """Split rows at random, stratified by their labels where possible.

    The test rows are those of scikit-learn's `train_test_split` of the same seed and share.

    Args:
        rows: Row numbers of the table.
        labels: The class of each of these rows, in their order; None for numbers.
        validation_share: Share of the rows that are not test rows; 0 for none.
        test_share: Share of all rows; 0 for none.
        seed: Decides the rows; of large ones the last 32 bits.

    Raises:
        DataError: a share is out of range, or a part would be empty.

    Example:
        >>> split = split_rows(np.arange(100), None)
        >>> len(split.train), len(split.validation), len(split.test)
        (64, 16, 20)
    """
    assert labels is None or len(labels) == len(rows)
    asked = Splitting(validation_share=validation_share, test_share=test_share, seed=seed)
    return _split(rows, assign_at_random(len(rows), labels, asked))


def split_table(
    table: Table,
    rows: Rows,
    labels: NDArray[Any] | None,
    splitting: Splitting = AT_RANDOM,
    names: Sequence[str] | None = None,
) -> Split:
    """Split rows of a table at random, by group, by time, or as a column says.

    Rows that are equal in the named columns stay in one part when they are drawn at random and
    fewer than 30 % of the rows repeat another. Otherwise they are only counted: a group, a time
    or a column decides, and so do the cells of a coarse table, in which different cases look alike.

    Args:
        table: The table.
        rows: The numbers of its rows that are divided.
        labels: The class of each of these rows, in their order; None for numbers.
        splitting: How they are divided.
        names: The columns in which equal rows are equal; None for all.

    Raises:
        DataError: a share is out of range, a part would be empty, or a column cannot be used.

    Example:
        >>> import pyarrow as pa
        >>> table = Table(pa.table({"day": [1, 1, 2, 3, 4], "y": [0, 1, 0, 1, 0]}))
        >>> split = split_table(table, np.arange(5), None, Splitting(time="day"))
        >>> split.train.tolist(), split.validation.tolist(), split.test.tolist()
        ([0, 1, 2], [3], [4])
    """
    columns = table.names if names is None else names
    equal = equal_rows(table, rows, columns)
    assigned = assigned_rows(table, rows, labels, splitting, equal)
    notes = (
        *_placed(table, rows, assigned, splitting.time, columns),
        *assigned.notes,
        *unlearned_note(labels, assigned.part_N),
        *equal.notes(assigned.part_N),
    )
    return _split(rows, replace(assigned, notes=notes))


def _split(rows: Rows, assigned: Assigned) -> Split:
    train, validation, test = (np.sort(rows[assigned.part_N == part]) for part in range(3))
    return Split(train, validation, test, assigned.notes, assigned.how)


def assigned_rows(
    table: Table,
    rows: Rows,
    labels: NDArray[Any] | None,
    splitting: Splitting,
    equal: EqualRows,
) -> Assigned:
    """Assign each row to a part; see `split_table`, which says what can be said about it."""
    if splitting.group is not None:
        group_N, notes = group_numbers(table, rows, splitting.group)
        grouped = assign_by_group(group_N, labels, splitting, splitting.group)
        return replace(grouped, notes=(*notes, *grouped.notes))
    if splitting.time is not None:
        moment_N = moments_of(table.column(splitting.time), splitting.time)[rows]
        return assign_by_time(moment_N, splitting, splitting.time)
    if splitting.column is not None:
        cells = table.take(rows).column(splitting.column)
        named = assign_by_column(cells, splitting.column)
        return _with_validation(named, labels, splitting, equal.together)
    return assign_at_random(len(rows), labels, splitting, equal.together)


def unplaced_notes(table: Table, rows: Rows, splitting: Splitting) -> tuple[str, ...]:
    """Say which rows the column that decides says nothing of, whatever the shares.

    Args:
        table: The table.
        rows: The numbers of its rows that would be divided.
        splitting: How they would be.

    Raises:
        DataError: the column cannot divide rows.
    """
    if splitting.group is not None:
        return group_numbers(table, rows, splitting.group)[1]
    if splitting.time is not None:
        moment_N = moments_of(table.column(splitting.time), splitting.time)
        return timed_rows(moment_N[rows], splitting.time)[1]
    if splitting.column is not None:
        cells = table.take(rows).column(splitting.column)
        return assign_by_column(cells, splitting.column).notes
    return ()


def group_numbers(table: Table, rows: Rows, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Number the groups of rows from 0; a row whose cell is missing is a group of its own.

    Raises:
        DataError: there is no such column.
    """
    missing_N = table.column(name).is_null().to_numpy()[rows]
    keys_N = repeated_rows(table, [name])[rows]
    keys_N[missing_N] = len(table) + np.arange(np.count_nonzero(missing_N))
    missing = int(missing_N.sum())
    noun = "row has no group and is one" if missing == 1 else "rows have no group and are each one"
    notes = (f'{missing:,} {noun} of its own ("{name}" is missing).',) if missing else ()
    return np.unique(keys_N, return_inverse=True)[1], notes


def _with_validation(
    named: Assigned, labels: NDArray[Any] | None, splitting: Splitting, together: Units | None
) -> Assigned:
    """Draw validation rows from the training rows where a column names none."""
    if splitting.validation_share == 0 or (named.part_N == VALIDATION).any():
        return named
    train = np.flatnonzero(named.part_N == TRAIN)
    drawn = assign_at_random(
        len(train),
        None if labels is None else labels[train],
        msgspec.structs.replace(splitting, test_share=0.0),
        None if together is None else together[train],
    )
    part_N = named.part_N.copy()
    part_N[train] = drawn.part_N
    note = (
        f'Column "{splitting.column}" names no validation rows: '
        f"{splitting.validation_share:.0%} of its training rows are drawn for it."
    )
    return Assigned(part_N, (*named.notes, note, *drawn.notes), named.how)


def _placed(
    table: Table, rows: Rows, assigned: Assigned, time: str | None, columns: Sequence[str]
) -> Iterator[str]:
    """Say when each part begins, and what becomes of the time itself."""
    if time is None:
        return
    cells = table.column(time)
    moments = moments_of(cells, time)
    for code, name in enumerate(PARTS[1:], 1):
        part = rows[assigned.part_N == code]
        if len(part):
            first = part[int(moments[part].argmin())]
            begin = str(cells[int(first)].as_py()).removesuffix(" 00:00:00")
            yield f"{name.capitalize()} rows begin at {time} {begin}."
    if time in columns:
        yield (
            f'"{time}" stays a feature, though in later parts it lies beyond what training rows '
            f"held. Drop it where only its order means something."
        )


def unlearned_note(labels: NDArray[Any] | None, part_N: NDArray[np.int8]) -> Iterator[str]:
    """Say so where classes have no training row."""
    if labels is None:
        return
    held = np.setdiff1d(labels[part_N > TRAIN], labels[part_N == TRAIN])
    if len(held):
        which = "1 class: it has" if len(held) == 1 else f"{len(held)} classes: they have"
        yield f"Nothing is learned of {which} no training rows."
