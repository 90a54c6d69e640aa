"""Formulas with their numbers, as they are written on a screen."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from rich.text import Text

Floats = NDArray[np.float64]
Equation = tuple[str, str]
"""What stands before and behind the first sign of equality."""

MOST_TERMS = 6
"""Terms of a sum that are written out: the largest ones."""


def figure(value: float) -> str:
    """Write a number in three significant digits, with a true minus.

    Example:
        >>> figure(-0.12345), figure(12.0)
        ('−0.123', '12')
    """
    return f"{value:.3g}".replace("-", "−")


def factor(value: float) -> str:
    """Write a number as it stands behind an operation: negative ones in brackets.

    Example:
        >>> factor(-2.0), factor(0.5)
        ('(−2)', '0.5')
    """
    return f"({figure(value)})" if value < 0 else figure(value)


def weighted_sum(
    weight_I: Floats, names: Sequence[str], values: Floats, bias: float | None = None
) -> str:
    """Write a sum with its largest terms.

    Args:
        weight_I: What stands before each name.
        names: What is summed.
        values: The numbers behind the names, which say how large a term is.
        bias: What stands alone at the end; None for nothing.

    Example:
        >>> weighted_sum(np.array([0.5, -2.0]), ["x1", "x2"], np.array([1.0, 3.0]), 0.1)
        '0.5·x1 − 2·x2 + 0.1'
    """
    shown = largest(weight_I * values, MOST_TERMS)
    words = "".join(_term(float(weight_I[i]), f"·{names[i]}") for i in shown)
    words = f"−{words[3:]}" if words.startswith(" − ") else words.removeprefix(" + ")
    more = len(weight_I) - len(shown)
    words += f" + … {more} more" if more else ""
    return words if bias is None else words + _term(bias, "")


def largest(values: Floats, most: int) -> list[int]:
    """Return where the largest absolute values stand, in their order.

    Example:
        >>> largest(np.array([1.0, -5.0, 0.0, 3.0]), 2)
        [1, 3]
    """
    return sorted(np.argsort(-np.abs(values), kind="stable")[:most].tolist())


def equations(written: Iterable[Equation]) -> Table:
    """Return equations below each other; what goes on to a next line stays behind its sign."""
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    for name, words in written:
        grid.add_row(Text(f"  {name} = "), Text(words))
    return grid


def more(count: int, what: str) -> Iterator[Text]:
    """Say how many are not written out; nothing where all are."""
    if count > 0:
        yield Text(f"  … {count:,} more {what}{'s' if count > 1 else ''}", style="dim")


def _term(value: float, name: str) -> str:
    return f" {'−' if value < 0 else '+'} {figure(abs(value))}{name}"
