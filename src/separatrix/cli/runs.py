"""`separatrix runs`: what was trained, and what may go."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import Json, Quiet
from separatrix.cli.output import print_json

if TYPE_CHECKING:
    from separatrix.cli.screen import Screen

USUAL = "runs"
"""The folder that is looked through, and in which `train` puts what has no place of its own."""


@grouped
def runs(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DIR | rm RUN...]",
            help="A folder to look through, runs unless given; rm removes the runs named.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the runs in a folder, or remove some."""
    from separatrix.cli.screen import Screen

    screen = Screen(quiet=quiet)
    folder, *more = words or [USUAL]
    if folder == "rm":
        _remove(more, screen)
    elif more:
        raise typer.BadParameter(f"one folder at a time, got {len(more) + 1}", param_hint="DIR")
    else:
        _list(Path(folder), screen, json=json)


def _remove(names: list[str], screen: "Screen") -> None:
    from separatrix.runs import remove_run

    if not names:
        raise typer.BadParameter("which run? separatrix runs rm RUN...", param_hint="RUN")
    for name in names:
        remove_run(Path(name))
        screen.say(f"removed {name}")


def _list(folder: Path, screen: "Screen", *, json: bool) -> None:
    from separatrix.cli.tables import runs_table
    from separatrix.runs import list_runs

    none_yet = folder == Path(USUAL) and not folder.exists()
    summaries = [] if none_yet else list_runs(folder)
    if json:
        print_json([summary.to_json() for summary in summaries])
    elif summaries:
        screen.show(runs_table(summaries))
    else:
        screen.say(f"no runs in the folder {folder}; separatrix train makes one")
