"""Test rows that come from a table of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.read import open_table
from separatrix.data.repeats import repeated_rows
from separatrix.data.splits.by_time import moments_of
from separatrix.data.splitting import Splitting
from separatrix.data.table import AS_FOUND, ReadOptions, Table
from separatrix.data.target import rows_with_target
from separatrix.data.values import as_texts, is_number, is_text
from separatrix.data.weights import Weights, row_weights
from separatrix.errors import DataError, listed

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Apart:
    """The rows of a test table.

    Args:
        rows: Their numbers, which follow those of the other table.
        weight_N: What each row of the test table counts for; None when all count the same.
        notes: What was noticed about them.
        named: Their file, or what else they are from.
    """

    rows: Rows
    weight_N: Weights | None
    notes: tuple[str, ...]
    named: str


def open_test_table(source: object, like: Table, options: ReadOptions = AS_FOUND) -> Table:
    """Open a test table, with the columns as text that are text in the table it belongs to.

    Args:
        source: What `open_table` takes.
        like: The table of the other rows.
        options: How text files are read.

    Raises:
        DataError: there is no such table or it cannot be read.
    """
    text = (name for name in like.names if is_text(like.stored(name).type))
    every = tuple(dict.fromkeys((*options.text, *text)))
    return open_table(source, msgspec.structs.replace(options, text=every))


def rows_apart(
    test: Table,
    table: Table,
    rows: Rows,
    names: Sequence[str],
    *,
    splitting: Splitting,
    weight: str | None = None,
) -> Apart:
    """Return the rows of a test table that have a target, and what is to be known about them.

    Args:
        test: The test table.
        table: The table of the other rows.
        rows: Those of its rows that are used.
        names: The columns that are used, the target last.
        splitting: How the other rows are divided.
        weight: A column that says what each row counts for.

    Raises:
        DataError: a column is missing, or no row has a target.
    """
    _check_columns(test, [*names, *([] if weight is None else [weight])])
    tested, notes = rows_with_target(test, names[-1])
    weight_N = None if weight is None else row_weights(test, weight)
    if weight_N is not None:
        tested = tested[weight_N[tested] > 0]
    told = (
        *_not_used(test, table),
        *_in_both(test, tested, table, rows, names, splitting.group),
        *_too_early(test, tested, table, rows, splitting.time),
    )
    said = tuple(f"Test table: {note}" for note in (*test.notes, *notes, *told))
    named = Path(test.source.path).name if test.source.path else "a table of their own"
    return Apart(len(table) + tested, weight_N, said, named)


def _check_columns(test: Table, names: Sequence[str]) -> None:
    absent = [name for name in names if name not in test.names]
    if absent:
        noun = "column" if len(absent) == 1 else "columns"
        raise DataError(
            f"The test table needs every column that is used; it lacks the {noun} "
            f"{listed(absent)} and has {listed(test.names)}. Add what is missing, or drop it from "
            "what is learned."
        )


def _not_used(test: Table, table: Table) -> Iterator[str]:
    extra = [name for name in test.names if name not in table.names]
    if extra:
        yield f"columns that the table does not have are not used: {listed(extra)}."


def _in_both(
    test: Table, tested: Rows, table: Table, rows: Rows, names: Sequence[str], group: str | None
) -> Iterator[str]:
    """Say how many test rows are in the other table as well, or of a group that is."""
    both = _Both(table, test)
    seen = _repeating(both, rows, len(table) + tested, names)
    if seen:
        yield f"rows that are exactly in the table as well: {seen:,} of {len(tested):,}."
    if group is not None and group in test.names:
        seen = _repeating(both, rows, len(table) + tested, [group])
        if seen:
            yield f'rows of a group ("{group}") of the table: {seen:,} of {len(tested):,}.'


def _repeating(both: "_Both", rows: Rows, tested: Rows, names: Sequence[str]) -> int:
    """Count the test rows that are equal to one of the others."""
    unit_N = repeated_rows(Table(both), names)
    known_U = np.zeros(int(unit_N.max()) + 1, bool)
    known_U[unit_N[rows]] = True
    return int(known_U[unit_N[tested]].sum())


def _too_early(
    test: Table, tested: Rows, table: Table, rows: Rows, time: str | None
) -> Iterator[str]:
    """Say how many test rows come before the others have ended."""
    if time is None or time not in test.names:
        return
    last = np.nanmax(moments_of(table.column(time), time)[rows])
    early = int((moments_of(test.column(time), time)[tested] <= last).sum())
    if early:
        yield f"rows that are not after the last {time} of the table: {early:,} of {len(tested):,}."


class _Both:
    """The columns of two tables, one below the other, to be compared."""

    def __init__(self, first: Table, second: Table) -> None:
        self._first, self._second = first, second

    @property
    def num_rows(self) -> int:
        """Count the rows."""
        return len(self._first) + len(self._second)

    @property
    def column_names(self) -> list[str]:
        """The names of the columns of the first."""
        return list(self._first.names)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column, as texts where the two are not of one type."""
        first, second = _alike(self._first.column(name), self._second.column(name))
        return pa.chunked_array([*first.chunks, *second.chunks], first.type)


def _alike(
    first: pa.ChunkedArray, second: pa.ChunkedArray
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    if first.type == second.type:
        return first, second
    common = None
    if is_number(first.type) and is_number(second.type):
        common = pa.float64()
    elif pa.types.is_temporal(first.type) and pa.types.is_temporal(second.type):
        common = pa.timestamp("us")
    if common is not None:
        return first.cast(common, safe=False), second.cast(common, safe=False)
    return as_texts(first), as_texts(second)
