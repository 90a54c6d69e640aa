"""One row as a dict of cells: what can be told of it at a glance, without making a table."""

import math
import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, TypeGuard

import numpy as np

from separatrix.data.patterns import DATE

_CELLS = (str, bytes, bool, int, float, Decimal, date, time, timedelta, np.generic, type(None))


def is_row(held: object) -> TypeGuard[Mapping[Any, Any]]:
    """Tell whether this is one row, a dict of cells, and not a dict of columns.

    Example:
        >>> is_row({"x": 1.5}), is_row({"x": [1.5]})
        (True, False)
    """
    if not isinstance(held, Mapping) or not held:
        return False
    return all(isinstance(cell, _CELLS) for cell in held.values())


def is_rows(held: object) -> TypeGuard[list[Mapping[Any, Any]]]:
    """Tell whether this is a list of rows."""
    return isinstance(held, list) and bool(held) and all(map(is_row, held))


def as_number(cell: object) -> float | None:
    """Return a plain number as a float, a missing one as NaN, and None for anything else.

    What is not plain, such as an infinite number or a text, is for `separatrix.data.arrive`.
    """
    if cell is None:
        return math.nan
    if isinstance(cell, float):
        return None if math.isinf(cell) else float(cell)
    if type(cell) is int and -(2**63) <= cell < 2**63:
        return float(cell)
    return None


def date_of(text: str) -> date | None:
    """Return the date that a text such as 2024-05-31 spells, None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(DATE, text) else None
    except ValueError:  # February 30
        return None


def is_harmless(cell: object) -> bool:
    """Tell whether a cell that is not used can be passed over: a table would take it silently."""
    if isinstance(cell, str):
        return cell.isascii()
    return isinstance(cell, bool) or as_number(cell) is not None
