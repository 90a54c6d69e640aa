"""What is shown after a training: columns, parts, scores, places, and what to type next."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.doctor_screen import doctor_lines
from separatrix.cli.findings import finding_lines
from separatrix.cli.names import short, visible
from separatrix.cli.numbers import counted, duration
from separatrix.cli.paths import near
from separatrix.cli.tables import quiet_table, scores_table
from separatrix.data.kinds import Column
from separatrix.run import Run
from separatrix.runs.names import REPORT

MOST_COLUMNS = 12
"""Columns that are shown unless every column is asked for."""


def train_screen(run: Run, check: str, *, every_column: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of the screen, from what was learned to what can be done with it.

    Args:
        run: What was learned.
        check: The command that shows all that was found in the table.
        every_column: Show all columns, however many.
    """
    yield Text(visible(_headline(run)), style="bold")
    yield Text(_work(run))
    if run.split is not None and run.split.how:
        yield Text(visible(f"divided: {run.split.how}"))
    yield ""
    yield columns_table(run.columns, every=every_column)
    yield ""
    part = list(run.scores)[-1]
    yield scores_table(run.scores, run.guess.get(part))
    yield ""
    yield Text(_legend(run, part), style="dim")
    yield ""
    if run.findings:
        yield finding_lines(run.findings, check)
        yield ""
    ailing = doctor_lines(run, run.doctor())
    if ailing is not None:
        yield ailing
        yield ""
    yield _places(run)


def columns_table(columns: Sequence[Column], *, every: bool = False) -> Table:
    """Lay out what each column was taken for, the first few of many."""
    table = quiet_table("column", "kind", "why", wrap=("column", "why"))
    shown = columns if every or len(columns) <= MOST_COLUMNS + 1 else columns[:MOST_COLUMNS]
    for column in shown:
        why = column.why if not column.missing else f"{column.why}; {column.missing} missing"
        table.add_row(
            Text(short(column.name)),
            column.kind,
            Text(visible(why)),
            style=None if column.used else "dim",
        )
    if len(shown) < len(columns):
        table.add_row(f"… {len(columns) - len(shown)} more", "", "--columns shows all")
    return table


def _headline(run: Run) -> str:
    target, source = run.fitted.target, run.source.path
    of = f" of {Path(source).name}" if source else ""
    if target.task == "regression":
        return f"{short(target.name)}{of}: a number"
    names = target.class_names
    few = ", ".join(map(short, names[:6])) + (", …" if len(names) > 6 else "")
    positive = f"; positive: {short(names[1])}" if target.task == "binary" else ""
    return f"{short(target.name)}{of}: {len(names)} classes, {few}{positive}"


def _work(run: Run) -> str:
    assert run.split is not None, "a run that was trained knows its rows"
    parts = {"training": run.split.train, "validation": run.split.validation}
    rows = ", ".join(f"{len(of):,} {name}" for name, of in parts.items())
    members, parameters = run.fitted.members, run.fitted.stack.architecture.parameters
    networks = counted(members, "network")
    return (
        f"{rows} and {counted(len(run.split.test), 'test row')}; {networks} of "
        f"{counted(parameters, 'parameter')}, "
        f"{_epochs(run)} on the {_engine(run)}; {duration(run.seconds)}"
    )


def _engine(run: Run) -> str:
    engine, why = run.fitted.environment.engine, run.fitted.environment.why
    name = {"pytorch": "PyTorch"}.get(engine, engine)
    return f"{name} engine ({why})" if why else f"{name} engine"


def _epochs(run: Run) -> str:
    assert run.fitted.history is not None, "a run that was trained knows its history"
    trained = run.fitted.history.stopped_K
    first, last = int(trained.min()), int(trained.max())
    return counted(first, "epoch") if first == last else f"{first} to {last} epochs"


def _legend(run: Run, part: str) -> str:
    sentences = [
        "The test rows were scored once."
        if part == "test"
        else f"No test rows were kept, so these are {part} scores.",
        f"The interval is over the {part} rows, guess looks at no column.",
    ]
    if run.fitted.members > 1:
        sentences[1:1] = [
            f"Scores are those of the mean of {run.fitted.members} networks, "
            "members those of each alone."
        ]
    return " ".join(sentences)


def _places(run: Run) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    place = near(run.path)
    grid.add_row("run", Text(visible(place)))
    pictures = sorted(path.name for path in (run.path / "pictures").glob("*.png"))
    if pictures:
        where = f"{place}/pictures: {', '.join(pictures)}"
        grid.add_row("pictures", Text(visible(where)))
    if (run.path / REPORT).is_file():
        grid.add_row("report", Text(visible(f"{place}/{REPORT}")))
    quoted = shlex.quote(place)
    following = [
        f"separatrix predict {quoted} TABLE -o predictions.csv",
        f"separatrix evaluate {quoted} TABLE",
        f"separatrix show {quoted} curves",
    ]
    for head, command in zip(("next", "", ""), following, strict=True):
        grid.add_row(head, Text(visible(command)))
    return grid
