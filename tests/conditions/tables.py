"""The tables of the conditions, each a plain one with one thing the matter."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

ROWS = 40
Make = Callable[[], pd.DataFrame]


def plain(rows: int = ROWS) -> pd.DataFrame:
    """Return a table with nothing the matter: a number, a level, two classes."""
    random = np.random.default_rng(0)
    size = random.normal(50, 10, rows).round(2)
    colour = random.choice(["red", "green", "blue"], rows)
    label = np.where(np.arange(rows) % 2 == 0, "yes", "no")
    return pd.DataFrame({"size": size, "colour": colour, "y": label})


def having(**columns: Any) -> Make:
    """Return what makes the plain table with columns added or replaced.

    A column is a list, or a function of the plain table.
    """

    def make() -> pd.DataFrame:
        table = plain()
        added = {
            name: cells(table) if callable(cells) else cells for name, cells in columns.items()
        }
        return table.assign(**added)[["size", "colour", *(set_of(added)), "y"]]

    def set_of(added: dict[str, Any]) -> list[str]:
        return [name for name in added if name not in ("size", "colour", "y")]

    return make


def times(cell: Any, every: int = ROWS) -> list[Any]:
    """Return a column that is missing, or something else, but for one cell in `every`."""
    return [cell] * every


def numbers(*, rows: int = ROWS) -> list[float]:
    """Return ordinary numbers."""
    cells: list[float] = np.random.default_rng(1).normal(size=rows).tolist()
    return cells


def with_cell(cell: Any, at: int = 3) -> list[Any]:
    """Return ordinary numbers but for one cell."""
    cells: list[Any] = list(numbers())
    cells[at] = cell
    return cells


def days(zone: str | None = None) -> Any:
    """Return dates, a day apart."""
    return pd.date_range("2024-01-01", periods=ROWS, freq="25h", tz=zone)


def named(*names: str) -> Make:
    """Return what makes the plain table with further columns of numbers of these names."""

    def make() -> pd.DataFrame:
        table = plain()
        for i, name in enumerate(names):
            values = np.random.default_rng(i).normal(size=ROWS)
            table.insert(len(table.columns) - 1, name, values, allow_duplicates=True)
        return table

    return make


def first(rows: int) -> Make:
    """Return what makes the first rows of the plain table."""
    return lambda: plain().head(rows)


def many(columns: int) -> Make:
    """Return what makes a table of many columns."""

    def make() -> pd.DataFrame:
        values = np.random.default_rng(0).normal(size=(ROWS, columns)).astype(np.float32)
        table = pd.DataFrame(values, columns=[f"x{i}" for i in range(columns)])
        return table.assign(y=plain()["y"])

    return make


def asking(**columns: Any) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what makes the table that is predicted: five rows, with columns replaced."""

    def ask(table: pd.DataFrame) -> pd.DataFrame:
        return table.drop(columns="y").head(5).assign(**columns)

    return ask


DECIMALS = [Decimal(i) / 4 for i in range(ROWS)]
LISTS = [[i, i + 1] for i in range(ROWS)]
BYTES = [bytes([i]) for i in range(ROWS)]
DATES = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(ROWS)]
