"""Where a command may write: never over the table that it reads, never into a run."""

from pathlib import Path

from separatrix.errors import DataError, RunError


def output_place(out: str, table: str | None = None) -> Path:
    """Return the path of a file to be written, before any work is done for it.

    Args:
        out: What was typed.
        table: The table that the command reads, if it reads one.

    Raises:
        DataError: it is the table that is read.
        RunError: it lies inside a run, whose files belong together.
    """
    from separatrix.runs.places import is_run

    place = Path(out)
    if table is not None and place.exists() and _is_the_same(place, Path(table)):
        raise DataError(
            f"{out} is the table that is read and would be lost. Write to another file."
        )
    for folder in place.resolve().parents:
        if is_run(folder):
            raise RunError(
                f"{out} lies in the run {folder}, whose files belong together. "
                "Write elsewhere; -o names the file."
            )
    return place


def _is_the_same(place: Path, table: Path) -> bool:
    return table.exists() and place.samefile(table)
