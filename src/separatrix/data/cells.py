"""Columns of text become numbers, booleans and dates where every cell agrees."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from separatrix.data.patterns import (
    CLOCK,
    COMMA_NUMBER,
    DATE,
    DOTTED_THOUSANDS,
    GROUPED_COMMA_NUMBER,
    INTEGER,
    MARKERS,
    MOMENT,
    NUMBER,
    THOUSANDS,
    ZONED_MOMENT,
)

_SAMPLE = 1000
_DOTTED = f"{DOTTED_THOUSANDS}|{INTEGER}"
_WITH_COMMA = f"{COMMA_NUMBER}|{GROUPED_COMMA_NUMBER}"


@dataclass(frozen=True)
class Typed:
    """A typed column and what happened to it.

    Args:
        column: The column; text stays as it was.
        markers: How many cells of each marker became missing.
        comma: Its numbers had a decimal comma.
        long: Its cells are whole numbers that no 64 bits hold, so they stay text.
        thousands: Its cells may have thousands separators, so they stay text.
        dotted: The points of its numbers may separate thousands.
    """

    column: pa.ChunkedArray
    markers: dict[str, int]
    comma: bool = False
    long: bool = False
    thousands: bool = False
    dotted: bool = False


def type_cells(column: pa.ChunkedArray, decimal: str | None, semicolons: bool) -> Typed:
    """Type a column of text whose empty cells are null.

    In a column of numbers, booleans or dates the usual markers are missing values; in a column of
    text they are text, for "NA" is also Namibia.

    Args:
        column: Cells as strings.
        decimal: The decimal mark; None takes "." and otherwise "," where no cell speaks against it.
        semicolons: The cells were separated by semicolons, as where the comma is the decimal mark.
    """
    if len(column) > _SAMPLE and _is_text(column.slice(0, _SAMPLE)):
        return Typed(column, {})
    encoded = column.combine_chunks().dictionary_encode()
    values = _values(encoded.dictionary)
    whole = _matches(values, INTEGER)
    typed = _integers(values) if whole else _typed(values, decimal)
    if typed is not None:
        dotted = decimal is None and semicolons and not whole and _matches(values, _DOTTED)
        return Typed(_spread(typed, encoded), _markers(encoded), dotted=dotted)
    if whole:
        return Typed(column, {}, long=True)
    if decimal is None and _matches(values, COMMA_NUMBER):
        if not semicolons and _matches(values, f"{THOUSANDS}|{INTEGER}"):
            return Typed(column, {}, thousands=True)
        return Typed(_spread(_comma_numbers(values), encoded), _markers(encoded), comma=True)
    return Typed(column, {})


def is_known(column: pa.ChunkedArray) -> bool:
    """Tell whether a column of text has a cell that is neither empty nor a marker."""
    values = _values(column.combine_chunks())
    return bool(values.null_count < len(values))


def _values(texts: pa.Array) -> pa.Array:
    """Return the texts without outer spaces, null where they are markers."""
    trimmed = pc.utf8_trim_whitespace(texts)
    marked = pc.is_in(trimmed, value_set=pa.array(MARKERS, trimmed.type))
    return pc.if_else(marked, pa.scalar(None, trimmed.type), trimmed)


def _is_text(sample: pa.ChunkedArray) -> bool:
    """Tell from a few cells that no rule can hold for all: saves coding long columns of text."""
    values = _values(sample.combine_chunks())
    every = f"{NUMBER}|{_WITH_COMMA}|{THOUSANDS}|{MOMENT}|{ZONED_MOMENT}|^(?i:true|false)$"
    return values.null_count < len(values) and not _matches(values, every)


def _matches(values: pa.Array, pattern: str) -> bool:
    """Tell whether all values that are there, at least one, match."""
    if values.null_count == len(values):
        return False
    return bool(pc.all(pc.match_substring_regex(values, pattern)).as_py())


def _typed(values: pa.Array, decimal: str | None) -> pa.Array | None:
    """Return what are not all whole numbers as numbers, booleans or dates, None for text."""
    if _matches(values, _WITH_COMMA if decimal == "," else NUMBER):
        return _comma_numbers(values) if decimal == "," else _cast(values, pa.float64())
    if _matches(values, "^(?i:true|false)$"):
        return pc.equal(pc.utf8_lower(values), "true")
    return dates_of(values)


def _integers(values: pa.Array) -> pa.Array | None:
    return _cast(pc.utf8_ltrim(values, characters="+"), pa.int64())


def _comma_numbers(values: pa.Array) -> pa.Array:
    grouped = pc.match_substring_regex(values, GROUPED_COMMA_NUMBER)
    plain = pc.if_else(grouped, pc.replace_substring(values, ".", ""), values)
    return pc.replace_substring(plain, ",", ".").cast(pa.float64())


def dates_of(values: pa.Array) -> pa.Array | None:
    """Return texts of ISO 8601 as dates or timestamps, None where one is no such date."""
    if _matches(values, DATE):
        return _cast(values, pa.date32())
    if _matches(values, MOMENT):
        return _cast(values, pa.timestamp("us"))
    if _matches(values, ZONED_MOMENT):
        return _cast(values, pa.timestamp("us", "UTC"))
    return None


def clock_of(values: pa.Array) -> pa.Array | None:
    """Return texts that are times of day as moments of 1970-01-01, None where one is none."""
    if not _matches(values, CLOCK):
        return None
    joined = pc.binary_join_element_wise(pa.scalar("1970-01-01"), values, " ")
    return _cast(joined, pa.timestamp("us"))


def _cast(values: pa.Array, type_: pa.DataType) -> pa.Array | None:
    """Cast, None where a value does not fit, such as February 30 or 2^64."""
    try:
        return values.cast(type_)
    except pa.ArrowInvalid:
        return None


def _spread(typed: pa.Array, encoded: pa.DictionaryArray) -> pa.ChunkedArray:
    return pa.chunked_array([typed.take(encoded.indices)])


def _markers(encoded: pa.DictionaryArray) -> dict[str, int]:
    """Count the cells of each marker other than the empty one."""
    trimmed = pc.utf8_trim_whitespace(encoded.dictionary)
    marked = pc.indices_nonzero(pc.is_in(trimmed, value_set=pa.array(MARKERS[1:])))
    found: dict[str, int] = {}
    for code in marked.to_pylist():
        count = pc.sum(pc.equal(encoded.indices, code)).as_py()
        marker = trimmed[code].as_py()
        found[marker] = found.get(marker, 0) + count
    return found
