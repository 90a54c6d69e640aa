"""List the runs in a folder and remove one; quick, because no model is loaded."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec

from separatrix import files
from separatrix.errors import RunError
from separatrix.runs.documents import decoded, parsed
from separatrix.runs.journal import read_journal
from separatrix.runs.manifest import checked_content, read_manifest
from separatrix.runs.names import ABOUT, LADDER, MANIFEST, RUN_KIND, SWEEP, TABLE
from separatrix.runs.places import check_removable, kind_of, leaving_place, settle_all
from separatrix.runs.records import About, TableFile

State = Literal["finished", "unfinished", "damaged"]


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run at a glance; what an unfinished or damaged one lacks is None.

    Args:
        name: Name of the folder.
        path: Where it is.
        state: "finished", "unfinished" or "damaged".
        kind: "run", "ladder" or "sweep".
        bytes: Size of all its files.
        saved: When it was saved, in UTC, ISO 8601.
        table: Path of its table; None for a table that was no file.
        target: The column that is predicted.
        task: "binary", "multiclass" or "regression".
        metric: The metric of the headline score.
        score: The headline score.
        part: The part of the rows that the headline score is of.
        members: How many networks.
        note: Why it is damaged.
    """

    name: str
    path: str
    state: State
    kind: str = "run"
    bytes: int
    saved: str | None = None
    table: str | None = None
    target: str | None = None
    task: str | None = None
    metric: str | None = None
    score: float | None = None
    part: str | None = None
    members: int | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document


def list_runs(folder: Path | str) -> list[RunSummary]:
    """Return what is known of the runs, ladders and sweeps in a folder, by name.

    Raises:
        RunError: there is no such folder, or it cannot be read.
    """
    place = Path(folder).expanduser().resolve()
    settle_all(place)
    try:
        inside = sorted(child for child in place.iterdir() if kind_of(child) is not None)
    except OSError as error:
        raise RunError(f"{place} cannot be listed: {(error.strerror or '').lower()}.") from error
    return [summarise(run) for run in inside]


def summarise(run: Path) -> RunSummary:
    """Return what is known of one run; only its small documents are read and checked."""
    size = sum(path.lstat().st_size for path in run.rglob("*") if path.is_file())
    known: dict[str, Any] = {"name": run.name, "path": str(run), "bytes": size}
    known["kind"] = (kind_of(run) or RUN_KIND).name
    if not (run / MANIFEST).exists():
        return RunSummary(state="unfinished", **known)
    try:
        if known["kind"] != RUN_KIND.name:
            return RunSummary(state="finished", **known, **_of_a_search(run))
        about, table = _documents(run)
    except RunError as error:
        return RunSummary(state="damaged", note=str(error), **known)
    return RunSummary(
        state="finished",
        saved=about.saved,
        table=table.source.path,
        target=about.target,
        task=about.task,
        metric=about.metric,
        score=about.score,
        part=about.part,
        members=about.members,
        **known,
    )


def _of_a_search(folder: Path) -> dict[str, Any]:
    """Return what is known of a ladder or a sweep: the score of what it advises.

    Raises:
        RunError: it is damaged.
    """
    marks = read_manifest(folder, None).files
    name = LADDER if LADDER in marks else SWEEP
    found = parsed(checked_content(folder, name, marks[name]), str(folder / name))
    entries, _ = read_journal(folder)
    saved = entries[0].time if entries else None
    if name == LADDER:
        (rung,) = (each for each in found["rungs"] if each["name"] == found["recommended"])
        score, plan, part = rung["score"]["value"], found, "held-out"
    else:
        score, plan, part = (found["test"] or [None])[0], found["plan"], "test"
    return {
        "saved": saved,
        "table": plan["source"]["path"],
        "target": plan["target"],
        "metric": plan["metric"],
        "score": score,
        "part": part,
    }


def remove_run(path: Path | str) -> None:
    """Remove a run or a ladder, finished or not, and nothing else.

    Raises:
        RunError: it is no run or a link to one, holds files of somebody else, or cannot be removed.
    """
    named = Path(path).expanduser()
    run = named.resolve()
    if named.is_symlink():
        raise RunError(f"{named} is a link to {run}, so it is not removed. Name that folder.")
    if not run.exists():
        raise RunError(f"There is no run at {run}. `separatrix runs` lists those in a folder.")
    if kind_of(run) is None:
        raise RunError(f"{run} is no run and no ladder, so it is not removed.")
    check_removable(run)
    try:
        files.remove_folder(leaving_place(run))
        files.move_folder(run, leaving_place(run))
    except OSError as error:
        raise RunError(f"{run} cannot be removed: {(error.strerror or '').lower()}.") from error
    with suppress(OSError):  # it is out of the way; what is left goes the next time
        files.remove_folder(leaving_place(run))


def _documents(run: Path) -> tuple[About, TableFile]:
    marks = read_manifest(run).files
    about = checked_content(run, ABOUT, marks[ABOUT])
    table = checked_content(run, TABLE, marks[TABLE])
    return decoded(about, About, ABOUT), decoded(table, TableFile, TABLE)
