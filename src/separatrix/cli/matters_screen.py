"""What matters to a run, in tables: the worth of its columns, and one row taken apart."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import short, visible
from separatrix.cli.numbers import significant
from separatrix.cli.tables import quiet_table
from separatrix.evaluation.contributions import Contributions
from separatrix.evaluation.importance import Importance

MOST_COLUMNS = 20
"""Columns that are shown, those that matter most."""


def importance_table(found: Sequence[Importance]) -> Table:
    """Lay out what every column is worth, the most important first."""
    table = quiet_table("column", "worth", "95 % interval", right=("worth", "95 % interval"))
    for each in found[:MOST_COLUMNS]:
        interval = f"{_signed(each.low)} to {_signed(each.high)}"
        style = None if each.low > 0 else "dim"
        table.add_row(Text(short(each.column)), _signed(each.value), interval, style=style)
    if len(found) > MOST_COLUMNS:
        table.add_row(f"… {len(found) - MOST_COLUMNS} more", "", "")
    return table


def contributions_screen(found: Contributions) -> Iterator[RenderableType]:
    """Yield how an answer came about: the base, every column, the answer."""
    yield Text(visible(f"{found.of}: what each column contributed"), style="bold")
    table = quiet_table("column", "contributed", "±", right=("contributed", "±"))
    table.add_row(f"mean of {found.rows} rows", significant(found.base), "", style="dim")
    for each in found.each[:MOST_COLUMNS]:
        table.add_row(Text(short(each.column)), _signed(each.value), significant(1.96 * each.error))
    rest = found.each[MOST_COLUMNS:]
    if rest:
        table.add_row(f"{len(rest)} more", _signed(sum(each.value for each in rest)), "")
    table.add_row("answer", significant(found.answer), "", style="bold")
    yield table


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{significant(abs(value))}"
