"""Text tables: CSV, TSV and their kin, read strictly and typed column by column."""

import io

import pyarrow as pa
import pyarrow.csv as pa_csv

from separatrix.data.arrive import arrive, check_names, without_markers
from separatrix.data.cells import Typed, type_cells
from separatrix.data.dialect import find_delimiter
from separatrix.data.strict import (
    check_content,
    check_records,
    header_of,
    quotes_in_order,
    to_utf8,
)
from separatrix.data.table import ReadOptions, Source, Table
from separatrix.errors import DataError, listed

_BLOCK = 2**24
_LARGEST_BLOCK = 2**31 - 1


def read_delimited(content: bytes, source: Source, name: str, *, first: str = ",") -> Table:
    """Read a text table.

    Args:
        content: The file's bytes, not compressed.
        source: Where they came from and how to read them.
        name: What messages call the file.
        first: The likeliest delimiter.

    Raises:
        DataError: the content is not a rectangular text table; the message names the line.
    """
    options = source.options
    text = to_utf8(content, options.encoding, name)
    check_content(text, name)
    delimiter = options.delimiter or find_delimiter(text, first)
    header = header_of(text, delimiter, name)
    check_names(tuple(header), name)
    cells = _read_cells(text, delimiter, header, name)
    if cells.num_rows == 0:
        raise DataError(f"{name} has a header but no rows.")
    typed = {
        column: _typed(column, without_markers(texts, options.missing), options, delimiter)
        for column, texts in zip(header, cells.columns, strict=True)
    }
    return table_of(typed, header, source)


def table_of(typed: dict[str, Typed], header: list[str], source: Source) -> Table:
    """Make a table of typed columns, with notes on what was read otherwise than it stands."""
    columns = pa.table({column: each.column for column, each in typed.items()})
    return arrive(columns, source, (*_header_notes(header), *_notes(typed)))


def _typed(name: str, texts: pa.ChunkedArray, options: ReadOptions, delimiter: str) -> Typed:
    if name in options.text:
        return Typed(texts, {})
    return type_cells(texts, options.decimal, semicolons=delimiter == ";")


def _read_cells(text: bytes, delimiter: str, header: list[str], name: str) -> pa.Table:
    """Read every cell as text: quickly, and slowly where the quick way stops or is not sure."""
    if not quotes_in_order(text, delimiter):
        rows = check_records(text, delimiter, name)
        cells = _fast(text, delimiter, header, name)
        if cells.num_rows != rows:
            raise DataError(
                f"{name}: its quotes can be read in two ways, as {rows} or as {cells.num_rows} "
                'rows. Put quotes around whole cells only and double those inside ("").'
            )
        return cells
    return _fast(text, delimiter, header, name)


def _fast(text: bytes, delimiter: str, header: list[str], name: str) -> pa.Table:
    try:
        return _parse(text, delimiter, header, _BLOCK)
    except pa.ArrowInvalid as first:
        check_records(text, delimiter, name)
        try:  # nothing wrong with it: a cell was longer than a block
            return _parse(text, delimiter, header, _LARGEST_BLOCK)
        except pa.ArrowInvalid:
            raise DataError(f"{name} cannot be read: {first}.") from first


def _parse(text: bytes, delimiter: str, header: list[str], block: int) -> pa.Table:
    settings = options_of(delimiter, header, min(block, len(text) + 1))
    return pa_csv.read_csv(io.BytesIO(_between_lines(text)), *settings)


def options_of(
    delimiter: str, header: list[str], block: int
) -> tuple[pa_csv.ReadOptions, pa_csv.ParseOptions, pa_csv.ConvertOptions]:
    """Return how Arrow shall read every cell below the header as text."""
    return (
        pa_csv.ReadOptions(
            use_threads=False,  # row numbers are known then, and order is sure
            column_names=header,
            skip_rows_after_names=1,
            block_size=block,
        ),
        pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _between_lines(text: bytes) -> bytes:
    """Return text that begins with its header and ends with a line end, as the parser needs it."""
    text = text.lstrip(b"\r\n")
    return text if text.endswith((b"\r", b"\n")) else text + b"\n"


def _header_notes(header: list[str]) -> tuple[str, ...]:
    numbers = [cell for cell in header if cell.strip().replace(".", "", 1).lstrip("-").isdigit()]
    counted = [str(start + place) for start in (0, 1) for place in range(len(header))]
    if len(numbers) < len(header) or "".join(header) in "".join(counted):
        return ()
    return ("The first line holds only numbers and was taken as the header.",)


def _notes(typed: dict[str, Typed]) -> tuple[str, ...]:
    """Say what was read otherwise than it stands, one note for each kind of thing."""
    notes = []
    markers = [
        f'"{marker}" in {name} ({count})'
        for name, each in typed.items()
        for marker, count in each.markers.items()
    ]
    if markers:
        notes.append(f"Taken as missing: {listed(markers)}.")
    for chosen, rule in (
        ([name for name, each in typed.items() if each.comma], "Read with a decimal comma"),
        (
            [name for name, each in typed.items() if each.long],
            "Whole numbers beyond 64 bits stay text so that no digit is lost",
        ),
        (
            [name for name, each in typed.items() if each.dotted],
            "Read with a decimal point, which may separate thousands here (--decimal , says so)",
        ),
        (
            [name for name, each in typed.items() if each.thousands],
            "Stay text because a comma may separate thousands or decimals (--decimal decides)",
        ),
    ):
        if chosen:
            notes.append(f"{rule}: {listed(chosen)}.")
    return tuple(notes)
