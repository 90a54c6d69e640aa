"""What is shown of a ladder: the rungs, what each bought, and which to take."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import visible
from separatrix.cli.numbers import UNDEFINED, duration, fraction, significant, span
from separatrix.cli.paths import near
from separatrix.cli.tables import IN_THE_TARGETS_UNIT, quiet_table
from separatrix.ladders.result import Climb, Climbed
from separatrix.metrics.registry import METRICS
from separatrix.runs.names import REPORT

_NUMBERS = ("score", "95 % interval", "bought", "epochs", "parameters", "seconds")


def ladder_screen(climb: Climb, train: str) -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read.

    Args:
        climb: What was found.
        train: The command that trains on the same table, to which the recipe is added.
    """
    yield Text(_headline(climb), style="bold")
    yield Text(rows_in_words(climb))
    yield ""
    yield _table(climb)
    yield ""
    yield Text(method_in_words(climb), style="dim")
    yield ""
    for sentence in climb.sentences:
        yield _item(sentence)
    yield ""
    yield _places(climb, train)


def rows_in_words(climb: Climb) -> str:
    """Say on which rows the rungs were trained and scored."""
    if climb.apart:
        return f"{climb.trainings} seeds of each rung, scored on one set of test rows"
    again = f", {climb.repeats} times over" if climb.repeats > 1 else ""
    what = "each time divided anew" if climb.anew else "each time from other seeds"
    return (
        f"{climb.trainings} trainings of each rung: {climb.folds} folds{again}"
        f"{f', {what}' if climb.repeats > 1 else ''}"
    )


def method_in_words(climb: Climb) -> str:
    """Say how scores became intervals and verdicts."""
    how = (
        "by a paired bootstrap over test rows and seeds"
        if climb.apart
        else "by the corrected t-test, for folds share training rows"
    )
    rope = significant(climb.rope) if climb.metric in IN_THE_TARGETS_UNIT else f"{climb.rope:.3g}"
    return (
        f"bought: the difference to the rung above it in this list. Intervals are each rung's own, "
        f"{how}; verdicts hold for all rungs together (Holm). Within {rope} counts as the same. "
        "epochs: until the held-out loss was within 1 % of its best."
    )


def _headline(climb: Climb) -> str:
    source = f" of {Path(climb.source.path).name}" if climb.source.path else ""
    return f"{climb.target}{source}: {METRICS[climb.metric].title} on held-out rows"


def _item(sentence: str) -> Table:
    """Lay out a sentence behind a dash, its further lines below its first."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    grid.add_row("-", sentence)
    return grid


def _table(climb: Climb) -> Table:
    table = quiet_table("rung", *_NUMBERS, right=_NUMBERS, wrap=("rung",))
    for rung in climb.rungs:
        table.add_row(*_row(rung, climb.metric), style="bold" if rung is climb.advice else None)
    table.add_section()
    for rung in climb.beside:
        table.add_row(*_row(rung, climb.metric))
    return table


def _row(rung: Climbed, metric: str) -> tuple[RenderableType, ...]:
    write = significant if metric in IN_THE_TARGETS_UNIT else fraction
    change = Padding(Text(rung.changed, style="dim not bold"), (0, 0, 0, 2))
    return (
        Group(Text(rung.name), change),
        write(rung.score.value),
        span(write(rung.score.low), write(rung.score.high)),
        _bought(rung, metric),
        f"{rung.epochs} of {rung.of}" if rung.epochs else UNDEFINED,
        f"{rung.parameters:,}" if rung.parameters else UNDEFINED,
        significant(rung.seconds) if rung.seconds else UNDEFINED,
    )


def _bought(rung: Climbed, metric: str) -> str:
    step = rung.difference
    if step is None or step.value is None:
        return "" if step is None else UNDEFINED
    return f"{step.value:+.3g}" if metric in IN_THE_TARGETS_UNIT else f"{step.value:+.3f}"


def _places(climb: Climb, train: str) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    place = near(Path(climb.path))
    grid.add_row("ladder", f"{place} ({duration(climb.seconds)})")
    if (Path(climb.path) / REPORT).is_file():
        grid.add_row("report", f"{place}/{REPORT}")
    if climb.advice.recipe is not None:
        seeds = f" --seeds {climb.advice.members}" if climb.advice.members > 1 else ""
        command = f"{train} --recipe {shlex.quote(place)}{seeds}"
        grid.add_row("next", Text(visible(command)))
    return grid
