"""The only place that writes files.

A file is written beside its place, synchronised, renamed over the old one, and its folder is
synchronised: after a crash at any moment either the old or the new content is there, whole
(Pillai et al., OSDI 2014). Every operation passes through `_operation`, so that a test can make
the i-th of them fail or crash.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Failpoint = Callable[[int, str, Path], None]

_failpoint: Failpoint | None = None
_count = 0


@contextmanager
def failpoint(hook: Failpoint) -> Iterator[None]:
    """Call `hook(number, operation, path)` before every file operation; for tests."""
    global _failpoint, _count
    _failpoint, _count = hook, 0
    try:
        yield
    finally:
        _failpoint = None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file so that a crash leaves the old or the new content, never a part.

    Raises:
        OSError: the place cannot be written; what was there before is still there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write_synchronised(beside, content)
        _operation("rename", path)
        beside.replace(path)
        _synchronise_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def write_text(path: Path, content: str) -> None:
    """Write a text file as UTF-8 with line feeds; see `write_bytes`."""
    write_bytes(path, content.encode())


def append_line(path: Path, line: str) -> None:
    """Append one line with a single write and synchronise the file."""
    _operation("append", path)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and its parents; one that is there is kept."""
    _operation("mkdir", path)
    path.mkdir(parents=True, exist_ok=True)


def move_folder(source: Path, target: Path) -> None:
    """Rename a folder on the same file system and synchronise both parents."""
    _operation("rename", target)
    source.replace(target)
    _synchronise_folder(target.parent)
    if source.parent != target.parent:
        _synchronise_folder(source.parent)


def remove_folder(path: Path) -> None:
    """Remove a folder with everything in it; one that is not there is fine."""
    _operation("remove", path)
    if path.exists():
        shutil.rmtree(path)


def remove_empty_folder(path: Path) -> None:
    """Remove a folder that is empty.

    Raises:
        OSError: it is not empty, or not there.
    """
    _operation("remove", path)
    path.rmdir()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_synchronised(path: Path, content: bytes) -> None:
    _operation("open", path)
    with path.open("wb") as stream:
        _operation("write", path)
        stream.write(content)
        stream.flush()
        _operation("fsync", path)
        os.fsync(stream.fileno())


def _synchronise_folder(folder: Path) -> None:
    _operation("fsync folder", folder)
    if os.name == "nt":  # Windows cannot open a folder; its rename is already durable enough
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _operation(name: str, path: Path) -> None:
    global _count
    if _failpoint is not None:
        _count += 1
        _failpoint(_count, name, path)
