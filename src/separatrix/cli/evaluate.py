"""`separatrix evaluate`: the scores of a run on the rows of a table."""

from separatrix.cli.groups import grouped
from separatrix.cli.options import Json, Quiet, ReadingOptions, RunArgument, Strict, TableArgument
from separatrix.cli.output import print_json


@grouped
def evaluate(
    run: RunArgument,
    table: TableArgument,
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Score a run on a table that holds the target."""
    from separatrix.cli.evaluate_screen import evaluate_screen
    from separatrix.cli.screen import Screen
    from separatrix.run import load

    screen = Screen(quiet=quiet)
    evaluation = load(run).evaluate(table, strict=strict, reading=reading.options())
    screen.notes((*evaluation.notes, *evaluation.report.lines))
    if json:
        print_json(evaluation.to_json())
    else:
        screen.show(*evaluate_screen(evaluation))
