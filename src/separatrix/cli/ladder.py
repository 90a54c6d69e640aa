"""`separatrix ladder`: what each idea buys on a table, with error bars."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import Json, KindOptions, Quiet, ReadingOptions, TableArgument
from separatrix.cli.output import print_json

if TYPE_CHECKING:
    from separatrix.ladders.climbing import Climb, Climbed


class LadderOptions(NamedTuple):
    """What is predicted, and on which folds."""

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
    folds: Annotated[int, typer.Option(metavar="K", help="Parts, each held out once.")] = 5
    repeats: Annotated[int, typer.Option(metavar="R", help="How often rows are divided anew.")] = 4
    group: Annotated[
        str | None, typer.Option(metavar="COL", help="Rows of equal cells stay in one fold.")
    ] = None
    time: Annotated[
        str | None, typer.Option(metavar="COL", help="Each fold is learned from what came before.")
    ] = None
    seed: Annotated[int, typer.Option(metavar="N", help="Decides folds and first weights.")] = 0
    json: Json = False
    quiet: Quiet = False


@grouped
def ladder(
    table: TableArgument, asked: LadderOptions, kinds: KindOptions, reading: ReadingOptions
) -> None:
    """Train rung by rung, and say what each idea bought."""
    from separatrix.cli.ladder_screen import ladder_screen
    from separatrix.cli.screen import Screen

    screen = Screen(quiet=asked.quiet)
    overrules, options = kinds.overrules(), reading.options()
    with screen.progress() as listen:
        from separatrix.data.read import open_table
        from separatrix.data.splitting import Splitting
        from separatrix.ladders.climbing import climb_table
        from separatrix.ladders.crossed import cross

        crossed = cross(
            open_table(table, options),
            asked.target,
            k=asked.folds,
            repeats=asked.repeats,
            splitting=Splitting(group=asked.group, time=asked.time, seed=asked.seed),
            kinds=overrules,
            task=asked.task,
            positive=asked.positive,
        )
        climb = climb_table(crossed, listen=listen)
    screen.notes(crossed.notes)
    if asked.json:
        print_json(_document(climb))
    else:
        screen.show(*ladder_screen(climb))


def _document(climb: "Climb") -> dict[str, Any]:
    from separatrix.ladders.climbing import ROPE
    from separatrix.ladders.verdicts import sentences

    return {
        "metric": climb.metric,
        "trainings": climb.trainings,
        "rope": ROPE,
        "rungs": [_rung(rung) for rung in climb.rungs],
        "beside": [_rung(rung) for rung in climb.beside],
        "advice": climb.advice.name,
        "sentences": list(sentences(climb)),
    }


def _rung(rung: "Climbed") -> dict[str, Any]:
    step = rung.step
    return {
        "name": rung.name,
        "changed": rung.changed,
        "score": rung.mean,
        "low": rung.interval[0],
        "high": rung.interval[1],
        "scores": rung.scores_F.tolist(),
        "parameters": rung.parameters,
        "seconds": rung.seconds,
        "step": None if step is None else vars(step),
        "verdict": rung.verdict,
    }
