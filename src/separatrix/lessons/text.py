"""Numbers as the sentences of the lessons write them."""

from typing import TYPE_CHECKING

from separatrix.plots.text import percent

if TYPE_CHECKING:
    from separatrix.ladders.run import Reached


def spread(reached: "Reached") -> str:
    """Write what the seeds reached, from the least to the greatest.

    Example:
        >>> from types import SimpleNamespace
        >>> spread(SimpleNamespace(min=0.5, median=0.9, max=1.0))
        '50.0 % to 100 %'
    """
    low, high = percent(reached.min), percent(reached.max)
    return low if low == high else f"{low} to {high}"


def of_seeds(share: float, seeds: int) -> str:
    """Write a share of the seeds as a count.

    Example:
        >>> of_seeds(0.9, 20), of_seeds(1.0, 1)
        ('18 of 20 seeds', 'the one seed')
    """
    count = round(share * seeds)
    if seeds == 1:
        return "the one seed" if count else "not the one seed"
    return f"{'all' if count == seeds else count} of {seeds} seeds"
