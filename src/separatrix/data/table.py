"""A table in memory: columns, where they came from and what was noticed while reading."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.errors import DataError, did_you_mean, listed


class ReadOptions(msgspec.Struct, frozen=True):
    """How text files are read; what is None is found from the file.

    Args:
        delimiter: The character between cells of a text file.
        decimal: "." or ",", the decimal mark of a text file.
        encoding: The encoding of a text file.
        missing: Cells of these texts, or of the numbers they spell, are missing in every column.
        text: Columns of a text file whose cells are kept as they stand, whatever they look like.

    Raises:
        DataError: a value cannot be used.
    """

    delimiter: str | None = None
    decimal: str | None = None
    encoding: str = "utf-8"
    missing: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.delimiter is not None and not _separates(self.delimiter):
            raise DataError(
                "delimiter must be one ASCII character that is no quote or line end, "
                f'got "{self.delimiter}".'
            )
        if self.decimal not in (None, ".", ","):
            raise DataError(f'decimal must be "." or ",", got "{self.decimal}".')
        if self.decimal is not None and self.decimal == self.delimiter:
            raise DataError(f'"{self.decimal}" cannot be both the delimiter and the decimal mark.')
        try:
            known = codecs.lookup(self.encoding)
        except LookupError as error:
            raise DataError(
                f'"{self.encoding}" is not a known encoding. Try utf-8, utf-16, latin-1 or cp1252.'
            ) from error
        if not getattr(known, "_is_text_encoding", True):  # hex, base64: bytes to bytes
            raise DataError(
                f'"{self.encoding}" is not a text encoding. Try utf-8, utf-16, latin-1 or cp1252.'
            )


def _separates(delimiter: str) -> bool:
    return len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n\0'


AS_FOUND = ReadOptions()
"""Everything is found from the file."""


class Source(msgspec.Struct, frozen=True):
    """Where a table came from, enough to read it again.

    Args:
        path: Absolute path of the file; None for standard input and objects of Python.
        sha256: Hash of the file's bytes; None without a file.
        options: How it was read.
    """

    path: str | None = None
    sha256: str | None = None
    options: ReadOptions = AS_FOUND


IN_MEMORY = Source()
"""The source of a table that was made in Python."""


class Columns(Protocol):
    """Columns of equal length: an Arrow table in memory, or a file that is read when asked."""

    @property
    def num_rows(self) -> int:
        """Count the rows."""

    @property
    def column_names(self) -> list[str]:
        """The columns' names, in their order."""

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column as it is stored.

        Raises:
            KeyError: there is none of that name.
        """


NO_ORDERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
"""No column is stored as a category with an order."""


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length.

    A missing cell is null, never NaN or infinite: `separatrix.data.arrive` sees to it.

    Args:
        held: The columns: an Arrow table, or those of a file.
        source: Where they came from.
        notes: What was noticed while reading.
        rows: Numbers of the rows that are meant, in their order; None for all.
        orders: The levels of columns that are stored as categories with an order, the lowest first.
    """

    held: Columns
    source: Source = IN_MEMORY
    notes: tuple[str, ...] = ()
    rows: NDArray[np.int64] | None = None
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_ORDERS)

    def __len__(self) -> int:
        return int(self.held.num_rows) if self.rows is None else len(self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in their order."""
        return tuple(self.held.column_names)

    @property
    def columns(self) -> pa.Table:
        """All of it as an Arrow table in memory."""
        if self.rows is None and isinstance(self.held, pa.Table):
            return self.held
        return pa.table({name: self.stored(name) for name in self.names})

    def take(self, rows: NDArray[np.int64]) -> "Table":
        """Return the table of these row numbers, in their order; no cell is copied."""
        return replace(self, rows=rows if self.rows is None else self.rows[rows])

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column, dictionaries decoded.

        Raises:
            DataError: there is no such column.
        """
        return decoded(self.stored(name))

    def stored(self, name: str) -> pa.ChunkedArray:
        """Return one column as it is stored, perhaps as codes of a dictionary.

        Raises:
            DataError: there is no such column.
        """
        try:
            cells = self.held.column(name)
        except KeyError:
            raise DataError(
                f'There is no column "{name}".{did_you_mean(name, self.names)} '
                f"The columns are {listed(self.names)}."
            ) from None
        return cells if self.rows is None else cells.take(pa.array(self.rows, pa.int64()))


def decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as its plain values where it is stored as codes of a dictionary."""
    type_: Any = column.type
    if not pa.types.is_dictionary(type_):
        return column
    if isinstance(type_.value_type, pa.BaseExtensionType):  # which Arrow casts to nothing
        plain = [chunk.dictionary.storage.take(chunk.indices) for chunk in column.chunks]
        return pa.chunked_array(plain, type_.value_type.storage_type)
    return column.cast(type_.value_type)
