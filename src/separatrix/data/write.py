"""Tables as the bytes of a file, its format by its ending."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.feather as pa_feather
import pyarrow.parquet as pq

from separatrix.data.table import decoded
from separatrix.errors import DataError, listed

_FORMULA = r"^[=+\-@\t\r]"
_STRUCTURE = r'["\r\n]'


def table_bytes(columns: pa.Table, path: Path, *, raw: bool = False) -> bytes:
    """Return a table as CSV, TSV (gzipped too), Parquet or Feather, by the path's ending.

    A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return (OWASP, CSV
    injection): in text files such texts and headers get an apostrophe before them. Numbers are
    never touched and are written in their shortest exact form.

    Args:
        columns: The table.
        path: Where it is to go; only its ending is used.
        raw: Write texts as they are.

    Raises:
        DataError: the ending is not known.
    """
    return _WRITERS[known_ending(path)](columns, raw)


def known_ending(path: Path) -> str:
    """Return the ending of a file that a table can be written to.

    Raises:
        DataError: the ending is not known.
    """
    for ending in _WRITERS:
        if path.name.lower().endswith(ending):
            return ending
    raise DataError(
        f'{path.name} has the ending "{path.suffix}"; known are {listed(_WRITERS)}. '
        "Choose one of them."
    )


def _csv(columns: pa.Table, raw: bool) -> bytes:
    return _text(columns, ",", raw)


def _tsv(columns: pa.Table, raw: bool) -> bytes:
    return _text(columns, "\t", raw)


def _csv_gz(columns: pa.Table, raw: bool) -> bytes:
    return gzip.compress(_csv(columns, raw), mtime=0)


def _tsv_gz(columns: pa.Table, raw: bool) -> bytes:
    return gzip.compress(_tsv(columns, raw), mtime=0)


def _parquet(columns: pa.Table, raw: bool) -> bytes:  # noqa: ARG001
    sink = io.BytesIO()
    pq.write_table(columns, sink)
    return sink.getvalue()


def _feather(columns: pa.Table, raw: bool) -> bytes:  # noqa: ARG001
    sink = io.BytesIO()
    pa_feather.write_feather(columns, sink)
    return sink.getvalue()


_WRITERS: dict[str, Callable[[pa.Table, bool], bytes]] = {
    ".csv": _csv,
    ".csv.gz": _csv_gz,
    ".tsv": _tsv,
    ".tsv.gz": _tsv_gz,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".arrow": _feather,
    ".feather": _feather,
    ".ipc": _feather,
}


def _text(columns: pa.Table, delimiter: str, raw: bool) -> bytes:
    cells = [_printable(column) for column in columns.columns]
    names = pa.array(columns.column_names, pa.string())
    if not raw:
        cells = [
            _harmless(column) if pa.types.is_string(column.type) else column for column in cells
        ]
        names = _harmless(names)
    header, quoted = (
        _quoting(names, delimiter),
        any(_needs_quotes(each, delimiter) for each in cells),
    )
    sink = io.BytesIO()
    options = pa_csv.WriteOptions(
        delimiter=delimiter, quoting_style="needed" if quoted else "none", quoting_header=header
    )
    pa_csv.write_csv(pa.table(cells, names=names.to_pylist()), sink, options)
    return sink.getvalue()


def _printable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as something a text file can hold: no NaN, no dictionaries, no lists."""
    column = decoded(column)
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    if pa.types.is_timestamp(column.type):
        return _whole_seconds(column)
    if pa.types.is_nested(column.type):
        return pa.chunked_array([pa.array(map(str, column.to_pylist()), pa.string())])
    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column


def _whole_seconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return timestamps without a row of zeros behind their seconds where they have no fraction."""
    try:
        return column.cast(pa.timestamp("s", column.type.tz))
    except pa.ArrowInvalid:
        return column


def _harmless(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    return pc.if_else(
        pc.match_substring_regex(texts, _FORMULA),
        pc.binary_join_element_wise("'", texts, ""),
        texts,
    )


def _needs_quotes(texts: pa.ChunkedArray | pa.Array, delimiter: str) -> bool:
    if not pa.types.is_string(texts.type):
        return False
    found = pc.or_(
        pc.match_substring_regex(texts, _STRUCTURE), pc.match_substring(texts, delimiter)
    )
    return bool(pc.any(found).as_py())


def _quoting(names: pa.Array, delimiter: str) -> str:
    return "needed" if _needs_quotes(names, delimiter) else "none"
