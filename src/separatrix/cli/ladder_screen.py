"""What is shown of a ladder: the rungs, what each bought, and which to take."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from separatrix.cli.numbers import UNDEFINED, fraction, significant, span
from separatrix.cli.tables import IN_THE_TARGETS_UNIT, quiet_table
from separatrix.ladders.verdicts import sentences
from separatrix.metrics.registry import METRICS

if TYPE_CHECKING:
    from separatrix.ladders.climbing import Climb, Climbed

_NUMBERS = ("score", "95 % interval", "bought", "parameters", "seconds")


def ladder_screen(climb: "Climb") -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read."""
    title = METRICS[climb.metric].title
    yield Text(f"{title} on held-out rows, {climb.trainings} trainings a rung", style="bold")
    yield ""
    yield _table(climb)
    yield ""
    yield Text(
        "Intervals and verdicts hold for rows that folds share (corrected t-test), for all rungs "
        "together (Holm). A rung is compared with the one above it in this list.",
        style="dim",
    )
    yield ""
    for sentence in sentences(climb):
        yield Padding(Text(f"- {sentence}"), (0, 0, 0, 0))


def _table(climb: "Climb") -> Table:
    table = quiet_table("rung", *_NUMBERS, right=_NUMBERS, wrap=("rung",))
    for rung in climb.rungs:
        table.add_row(*_row(rung, climb.metric))
    table.add_section()
    for rung in climb.beside:
        table.add_row(*_row(rung, climb.metric))
    return table


def _row(rung: "Climbed", metric: str) -> tuple[RenderableType, ...]:
    write = significant if metric in IN_THE_TARGETS_UNIT else fraction
    change = Padding(Text(rung.changed, style="dim"), (0, 0, 0, 2))
    step = "" if rung.step is None else f"{rung.step.difference:+.3f}"
    return (
        Group(Text(rung.name), change),
        write(rung.mean),
        span(write(rung.interval[0]), write(rung.interval[1])),
        step,
        f"{rung.parameters:,}" if rung.parameters else UNDEFINED,
        significant(rung.seconds) if rung.seconds else UNDEFINED,
    )
