"""`separatrix train`: from a table to a kept model with honest scores."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from separatrix.cli.again import again_about, command_of
from separatrix.cli.check import CheckOptions
from separatrix.cli.groups import grouped
from separatrix.cli.interrupts import signal_exit_code
from separatrix.cli.options import (
    Json,
    KindOptions,
    PartOptions,
    ReadingOptions,
    RecipeOptions,
    Report,
    TableArgument,
    TargetOptions,
)
from separatrix.cli.output import complain, print_json, print_text
from separatrix.cli.paths import near
from separatrix.cli.report import write_report

if TYPE_CHECKING:
    from separatrix.cli.screen import Screen
    from separatrix.run import Run


class KeepingOptions(NamedTuple):
    """What is kept."""

    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="The run's folder; else one is chosen."),
    ] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = (
        False
    )
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Draw boundary, curves and scores.")
    ] = True
    film: Annotated[
        bool | None,
        typer.Option(
            "--film/--no-film",
            help="Keep moments of the training for show RUN film; else of two number columns.",
        ),
    ] = None
    report: Report = True


class WorkOptions(NamedTuple):
    """Options."""

    seeds: Annotated[
        int, typer.Option(metavar="K", help="Networks trained at once, from K seeds.")
    ] = 1
    device: Annotated[str, typer.Option(metavar="NAME", help="auto, cpu or cuda.")] = "auto"
    engine: Annotated[str, typer.Option(metavar="NAME", help="auto, compiled or pytorch.")] = "auto"
    columns: Annotated[
        bool, typer.Option("--columns", help="Show every column, however many there are.")
    ] = False
    json: Json = False
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the run's folder and nothing else.")
    ] = False


@grouped
def train(
    table: TableArgument,
    target: TargetOptions,
    work: WorkOptions,
    parts: PartOptions,
    keeping: KeepingOptions,
    recipe: RecipeOptions,
    kinds: KindOptions,
    reading: ReadingOptions,
) -> None:
    """Train networks on a table, score them and keep them."""
    from separatrix.cli.recipes import recipe_of
    from separatrix.cli.screen import Screen

    settings, overrules, reading_as = recipe_of(recipe), kinds.overrules(), reading.options()
    orders = kinds.orders()
    screen = Screen(quiet=work.quiet)
    with screen.progress() as listen:
        from separatrix import workflow  # takes seconds, in which something should move
        from separatrix.training.engine import check_engine
        from separatrix.training.machine import choose_device

        check_engine(work.engine)
        choose_device(work.device, work=0.0)  # refused before a long table is read
        run = workflow.train(
            table,
            target=target.target,
            recipe=settings,
            seeds=work.seeds,
            out=keeping.out,
            overwrite=keeping.overwrite,
            reading=reading_as,
            kinds=overrules,
            ordered=orders,
            task=target.task,
            positive=target.positive,
            log_target=target.log_target,
            weight=target.weight,
            validation_share=parts.validation_share,
            test_share=parts.test_share,
            calibration_share=parts.calibration_share,
            group=parts.group,
            time=parts.time,
            split=parts.split,
            test_table=parts.test_table,
            device=work.device,
            engine=work.engine,
            pictures=keeping.pictures,
            film=keeping.film,
            listen=listen,
        )
    _end_if_stopped(run)
    if keeping.report:
        write_report(run, screen)
    screen.notes(run.notes)
    try:
        _show(run, screen, work, _check(table, target, parts, kinds, reading))
    except OSError as error:
        error.add_note(f"The run is kept: {near(run.path)}.")
        raise


def _check(
    table: str,
    target: TargetOptions,
    parts: PartOptions,
    kinds: KindOptions,
    reading: ReadingOptions,
) -> str:
    """Return the command that checks the table as it was trained on."""
    asked = CheckOptions(
        target=target.target,
        task=target.task,
        positive=target.positive,
        group=parts.group,
        time=parts.time,
        split=parts.split,
        weight=target.weight,
    )
    return command_of("check", again_about(table), asked, kinds, reading)


def _show(run: "Run", screen: "Screen", work: WorkOptions, check: str) -> None:
    from separatrix.cli.train_screen import train_screen

    if work.json:
        print_json(run.to_json())
    elif work.quiet:
        print_text(f"{near(run.path)}\n")
    else:
        screen.show(*train_screen(run, check, every_column=work.columns))


def _end_if_stopped(run: "Run") -> None:
    """Name the unfinished run and end as the signal asks.

    Raises:
        typer.Exit: the training was stopped.
    """
    if not run.finished:
        complain(
            f"stopped; the best so far is kept as an unfinished run: {run.path}. "
            f"Its model.safetensors predicts by itself."
        )
        raise typer.Exit(signal_exit_code())
