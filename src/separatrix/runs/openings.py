"""Which runs have scored the same test rows: a score that was looked for flatters."""

import hashlib
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import RunError, listed
from separatrix.runs.journal import read_journal
from separatrix.runs.manifest import read_manifest
from separatrix.runs.names import RECIPE

OPENED, EVALUATED = "test rows opened", "evaluated"
"""What stands in a journal of rows that were scored: by the training, or later."""


def fingerprint(sha256: str | None, rows: NDArray[np.int64]) -> str:
    """Return what is the same for the same test rows of the same file; "" without a file.

    Args:
        sha256: Hash of the table's file.
        rows: Numbers of its rows.
    """
    if sha256 is None or not len(rows):
        return ""
    return hashlib.sha256(sha256.encode() + rows.astype("<i8").tobytes()).hexdigest()


def others_that_opened(run: Path, what: str, detail: str, recipe_sha256: str) -> tuple[str, ...]:
    """Return the names of runs beside this one that scored the same rows with another recipe.

    Args:
        run: The folder of this run, which need not be there yet.
        what: `OPENED` or `EVALUATED`.
        detail: What the journal holds of the rows.
        recipe_sha256: Hash of this run's recipe.
    """
    if not detail:
        return ()
    found = []
    with suppress(OSError):
        for other in sorted(run.parent.iterdir()):
            if other != run and other.is_dir() and not other.name.startswith("."):
                entries, _ = read_journal(other)
                seen = any((entry.what, entry.detail) == (what, detail) for entry in entries)
                if seen and _recipe_of(other) not in (None, recipe_sha256):
                    found.append(other.name)
    return tuple(found)


def opened_note(others: tuple[str, ...]) -> tuple[str, ...]:
    """Say that rows have been scored by others; nothing where they have not."""
    if not others:
        return ()
    runs = "1 run" if len(others) == 1 else f"{len(others)} runs"
    return (
        f"These rows were scored before by {runs} here with another recipe "
        f"({listed(others, most=3)}). Choose between them by validation scores: the best of "
        "several test scores flatters.",
    )


def _recipe_of(run: Path) -> str | None:
    try:
        return read_manifest(run).files[RECIPE].sha256
    except RunError:
        return None
