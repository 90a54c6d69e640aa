"""`separatrix sweep`: many settings tried, the best trained and kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.options import (
    Json,
    KindOptions,
    PartOptions,
    ReadingOptions,
    RecipeOptions,
    TableArgument,
    TargetOptions,
)
from separatrix.cli.output import print_json, print_text

if TYPE_CHECKING:
    from separatrix.recipe import Recipe
    from separatrix.sweeps.space import Space


class SweepOptions(NamedTuple):
    """What is tried."""

    trials: Annotated[int, typer.Option(metavar="N", help="Recipes that are drawn.")] = 30
    space: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A TOML file: lists of values, or ranges, by setting."),
    ] = None
    tried: Annotated[
        list[str] | None,
        typer.Option(
            "--try",
            metavar="SETTING=A,B",
            help="Values of one; layers as in hidden=64-64,128.",
        ),
    ] = None
    grid: Annotated[
        bool, typer.Option("--grid", help="Every combination of the values, instead of draws.")
    ] = False
    halving: Annotated[
        bool,
        typer.Option("--halving/--no-halving", help="All trials briefly, the better ones longer."),
    ] = True
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", help="A number that decides what is drawn.")
    ] = 0


class SweepWork(NamedTuple):
    """Options."""

    seeds: Annotated[int, typer.Option(metavar="K", help="Networks of the winner's run.")] = 1
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="The sweep's folder; else one is chosen."),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a sweep that is there.")
    ] = False
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Draw what mattered, and the winner.")
    ] = True
    device: Annotated[str, typer.Option(metavar="NAME", help="auto, cpu or cuda.")] = "auto"
    engine: Annotated[str, typer.Option(metavar="NAME", help="auto, compiled or pytorch.")] = "auto"
    json: Json = False
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the sweep's folder and nothing else.")
    ] = False


@grouped
def sweep(
    table: TableArgument,
    target: TargetOptions,
    asked: SweepOptions,
    work: SweepWork,
    parts: PartOptions,
    recipe: RecipeOptions,
    kinds: KindOptions,
    reading: ReadingOptions,
) -> None:
    """Try many settings, choose by validation rows, and train the best."""
    from separatrix.cli.paths import near
    from separatrix.cli.recipes import recipe_of
    from separatrix.cli.screen import Screen
    from separatrix.cli.sweep_screen import sweep_screen
    from separatrix.errors import DataError

    if parts.calibration_share:
        raise DataError("A sweep keeps no calibration rows. Train its winner's recipe with some.")
    base, overrules, orders = recipe_of(recipe), kinds.overrules(), kinds.orders()
    screen = Screen(quiet=work.quiet)
    with screen.progress() as listen:
        from separatrix.sweeps import sweep as road  # takes seconds, in which something moves

        swept = road.sweep(
            table,
            target=target.target,
            base=base,
            space=_space(asked, base),
            trials=asked.trials,
            whole_grid=asked.grid,
            halving=asked.halving,
            seeds=work.seeds,
            seed=asked.draws,
            out=work.out,
            overwrite=work.overwrite,
            reading=reading.options(),
            kinds=overrules,
            ordered=orders,
            task=target.task,
            positive=target.positive,
            log_target=target.log_target,
            weight=target.weight,
            validation_share=parts.validation_share,
            test_share=parts.test_share,
            group=parts.group,
            time=parts.time,
            split=parts.split,
            test_table=parts.test_table,
            device=work.device,
            engine=work.engine,
            pictures=work.pictures,
            listen=listen,
        )
    if work.json:
        print_json(swept.to_json())
    elif work.quiet:
        print_text(f"{near(Path(swept.path))}\n")
    else:
        screen.show(*sweep_screen(swept))


def _space(asked: SweepOptions, base: "Recipe") -> "Space":
    """Return what is tried: what was typed, over the file, else the usual.

    Raises:
        RecipeError: a setting cannot be tried so.
    """
    from separatrix.sweeps.space import USUAL, read_space, space_of

    if asked.space is None and not asked.tried:
        return USUAL
    found = {} if asked.space is None else dict(read_space(Path(asked.space), base))
    typed = dict(_typed(each) for each in asked.tried or ())
    return found | (dict(space_of(typed, base)) if typed else {})


def _typed(text: str) -> tuple[str, list[Any]]:
    """Read SETTING=A,B,C; layers of one network are joined by dashes."""
    name, equals, values = text.partition("=")
    from separatrix.errors import RecipeError

    if not equals or not values:
        raise RecipeError(f'--try is a setting and values, as in dropout=0,0.2, got "{text}".')
    name = name.strip().replace("-", "_")
    return name, [_value(name, value.strip()) for value in values.split(",")]


def _value(name: str, text: str) -> Any:
    if name == "hidden":
        units = [] if text == "none" else text.split("-")
        return [int(each) if each.isdigit() else each for each in units]
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return None if text == "none" and name != "norm" else text
