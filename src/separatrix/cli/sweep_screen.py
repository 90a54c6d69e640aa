"""What is shown of a sweep: the best trials, what mattered, and what the winner is worth."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.numbers import counted, duration, fraction, significant, span
from separatrix.cli.paths import near
from separatrix.cli.tables import IN_THE_TARGETS_UNIT, quiet_table
from separatrix.metrics.registry import METRICS
from separatrix.sweeps.result import Swept, Trial
from separatrix.sweeps.space import varied
from separatrix.sweeps.trying import better

MOST_TRIALS = 10
"""Trials that are shown, the best ones; the base is shown in any case."""


def sweep_screen(swept: Swept) -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read."""
    title = METRICS[swept.plan.metric].title
    recipes = counted(len(swept.plan.recipes), "recipe")
    yield Text(f"{swept.plan.target}: {recipes}, {title} on validation rows", style="bold")
    yield ""
    yield _trials(swept)
    yield ""
    yield Text(f"What mattered, by itself: {_mattered(swept)}.")
    yield Text(_winner(swept))
    yield ""
    yield Text(
        "The best of many validation scores flatters, the more the more were tried; the test rows "
        "were opened once, for the winner. base is the recipe without any change.",
        style="dim",
    )
    yield ""
    yield _places(swept)


def _trials(swept: Swept) -> Table:
    settings = varied(swept.plan.recipes)
    headings = ("trial", "score", "epochs")
    table = quiet_table(*headings, *settings, right=headings, wrap=settings)
    stages = sorted({trial.stage for trial in swept.last.values()}, reverse=True)
    order = [trial for stage in stages for trial in _of(swept, stage)]
    shown = order[:MOST_TRIALS]
    shown += [trial for trial in order[MOST_TRIALS:] if trial.number == 0]
    for trial in shown:
        recipe = swept.plan.recipes[trial.number]
        values = (_written(getattr(recipe, setting)) for setting in settings)
        name = "base" if trial.number == 0 else str(trial.number)
        style = "bold" if trial.number == swept.best else None
        table.add_row(name, _write(swept)(trial.score), str(trial.epochs), *values, style=style)
    return table


def _of(swept: Swept, stage: int) -> list[Trial]:
    """Return the trials that ended at a stage, the best first."""
    there = {t.number: t for t in swept.last.values() if t.stage == stage}
    return [there[number] for number in better(swept.plan, there.values())]


def _mattered(swept: Swept) -> str:
    told = [f"{each.setting} {100 * each.share:.0f} %" for each in swept.mattered]
    return ", ".join(told) or "nothing can be said of so few trials"


def _winner(swept: Swept) -> str:
    write, title = _write(swept), METRICS[swept.plan.metric].title
    trials = {(t.number, t.stage): t for t in swept.trials}
    best = swept.last[swept.best]
    base = trials.get((0, best.stage))
    beside = "" if base is None else f" (base: {write(base.score)})"
    found = f"The winner reaches {title} {write(best.score)} on validation rows{beside}"
    if swept.test is None:
        return f"{found}; no test rows were kept."
    value, low, high = swept.test
    return f"{found}, and {write(value)} on the test rows, {span(write(low), write(high))}."


def _write(swept: Swept) -> Any:
    return significant if swept.plan.metric in IN_THE_TARGETS_UNIT else fraction


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _places(swept: Swept) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    run = near(Path(swept.run))
    grid.add_row("sweep", f"{near(Path(swept.path))} ({duration(swept.seconds)})")
    grid.add_row("run", run)
    grid.add_row("next", f"separatrix report {shlex.quote(run)}")
    return grid
