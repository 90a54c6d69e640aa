"""`separatrix show`: a picture of what a run learned."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import RunArgument
from separatrix.cli.output import print_text


def _pictures() -> list[str]:
    return ["boundary", "curves"]


@grouped
def show(
    run: RunArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="PICTURE",
            help="boundary: what is predicted where; curves: loss and metric over the epochs.",
            autocompletion=_pictures,
        ),
    ] = "boundary",
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="PNG or SVG; else RUN-PICTURE.png, in this folder."
        ),
    ] = None,
) -> None:
    """Draw a picture of a run and print where it is."""
    from separatrix.run import load

    place = Path(out) if out else Path(f"{_name(Path(run))}-{what}.png")
    load(run).show(cast("Literal['boundary', 'curves']", what), place)  # it checks the word
    print_text(f"{place}\n")


def _name(run: Path) -> str:
    folder = run.resolve()
    return folder.parent.name if folder.suffix == ".safetensors" else folder.name
