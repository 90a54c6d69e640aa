"""Orders of levels that the user gave."""

import csv
from collections.abc import Iterable, Mapping, Sequence

from separatrix.data.table import Table
from separatrix.errors import DataError

Orders = Mapping[str, Sequence[object]]
"""Levels by column, the lowest first."""


def read_orders(typed: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read orders that were typed as COL=low,medium,high.

    A level with a comma in it is put in double quotes.

    Raises:
        DataError: one is not of this form, or a column has two.

    Example:
        >>> read_orders(['size=S, M, L', 'pay="under 1,000",more'])
        {'size': ('S', 'M', 'L'), 'pay': ('under 1,000', 'more')}
    """
    orders: dict[str, tuple[str, ...]] = {}
    for each in typed:
        name, equals, levels = each.partition("=")
        if not equals or not name or not levels.strip():
            raise DataError(
                f'An order is written COL=LEVEL,LEVEL with the lowest level first, got "{each}".'
            )
        if name in orders:
            raise DataError(f'A column has one order, got two for "{name}". Leave one out.')
        (row,) = csv.reader([levels], skipinitialspace=True)
        orders[name] = tuple(level.strip() for level in row)
    return orders


def orders_by_name(given: object) -> dict[str, Sequence[object]]:
    """Return orders with the names of their columns as texts.

    Raises:
        DataError: they are not given by column.
    """
    if not isinstance(given, Mapping):
        raise DataError(
            f'ordered must give levels by column, as in {{"size": ("S", "M", "L")}}, got {given!r}.'
        )
    return {str(name): levels for name, levels in given.items()}


def asked_orders(
    table: Table, target: str | None, orders: Orders, overrules: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return orders as texts, having looked at what they are for.

    Args:
        table: The table.
        target: Name of the target column; None where the table holds none.
        orders: What the user asked for.
        overrules: Kinds that the user decided.

    Raises:
        DataError: one is for no column, for the target, or for one that is to be something else.
    """
    for name, levels in orders.items():
        table.column(name)
        if name == target:
            raise DataError(f'"{name}" is the target; an order is for the columns beside it.')
        if isinstance(levels, str):
            raise DataError(f'The order of "{name}" is a list of levels, got the text "{levels}".')
        if not isinstance(levels, Iterable):
            raise DataError(
                f'The order of "{name}" is a list of levels, the lowest first, got {levels!r}.'
            )
        kind = overrules.get(name, "category")
        if kind != "category":
            raise DataError(
                f'A column with an order is a category, got {kind} for "{name}". '
                "Leave one of them out."
            )
    return {name: tuple(map(str, levels)) for name, levels in orders.items()}
