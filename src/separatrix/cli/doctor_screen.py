"""What ails a training, on a screen: all of it, or a few lines at the end of `train`."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import visible
from separatrix.cli.numbers import counted
from separatrix.cli.paths import near
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.run import Run

MOST_LINES = 3
"""Symptoms that are told at the end of a training, a line each."""

_STYLES = {"act": "bold yellow", "look": "bold"}
_PARTS = ("group", "time", "split", "weight")


def doctor_screen(run: Run, symptoms: tuple[Symptom, ...]) -> Iterator[RenderableType]:
    """Yield every symptom: what was measured, what it means, what to try."""
    if not symptoms:
        yield Text("Nothing ails this training, as far as its course and its layers tell.")
        return
    act = sum(symptom.severity == "act" for symptom in symptoms)
    yield Text(f"{counted(act, 'symptom')} to act on, {len(symptoms) - act} to look at")
    for symptom in symptoms:
        yield ""
        yield Text(symptom.name.replace("-", " "), style=_STYLES[symptom.severity])
        yield Padding(_told(run, symptom), (0, 0, 0, 2))


def doctor_lines(run: Run, symptoms: tuple[Symptom, ...]) -> Table | None:
    """Lay out the first few symptoms, a line each; None where nothing ails."""
    if not symptoms:
        return None
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    for symptom in symptoms[:MOST_LINES]:
        style = "yellow" if symptom.severity == "act" else ""
        grid.add_row(Text("doctor", style=style), Text(visible(symptom.measured)))
    more = len(symptoms) - MOST_LINES
    says = f"{counted(more, 'more symptom')}, and what to try" if more > 0 else "What to try"
    command = f"separatrix show {shlex.quote(near(run.path))} doctor"
    grid.add_row("doctor", Text(visible(f"{says}: {command}")))
    return grid


def train_again(run: Run, options: str) -> str:
    """Return the command that trains the run's recipe again, with other options.

    Args:
        run: The run.
        options: Options of `separatrix train`.
    """
    table = run.table
    path = "TABLE" if run.source.path is None else near(Path(run.source.path))
    words = ["separatrix", "train", path, "--target", run.fitted.target.name]
    if table is not None:
        for name, kind in table.kinds.items():
            words += [f"--{kind}", name]
        for name in _PARTS:
            value = getattr(table, name)
            words += [f"--{name}", value] if value is not None else []
    words += ["--recipe", near(run.path)]
    return f"{shlex.join(words)} {options}"


def _told(run: Run, symptom: Symptom) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("measured", Text(visible(symptom.measured)))
    grid.add_row("means", Text(visible(symptom.means)))
    if symptom.options:
        grid.add_row("try", Text(visible(train_again(run, symptom.options))))
    if symptom.advice:
        grid.add_row("" if symptom.options else "try", Text(visible(symptom.advice)))
    return grid
