"""The one door by which columns become a Table: few types, and null the only missing value."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc

from separatrix.data.table import Source, Table, decoded
from separatrix.data.values import as_texts
from separatrix.errors import DataError, listed

_SECONDS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def arrive(columns: pa.Table, source: Source, notes: tuple[str, ...] = ()) -> Table:
    """Make a Table of Arrow columns.

    NaN, infinite numbers and texts of nothing but spaces become missing, texts and bytes of UTF-8
    become strings, durations become seconds, times of day get microseconds, half floats become
    floats. Codes of a dictionary stay only where they stand for numbers, for then they say that
    the column is a category.

    Raises:
        DataError: two columns have the same name, one has none, or there are no columns or rows.
    """
    check_names(tuple(columns.column_names))
    check_rows(columns.num_rows)
    arrived, infinite = {}, {}
    for name, column in zip(columns.column_names, columns.columns, strict=True):
        arrived[name], infinite[name] = arrive_column(column, source.options.missing)
    found = (*notes, *infinite_note(infinite))
    return Table(
        pa.table(arrived), source, found, orders=orders_of(columns, source.options.missing)
    )


def arrive_column(column: pa.ChunkedArray, missing: tuple[str, ...]) -> tuple[pa.ChunkedArray, int]:
    """Return a column as `arrive` lets it in, and how many of its cells were infinite."""
    return _finite(without_markers(_without_blanks(_plain(column)), missing))


def orders_of(columns: pa.Table, missing: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the levels of every column that is stored as a category with an order."""
    found = {name: order_of(columns.column(name), missing) for name in columns.column_names}
    return {name: order for name, order in found.items() if order}


def order_of(column: pa.ChunkedArray, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Return the levels of a column stored as a category with an order, the lowest first.

    There are none for any other column, where its parts are stored with different levels, and
    where the levels are no texts, such as the intervals of pandas.
    """
    if not has_order(column.type) or column.num_chunks == 0:
        return ()
    levels = column.chunk(0).dictionary
    if not all(chunk.dictionary.equals(levels) for chunk in column.chunks):
        return ()
    arrived, _ = arrive_column(pa.chunked_array([levels]), missing)
    try:
        return tuple(as_texts(arrived.drop_null()).to_pylist())
    except DataError:
        return ()


def has_order(type_: pa.DataType) -> bool:
    """Tell whether cells are stored as a category whose levels have an order."""
    return bool(pa.types.is_dictionary(type_) and type_.ordered)


def infinite_note(infinite: Mapping[str, int]) -> tuple[str, ...]:
    """Say which columns held infinite numbers, and how many."""
    counts = listed(f"{name} ({count})" for name, count in infinite.items() if count)
    return (f"Infinite numbers are taken as missing: {counts}.",) if counts else ()


def check_rows(rows: int) -> None:
    """Refuse a table without rows.

    Raises:
        DataError: there are none.
    """
    if rows == 0:
        raise DataError("The table has a header but no rows.")


def check_names(names: tuple[str, ...], where: str = "The table") -> None:
    """Refuse no columns, nameless columns and two columns of one name.

    Raises:
        DataError: the names cannot be used.
    """
    if not names:
        raise DataError(f"{where} has no columns.")
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise DataError(
                f"{where} has no name for column {number}. Give it one; an unnamed first column is "
                "often a saved index, which can be left out when writing the file."
            )
    if len(set(names)) < len(names):
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        raise DataError(
            f"{where} has more than one column named {listed(map(_quoted, twice))}. "
            "Rename them; if the first line is not a header, add one."
        )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    type_ = column.type
    if isinstance(type_, pa.BaseExtensionType):  # such as the intervals and periods of pandas
        chunks = [chunk.storage for chunk in column.chunks]
        return _plain(pa.chunked_array(chunks, type_.storage_type))
    if pa.types.is_run_end_encoded(type_):
        return _plain(pc.run_end_decode(column))
    if pa.types.is_dictionary(type_):
        plain = _plain(decoded(column))
        return column if _is_numeric(plain.type) else plain
    for applies, change in _CHANGES:
        if applies(type_):
            return change(column)
    return column


def _is_numeric(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _bytes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:  # not UTF-8: stays bytes, which are left out later
        return column


def _clock(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.time64("us"), safe=False)


def _seconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    ticks = column.cast(pa.int64()).cast(pa.float64(), safe=False)
    return pc.divide(ticks, float(_SECONDS[column.type.unit]))


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:  # beyond 2^63: as text no digit is lost
        return column.cast(pa.string())


def _single(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.float32())


_Change = tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], pa.ChunkedArray]]
_CHANGES: tuple[_Change, ...] = (
    (pa.types.is_large_string, _text),
    (pa.types.is_string_view, _text),
    (pa.types.is_binary, _bytes),
    (pa.types.is_large_binary, _bytes),
    (pa.types.is_fixed_size_binary, _bytes),
    (pa.types.is_binary_view, _bytes),
    (pa.types.is_duration, _seconds),
    (pa.types.is_time, _clock),
    (pa.types.is_float16, _single),
    (pa.types.is_uint64, _whole),
)


def _without_blanks(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts with null for cells of nothing but spaces, which nobody can see."""
    if not pa.types.is_string(column.type):
        return column
    blank = pc.or_(pc.utf8_is_space(column), pc.equal(column, ""))
    if not pc.any(blank).as_py():
        return column
    return pc.if_else(blank, pa.scalar(None, column.type), column)


def without_markers(column: pa.ChunkedArray, markers: tuple[str, ...]) -> pa.ChunkedArray:
    """Return a column with null where a cell is one of the texts, or a number that they spell."""
    if pa.types.is_string(column.type):
        known, compared = pa.array(markers, pa.string()), pc.utf8_trim_whitespace(column)
    elif _is_numeric(column.type):
        known, compared = pa.array(_numbers_among(markers), pa.float64()), column
        compared = compared.cast(pa.float64(), safe=False)
    else:
        return column
    if len(known) == 0:
        return column
    marked = pc.is_in(compared, value_set=known)
    return pc.if_else(marked, pa.scalar(None, column.type), column)


def _numbers_among(texts: tuple[str, ...]) -> list[float]:
    numbers = []
    for text in texts:
        with suppress(ValueError):
            numbers.append(float(text))
    return numbers


def _finite(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """Return the column with null for NaN and infinities, and how many were infinite."""
    if not pa.types.is_floating(column.type):
        return column, 0
    usable = pc.is_finite(column)
    if pc.all(usable).as_py() in (True, None):
        return column, 0
    infinite = pc.sum(pc.is_inf(column)).as_py() or 0
    return pc.if_else(usable, column, pa.scalar(None, column.type)), int(infinite)
