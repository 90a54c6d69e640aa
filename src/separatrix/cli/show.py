"""`separatrix show`: a picture of what a run learned."""

from pathlib import Path
from typing import Annotated

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import RunArgument
from separatrix.cli.output import print_text
from separatrix.cli.places import output_place

PICTURES = ("data", "boundary", "curves", "confusion", "calibration", "roc", "regression", "scores")
"""Those of `separatrix.pictures`, which takes a second to import."""


def _pictures() -> list[str]:
    return list(PICTURES)


@grouped
def show(
    run: RunArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="PICTURE",
            help="curves, data (two number columns), boundary, confusion, calibration, "
            "roc, regression or scores.",
            autocompletion=_pictures,
        ),
    ] = "curves",
    features: Annotated[
        str | None,
        typer.Option(
            metavar="A,B", help="The two columns of a boundary; else pairs of those that matter."
        ),
    ] = None,
    held: Annotated[
        str,
        typer.Option(
            metavar="HOW", help="All other columns of a boundary: nearby (averaged) or typical."
        ),
    ] = "nearby",
    row: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="A row of the table, from 1: held in a boundary."),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="The run's own table, where it was moved to."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="PNG or SVG; else RUN-PICTURE.png, in this folder."
        ),
    ] = None,
) -> None:
    """Draw a picture of a run and print where it is."""
    from separatrix.run import load

    place = output_place(out or f"{_name(Path(run))}-{what}.png")
    loaded = load(run) if table is None else load(run).with_table(table)
    number = None if row is None else row - 1
    loaded.show(what, place, features=_two(features), held=held, row=number)  # it checks the words
    print_text(f"{place}\n")


def _two(features: str | None) -> tuple[str, ...]:
    """Return the columns between whose names a comma stands."""
    return () if features is None else tuple(name.strip() for name in features.split(","))


def _name(run: Path) -> str:
    folder = run.resolve()
    return folder.parent.name if folder.suffix == ".safetensors" else folder.name
