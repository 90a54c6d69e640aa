"""The manifest: which files a finished run (or ladder) has, with the size and hash of each.

It is written last, so that it is the mark of a finished run. It carries the hash of its own
content and is refused unless its bytes are exactly those that this content gives: a changed bit
in any file, the manifest included, is found and not predicted with.
"""

import hashlib
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from separatrix.errors import RunError
from separatrix.runs.documents import canonical, decoded, parsed, readable
from separatrix.runs.names import FORMAT, KINDS, MANIFEST, RUN_KIND, Kind

LARGEST = 2**22
"""Bytes of the largest manifest that is read: far more than any run needs."""


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file must look like.

    Args:
        bytes: Its size.
        sha256: Its hash, in hexadecimal digits.
    """

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The files of a finished run.

    Args:
        separatrix: What the folder is, such as "run"; a name in `KINDS`.
        format: Format of the folder.
        files: The mark of each file, by its name relative to the folder.
        sha256: Hash of the fields above.
    """

    separatrix: str
    format: int
    files: dict[str, Mark]
    sha256: str


def mark_of(content: bytes) -> Mark:
    """Return the mark of a file with this content."""
    return Mark(len(content), hashlib.sha256(content).hexdigest())


def manifest_bytes(marks: Mapping[str, Mark], kind: Kind = RUN_KIND) -> bytes:
    """Return the manifest of these files."""
    content = {"separatrix": kind.name, "format": FORMAT, "files": dict(sorted(marks.items()))}
    return readable(content | {"sha256": mark_of(canonical(content)).sha256})


def read_manifest(folder: Path, kind: Kind | None = RUN_KIND) -> Manifest:
    """Read and check the manifest of a run.

    Args:
        folder: The run's folder.
        kind: What the folder should be; None for any kind.

    Raises:
        RunError: there is none, or it is damaged, of another kind or of a later format.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise RunError(_without_manifest(folder, kind or RUN_KIND))
    content = _content(path)
    document = parsed(content, str(path))
    check_format(document.get("format") if isinstance(document, dict) else None, path)
    manifest = decoded(content, Manifest, str(path))
    found = KINDS.get(manifest.separatrix, RUN_KIND)
    if content != manifest_bytes(manifest.files, found):
        raise RunError(f"{path} is damaged: it is not as it was written.")
    if kind is not None and found != kind:
        raise RunError(f"{folder} is a {found.name}, and a {kind.name} is wanted here.")
    for name in manifest.files:
        if not found.holds(name):
            raise RunError(f'{path} names "{name}", which is no file of a {found.name}.')
    for name in found.needed:
        if name not in manifest.files:
            raise RunError(f"{path} does not name {name}, which every {found.name} has.")
    return manifest


def check_format(number: object, path: Path) -> None:
    """Refuse a format that this version does not know.

    Raises:
        RunError: the format is a later one, or none.
    """
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise RunError(f"{path} is damaged: its format must be a number from 1, got {number!r}.")
    if number > FORMAT:
        raise RunError(
            f"{path} was made by a later version of Separatrix: it has format {number}, and this "
            f"version reads up to {FORMAT}. Upgrade Separatrix to open it."
        )


def checked_content(folder: Path, name: str, mark: Mark) -> bytes:
    """Read a file of a run and see that it is as it was written.

    Raises:
        RunError: it is missing, no plain file, or changed.
    """
    path = folder / name
    try:
        status = path.lstat()
    except OSError as error:
        raise RunError(f"{path} is missing; the run is damaged.") from error
    if not stat.S_ISREG(status.st_mode) or path.parent.is_symlink():
        raise RunError(f"{path} is no plain file; a run holds no links and no folders but one.")
    if status.st_size != mark.bytes:
        raise RunError(
            f"{path} is damaged: it has {status.st_size} bytes, and {mark.bytes} were written."
        )
    content = _content(path)
    if mark_of(content) != mark:
        raise RunError(f"{path} is damaged: its content is not what was written (SHA-256 differs).")
    return content


def _content(path: Path) -> bytes:
    try:
        if path.name == MANIFEST and path.stat().st_size > LARGEST:
            raise RunError(f"{path} is damaged: no manifest has more than {LARGEST} bytes.")
        return path.read_bytes()
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error


def _without_manifest(folder: Path, kind: Kind) -> str:
    if not folder.exists():
        return f"There is no {kind.name} at {folder}. `separatrix runs` lists those in a folder."
    if (folder / RUN_KIND.core).is_file():
        return (
            f"{folder} is an unfinished run: it was stopped before all of it was saved. "
            f"What it had learned stands in {folder / RUN_KIND.core}, which predicts by itself."
        )
    first = folder / "model-0.safetensors"
    if first.is_file():
        return (
            f"{folder} is a saved estimator: NetClassifier.load or NetRegressor.load opens it, and "
            f"{first} predicts by itself."
        )
    return f"{folder} holds no finished {kind.name}: it has no {MANIFEST}."
