"""Results as quiet tables: a rule under the heading, numbers to the right, no other ink."""

from collections.abc import Callable, Iterable, Mapping

from rich import box
from rich.table import Table

from separatrix.cli.numbers import UNDEFINED, fraction, significant, size, span
from separatrix.evaluation.scores import Score
from separatrix.metrics.registry import METRICS
from separatrix.runs.index import RunSummary

IN_THE_TARGETS_UNIT = frozenset({"rmse", "mae"})
"""The metrics that can be of any size; the others need three decimals."""


def quiet_table(*headings: str, right: Iterable[str] = (), wrap: Iterable[str] = ()) -> Table:
    """Make an empty table.

    Args:
        headings: What the columns hold.
        right: Headings of columns of numbers.
        wrap: Headings of columns that give way when the screen is narrow.
    """
    numbers, yielding = set(right), set(wrap)
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="bold",
    )
    for heading in headings:
        table.add_column(
            heading,
            justify="right" if heading in numbers else "left",
            no_wrap=heading not in yielding,
            overflow="fold" if heading in yielding else "ellipsis",
        )
    return table


def scores_table(
    scores: Mapping[str, Mapping[str, Score]], guess: Mapping[str, float | None] | None
) -> Table:
    """Lay out scores: a metric a line, the parts of the rows beside each other.

    Interval, members and guess are those of the last part, which is the one to be believed.

    Args:
        scores: By part of the rows and metric.
        guess: What guessing reaches on the last part, by metric; None for not known.
    """
    parts = [part for part, of_part in scores.items() if of_part]
    judged = scores[parts[-1]]
    spread = ["members"] if any(len(score.members) > 1 for score in judged.values()) else []
    beside = ["95 % interval", *spread, *(["guess"] if guess is not None else [])]
    table = quiet_table("", *parts, *beside, right=(*parts, *beside), wrap=("",))
    for metric, score in judged.items():
        write = significant if metric in IN_THE_TARGETS_UNIT else fraction
        values = [write(scores[part][metric].value) for part in parts]
        interval = span(write(score.low), write(score.high))
        members = [_range(score.members, write)] if spread else []
        guessed = [write(guess.get(metric))] if guess is not None else []
        table.add_row(METRICS[metric].title, *values, interval, *members, *guessed)
    return table


def _range(members: Iterable[float | None], write: Callable[[float | None], str]) -> str:
    known = [value for value in members if value is not None]
    return span(write(min(known)), write(max(known))) if known else UNDEFINED


def runs_table(summaries: Iterable[RunSummary]) -> Table:
    """Lay out the runs of a folder, a run a line."""
    table = quiet_table("run", "target", "score", "saved", "size", right=("size",), wrap=("run",))
    for run in summaries:
        saved = (run.saved or UNDEFINED)[:16].replace("T", " ")
        name = run.name if run.kind == "run" else f"{run.name} ({run.kind})"
        table.add_row(name, run.target or UNDEFINED, _headline(run), saved, size(run.bytes))
    return table


def _headline(run: RunSummary) -> str:
    if run.metric is None:
        return run.state
    part = "" if run.part == "test" else f" ({run.part})"
    return f"{METRICS[run.metric].title} {significant(run.score)}{part}"


def lessons_table(titles: Mapping[str, str]) -> Table:
    """Lay out the lessons: name and what is to be seen."""
    table = quiet_table("lesson", "what is to be seen", wrap=("what is to be seen",))
    for name, title in titles.items():
        table.add_row(name, title)
    return table
