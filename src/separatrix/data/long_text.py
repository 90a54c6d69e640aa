"""A long text table, read and typed block by block where it is plain: its text is never held."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from separatrix.data.arrive import check_names, without_markers
from separatrix.data.cells import Typed, is_known, type_cells
from separatrix.data.delimited import options_of, table_of
from separatrix.data.dialect import find_delimiter
from separatrix.data.strict import check_content, header_of
from separatrix.data.table import ReadOptions, Source, Table

LONG_BYTES = 2**26
"""Bytes from which a file is read block by block."""

BLOCK = 2**22


def is_long_text(path: Path) -> bool:
    """Tell whether a file is better read block by block."""
    return path.suffix.lower() != ".gz" and path.stat().st_size > LONG_BYTES


def read_long_text(path: Path, source: Source, first: str) -> Table | None:
    """Read a text table block by block, or return None where it is not plain.

    Plain is what needs no second look: UTF-8 without quotes below the header, every column of one
    type in every block, nothing to refuse and nothing that only the whole column can decide. For
    all else there is `read_delimited`, which gives the same table from the whole text.

    Args:
        path: The file, not compressed.
        source: Where it came from and how to read it.
        first: The likeliest delimiter.

    Raises:
        DataError: the header cannot be used, or it is no text table at all.
    """
    options, head = source.options, _head(path)
    if options.decimal is not None or options.encoding != "utf-8" or not _is_plain(path, head):
        return None
    check_content(head, path.name)
    delimiter = options.delimiter or find_delimiter(head, first)
    header = header_of(head, delimiter, path.name)
    check_names(tuple(header), path.name)
    columns = [_Growing(name, options, semicolons=delimiter == ";") for name in header]
    try:
        with ThreadPoolExecutor() as pool:
            for block in _blocks(path, delimiter, header):
                if not all(pool.map(_Growing.add, columns, block.columns)):
                    return None
    except pa.ArrowInvalid:
        return None
    if len(columns[0]) == 0:
        return None
    typed = {name: column.typed() for name, column in zip(header, columns, strict=True)}
    return table_of(typed, header, source)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(BLOCK)


def _is_plain(path: Path, head: bytes) -> bool:
    """Look once at the whole file: quotes, but in the header, and line ends need a second look."""
    header, end, _ = head.partition(b"\n")
    if not end or not header.strip() or not header.isascii() or header.count(b'"') % 2:
        return False
    block = b""
    with path.open("rb") as stream:
        stream.seek(len(header))
        while read := stream.read(BLOCK):
            block = read
            if b'"' in block or b"\0" in block:
                return False
    return block.endswith(b"\n")


def _blocks(path: Path, delimiter: str, header: list[str]) -> Iterator[pa.RecordBatch]:
    settings = options_of(delimiter, header, BLOCK)
    with pa_csv.open_csv(str(path), *settings) as reader:
        yield from reader


class _Growing:
    """A column that grows by blocks of one type.

    Args:
        name: Its name.
        options: How the file is read.
        semicolons: Its cells are separated by semicolons.
    """

    def __init__(self, name: str, options: ReadOptions, semicolons: bool) -> None:
        self._asked_text = name in options.text
        self._missing, self._semicolons = options.missing, semicolons
        self._type: pa.DataType | None = pa.string() if self._asked_text else None
        self._chunks: list[pa.Array] = []
        self._markers: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._chunks))

    def add(self, block: pa.Array) -> bool:
        """Take the cells of one block; False where only the whole column can be typed."""
        texts = without_markers(pa.chunked_array([block]), self._missing)
        typed = Typed(texts, {}) if self._is_text() else type_cells(texts, None, self._semicolons)
        if typed.comma or typed.long or typed.thousands or typed.dotted:
            return False
        if self._type not in (None, typed.column.type):
            return False
        if self._type is None and pa.types.is_string(typed.column.type) and not is_known(texts):
            return False
        self._type = typed.column.type
        self._chunks += typed.column.chunks
        for marker, count in typed.markers.items():
            self._markers[marker] = self._markers.get(marker, 0) + count
        return True

    def typed(self) -> Typed:
        """Return the whole column."""
        return Typed(pa.chunked_array(self._chunks, self._type), self._markers)

    def _is_text(self) -> bool:
        return self._type is not None and pa.types.is_string(self._type)
