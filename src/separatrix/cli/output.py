"""What leaves the program: bytes and JSON on standard output, files, one line of complaint."""

import errno
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from separatrix.cli.names import visible

STANDARD_OUTPUT = "-"


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Name the place in an error of the system, which does not when a write fails half-way."""
    try:
        yield
    except OSError as error:
        error.filename = place
        error.filename2 = None
        raise


def print_bytes(content: bytes) -> None:
    """Write bytes to standard output as they are, and see them through.

    Raises:
        OSError: standard output is closed, or full.
    """
    with naming("standard output"):
        if sys.stdout is None:
            raise OSError(errno.EBADF, "It is closed")
        sys.stdout.flush()
        rest = memoryview(content)
        while rest:  # unbuffered (python -u), one write may take a part only
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.flush()


def print_text(text: str) -> None:
    """Write text to standard output; what its encoding lacks becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print_bytes(text.encode(encoding, errors="replace"))


def print_json(document: Any) -> None:
    """Write one JSON document to standard output; numbers that JSON lacks are refused."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    print_bytes(f"{text}\n".encode())


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the place cannot be written.
    """
    from separatrix import files

    with naming(str(path)):
        files.write_bytes(path, content)


def complain(message: str) -> None:
    """Write one message to standard error."""
    say(f"separatrix: {visible(message)}")


def say(line: str) -> None:
    """Write one line to standard error; that nobody can hear it ends nothing."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # full, or closed from the start
        silence(sys.stderr)


def place_and_reason(error: OSError) -> str:
    """Say where and why the system refused, in one sentence.

    Example:
        >>> place_and_reason(OSError(28, "No space left on device", "out/.p.csv.123.part"))
        'out/p.csv: no space left on device.'
    """
    reason = error.strerror or str(error) or type(error).__name__
    said = reason[:1].lower() + reason[1:]
    place = error.filename if error.filename2 is None else error.filename2
    return f"{_finished_name(os.fsdecode(place))}: {said}." if place else f"{said}."


def silence(stream: TextIO | None) -> None:
    """Send what a stream still holds to nowhere, so that the end of the program is quiet."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def _finished_name(place: str) -> str:
    return re.sub(r"\.([^/\\]+)\.\d+\.part$", r"\1", place)
