"""Write a run so that whatever happens no run is lost, and none looks finished that is not."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from separatrix import files
from separatrix.errors import RunError, listed, path_of
from separatrix.runs.journal import STARTED, record
from separatrix.runs.manifest import Mark, manifest_bytes, mark_of
from separatrix.runs.names import MANIFEST, RUN_KIND, Kind
from separatrix.runs.places import (
    building_place,
    check_removable,
    free_name,
    is_finished,
    is_taken,
    kind_of,
    settle,
    take_place,
)


def start_run(path: Path | str, overwrite: bool = False, kind: Kind = RUN_KIND) -> "RunWriter":
    """Claim a place for a run, or another kind of folder, before the work begins.

    Args:
        path: The folder that the run shall be; it and the folders above it may not exist yet.
        overwrite: Let the new run replace one that is there.
        kind: What the folder shall be.

    Returns:
        A writer; leaving its `with` block before `finish` or `keep_unfinished` removes all of it.

    Raises:
        RunError: there is a run already, something else is there, or the place is not writable.
    """
    place = path_of(path, "out", RunError).expanduser().resolve()
    with _refused(place, kind):
        settle(place)
        _check_free(place, overwrite, kind)
        return RunWriter(place, overwrite, kind)


class RunWriter:
    """A run under way, in a hidden folder beside its place.

    Args:
        path: The place of the run.
        overwrite: Replace a run that stands there.
        kind: What the folder shall be.
    """

    def __init__(self, path: Path, overwrite: bool, kind: Kind = RUN_KIND) -> None:
        self.path = path
        self._kind = kind
        self._overwrite = overwrite
        self._marks: dict[str, Mark] = {}
        self._done = False
        self._building = building_place(path)
        self._made = [parent for parent in path.parents if not parent.exists()]
        try:
            files.remove_folder(self._building)
            files.make_folder(self._building)
            record(self._building, STARTED, kind.name)
        except BaseException:
            self.abandon()
            raise

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was made if it was not finished."""
        if not self._done:
            self.abandon()

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the run.

        Args:
            name: Relative to the run, as in "scores.json" or "pictures/curves.png".
            content: All of it.

        Raises:
            RunError: it cannot be written.
        """
        assert self._kind.holds(name), f"{name} is no file of a {self._kind.name}"
        place = self._building / name
        with _refused(self.path, self._kind):
            if not place.parent.exists():
                files.make_folder(place.parent)
            files.write_bytes(place, content)
        self._marks[name] = mark_of(content)

    def record(self, what: str, detail: str = "") -> None:
        """Note in the journal that something happened; see `separatrix.runs.journal`."""
        with _refused(self.path, self._kind):
            record(self._building, what, detail)

    def finish(self) -> Path:
        """Write the manifest and move the run to its place.

        Returns:
            Where it stands: a free name beside its place if another run took that meanwhile.

        Raises:
            RunError: it cannot be written; a run that was to be replaced is still there.
        """
        missing = [name for name in self._kind.needed if name not in self._marks]
        assert not missing, f"the {self._kind.name} lacks {listed(missing)}"
        with _refused(self.path, self._kind):
            files.write_bytes(self._building / MANIFEST, manifest_bytes(self._marks, self._kind))
            if not self._overwrite:
                self.path = free_name(self.path)
            take_place(self._building, self.path)
        self._done = True
        return self.path

    def keep_unfinished(self) -> Path:
        """Move what was written so far to its place, without a manifest.

        Returns:
            Where it stands: a free name beside its place if a run is there, which is kept.

        Raises:
            RunError: it cannot be moved.
        """
        with _refused(self.path, self._kind):
            self.path = free_name(self.path)
            files.move_folder(self._building, self.path)
        self._done = True
        return self.path

    def abandon(self) -> None:
        """Remove everything that was made and not finished, the folders above it included."""
        with suppress(OSError):
            files.remove_folder(self._building)
            for parent in self._made:
                files.remove_empty_folder(parent)


def _check_free(place: Path, overwrite: bool, kind: Kind) -> None:
    if place.exists() and not place.is_dir():
        raise RunError(f"{place} is a file; a {kind.name} is a folder. Choose another --out.")
    if not is_taken(place):
        return
    found = kind_of(place)
    if found is None:
        raise RunError(
            f"{place} is not empty and holds no {kind.name}, so nothing is written there. "
            "Choose another --out."
        )
    if not overwrite or found != kind:
        state = "finished" if is_finished(place) else "unfinished"
        way = "--overwrite replaces it; or choose" if found == kind else "Choose"
        raise RunError(f"{place} already holds a {found.name} ({state}). {way} another --out.")
    check_removable(place)


@contextmanager
def _refused(place: Path, kind: Kind) -> Iterator[None]:
    """Turn a refusal of the system into a message about the run."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(
            f"The {kind.name} cannot be written to {place}: {reason}. "
            "Nothing that was there is changed."
        ) from error
