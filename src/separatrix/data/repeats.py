"""Rows that repeat: which rows of a table hold the same cells."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.table import Table

_Bits = NDArray[np.uint64]

_LANES = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)
"""Where the two halves of a row's hash begin."""

_MISSING = np.uint64(0xA0761D6478BD642F)


def repeated_rows(table: Table, names: Iterable[str]) -> NDArray[np.int64]:
    """Number the rows so that two rows have the same number if their cells are the same.

    Missing cells are the same as each other and as nothing else, and -0.0 is 0.0. Each column is
    read once and folded into a hash of 128 bits a row, which is sorted in half a second for five
    million rows: the time is practically linear. That two different rows share a hash is not to be
    expected in any table that a disk holds.

    Args:
        table: The table.
        names: The columns that count; of none, every row is the same.

    Returns:
        A number for each row, from 0 in the order in which they first occur.

    Raises:
        DataError: there is no such column.

    Example:
        >>> table = Table(pa.table({"x": [1, 2, 1, None], "y": ["a", "a", "a", None]}))
        >>> repeated_rows(table, ["x", "y"]).tolist()
        [0, 1, 0, 2]
    """
    lanes_2N = np.repeat(np.array(_LANES, np.uint64)[:, None], len(table), axis=1)
    for name in names:
        _fold(lanes_2N, table.column(name))
    return _numbered(lanes_2N)


def _fold(lanes_2N: _Bits, cells: pa.ChunkedArray) -> None:
    """Fold a column into the hashes of its rows, in place."""
    lanes_2N ^= _bits(cells)
    _mix(lanes_2N)
    if cells.null_count:
        missing_N = pc.is_null(cells).to_numpy()
        again = lanes_2N[:, missing_N] ^ _MISSING
        _mix(again)
        lanes_2N[:, missing_N] = again


def _mix(bits: _Bits) -> None:
    """Let every bit depend on all: the output function of SplitMix64 (Steele, Lea, Flood 2014)."""
    bits ^= bits >> np.uint64(30)
    bits *= np.uint64(0xBF58476D1CE4E5B9)
    bits ^= bits >> np.uint64(27)
    bits *= np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)


def _bits(cells: pa.ChunkedArray) -> _Bits:
    """Return 64 bits a cell that are equal where the cells are; 0 where they are missing."""
    type_ = cells.type
    if pa.types.is_floating(type_):
        values = pc.fill_null(cells.cast(pa.float64()), 0.0).to_numpy() + 0.0  # no -0.0
        return np.asarray(values, np.float64).view(np.uint64)
    if pa.types.is_integer(type_) and not pa.types.is_uint64(type_):
        values = pc.fill_null(cells.cast(pa.int64()), 0).to_numpy()
        return np.asarray(values, np.int64).view(np.uint64)
    return cell_codes(cells).astype(np.int64).view(np.uint64)


def cell_codes(cells: pa.ChunkedArray) -> NDArray[np.int64]:
    """Number the different values of a column from 0 as they first occur; missing cells are 0."""
    try:
        coded = cells.dictionary_encode()
    except pa.ArrowNotImplementedError:  # lists and structs
        texts = [None if cell is None else repr(cell) for cell in cells.to_pylist()]
        coded = pa.chunked_array([pa.array(texts, pa.string())]).dictionary_encode()
    codes = pa.chunked_array([chunk.indices for chunk in coded.chunks], pa.int32())
    return np.asarray(pc.fill_null(codes, 0).to_numpy(), np.int64)


def _numbered(lanes_2N: _Bits) -> NDArray[np.int64]:
    """Number equal hashes as they first occur; sorting takes a tenth of a hash table's memory."""
    order_N = np.argsort(lanes_2N[0])
    new_N = _changes(lanes_2N[0][order_N])
    if (_changes(lanes_2N[1][order_N]) & ~new_N).any():  # one half of two hashes is the same
        order_N = np.lexsort(lanes_2N[::-1])
        new_N = _changes(lanes_2N[0][order_N]) | _changes(lanes_2N[1][order_N])
    first_R = np.minimum.reduceat(order_N, np.flatnonzero(new_N)) if len(order_N) else order_N
    numbers_R = np.empty_like(first_R)
    numbers_R[np.argsort(first_R)] = np.arange(len(first_R))
    numbers_N = np.empty_like(order_N)
    numbers_N[order_N] = numbers_R[np.cumsum(new_N) - 1]
    return numbers_N


def _changes(sorted_N: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell where a value differs from the one before; the first always does."""
    changes_N = np.ones(len(sorted_N), np.bool_)
    changes_N[1:] = sorted_N[1:] != sorted_N[:-1]
    return changes_N
