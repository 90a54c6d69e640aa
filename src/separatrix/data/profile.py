"""What a column was like in training, in counts and quantiles: what later tables are held against.

A profile says what may be expected of a column, so that a later table can be told to differ. It
holds quantiles, levels and counts, never a row.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.text import as_plain_texts
from separatrix.data.columns.words import count_words
from separatrix.data.kinds import Column, Kind
from separatrix.data.row import date_of
from separatrix.data.table import Table
from separatrix.data.values import (
    as_booleans,
    as_moments,
    as_numbers,
    as_texts,
    is_number,
    is_text,
)

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Family = Literal["number", "text", "boolean", "date", "other"]
"""Types that differ for a reader: whole and decimal numbers are one, dates and times another."""

TENTHS = 10
"""Parts of equal size between the quantiles of a column."""

MOST_LEVELS = 64
"""Levels that are counted each by itself; the others are counted together."""

_MICROSECONDS = 1e6


class Profile(msgspec.Struct, frozen=True):
    """What one column was like in the training rows.

    Args:
        name: The column.
        kind: What it is taken for.
        family: The type that its cells had.
        rows: How many training rows there were.
        missing: How many of them missed the cell.
        quantiles: Of numbers, of dates in seconds since 1970, and of the number of words of texts:
            the smallest, the nine deciles and the largest; none where every cell was missing.
        levels: Of categories and booleans: the most frequent levels.
        counts: Rows of each bin, which are those of `Profile.edges` or of the levels and of all
            other levels; those with a missing cell come last. Levels are chosen on one half of
            the rows and counted on the other, for what is chosen as frequent looks more frequent
            than it is.
    """

    name: str
    kind: Kind
    family: Family
    rows: int
    missing: int
    quantiles: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def edges(self) -> NDArray[np.float32]:
        """Upper ends of the bins of numbers but the last, in the precision that all share."""
        return _edges(self.quantiles)

    @property
    def is_whole(self) -> bool:
        """Tell whether its parts fit each other, as those of a changed file may not."""
        if len(self.quantiles) not in (0, TENTHS + 1) or min(self.counts, default=0) < 0:
            return False
        return len(self.counts) == (len(self.levels) or len(self.edges)) + 2

    def spans(self, cell: object) -> bool:
        """Tell whether one plain cell lies within the range of training, or is missing."""
        if not self.quantiles:
            return True
        value = cell if isinstance(cell, int | float) else _seconds(cell)
        return not (value < self.quantiles[0] or value > self.quantiles[-1])


def learn_profiles(table: Table, columns: Sequence[Column]) -> tuple[Profile, ...]:
    """Learn a profile of every used column, one column at a time.

    Args:
        table: The training rows and no others.
        columns: The columns but the target, as `find_kinds` gives them.
    """
    used = [column for column in columns if column.used]
    return tuple(_learn(table.column(column.name), column) for column in used)


def family_of(type_: pa.DataType) -> Family | None:
    """Return the family of a type; None for the type of columns without any cell."""
    if pa.types.is_null(type_):
        return None
    if pa.types.is_boolean(type_):
        return "boolean"
    if is_text(type_):
        return "text"
    if is_number(type_):
        return "number"
    return "date" if pa.types.is_temporal(type_) else "other"


def measured(cells: pa.ChunkedArray, name: str, kind: Kind) -> Floats:
    """Return numbers, truth as 0 and 1, dates in seconds since 1970 or words of a text.

    A missing cell is NaN.

    Raises:
        DataError: a cell is none; names its row and value.
    """
    if kind == "boolean":
        return as_booleans(cells, name)
    if kind == "date":
        moments = as_moments(cells, name)
        seconds = moments.astype(np.int64) / _MICROSECONDS
        return np.where(np.isnat(moments), np.nan, seconds)
    if kind == "text":
        return count_words(as_plain_texts(cells, name))
    return as_numbers(cells, name)


def count_numbers(values: Floats, edges: NDArray[np.float32]) -> Counts:
    """Count the cells between the edges, and the missing ones last."""
    there = _rounded(values[~np.isnan(values)])
    counts = np.bincount(np.searchsorted(edges, there), minlength=len(edges) + 1)
    return np.append(counts, len(values) - len(there)).astype(np.int64)


def count_places(places: NDArray[np.int64], missing: NDArray[np.bool_], levels: int) -> Counts:
    """Count the cells of each level, of all others and the missing ones.

    Args:
        places: The place of each cell among the levels; any number below 0 for another level.
        missing: Which cells are missing.
        levels: How many levels there are.
    """
    slots = np.where(missing, levels + 1, np.where(places < 0, levels, places))
    return np.bincount(slots, minlength=levels + 2).astype(np.int64)


def count_truth(truth: Floats) -> Counts:
    """Count false, true, no other level and the missing ones."""
    missing = np.isnan(truth)
    return count_places(np.where(missing, -1, truth).astype(np.int64), missing, 2)


def ranked(texts: pa.ChunkedArray) -> list[tuple[str, int]]:
    """Return every text with its number of cells, the most frequent first, then in their order."""
    counted = pc.value_counts(texts.drop_null())
    names, counts = (counted.field(field).to_pylist() for field in ("values", "counts"))
    return sorted(zip(names, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))


def _learn(cells: pa.ChunkedArray, column: Column) -> Profile:
    blank = Profile(
        name=column.name,
        kind=column.kind,
        family=family_of(cells.type) or "other",
        rows=len(cells),
        missing=int(cells.null_count),
    )
    if column.kind == "category":
        return _of_levels(blank, as_texts(cells))
    values = measured(cells, column.name, column.kind)
    blank = msgspec.structs.replace(blank, missing=int(np.isnan(values).sum()))
    if column.kind == "boolean":
        counts = tuple(count_truth(values).tolist())
        return msgspec.structs.replace(blank, levels=("false", "true"), counts=counts)
    return _of_numbers(blank, values, pa.types.is_float32(cells.type))


def _of_levels(blank: Profile, texts: pa.ChunkedArray) -> Profile:
    chosen, counted = (texts.take(pa.array(rows)) for rows in halves(len(texts)))
    levels = tuple(level for level, _ in ranked(chosen)[:MOST_LEVELS])
    places = pc.index_in(counted, value_set=pa.array(levels, counted.type))
    counts = count_places(
        np.asarray(pc.fill_null(places, -1).to_numpy(), np.int64),
        pc.is_null(counted).to_numpy(),
        len(levels),
    )
    return msgspec.structs.replace(blank, levels=levels, counts=tuple(counts.tolist()))


def halves(rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return two halves of the rows, always the same, drawn so that no order of theirs tells."""
    drawn = np.random.default_rng(0).permutation(rows)
    return np.sort(drawn[: (rows + 1) // 2]), np.sort(drawn[(rows + 1) // 2 :])


def _of_numbers(blank: Profile, values: Floats, single: bool) -> Profile:
    there = values[~np.isnan(values)]
    quantiles = _quantiles(there)
    counts = count_numbers(values, _edges(quantiles))
    if single:  # 1.1 in 32 bits is 1.1 in 64 as well
        quantiles = tuple(float(str(np.float32(value))) for value in quantiles)
    return msgspec.structs.replace(blank, quantiles=quantiles, counts=tuple(counts.tolist()))


def _quantiles(there: Floats) -> tuple[float, ...]:
    """Return smallest, deciles and largest, each of them a value that is there."""
    if len(there) == 0:
        return ()
    ranks = [max(0, -(-part * len(there) // TENTHS) - 1) for part in range(TENTHS + 1)]
    ordered = np.partition(there, sorted(set(ranks)))
    return tuple(ordered[ranks].tolist())


def _seconds(cell: object) -> float:
    """Return a plain date in seconds since 1970, NaN for what is none."""
    day = date_of(cell) if isinstance(cell, str) else cell
    if not isinstance(day, date) or getattr(day, "tzinfo", None) is not None:
        return math.nan
    return float(np.datetime64(day, "us").astype(np.int64) / _MICROSECONDS)


def _edges(quantiles: tuple[float, ...]) -> NDArray[np.float32]:
    """Return the deciles as edges; a value that holds a tenth of the rows is a bin of its own."""
    if not quantiles:
        return np.empty(0, np.float32)
    rounded = _rounded(np.array(quantiles))
    frequent = rounded[1:][rounded[1:] == rounded[:-1]]
    edges = np.unique(np.append(rounded[1:-1], np.nextafter(frequent, np.float32(-np.inf))))
    return np.asarray(edges[(edges >= rounded[0]) & (edges < rounded[-1])])


def _rounded(values: Floats) -> NDArray[np.float32]:
    """Return numbers in the precision in which 1.1 of 32 and of 64 bits are the same."""
    with np.errstate(over="ignore"):
        return np.asarray(values, np.float32)
