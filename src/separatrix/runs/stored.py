"""Open a finished run, having seen that every file of it is as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from separatrix.data.check import Checked
from separatrix.data.split import Split
from separatrix.evaluation.film import Filmed
from separatrix.models.architecture import Architecture
from separatrix.runs.contents import read_rows
from separatrix.runs.documents import decoded
from separatrix.runs.film_file import read_film
from separatrix.runs.history_file import read_history
from separatrix.runs.journal import Entry, read_journal
from separatrix.runs.manifest import checked_content, read_manifest
from separatrix.runs.model_file import model_from
from separatrix.runs.names import (
    ABOUT,
    CHECKS,
    DOCTOR,
    FILM,
    HISTORY,
    MODEL,
    NEEDED,
    ROWS,
    SCORES,
    TABLE,
)
from separatrix.runs.places import settle
from separatrix.runs.records import About, Doctored, Guesses, Scores, ScoresFile, TableFile
from separatrix.training.fitted import Fitted
from separatrix.training.machine import Environment, environment


@dataclass(frozen=True)
class StoredRun:
    """A run as it was read from its folder.

    Args:
        path: The folder.
        fitted: The networks and all that belongs to them.
        scores: How good they are.
        guess: What guessing reaches.
        table: Which table the run is of.
        split: Which rows of it were for what.
        about: What a list of runs shows.
        journal: What happened to the run.
        notes: What was noticed while opening it.
        checked: What was found in the table before the training; None for runs of early versions.
        filmed: The moments of the training; None when it was not filmed.
        doctor: What ails the training; None for runs of early versions.
    """

    path: Path
    fitted: Fitted
    scores: Scores
    guess: Guesses
    table: TableFile
    split: Split
    about: About
    journal: tuple[Entry, ...]
    notes: tuple[str, ...]
    checked: Checked | None = None
    filmed: Filmed | None = None
    doctor: Doctored | None = None


def open_run(path: Path | str) -> StoredRun:
    """Open a finished run.

    Nothing in it is executed, and nothing outside the folder is read.

    Raises:
        RunError: there is no run, it is unfinished, damaged, or of a later format.
    """
    folder = Path(path).expanduser().resolve()
    if not folder.exists():
        settle(folder)
    manifest = read_manifest(folder)
    content = {name: checked_content(folder, name, mark) for name, mark in manifest.files.items()}
    named = {name: str(folder / name) for name in NEEDED}
    scores = decoded(content[SCORES], ScoresFile, named[SCORES])
    table = decoded(content[TABLE], TableFile, named[TABLE])
    fitted = model_from(content[MODEL], folder / MODEL)
    history = read_history(content[HISTORY], named[HISTORY])
    journal, notes = read_journal(folder)
    return StoredRun(
        path=folder,
        fitted=replace(fitted, history=history),
        scores=scores.scores,
        guess=scores.guess,
        table=table,
        split=read_rows(content[ROWS], table.rows, named[ROWS]),
        about=decoded(content[ABOUT], About, named[ABOUT]),
        journal=journal,
        notes=(*notes, *differences(fitted.environment)),
        checked=_checked(content, folder),
        filmed=_filmed(content, folder, fitted),
        doctor=decoded(content[DOCTOR], Doctored, str(folder / DOCTOR))
        if DOCTOR in content
        else None,
    )


def _checked(content: Mapping[str, bytes], folder: Path) -> Checked | None:
    """Read what was found in the table, which runs of earlier versions do not hold."""
    return decoded(content[CHECKS], Checked, str(folder / CHECKS)) if CHECKS in content else None


def _filmed(content: Mapping[str, bytes], folder: Path, fitted: Fitted) -> Filmed | None:
    architecture = fitted.stack.architecture
    if FILM not in content or not isinstance(architecture, Architecture):
        return None
    return read_film(content[FILM], architecture, fitted.members, str(folder / FILM))


def differences(trained: Environment) -> tuple[str, ...]:
    """Say what is different here from where a run was trained, if the bits may hang on it."""
    here = environment(trained.device, trained.members, trained.engine, trained.why)
    named = (
        ("PyTorch", trained.torch, here.torch),
        ("instructions of the processor", trained.processor, here.processor),
    )
    return tuple(
        f"Trained with {what} {there}, opened with {now}: last digits of predictions may differ."
        for what, there, now in named
        if there != now
    )
