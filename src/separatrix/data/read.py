"""Opening a table: a path, standard input, a packaged table or something held in Python."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from separatrix.data.arrive import arrive
from separatrix.data.columnar import read_arrow, read_parquet
from separatrix.data.delimited import read_delimited
from separatrix.data.limits import check_size
from separatrix.data.long_parquet import is_long, open_long_parquet
from separatrix.data.long_text import is_long_text, read_long_text
from separatrix.data.packaged import PACKAGED, packaged_path
from separatrix.data.table import AS_FOUND, ReadOptions, Source, Table
from separatrix.errors import DataError, did_you_mean, listed, path_of
from separatrix.files import sha256_of

Reader = Callable[[Path, Source], Table]

_BLOCK = 2**22


def name_of(table: object) -> str:
    """Return what a table is called while it is read."""
    if isinstance(table, str) and table == "-":
        return "standard input"
    return str(table) if isinstance(table, str | Path) else "the table"


def open_table(source: object, options: ReadOptions = AS_FOUND) -> Table:
    """Open a table, strictly: what is not surely right is refused with its place.

    Args:
        source: A path, "-" for standard input, the name of a packaged table, a DataFrame, a NumPy
            array, a dict of columns, or a Table, which is returned as it is.
        options: How text files are read.

    Raises:
        DataError: there is no such table or it cannot be read.

    Example:
        >>> len(open_table("penguins"))
        344
    """
    check_reading(options)
    if isinstance(source, Table):
        return source
    if isinstance(source, str) and source == "-":
        return read_stream(_standard_input(), options)
    if isinstance(source, str | os.PathLike):
        path_of(source, "A table", DataError)
        path = _existing(os.fspath(source))
        return _reader(path)(path, Source(str(path), sha256_of(path), options))
    from separatrix.data.frames import from_python  # with narwhals, which files do not need

    return from_python(source, Source(options=options))


def check_reading(options: object) -> None:
    """Refuse what does not say how a file is read.

    Raises:
        DataError: it is something else.
    """
    if not isinstance(options, ReadOptions):
        raise DataError(
            f'reading must be a ReadOptions, as in ReadOptions(delimiter=";"), got {options!r}.'
        )


def read_stream(content: bytes, options: ReadOptions = AS_FOUND) -> Table:
    """Read what came through standard input: Parquet or Arrow by their first bytes, else text.

    Raises:
        DataError: it cannot be read.
    """
    source, name = Source(options=options), "Standard input"
    if content.startswith(b"PAR1"):
        return arrive(read_parquet(content, name), source)
    if content.startswith(b"ARROW1"):
        return arrive(read_arrow(content, name), source)
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content, name)
    return read_delimited(content, source, name)


def _standard_input() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except (AttributeError, ValueError) as error:  # None or closed, as in a daemon
        raise DataError(
            "Standard input is closed, so there is no table in it. Name a file."
        ) from error


def _existing(given: str) -> Path:
    if not given:
        raise DataError("No file is named.")
    path = Path(given).expanduser()
    if path.is_file():
        return path.resolve()
    if given in PACKAGED:  # which a folder of that name, such as a run, does not hide
        return packaged_path(given).resolve()
    if path.is_dir():
        raise DataError(f'"{given}" is a folder. Name one file in it.')
    if path.exists():
        raise DataError(
            f'"{given}" is a pipe or a device, which cannot be read twice. Give it as standard '
            f'input: "-" in place of its name, and < {given} behind the command.'
        )
    folder = path.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    carried = list(PACKAGED) if folder == Path() else []
    raise DataError(f'There is no file "{given}".{did_you_mean(path.name, [*names, *carried])}')


def _reader(path: Path) -> Reader:
    ending = _ending(path)
    if ending in (".xls", ".xlsx", ".xlsm", ".ods"):
        raise DataError(
            f"{path.name} is a spreadsheet; spreadsheets are not read because their cells have no "
            "certain types. Save the sheet as CSV (UTF-8)."
        )
    if ending not in _READERS:
        seen = f'has the ending "{ending}", which is not known' if ending else "has no ending"
        raise DataError(
            f"{path.name} {seen}; the ending says how a file is read. Known are "
            f"{listed(_READERS, most=20)}. A text table of another name can come through standard "
            'input as "-".'
        )
    return _READERS[ending]


def _ending(path: Path) -> str:
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    return "".join(endings) if endings[-1:] == [".gz"] else "".join(endings[-1:])


def _csv(path: Path, source: Source) -> Table:
    return _text(path, source, ",")


def _tsv(path: Path, source: Source) -> Table:
    return _text(path, source, "\t")


def _text(path: Path, source: Source, first: str) -> Table:
    if is_long_text(path):
        check_size(path.stat().st_size, path.name)
        long = read_long_text(path, source, first)
        if long is not None:
            return long
    return read_delimited(_content(path), source, path.name, first=first)


def _parquet(path: Path, source: Source) -> Table:
    _check_not_empty(path)
    if is_long(path, path.name):
        return open_long_parquet(path, source)
    return arrive(read_parquet(path, path.name), source)


def _arrow(path: Path, source: Source) -> Table:
    _check_not_empty(path)
    return arrive(read_arrow(path, path.name), source)


def _check_not_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        raise DataError(f"{path.name} is empty.")


def _content(path: Path) -> bytes:
    check_size(path.stat().st_size, path.name)
    content = path.read_bytes()
    return _unzipped(content, path.name) if path.suffix.lower() == ".gz" else content


def _unzipped(content: bytes, name: str) -> bytes:
    """Decompress in blocks, so that a small file cannot fill the memory."""
    blocks, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                check_size(size, name)
                blocks.append(block)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name} is not a whole gzip file: {error}. Copy it again.") from error
    return b"".join(blocks)


_READERS: dict[str, Reader] = {
    ".csv": _csv,
    ".csv.gz": _csv,
    ".tsv": _tsv,
    ".tsv.gz": _tsv,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
    ".ipc": _arrow,
}
