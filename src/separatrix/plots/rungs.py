"""The rungs of a ladder, and how far each spreads over its seeds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from separatrix.plots.curves import name_metric_axis
from separatrix.plots.style import CLASS_COLOURS, FAINT, INK
from separatrix.plots.text import number, percent, short

_GOLDEN = 0.618034
"""Steps of the golden ratio fall evenly and never on the same place (Weyl 1916)."""


@dataclass(frozen=True)
class Spread:
    """The scores of one rung.

    Args:
        name: What the rung is called.
        values_K: One score for each seed; nan where a seed has none.
    """

    name: str
    values_K: NDArray[np.float64]


def draw_rungs(
    axes: Axes,
    spreads: Sequence[Spread],
    metric: str,
    bar: float | None = None,
    unit: str | None = None,
) -> Axes:
    """Draw a row for each rung, the first on top: every seed a dot, the median a stroke.

    A thin line goes from the least to the greatest; the median is written at the right.

    Args:
        axes: Where to draw.
        spreads: The rungs.
        metric: What the scores are.
        bar: The score to reach, drawn as a dotted line.
        unit: Unit of an error.
    """
    for place, spread in enumerate(spreads):
        values_K = spread.values_K[np.isfinite(spread.values_K)]
        if len(values_K):
            _draw_spread(axes, place, values_K, metric)
    if bar is not None:
        axes.axvline(bar, color=INK, linewidth=0.9, linestyle=":", zorder=1)
        axes.text(bar, -0.62, "to reach", ha="center", va="bottom", fontsize=7.5, color=INK)
    axes.annotate("median", (1.01, -0.62), xycoords=("axes fraction", "data"), fontsize=7.5)
    axes.set_yticks(range(len(spreads)), [short(spread.name, 44) for spread in spreads])
    axes.set_ylim(len(spreads) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    name_metric_axis(axes, metric, unit, axis="x")
    return axes


def _draw_spread(axes: Axes, place: int, values_K: NDArray[np.float64], metric: str) -> None:
    low, median, high = (float(find(values_K)) for find in (np.min, np.median, np.max))
    axes.plot([low, high], [place, place], color=FAINT, linewidth=1.0, zorder=2)
    axes.scatter(
        values_K,
        place + _beside(values_K),
        s=20,
        color=CLASS_COLOURS[0],
        alpha=0.55,
        linewidths=0,
        zorder=3,
    )
    stroke = [place - 0.3, place + 0.3]
    axes.plot([median, median], stroke, color=CLASS_COLOURS[1], linewidth=2.6, zorder=4)
    axes.annotate(
        percent(median) if metric.endswith("accuracy") else number(median),
        (1.01, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8.5,
    )


def _beside(values_K: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put seeds of nearly the same score beside each other, always in the same way."""
    order_K = np.argsort(np.argsort(values_K, kind="stable"), kind="stable")
    beside_K: NDArray[np.float64] = 0.44 * (np.mod(0.5 + order_K * _GOLDEN, 1.0) - 0.5)
    return beside_K
