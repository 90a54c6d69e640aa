"""The program `separatrix`: its commands in the order of their use."""

import io
import sys
from typing import Annotated

import typer

from separatrix.cli.check import check
from separatrix.cli.compare import compare
from separatrix.cli.evaluate import evaluate
from separatrix.cli.groups import GroupedCommand
from separatrix.cli.guard import GuardedGroup
from separatrix.cli.ladder import ladder
from separatrix.cli.lesson import lesson
from separatrix.cli.predict import predict
from separatrix.cli.report import report
from separatrix.cli.runs import runs
from separatrix.cli.show import show
from separatrix.cli.sweep import sweep
from separatrix.cli.toy import toy
from separatrix.cli.train import train

_EXAMPLES = {
    lesson: "separatrix lesson circles",
    toy: "separatrix toy circles -n 1000 --noise 0.03 -o circles.csv",
    check: "separatrix check circles.csv --target label",
    ladder: "separatrix ladder circles.csv --target label",
    train: "separatrix train circles.csv --target label --seeds 4 --out runs/circles",
    sweep: "separatrix sweep circles.csv --target label --trials 30",
    evaluate: "separatrix evaluate runs/circles more-circles.csv",
    predict: "separatrix predict runs/circles more-circles.csv -o predictions.csv",
    compare: "separatrix compare runs/circles runs/again",
    show: "separatrix show runs/circles boundary -o boundary.png",
    report: "separatrix report runs/circles -o report.html",
    runs: "separatrix runs rm runs/circles",
}

app = typer.Typer(
    cls=GuardedGroup,
    rich_markup_mode=None,  # plain help costs a third of rich's
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: separatrix lesson circles",
)


def _print_version(asked: bool) -> None:
    if asked:
        from separatrix import __version__

        typer.echo(f"separatrix {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Train neural networks on labelled tables and see what each idea bought."""


for _command, _example in _EXAMPLES.items():
    app.command(cls=GroupedCommand, epilog=f"Example: {_example}")(_command)


def start() -> None:
    """Run the command that the words of the command line ask for, and end the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a narrow encoding is no reason to fail
    app(prog_name="separatrix")
