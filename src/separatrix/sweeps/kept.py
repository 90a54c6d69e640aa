"""A sweep on disk: its plan first, then every trial as it is done, and at last what was found.

The folder stands in its place from the beginning, so that a later process can go on in it; it is
finished when its manifest is there. Trials are lines of its journal, each with a checksum and
synchronised.
"""

from pathlib import Path

import msgspec
from msgspec.structs import replace as with_fields

from separatrix import files
from separatrix.errors import RunError
from separatrix.recipe import to_json
from separatrix.runs.documents import canonical, decoded, readable
from separatrix.runs.index import remove_run
from separatrix.runs.journal import STARTED, read_journal, record
from separatrix.runs.manifest import checked_content, manifest_bytes, mark_of, read_manifest
from separatrix.runs.names import (
    MANIFEST,
    PICTURES,
    PLAN,
    RECIPE,
    SWEEP,
    SWEEP_KIND,
    WINNER,
)
from separatrix.runs.places import is_finished, is_taken, kind_of, place_for
from separatrix.sweeps.result import Plan, Swept, Trial

TRIAL = "trial"


class SweepFolder:
    """A sweep under way.

    Args:
        path: Its folder, which holds its plan.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def winner(self) -> Path:
        """Where the winner's run is."""
        return self.path / WINNER

    def done(self) -> dict[tuple[int, int], Trial]:
        """Return the trials that were finished, here or by an earlier process."""
        entries, _ = read_journal(self.path)
        trials = [
            msgspec.json.decode(entry.detail, type=Trial)
            for entry in entries
            if entry.what == TRIAL
        ]
        return {(trial.number, trial.stage): trial for trial in trials}

    def keep(self, trial: Trial) -> None:
        """Write a trial down.

        Raises:
            RunError: it cannot be written.
        """
        try:
            record(self.path, TRIAL, canonical(trial).decode())
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def finish(self, swept: Swept, *, pictures: bool) -> Swept:
        """Write what was found, and the manifest last.

        Raises:
            RunError: it cannot be written.
        """
        content = {SWEEP: readable(swept), RECIPE: to_json(swept.winner).encode()}
        if pictures:
            from separatrix.sweeps.pictures import sweep_pictures  # Matplotlib takes a second

            drawn = sweep_pictures(swept)
            content |= {f"{PICTURES}/{name}": each for name, each in drawn.items()}
        try:
            files.make_folder(self.path / PICTURES)
            for name, each in content.items():
                files.write_bytes(self.path / name, each)
            marks = {name: mark_of(each) for name, each in content.items()}
            files.write_bytes(self.path / MANIFEST, manifest_bytes(marks, SWEEP_KIND))
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return with_fields(swept, path=str(self.path))


def claim(out: Path | str | None, table: object, plan: Plan, overwrite: bool) -> SweepFolder:
    """Return the folder of a sweep: one that is under way with the same plan, or a new one.

    Args:
        out: Where it is asked to be; None for a place in `sweeps`, named after the table.
        table: What names it then.
        plan: What is going to be done.
        overwrite: Replace a sweep that is there.

    Raises:
        RunError: something else is there, or it cannot be written.
    """
    place = Path(out).expanduser().resolve() if out is not None else _usual(table, plan)
    if is_taken(place) or place.is_file():
        if _is_under_way(place, plan):
            return SweepFolder(place)
        _make_way(place, overwrite)
    try:
        files.make_folder(place)
        files.write_bytes(place / PLAN, readable(plan))
        record(place, STARTED, SWEEP_KIND.name)
    except OSError as error:
        raise _unwritable(place, error) from error
    return SweepFolder(place)


def load_sweep(path: Path | str) -> Swept:
    """Open a finished sweep, every file of it checked.

    Raises:
        RunError: there is none, or it is unfinished, damaged or of a later format.
    """
    folder = Path(path).expanduser().resolve()
    marks = read_manifest(folder, SWEEP_KIND).files
    content = {name: checked_content(folder, name, mark) for name, mark in marks.items()}
    return with_fields(decoded(content[SWEEP], Swept, str(folder / SWEEP)), path=str(folder))


def _usual(table: object, plan: Plan) -> Path:
    """Return the folder in `sweeps` that is named after the table, or a free one beside it."""
    first = place_for(table, "sweeps").resolve()
    place, number = first, 1
    while is_taken(place) and not _is_under_way(place, plan):
        number += 1
        place = first.with_name(f"{first.name}-{number}")
    return place


def _is_under_way(place: Path, plan: Plan) -> bool:
    """Say whether an unfinished sweep of this plan is there."""
    path = place / PLAN
    if kind_of(place) != SWEEP_KIND or is_finished(place) or not path.is_file():
        return False
    if plan.source.sha256 is None:  # rows that are no file may be others
        return False
    return path.read_bytes() == readable(plan)


def _make_way(place: Path, overwrite: bool) -> None:
    found = None if place.is_file() else kind_of(place)
    if found == SWEEP_KIND and overwrite:
        remove_run(place)
        return
    what = "something else" if found is None else f"a {found.name} already"
    way = "--overwrite replaces it; or choose" if found == SWEEP_KIND else "Choose"
    raise RunError(f"{place} holds {what}. {way} another --out.")


def _unwritable(place: Path, error: OSError) -> RunError:
    reason = (error.strerror or str(error)).lower()
    return RunError(
        f"The sweep cannot be written to {place}: {reason}. The trials before are kept there."
    )
