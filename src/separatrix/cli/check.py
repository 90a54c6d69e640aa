"""`separatrix check`: a table read before a network is."""

from typing import Annotated, Literal, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import Json, KindOptions, Quiet, ReadingOptions, TableArgument
from separatrix.cli.output import print_json


class CheckOptions(NamedTuple):
    """What is predicted, and what is shown."""

    target: Annotated[str, typer.Option("--target", "-t", metavar="COL", help="The column.")]
    task: Annotated[
        Literal["classification", "regression", "binary", "multiclass"] | None,
        typer.Option(
            metavar="NAME", help="classification or regression, where the finding is wrong."
        ),
    ] = None
    positive: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Of two classes, the one to be found.")
    ] = None
    group: Annotated[
        str | None, typer.Option(metavar="COL", help="COL says which rows belong together.")
    ] = None
    time: Annotated[
        str | None, typer.Option(metavar="COL", help="COL says which rows come before which.")
    ] = None
    split: Annotated[
        str | None, typer.Option(metavar="COL", help="COL already says which part a row is in.")
    ] = None
    weight: Annotated[
        str | None, typer.Option(metavar="COL", help="COL says what each row counts for.")
    ] = None
    columns: Annotated[
        bool, typer.Option("--columns", help="Show every column, however many there are.")
    ] = False
    json: Json = False
    quiet: Quiet = False


@grouped
def check(
    table: TableArgument, asked: CheckOptions, kinds: KindOptions, reading: ReadingOptions
) -> None:
    """Say what is in a table and what may go wrong with it."""
    from separatrix.cli.again import again_about, command_of
    from separatrix.cli.check_screen import check_screen
    from separatrix.cli.screen import Screen
    from separatrix.data.check import check as check_it

    screen = Screen(quiet=asked.quiet)
    checked = check_it(
        table,
        target=asked.target,
        reading=reading.options(),
        kinds=kinds.overrules(),
        ordered=kinds.orders(),
        task=asked.task,
        positive=asked.positive,
        group=asked.group,
        time=asked.time,
        split=asked.split,
        weight=asked.weight,
    )
    screen.notes(checked.notes)
    if asked.json:
        print_json(checked.to_json())
    else:
        train = command_of("train", again_about(table), asked, kinds, reading)
        screen.show(*check_screen(checked, table, train, every_column=asked.columns))
