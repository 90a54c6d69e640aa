"""Parquet and Arrow files: typed already, but able to claim more than memory holds."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from separatrix.data.limits import check_size
from separatrix.errors import DataError

_TEXT_WIDTH = 4

Content = Path | bytes


def read_parquet(content: Content, name: str) -> pa.Table:
    """Read a Parquet file, refusing it by rows x width before its data is touched.

    The footer's own sizes are no guard: runs of equal values compress without limit.

    Raises:
        DataError: the file is damaged or too large.
    """
    with whole(name, "Parquet"):
        return validated(opened_parquet(content, name).read())


def opened_parquet(content: Content, name: str) -> pq.ParquetFile:
    """Open a Parquet file and read its footer.

    Raises:
        DataError: the file is damaged or too large.
    """
    with whole(name, "Parquet"):
        file = pq.ParquetFile(_opened(content), buffer_size=2**20)
        check_size(parquet_size(file), name)
        return file


def parquet_size(file: pq.ParquetFile) -> int:
    """Return how many bytes its cells take in memory at least."""
    width = sum(_width(field.type) for field in file.schema_arrow)
    return int(file.metadata.num_rows * width)


def read_arrow(content: Content, name: str) -> pa.Table:
    """Read an Arrow (Feather) file or stream batch by batch, up to the limit.

    Raises:
        DataError: the file is damaged or too large.
    """
    opened = _opened(content)
    with whole(name, "Arrow"):
        batches, size = [], 0
        schema, stream = _batches(opened)
        for batch in stream:
            size += batch.nbytes
            check_size(size, name)
            batches.append(batch)
        return validated(pa.Table.from_batches(batches, schema))


@contextmanager
def whole(name: str, kind: str) -> Iterator[None]:
    """Turn what Arrow says of a damaged file into a message about the file.

    Raises:
        DataError: the file is damaged.
    """
    try:
        yield
    except (pa.ArrowException, OSError, MemoryError) as error:
        lines = str(error).strip().splitlines()
        reason = lines[0][:200].rstrip(".") if lines else type(error).__name__
        raise DataError(
            f"{name} is not a whole {kind} file: {reason}. Copy or write it again."
        ) from error


def validated(columns: pa.Table) -> pa.Table:
    """Check what a reader takes on trust: lengths, offsets, codes and UTF-8."""
    columns.validate(full=True)
    return columns


def _opened(content: Content) -> str | io.BytesIO:
    return io.BytesIO(content) if isinstance(content, bytes) else str(content)


def _batches(opened: str | io.BytesIO) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    try:
        file = pa.ipc.open_file(opened)
    except pa.ArrowInvalid:
        if isinstance(opened, io.BytesIO):
            opened.seek(0)
        stream = pa.ipc.open_stream(opened)
        return stream.schema, iter(stream)
    return file.schema, (file.get_batch(number) for number in range(file.num_record_batches))


def _width(type_: pa.DataType) -> int:
    """Return the least bytes of a cell."""
    if pa.types.is_dictionary(type_):
        return _width(type_.index_type)
    try:
        return max(1, int(type_.bit_width) // 8)
    except ValueError:  # texts and lists have no fixed width
        return _TEXT_WIDTH
