"""The journal: what happened to a run, one line each, only ever appended to.

Its first line says that the run was started, which marks the folder as ours from its first
moment. It stands beside the manifest, not in it. Each line carries a checksum; a line that was
torn by a crash or changed is left out with a note.
"""

import zlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from separatrix import files
from separatrix.runs.documents import canonical
from separatrix.runs.names import JOURNAL

STARTED = "started"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened.

    Args:
        time: When, in UTC, ISO 8601.
        what: What happened, such as "started" or "evaluated".
        detail: To what, such as the path of a table.
    """

    time: str
    what: str
    detail: str = ""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: Entry
    crc32: int


def now() -> str:
    """Return the time as it is written in runs."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def record(run: Path, what: str, detail: str = "") -> None:
    """Append an entry to the journal of a run.

    Raises:
        OSError: the journal cannot be written.
    """
    entry = Entry(now(), what, detail)
    line = _Line(entry, zlib.crc32(canonical(entry)))
    files.append_line(run / JOURNAL, canonical(line).decode())


def read_journal(run: Path) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return the entries of a run's journal, and notes on lines that were left out."""
    path = run / JOURNAL
    if not path.is_file() or path.is_symlink():
        return (), ()
    *lines, rest = path.read_bytes().split(b"\n")
    entries = [_entry(line) for line in lines]
    whole = tuple(entry for entry in entries if entry is not None)
    notes = []
    if None in entries:
        notes.append(f"{path}: {entries.count(None)} damaged lines were left out.")
    if rest:
        notes.append(f"{path}: the last line was cut off and is left out.")
    return whole, tuple(notes)


def _entry(content: bytes) -> Entry | None:
    try:
        line = msgspec.json.decode(content, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return line.entry if canonical(line) == content and _sum(line) == line.crc32 else None


def _sum(line: _Line) -> int:
    return zlib.crc32(canonical(line.entry))
