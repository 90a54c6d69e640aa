"""What ails a training, on a screen: all of it, or a few lines at the end of `train`."""

import shlex
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import visible
from separatrix.cli.numbers import counted
from separatrix.cli.paths import near
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.run import Run
from separatrix.run.command import command

MOST_LINES = 3
"""Symptoms that are told at the end of a training, a line each."""

_STYLES = {"act": "bold yellow", "look": "bold"}


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


def _told(run: Run, symptom: Symptom) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("measured", Text(visible(symptom.measured)))
    grid.add_row("means", Text(visible(symptom.means)))
    if symptom.options:
        grid.add_row("try", Text(visible(f"{command(run, near)} {symptom.options}")))
    if symptom.advice:
        grid.add_row("" if symptom.options else "try", Text(visible(symptom.advice)))
    return grid
