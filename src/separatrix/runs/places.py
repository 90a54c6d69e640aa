"""Where a run stands, and the hidden places beside it while it is made or goes.

A run is built in a hidden folder beside its place and renamed into it when it is whole; an old
run that it replaces, or one that is removed, is first renamed to a hidden name. What a killed
process leaves behind at those names is settled the next time somebody looks there.
"""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from separatrix import files
from separatrix.errors import RunError, listed
from separatrix.runs.journal import STARTED, read_journal
from separatrix.runs.manifest import read_manifest
from separatrix.runs.names import (
    JOURNAL,
    KINDS,
    MANIFEST,
    PLAN,
    REPORT,
    RUN_KIND,
    SWEEP_KIND,
    WINNER,
    Kind,
)

_HIDDEN = re.compile(r"\.(?P<name>.+)\.(?P<host>[\w-]+)-(?P<pid>\d+)\.(?P<kind>new|old)")


def building_place(run: Path) -> Path:
    """Return the hidden folder in which this process builds a run."""
    return _hidden(run, "new")


def leaving_place(run: Path) -> Path:
    """Return the hidden folder to which this process moves a run that goes."""
    return _hidden(run, "old")


def is_run(folder: Path) -> bool:
    """Say whether a folder is a run of ours, finished, unfinished or damaged."""
    return kind_of(folder) == RUN_KIND


def kind_of(folder: Path) -> Kind | None:
    """Return what a folder of ours is, finished, unfinished or damaged; None for any other."""
    if not folder.is_dir():
        return None
    with suppress(RunError):
        return KINDS[read_manifest(folder, None).separatrix]
    entries, _ = read_journal(folder)
    started = [KINDS.get(entry.detail, RUN_KIND) for entry in entries if entry.what == STARTED]
    return started[0] if started else None


def is_finished(folder: Path) -> bool:
    """Say whether a folder has a manifest that holds; its files are not looked at."""
    try:
        read_manifest(folder, None)
    except RunError:
        return False
    return True


def foreign_files(run: Path) -> list[str]:
    """Return the files in a run folder that Separatrix did not write."""
    kind, beside = kind_of(run) or RUN_KIND, (MANIFEST, JOURNAL, REPORT, PLAN)
    return sorted(
        name
        for name in _file_names(run)
        if not kind.holds(name)
        and name not in beside
        and not _is_part(name)
        and not (kind == SWEEP_KIND and name.startswith(f"{WINNER}/"))
    )


def check_removable(run: Path) -> None:
    """Refuse to remove a run folder in which somebody keeps files of their own.

    Raises:
        RunError: there is such a file.
    """
    foreign = foreign_files(run)
    if foreign:
        raise RunError(
            f"{run} holds files that are not the run's ({listed(foreign, most=3)}) and would be "
            "removed with it. Move them elsewhere first."
        )


def take_place(building: Path, place: Path) -> None:
    """Move a new folder to its place, an old one aside before; both back if that fails.

    Raises:
        OSError: it cannot be moved; what was there is there.
    """
    old = leaving_place(place)
    try:
        if is_taken(place):
            files.remove_folder(old)  # the rest of an earlier one
            files.move_folder(place, old)
        files.move_folder(building, place)
    except BaseException:
        with suppress(OSError):
            if not building.exists():
                files.move_folder(place, building)
            if old.exists():
                files.move_folder(old, place)
        raise
    if old.exists():
        with suppress(OSError):  # the new one stands; the rest of the old goes the next time
            files.remove_folder(old)


def is_taken(place: Path) -> bool:
    """Say whether a folder is there with something in it."""
    return place.is_dir() and any(place.iterdir())


def free_name(place: Path) -> Path:
    """Return the place, or the first of place-2, place-3, … where nothing is."""
    number = 1
    free = place
    while is_taken(free) or free.is_file():
        number += 1
        free = place.with_name(f"{place.name}-{number}")
    return free


def place_for(table: object, within: str) -> Path:
    """Return where what is made of a table stands unless it is said: by the table's name.

    Args:
        table: What was opened; other things than files and names of tables are called "table".
        within: The folder, such as "runs".
    """
    file = isinstance(table, str | Path) and str(table) != "-"
    return Path(within) / (Path(str(table)).name.split(".")[0] if file else "table")


def settle(run: Path) -> None:
    """Bring the place of a run in order after a process that was killed there.

    A new folder that holds what it is kept for, such as a run its model, moves to its place, or
    beside it when that is taken, finished or not; anything else that the dead process left is
    removed. Nothing is touched while its process lives, or may live on another machine.
    """
    left = [folder for folder in _left_by_the_dead(run.parent) if _owner(folder) == run.name]
    for folder in left:
        if _is_building_place(folder) and any(
            (folder / kind.core).is_file() for kind in KINDS.values()
        ):
            files.move_folder(folder, free_name(run))
    for folder in left:
        files.remove_folder(folder)


def settle_all(parent: Path) -> None:
    """Settle every run in a folder where that is possible."""
    for owner in {_owner(folder) for folder in _left_by_the_dead(parent)}:
        with suppress(OSError):
            settle(parent / owner)


def _hidden(run: Path, kind: str) -> Path:
    return run.with_name(f".{run.name}.{_host()}-{os.getpid()}.{kind}")


def _is_building_place(folder: Path) -> bool:
    found = _HIDDEN.fullmatch(folder.name)
    assert found is not None
    return found["kind"] == "new"


def _host() -> str:
    return re.sub(r"[^\w-]", "_", socket.gethostname())


def _owner(folder: Path) -> str:
    found = _HIDDEN.fullmatch(folder.name)
    assert found is not None
    return found["name"]


def _left_by_the_dead(parent: Path) -> list[Path]:
    with suppress(OSError):
        hidden = [(folder, _HIDDEN.fullmatch(folder.name)) for folder in parent.iterdir()]
        return [folder for folder, found in hidden if found and _is_dead(found)]
    return []


def _is_dead(found: re.Match[str]) -> bool:
    if found["host"] != _host() or os.name == "nt":  # Windows has no harmless way to ask
        return False
    try:
        os.kill(int(found["pid"]), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def _file_names(run: Path) -> Iterator[str]:
    for path in run.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(run).as_posix()


def _is_part(name: str) -> bool:
    """Say whether this is what a killed process left of a file it was writing."""
    last = name.rpartition("/")[2]
    return last.startswith(".") and last.endswith(".part")
