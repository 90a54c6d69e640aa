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
            help="curves, data, boundary (of two number columns), confusion, calibration, "
            "roc, regression or scores.",
            autocompletion=_pictures,
        ),
    ] = "curves",
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
    load(run).show(what, place)  # it checks the word
    print_text(f"{place}\n")


def _name(run: Path) -> str:
    folder = run.resolve()
    return folder.parent.name if folder.suffix == ".safetensors" else folder.name
