"""One row stepped through a network: what every unit answers, and how the loss hangs on it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.step import RowStep
from separatrix.plots.network import draw_discs, draw_units, ends, is_small, spacing, unit_places
from separatrix.plots.style import DIVERGING, new_figure, styled
from separatrix.plots.text import number

Floats = NDArray[np.float64]

LINE, TITLE = 0.31, 0.45
"""Inches: from unit to unit at the least, and what stands above a drawing."""


@styled()
def row_figure(step: RowStep, title: str) -> Figure:
    """Draw a row forward above and backward below.

    Args:
        step: The row.
        title: What stands above.
    """
    forward = [step.input_D, *(layer.after_H for layer in step.layers)]
    backward = [None, *(layer.bias_gradient_H for layer in step.layers)]
    small = is_small(step.anatomy)
    half = max(3.2, LINE * np.ptp(ends(step.anatomy)) + TITLE) if small else 2.9
    figure = new_figure(8.2, 2 * half + 0.4)
    above, below = figure.subplots(2, 1)
    for axes, values in ((above, forward), (below, backward)):
        if small:
            _draw_numbers(axes, step, values, (half - TITLE) / np.ptp(ends(step.anatomy)))
        else:
            _draw_strips(axes, step, values)
    above.set_title("Forward: what every unit answers")
    below.set_title(
        f"Backward: derivative of the loss ({step.loss_name} {number(step.loss)}) by every unit's "
        "z = w·x + b"
    )
    figure.suptitle(title)
    return figure


def _draw_numbers(axes: Axes, step: RowStep, values: Sequence[Floats | None], line: float) -> None:
    """Draw the numbers into the units, which are `line` inches apart in the largest layer."""
    draw_units(axes, step.anatomy, gap=18.0)
    most = max(len(place_U2) for place_U2 in unit_places(step.anatomy))
    for place_U2, value_U in zip(unit_places(step.anatomy), values, strict=True):
        if value_U is None:
            continue
        across = min(29.0, 72 * 0.94 * line * spacing(len(value_U), most))
        draw_discs(axes, place_U2, value_U, across**2)
        for (x, y), value in zip(place_U2, value_U, strict=True):
            told = number(float(f"{value:.2g}"))
            size = min(6.8, 1.45 * across / max(len(told), 4))
            axes.text(x, y, told, ha="center", va="center", fontsize=size, zorder=5)


def _draw_strips(axes: Axes, step: RowStep, values: Sequence[Floats | None]) -> None:
    """Draw a strip of colours for every layer, units side by side."""
    called = ["inputs", *(layer.name for layer in step.anatomy.layers)]
    strips = [(n, each) for n, each in zip(called, values, strict=True) if each is not None]
    names = []
    for at, (name, value_U) in enumerate(strips):
        limit = float(np.abs(value_U).max()) or 1.0
        axes.imshow(
            value_U[None],
            extent=(0, 1, at + 0.36, at - 0.36),
            aspect="auto",
            cmap=DIVERGING,
            norm=TwoSlopeNorm(0.0, -limit, limit),
            interpolation="nearest",
        )
        names.append(f"{name}\n{len(value_U)}, up to {number(limit)}")
    axes.set_xlim(0, 1)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
