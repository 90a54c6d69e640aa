"""`separatrix predict`: the answers of a run for the rows of a table."""

from pathlib import Path
from typing import Annotated

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.numbers import counted
from separatrix.cli.options import Quiet, ReadingOptions, RunArgument, Strict, TableArgument
from separatrix.cli.output import STANDARD_OUTPUT, print_bytes, print_json, write_file
from separatrix.cli.places import output_place


@grouped
def predict(
    run: RunArgument,
    table: TableArgument,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="CSV, TSV, Parquet or Feather; - is standard output.",
        ),
    ] = STANDARD_OUTPUT,
    keep: Annotated[bool, typer.Option("--keep", help="Repeat the table's own columns.")] = False,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="Leave cells as they are that a spreadsheet runs as formulas."),
    ] = False,
    coverage: Annotated[
        float | None,
        typer.Option(
            metavar="P", help="Add low and high, or labels, that hold the truth so often: 0.9."
        ),
    ] = None,
    strict: Strict = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the full report as one JSON document; needs -o.")
    ] = False,
    quiet: Quiet = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Write one answer for each row of a table, in the table's order."""
    from separatrix.cli.screen import Screen
    from separatrix.data.write import known_ending, table_bytes
    from separatrix.errors import DataError
    from separatrix.run import load

    if json and out == STANDARD_OUTPUT:
        raise DataError("--json prints the report where the answers would go. Name a file with -o.")
    screen = Screen(quiet=quiet)
    place = Path("table.csv") if out == STANDARD_OUTPUT else output_place(out, table)
    known_ending(place)  # refused before the rows are answered
    predicted = load(run).predictions(
        table, keep=keep, coverage=coverage, strict=strict, reading=reading.options()
    )
    screen.notes((*predicted.notes, *predicted.report.lines))
    content = table_bytes(predicted.columns, place, raw=raw)
    if out == STANDARD_OUTPUT:
        print_bytes(content)
        return
    write_file(place, content)
    if json:
        report = predicted.report.to_json()
        print_json({"rows": len(predicted.columns), "out": out, "report": report})
    screen.say(f"{counted(len(predicted.columns), 'row')} in {out}")
