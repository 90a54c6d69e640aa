"""What is shown of a lesson: the rungs, what was seen in words, and where the pictures are."""

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from separatrix.cli.numbers import counted, significant
from separatrix.cli.paths import folder_of, near
from separatrix.cli.tables import quiet_table
from separatrix.errors import listed
from separatrix.metrics.registry import METRICS
from separatrix.plots.text import percent

if TYPE_CHECKING:
    from separatrix.lessons.check import Check
    from separatrix.lessons.result import LessonResult, RungLine

_NUMBERS = (
    *("\ntrain", "test\nmin", "test\nmedian", "test\nmax"),
    *("\nsolved", "para-\nmeters", "\nseconds"),
)

_WIDEST_RUNG = 44
"""Characters; on a wide screen the numbers stay near their names."""


def lesson_screen(result: "LessonResult", *, hints: bool = True) -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read.

    Args:
        result: What the lesson found.
        hints: End with what to type next.
    """
    yield Text.assemble((result.name, "bold"), f"  {result.title}")
    yield ""
    yield rungs_table(result)
    yield ""
    yield Text(_legend(result), style="dim")
    yield ""
    yield from (_point(sentence) for sentence in result.sentences)
    if result.missed:
        yield ""
        yield Text(_missed(result), style="dim" if result.ok else "bold red")
        yield from (_point(sentence) for sentence in result.missed)
    yield ""
    yield Text(" ".join(result.notes), style="dim")
    yield ""
    yield _places(result, hints=hints)


def rungs_table(result: "LessonResult") -> Table:
    """Lay out the rungs, a rung a line, with what each changed under its name."""
    table = quiet_table("\nrung", *_NUMBERS, right=_NUMBERS, wrap=("\nrung",))
    table.columns[0].max_width = _WIDEST_RUNG
    for rung in result.rungs:
        change = Padding(Text(rung.changed, style="dim"), (0, 0, 0, 2))
        table.add_row(Group(Text(rung.name), change), *_numbers(rung))
    return table


def check_screen(check: "Check") -> Iterator[RenderableType]:
    """Yield the parts of the screen of an exercise."""
    yield Text(check.sentence, style="bold green" if check.ok else "bold red")
    reached = check.reached
    least, median, most = (
        _score(check.metric, value) for value in (reached.min, reached.median, reached.max)
    )
    seeds, parameters = counted(check.seeds, "seed"), counted(check.parameters, "parameter")
    yield (
        f"Over {seeds}: {least} at least, {median} in the median, "
        f"{most} at most; {parameters}, {significant(check.seconds)} seconds."
    )
    yield from (Text(note, style="dim") for note in check.notes)


def _numbers(rung: "RungLine") -> Iterator[str]:
    for value in (rung.train.median, rung.test.min, rung.test.median, rung.test.max):
        yield _score(rung.metric, value)
    yield f"{100 * rung.solved:.0f} %"
    yield f"{rung.parameters:,}"
    yield f"{rung.seconds:.1f}"


def _score(metric: str, value: float) -> str:
    return percent(value) if "accuracy" in metric else significant(value)


def _legend(result: "LessonResult") -> str:
    title = METRICS[result.rungs[0].metric].title
    seeds = counted(result.seeds, "seed")
    return f"{title} over {seeds}; train is their median, solved the share with {result.bar}."


def _missed(result: "LessonResult") -> str:
    if result.ok:
        return "Not as expected, though so few seeds decide nothing:"
    return "Not as expected:"


def _point(sentence: str) -> Padding:
    return Padding(Text(sentence), (0, 0, 0, 2))


def _places(result: "LessonResult", *, hints: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    pictures = [path for path in result.pictures if path.suffix == ".png"]
    if pictures:
        names = listed((path.name for path in pictures), most=4)
        grid.add_row("pictures", f"{near(folder_of(pictures))}: {names}")
    if hints:
        last = shlex.quote(result.rungs[-1].name)
        grid.add_row("next", f"separatrix lesson {result.name} --code {last}")
        grid.add_row("", f"separatrix lesson check {result.name} --hidden 8 --learning-rate 0.01")
    return grid
