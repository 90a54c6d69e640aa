"""`separatrix report`: what runs and ladders found, as one HTML file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from separatrix.cli.output import print_text
from separatrix.events import Stage

if TYPE_CHECKING:
    from separatrix.cli.screen import Screen
    from separatrix.ladders.result import Climb
    from separatrix.run import Run


def report(
    subjects: Annotated[
        list[str], typer.Argument(metavar="RUN-or-LADDER...", help="Folders of runs and ladders.")
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Else report.html in the folder of the first."
        ),
    ] = None,
) -> None:
    """Write one HTML file that opens from disk, and print where it is."""
    from separatrix.cli.paths import near
    from separatrix.cli.places import output_place
    from separatrix.errors import RunError
    from separatrix.reports.report import report as write

    if out is not None and Path(out).suffix.lower() not in (".html", ".htm"):
        raise RunError(f'A report ends in .html, got "{out}".')
    place = write(*subjects, out=None if out is None else output_place(out))
    print_text(f"{near(place)}\n")


def write_report(subject: "Run | Climb", screen: "Screen") -> None:
    """Write the report of what was just kept; a page that fails costs a note, not the result."""
    try:
        with screen.progress() as listen:
            listen(Stage("Writing report.html"))
            from separatrix.reports.report import report as write

            write(subject)
    except Exception as error:
        screen.notes([f"The report could not be written: {error}"])
