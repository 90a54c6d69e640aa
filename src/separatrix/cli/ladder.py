"""`separatrix ladder`: what each idea buys on a table, with error bars."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import (
    Json,
    KindOptions,
    PartOptions,
    ReadingOptions,
    Report,
    TableArgument,
    TargetOptions,
)
from separatrix.cli.output import print_json, print_text
from separatrix.cli.report import write_report

if TYPE_CHECKING:
    from separatrix.ladders.rung import Ladder


class LadderOptions(NamedTuple):
    """The ladder."""

    rungs: Annotated[
        str | None,
        typer.Option(
            metavar="RUNGS",
            help="Names in their order, as in linear,ReLU,Adam; a TOML file; or a lesson's name.",
        ),
    ] = None
    metric: Annotated[
        str | None, typer.Option(metavar="NAME", help="What is scored: accuracy, roc_auc, r2 etc.")
    ] = None
    rope: Annotated[
        float | None,
        typer.Option(metavar="DIFF", help="A difference that is of no use; else 0.01, a point."),
    ] = None
    beside: Annotated[
        bool, typer.Option("--beside/--no-beside", help="Train a line and trees beside it.")
    ] = True


class FoldOptions(NamedTuple):
    """Rows (folds, several times over)."""

    folds: Annotated[int, typer.Option(metavar="K", help="Parts, each held out once.")] = 5
    repeats: Annotated[int, typer.Option(metavar="R", help="How often rows are divided anew.")] = 4
    seed: Annotated[int, typer.Option(metavar="N", help="Decides folds and first weights.")] = 0
    group: Annotated[
        str | None, typer.Option(metavar="COL", help="Rows of equal cells stay in one fold.")
    ] = None
    time: Annotated[
        str | None, typer.Option(metavar="COL", help="Each fold is learned from what came before.")
    ] = None
    split: Annotated[
        str | None, typer.Option(metavar="COL", help="Names the fold of a row, or the test rows.")
    ] = None
    test_table: Annotated[
        str | None, typer.Option(metavar="FILE", help="Holds the test rows; as TABLE is read.")
    ] = None


class LadderWork(NamedTuple):
    """Options."""

    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="The ladder's folder; else one is chosen."),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a ladder that is there.")
    ] = False
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Draw the ladder.")] = (
        True
    )
    report: Report = True
    device: Annotated[str, typer.Option(metavar="NAME", help="auto, cpu or cuda.")] = "auto"
    engine: Annotated[str, typer.Option(metavar="NAME", help="auto, compiled or pytorch.")] = "auto"
    json: Json = False
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the ladder's folder and nothing else.")
    ] = False


@grouped
def ladder(
    table: TableArgument,
    target: TargetOptions,
    asked: LadderOptions,
    rows: FoldOptions,
    work: LadderWork,
    kinds: KindOptions,
    reading: ReadingOptions,
) -> None:
    """Train rung by rung, and say what each idea bought."""
    from separatrix.cli.again import command_of
    from separatrix.cli.ladder_screen import ladder_screen
    from separatrix.cli.paths import near
    from separatrix.cli.screen import Screen

    screen = Screen(quiet=work.quiet)
    overrules, orders, options = kinds.overrules(), kinds.orders(), reading.options()
    with screen.progress() as listen:
        from separatrix.ladders import ladder as road  # takes seconds, in which something moves

        climb = road.ladder(
            table,
            target=target.target,
            rungs=_rungs(asked.rungs),
            folds=rows.folds,
            repeats=rows.repeats,
            seed=rows.seed,
            group=rows.group,
            time=rows.time,
            split=rows.split,
            test_table=rows.test_table,
            weight=target.weight,
            metric=asked.metric,
            rope=asked.rope,
            out=work.out,
            overwrite=work.overwrite,
            reading=options,
            kinds=overrules,
            ordered=orders,
            task=target.task,
            positive=target.positive,
            log_target=target.log_target,
            beside=("line", "trees") if asked.beside else (),
            device=work.device,
            engine=work.engine,
            pictures=work.pictures,
            command=command_of("ladder", table, target, asked, rows, work, kinds, reading),
            listen=listen,
        )
    if work.report:
        write_report(climb, screen)
    screen.notes(climb.notes)
    if work.json:
        print_json(climb.to_json())
    elif work.quiet:
        print_text(f"{near(Path(climb.path))}\n")
    else:
        screen.show(*ladder_screen(climb, _train(table, target, rows, kinds, reading)))


def _train(
    table: str,
    target: TargetOptions,
    rows: FoldOptions,
    kinds: KindOptions,
    reading: ReadingOptions,
) -> str:
    """Return the command that trains on the same rows, but for the recipe."""
    from separatrix.cli.again import again_about, command_of

    parts = PartOptions(
        group=rows.group, time=rows.time, split=rows.split, test_table=rows.test_table
    )
    return command_of("train", again_about(table), target, parts, kinds, reading)


def _rungs(asked: str | None) -> "Ladder":
    """Return the ladder that was named.

    Raises:
        RecipeError: there is no such rung, or the file cannot be read.
    """
    from separatrix.ladders.story import STORY, chosen, read_ladder
    from separatrix.lessons.catalogue import LESSONS

    if asked is None:
        return STORY
    if asked.endswith(".toml"):
        return read_ladder(Path(asked))
    return LESSONS[asked].ladder if asked in LESSONS else chosen(asked.split(","))
