"""What is shown of a table that was checked."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.constrain import Constrain
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import short, visible
from separatrix.cli.numbers import counted, significant
from separatrix.cli.tables import quiet_table
from separatrix.cli.train_screen import MOST_COLUMNS
from separatrix.data.check import Checked
from separatrix.data.checks.finding import Finding, percent
from separatrix.data.kinds import Column

MOST_CLASSES = 10
"""Classes that are shown, the largest of many."""

_WIDEST = 100
"""Characters; longer lines of prose are hard to read on a wide screen."""


def check_screen(
    checked: Checked, table: str, train: str, *, every_column: bool = False
) -> Iterator[RenderableType]:
    """Yield the parts of the screen: rows, columns, the target, and what was found.

    Args:
        checked: What was found.
        table: The table as it was named.
        train: The command that trains on it as it was checked.
        every_column: Show all columns, however many.
    """
    yield Text(visible(_headline(checked, table)), style="bold")
    yield ""
    yield columns_table(checked.columns, checked.rows, every=every_column)
    yield ""
    yield _target_table(checked)
    yield ""
    yield from _findings(checked)
    yield ""
    yield _next(checked, train)


def columns_table(columns: Sequence[Column], rows: int, *, every: bool = False) -> Table:
    """Lay out what each column is, how much of it is missing and how many values it has."""
    numbers = ("missing", "values")
    table = quiet_table("column", "kind", *numbers, "why", right=numbers, wrap=("column", "why"))
    shown = columns if every or len(columns) <= MOST_COLUMNS + 1 else columns[:MOST_COLUMNS]
    for column in shown:
        missing = percent(column.missing / rows) if column.missing else ""
        values = f"{column.distinct:,}"
        style = None if column.used else "dim"
        # As they stand: [x] is no mark-up.
        name, why = Text(short(column.name)), Text(visible(column.why))
        table.add_row(name, column.kind, missing, values, why, style=style)
    if len(shown) < len(columns):
        table.add_row(f"… {len(columns) - len(shown)} more", "", "", "", "--columns shows all")
    return table


def _headline(checked: Checked, table: str) -> str:
    used = sum(column.used for column in checked.columns)
    columns = counted(len(checked.columns), "column")
    beside = f"{columns} beside the target {short(checked.target)}, {used} of them used"
    name = "standard input" if table == "-" else Path(table).name
    return f"{name}: {counted(checked.rows, 'row')}; {beside}"


def _target_table(checked: Checked) -> Table:
    return _classes_table(checked) if checked.classes else _quantiles_table(checked)


def _classes_table(checked: Checked) -> Table:
    table = quiet_table(escape(short(checked.target)), "rows", "share", right=("rows", "share"))
    known = checked.rows - checked.without_target
    largest = sorted(checked.classes.items(), key=lambda item: -item[1])
    shown = largest if len(largest) <= MOST_CLASSES + 1 else largest[:MOST_CLASSES]
    for name, rows in shown:
        table.add_row(Text(short(name)), f"{rows:,}", percent(rows / known))
    rest = [rows for _, rows in largest[len(shown) :]]
    if rest:
        share = percent(sum(rest) / known)
        table.add_row(f"… {len(rest)} more", f"{sum(rest):,}", share)
    return table


def _quantiles_table(checked: Checked) -> Table:
    table = quiet_table(escape(short(checked.target)), *checked.quantiles, right=checked.quantiles)
    table.add_row("", *map(significant, checked.quantiles.values()))
    return table


def _findings(checked: Checked) -> Iterator[RenderableType]:
    if not checked.findings:
        yield Text("Nothing was found that a training should know of.")
        return
    for number, finding in enumerate(checked.findings):
        if number:
            yield ""
        yield _said(finding)
    if checked.sampled:
        yield ""
        yield Text(f"Leaks were looked for in {checked.sampled:,} rows, drawn once.", style="dim")


def _said(finding: Finding) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(overflow="fold")
    warns = finding.severity == "warning"
    mark = Text("!", style="bold yellow") if warns else Text("·", style="bold")
    grid.add_row(mark, Text(visible(finding.what), style="bold"))
    grid.add_row("", Text(visible(finding.means)))
    grid.add_row("", Text(visible(finding.does), style="dim"))
    return Constrain(grid, _WIDEST)


def _next(checked: Checked, train: str) -> Text:
    if any(column.used for column in checked.columns):
        return Text.assemble(("next  ", "bold"), visible(train))
    ways = "--number COL, --category COL or --text COL"
    said = f"No column can be learned from. Say what one holds with {ways}, or add columns."
    return Text(said, style="bold")
