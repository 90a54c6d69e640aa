"""Predictions of numbers: against the truth, and as a line over one feature."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from separatrix.evaluation.boundary import Range
from separatrix.evaluation.line import FittedLine
from separatrix.evaluation.regression import RegressionPoints, Residuals
from separatrix.evaluation.thin import thinned
from separatrix.plots.points import (
    MOST_POINTS,
    MOST_VECTORS,
    Names,
    Part,
    marker_area,
    name_plane,
    say_thinned,
)
from separatrix.plots.style import INK, PAPER, part_colour
from separatrix.plots.text import short, signed, tick


def draw_predicted(
    axes: Axes,
    points: RegressionPoints,
    target: str,
    hollow: bool = False,
    limits: Range | None = None,
) -> Axes:
    """Draw predicted against true values; on the line a prediction is right.

    Args:
        axes: Where to draw.
        points: What was predicted.
        target: Name of the target.
        hollow: Draw hollow points, as for rows that were not trained on.
        limits: Range of both axes, see `range_of`; that of these points if not given.
    """
    _scatter(axes, points.true_N, points.predicted_N, hollow)
    limits = limits or range_of([points])
    axes.plot(limits, limits, color=INK, linewidth=1.0, zorder=4)
    axes.set(xlim=limits, ylim=limits, aspect="equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(tick)
    axes.set_xlabel(f"True {short(target, 30)}")
    axes.set_ylabel(f"Predicted {short(target, 30)}")
    if len(points.true_N) < points.rows:
        say_thinned(axes, len(points.true_N), points.rows)
    return axes


def range_of(parts: Sequence[RegressionPoints]) -> Range:
    """Return the range of all true and predicted values, with a margin."""
    values = np.concatenate([array for one in parts for array in (one.true_N, one.predicted_N)])
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    side = 0.04 * (high - low) or 0.5
    return low - side, high + side


def residual_sentence(residuals: Residuals) -> str:
    r"""Say in words what is left between prediction and truth.

    Example:
        >>> residual_sentence(Residuals(-0.01, 1.0, -1.5, 0.0, 1.625, 4.0))
        'off by −0.01 on average,\n90 % of rows by −1.5 to +1.62'
    """
    ends = f"{signed(residuals.low)} to {signed(residuals.high)}"
    return f"off by {signed(residuals.mean)} on average,\n90 % of rows by {ends}"


def draw_line(axes: Axes, line: FittedLine, part: Part, names: Names) -> Axes:
    """Draw rows of one feature and the values that the network gives along it.

    Args:
        axes: Where to draw.
        line: What is predicted; every member thin, their mean bold.
        part: The rows; the feature is their first column.
        names: What the axes are called.
    """
    kept = thinned(len(part), MOST_POINTS)
    _scatter(axes, part.features_N2[kept, 0], part.target_N[kept], part.hollow)
    if len(line.members_KG) > 1:
        axes.plot(line.x_G, line.members_KG.T, color=INK, linewidth=0.6, alpha=0.3, zorder=4)
    axes.plot(line.x_G, line.mean_G, color=INK, linewidth=1.8, zorder=5)
    name_plane(axes, names)
    if len(kept) < len(part):
        say_thinned(axes, len(kept), len(part))
    return axes


def _scatter(axes: Axes, x_N: np.ndarray, y_N: np.ndarray, hollow: bool) -> None:
    colour = part_colour(hollow)
    axes.scatter(
        x_N,
        y_N,
        s=marker_area(len(x_N)),
        facecolors="none" if hollow else colour,
        edgecolors=colour if hollow else PAPER,
        linewidths=0.8 if hollow else 0.25,
        alpha=0.9 if len(x_N) <= 500 else 0.55,
        rasterized=len(x_N) > MOST_VECTORS,
        zorder=3,
    )
