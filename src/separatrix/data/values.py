"""Columns as numbers, truth values, moments or texts, naming the first cell that is none."""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.cells import clock_of, dates_of
from separatrix.data.patterns import (
    ASKED_NUMBER,
    COMMA_NUMBER,
    FALSE_WORDS,
    GROUPED_COMMA_NUMBER,
    MARKERS,
    TRUE_WORDS,
)
from separatrix.errors import DataError

Floats = NDArray[np.float64]


def as_numbers(column: pa.ChunkedArray, name: str) -> Floats:
    """Return a column as float64, NaN where a cell is missing or infinite.

    Texts are parsed, booleans are 0 and 1, times of day are seconds.

    Raises:
        DataError: a cell is no number; names its row and value.
    """
    if is_text(column.type):
        texts = _trimmed(column)
        _refuse_first(column, _no(pc.match_substring_regex(texts, ASKED_NUMBER)), name, "a number")
        column = texts
    elif not any(is_(column.type) for is_ in (is_number, pa.types.is_boolean, pa.types.is_time)):
        _refuse_type(column, name, "a number")
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    if pa.types.is_time(column.type):
        column = pc.divide(column.cast(pa.int64()).cast(pa.float64()), 1e6)
    values = _floats(column.cast(pa.float64(), safe=False))
    return np.where(np.isfinite(values), values, np.nan)


def as_booleans(column: pa.ChunkedArray, name: str) -> Floats:
    """Return a column as 1 for true, 0 for false, NaN for missing; words such as yes and no count.

    Raises:
        DataError: a cell is neither; names its row and value.
    """
    if not pa.types.is_boolean(column.type):
        words = pc.utf8_lower(_trimmed(as_texts(column)))
        known = pc.is_in(words, value_set=pa.array(TRUE_WORDS + FALSE_WORDS))
        _refuse_first(column, _no(pc.or_(known, pc.is_null(words))), name, "true or false")
        truth = pc.is_in(words, value_set=pa.array(TRUE_WORDS))
        column = pc.if_else(pc.is_null(words), pa.scalar(None, pa.bool_()), truth)
    return _floats(column.cast(pa.uint8()).cast(pa.float64()))


def as_moments(column: pa.ChunkedArray, name: str) -> NDArray[np.datetime64]:
    """Return a column as datetime64[us] in UTC, NaT where a cell is missing.

    Times of day are moments of 1970-01-01.

    Raises:
        DataError: a cell is no date; names its row and value.
    """
    if is_text(column.type):
        column = _parsed_moments(column, name)
    elif not (pa.types.is_temporal(column.type) or pa.types.is_null(column.type)):
        _refuse_type(column, name, "a date")
    if pa.types.is_time(column.type):
        column = column.cast(pa.time64("us"), safe=False).cast(pa.int64())
    stamps = column.cast(pa.timestamp("us"), safe=False)
    return np.asarray(stamps.to_numpy(), "datetime64[us]")


def _parsed_moments(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    texts = _trimmed(column)
    if texts.null_count == len(texts):
        return texts.cast(pa.timestamp("us"))
    parsed = dates_of(texts)
    if parsed is None:
        parsed = clock_of(texts)
    if parsed is None:
        single = [text is not None and dates_of(pa.array([text])) is None for text in _list(texts)]
        _refuse_first(column, pa.array(single), name, "a date such as 2024-05-31")
        raise DataError(f'The dates of column "{name}" are partly with and partly without a zone.')
    return parsed


def as_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as texts: the same text for 3 and 3.0, for true and True.

    Raises:
        DataError: the column holds lists, structs or bytes.
    """
    if is_text(column.type):
        return column
    if pa.types.is_floating(column.type):
        column = _whole_where_possible(column)
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise DataError(f"A column of {column.type} cannot be used as categories.") from error


def find_levels(cells: pa.ChunkedArray, levels: tuple[str, ...]) -> pa.ChunkedArray:
    """Return the place of every cell among the levels, null where it is missing or not there.

    Levels that are texts are known in other types too: true is "True", 1 is "1.0" and, where there
    is no "7", 7 is "007", for a text file says no more than that.
    """
    texts = as_texts(cells)
    places = pc.index_in(texts, value_set=pa.array(levels, pa.string()), skip_nulls=True)
    if is_text(cells.type) or places.null_count == cells.null_count:
        return places
    plain = pa.array([plain_level(level) for level in levels], pa.string())
    return pc.coalesce(places, pc.index_in(texts, value_set=plain, skip_nulls=True))


def plain_level(level: str) -> str:
    """Return a level as `as_texts` writes the boolean or number that it spells."""
    if level.lower() in ("true", "false"):
        return level.lower()
    try:
        number = float(level)
    except ValueError:
        return level
    return str(as_texts(pa.chunked_array([[number]]))[0].as_py())


def _whole_where_possible(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def is_text(type_: pa.DataType) -> bool:
    """Tell whether a column holds texts."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def is_number(type_: pa.DataType) -> bool:
    """Tell whether a column holds numbers; one without any cell may be of any kind."""
    checks = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_null,
    )
    return any(check(type_) for check in checks)


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)


def _trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts without outer spaces, null where a marker stands for missing."""
    trimmed = pc.utf8_trim_whitespace(column)
    marked = pc.is_in(trimmed, value_set=pa.array(MARKERS, trimmed.type))
    return pc.if_else(marked, pa.scalar(None, trimmed.type), trimmed)


def _no(condition: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.invert(condition), False)


def _list(column: pa.ChunkedArray) -> list[Any]:
    values: list[Any] = column.to_pylist()
    return values


def _refuse_first(column: pa.ChunkedArray, wrong: Any, name: str, what: str) -> None:
    place = pc.index(wrong, True).as_py()
    if place >= 0:
        value = column[place].as_py()
        raise DataError(
            f'Column "{name}": row {place + 1} is "{value}", which is not {what}.'
            f"{_way_out(value, what)}"
        )


def _way_out(value: object, what: str) -> str:
    """Say how a number with a decimal comma or separated thousands is to be written."""
    text = str(value).strip()
    if what != "a number" or not re.match(f"{COMMA_NUMBER}|{GROUPED_COMMA_NUMBER}", text):
        return ""
    plain = text.replace(".", "").replace(",", ".")
    return (
        f' If its comma is the decimal mark, write {plain}, or read a text file with decimal ",".'
    )


def _refuse_type(column: pa.ChunkedArray, name: str, what: str) -> None:
    first = next((value for value in _list(column.slice(0, 1000)) if value is not None), None)
    shown = str(first)[:60]
    raise DataError(f'Column "{name}" holds {column.type} such as {shown}, which is not {what}.')
