"""`separatrix compare`: runs beside each other."""

from pathlib import Path
from typing import Annotated

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import Json, Quiet
from separatrix.cli.output import print_json


@grouped
def compare(
    runs: Annotated[
        list[str], typer.Argument(metavar="RUN RUN...", help="Folders of two runs or more.")
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Draw curves and boundaries there."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what differs between runs, and whether one answers better."""
    from separatrix import files
    from separatrix.cli.compare_screen import compare_screen
    from separatrix.cli.screen import Screen
    from separatrix.comparisons.comparing import compare as compared_runs

    screen = Screen(quiet=quiet)
    compared = compared_runs(*runs)
    written = []
    if out is not None:
        from separatrix.comparisons.pictures import comparison_pictures  # Matplotlib

        place = Path(out)
        files.make_folder(place)
        for name, content in comparison_pictures(compared).items():
            files.write_bytes(place / name, content)
            written.append(f"{out}/{name}")
    screen.notes(compared.notes)
    if json:
        print_json(compared.to_json() | {"pictures": written})
    else:
        screen.show(*compare_screen(compared, written))
