"""A long Parquet file as a table: each column is read when it is asked for, and not kept."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from separatrix.data.arrive import (
    arrive_column,
    check_names,
    check_rows,
    has_order,
    infinite_note,
    order_of,
)
from separatrix.data.columnar import opened_parquet, parquet_size, validated, whole
from separatrix.data.table import Source, Table
from separatrix.errors import DataError

HELD_BYTES = 2**26
"""Bytes of cells up to which a file is read at once."""

FEW_ROWS = 2**14
"""Rows up to which a file is read at once: its columns are too short to be read one by one."""


def is_long(path: Path, name: str) -> bool:
    """Tell whether a file is better read column by column.

    Raises:
        DataError: the file is damaged or too large.
    """
    file = opened_parquet(path, name)
    return file.metadata.num_rows > FEW_ROWS and parquet_size(file) > HELD_BYTES


def open_long_parquet(path: Path, source: Source) -> Table:
    """Look at every column of a file once, and return a table that reads them again when asked.

    Raises:
        DataError: the file is damaged or too large, or holds what `arrive` refuses.
    """
    held = ParquetColumns(path, source.options.missing)
    check_names(tuple(held.column_names))
    check_rows(held.num_rows)
    infinite = {name: held.arrived(name)[1] for name in held.column_names}
    return Table(held, source, infinite_note(infinite), orders=held.orders())


class ParquetColumns:
    """The columns of a Parquet file, in the form in which `arrive` lets them in.

    Args:
        path: The file.
        missing: Words that the user said to mean missing.
    """

    def __init__(self, path: Path, missing: tuple[str, ...]) -> None:
        self._path, self._missing = path, missing
        self._file: pq.ParquetFile = opened_parquet(path, path.name)
        self._state = _state(path)

    @property
    def num_rows(self) -> int:
        """Count the rows."""
        return int(self._file.metadata.num_rows)

    @property
    def column_names(self) -> list[str]:
        """The columns' names, in their order."""
        return list(self._file.schema_arrow.names)

    def column(self, name: str) -> pa.ChunkedArray:
        """Read one column.

        Raises:
            KeyError: there is none of that name.
            DataError: the file is damaged, or is another one by now.
        """
        return self.arrived(name)[0]

    def orders(self) -> dict[str, tuple[str, ...]]:
        """Return the levels of the columns that are stored as categories with an order."""
        stored = [field.name for field in self._file.schema_arrow if has_order(field.type)]
        orders = {name: order_of(self._stored(name), self._missing) for name in stored}
        return {name: order for name, order in orders.items() if order}

    def arrived(self, name: str) -> tuple[pa.ChunkedArray, int]:
        """Read one column and count its infinite numbers; see `column`."""
        return arrive_column(self._stored(name), self._missing)

    def _stored(self, name: str) -> pa.ChunkedArray:
        if self._file.schema_arrow.get_field_index(name) < 0:
            raise KeyError(name)
        with whole(self._path.name, "Parquet"):
            if _state(self._path) != self._state:
                raise DataError(f"{self._path.name} has changed while it was read. Start again.")
            pa.default_memory_pool().release_unused()  # what the column before took
            return validated(self._file.read(columns=[name])).column(name)


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
