"""`separatrix show`: a picture of what a run learned, or the film of how."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.output import print_text
from separatrix.cli.places import output_place

if TYPE_CHECKING:
    from rich.console import RenderableType

    from separatrix.run import Run

PICTURES = (
    *("data", "boundary", "curves", "confusion", "calibration", "roc", "regression", "scores"),
    *("doctor", "net", "importance", "effects", "contributions"),
)
"""Those of `separatrix.pictures`, which takes a second to import."""

FILM = "film"


def _words() -> list[str]:
    return [*PICTURES, FILM]


@grouped
def show(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN [PICTURE]",
            help="A run's folder, or its model.safetensors alone; then curves, data (two number "
            "columns), boundary, confusion, calibration, roc, regression, scores, doctor (what "
            "ails the training), net (its inside), importance, effects (of columns), contributions "
            "(to the answer for --row) or film (which takes two runs as well).",
            autocompletion=_words,
        ),
    ],
    features: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Columns, two of a boundary, some of effects; else those that matter.",
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
        typer.Option(
            metavar="N",
            min=1,
            help="A row of the table, from 1, for a boundary, a net or contributions.",
        ),
    ] = None,
    member: Annotated[
        int, typer.Option(metavar="K", min=1, help="The network that is looked into, from 1.")
    ] = 1,
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="The run's own table, where it was moved to."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="PNG or SVG, a film GIF, MP4 or HTML; else RUN-PICTURE.png (film: .gif), here.",
        ),
    ] = None,
) -> None:
    """Draw a picture or a film of a run and print where it is."""
    from separatrix.cli.screen import Screen
    from separatrix.errors import RunError
    from separatrix.events import Stage
    from separatrix.run import load

    runs, what = _parted(words)
    place = output_place(out or f"{_name(runs)}-{what}.{'gif' if what == FILM else 'png'}")
    if len(runs) > (2 if what == FILM else 1):
        most = "one run or two" if what == FILM else "one run"
        raise RunError(f"{what} is of {most}, got {len(runs)}. `separatrix compare` takes several.")
    number = None if row is None else row - 1
    options = (_names(features), held, number, member - 1)
    screen = Screen()
    with screen.progress() as listen:
        listen(Stage(f"Drawing {what}"))
        loaded = [load(run) if table is None else load(run).with_table(table) for run in runs]
        _draw(loaded, what, place, *options)
        told = list(_told(loaded[0], what, number, member - 1))
    screen.show(*told)
    print_text(f"{place}\n")


def _draw(
    runs: list["Run"],
    what: str,
    place: Path,
    features: tuple[str, ...],
    held: str,
    row: int | None,
    member: int,
) -> None:
    if what == FILM:
        runs[0].film(place, *runs[1:], features=features, held=held)
    else:  # which checks the word
        runs[0].show(what, place, features=features, held=held, row=row, member=member)


def _told(run: "Run", what: str, row: int | None, member: int) -> Iterator["RenderableType"]:
    """Yield what can be said in words beside a picture."""
    from separatrix.cli.doctor_screen import doctor_screen
    from separatrix.cli.matters_screen import contributions_screen, importance_table
    from separatrix.cli.net_screen import net_screen, step_screen

    if what == "doctor":
        yield from doctor_screen(run, run.doctor())
    elif what == "net" and row is not None:
        yield from step_screen(run.step(row, member), row)
    elif what == "importance":
        shown = None if run.split is None else run.split.shown[-1]  # the rows of the picture
        yield importance_table(run.importance(shown))
    elif what == "contributions" and row is not None:
        yield from contributions_screen(run.contributions(row))
    elif what == "net":
        yield from net_screen(run.fitted, member)


def _parted(words: list[str]) -> tuple[list[str], str]:
    """Return the runs, and the picture, which is the last word where it is no folder."""
    if len(words) == 1:
        return words, "curves"
    *runs, last = words
    return (runs, last) if last in _words() or not Path(last).exists() else (words, FILM)


def _names(features: str | None) -> tuple[str, ...]:
    """Return the columns between whose names a comma stands."""
    return () if features is None else tuple(name.strip() for name in features.split(","))


def _name(runs: list[str]) -> str:
    folders = [Path(run).resolve() for run in runs]
    models = [each.parent if each.suffix == ".safetensors" else each for each in folders]
    return "-".join(each.name for each in models)
