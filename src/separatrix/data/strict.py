"""What is wrong with a text file, and in which line.

The fast reader stops at some mistakes without a line number and lets others pass; this slow
path, Python's own csv module in its strict mode, names the line. It runs when the fast reader
stopped or when the quotes are not plainly in order.
"""

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from separatrix.errors import DataError

_QUOTE = ord('"')


def check_content(content: bytes, name: str) -> None:
    """Refuse what is no text table at all: empty files, web pages, other formats, binary data.

    Raises:
        DataError: the content cannot be a text table.
    """
    start = content[:512].lstrip(_BLANK).lower()
    if not start and not content.strip(_BLANK):
        raise DataError(f"{name} is empty.")
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise DataError(f"{name} is {what}, not a text table.")
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<svg")):
        raise DataError(
            f"{name} is a web page or XML, not a table. Was an error page saved in its place?"
        )
    if b"\0" in content:
        place = content.index(b"\0")
        raise DataError(
            f"{name} holds a zero byte in line {_line(content, place)}: binary data or UTF-16. "
            "If it is text, name its encoding, such as --encoding utf-16."
        )


_BLANK = b"\xef\xbb\xbf \t\r\n"

_MAGIC = {
    b"PK\x03\x04": "a zip archive or an Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a Parquet file (name it .parquet)",
    b"ARROW1": "an Arrow file (name it .arrow)",
    b"\x1f\x8b": "compressed with gzip (name it .csv.gz)",
    b"%PDF": "a PDF file",
    b"\x80\x04\x95": "a pickle, which is never opened because it can run code",
    b"SQLite format 3": "an SQLite database",
}


def to_utf8(content: bytes, encoding: str, name: str) -> bytes:
    """Return the content as UTF-8 without a byte-order mark.

    Raises:
        DataError: a byte does not belong to the encoding; names its line.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_utf8(encoding):
        raise DataError(f"{name} is in UTF-16. Say so: --encoding utf-16.")
    if not _is_utf8(encoding):
        content = decode(content, encoding, name).encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def decode(content: bytes, encoding: str, name: str) -> str:
    """Decode, naming line and byte of what is in the way.

    Raises:
        DataError: a byte does not belong to the encoding.
    """
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(content, error.start)
        other = "latin-1 or cp1252" if _is_utf8(encoding) else "utf-8"
        raise DataError(
            f"{name}: line {line} is not {encoding}: byte {content[error.start]:#04x} at offset "
            f"{error.start}. Name the file's encoding, such as --encoding {other}."
        ) from error
    except UnicodeError as error:
        raise DataError(
            f"{name} is not {encoding}: {error}. Name the file's encoding, such as utf-8."
        ) from error


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")


def _line(content: bytes, place: int) -> int:
    """Return the line of a byte, from 1."""
    before = content[:place]
    return before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def quotes_in_order(content: bytes, delimiter: str) -> bool:
    """Tell whether quotes plainly open and close cells, looking at their neighbours only.

    In order are quotes of which the first, third, … stand at the start of a cell and the second,
    fourth, … at its end; a doubled quote inside a cell closes and opens at once. False does not
    mean that they are wrong: the slow path knows.
    """
    bytes_ = np.frombuffer(content, np.uint8)
    places = np.flatnonzero(bytes_ == _QUOTE)
    if len(places) % 2:
        return False
    edges = np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)
    opening, closing = places[::2], places[1::2]
    before = bytes_[opening[opening > 0] - 1]
    after = bytes_[closing[closing < len(bytes_) - 1] + 1]
    return bool(np.isin(before, edges).all() and np.isin(after, edges).all())


def header_of(content: bytes, delimiter: str, name: str) -> list[str]:
    """Return the cells of the first record, blank lines skipped.

    Raises:
        DataError: the first record cannot be read.
    """
    _, header = next(_records(content, delimiter, name))
    if any("\ufffd" in cell for cell in header):  # what stands for bytes that are no UTF-8
        decode(content, "utf-8", name)
    return header


def check_records(content: bytes, delimiter: str, name: str) -> int:
    """Read every record slowly and return how many there are below the header.

    Raises:
        DataError: a record has too few or too many cells, or a quote is not closed; names the line.
    """
    decode(content, "utf-8", name)
    records = _records(content, delimiter, name)
    header = len(next(records)[1])
    count = 0
    for line, record in records:
        if len(record) != header:
            raise DataError(
                f"{name}: line {line} has {_cells(len(record))}, the header has {header}. "
                + _way_out(len(record) > header, delimiter)
            )
        count += 1
    return count


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _way_out(long: bool, delimiter: str) -> str:
    if long:
        return f"Quote a cell that holds {_DELIMITER_NAMES.get(delimiter, delimiter)} itself."
    return "Every row needs a cell for every column, an empty one where nothing is known."


_DELIMITER_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


def _records(content: bytes, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of every record that is not blank."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors="replace", newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    with _long_cells():
        try:
            for record in reader:
                if record:
                    yield line, record
                line = reader.line_num + 1
        except csv.Error as error:
            raise DataError(_quote_message(name, line, reader.line_num, str(error))) from error


def _quote_message(name: str, first: int, last: int, error: str) -> str:
    if "unexpected end" in error:
        return (
            f"{name}: a quote that opens in line {first} is never closed. "
            'Close it, or double it ("") where it belongs to the text.'
        )
    return (
        f"{name}: line {last}: text follows a closing quote; the row begins in line {first}. "
        'Double a quote ("") that belongs to the text.'
    )


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let the csv module read cells of any length; it refuses beyond 128 KiB by itself."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
