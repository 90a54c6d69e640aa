"""One row stepped through a network: what every unit answers, and how the loss hangs on it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.step import RowStep
from separatrix.plots.network import draw_discs, draw_units, is_small, unit_places
from separatrix.plots.style import DIVERGING, new_figure, styled
from separatrix.plots.text import number

Floats = NDArray[np.float64]

MOST_NUMBERS = 10
"""Units of a layer up to which their numbers are written."""


@styled()
def row_figure(step: RowStep, title: str) -> Figure:
    """Draw a row forward above and backward below.

    Args:
        step: The row.
        title: What stands above.
    """
    forward = [step.input_D, *(layer.after_H for layer in step.layers)]
    backward = [None, *(layer.gradient_H for layer in step.layers)]
    small = is_small(step.anatomy)
    figure = new_figure(8.2, 7.4 if small else 5.8)
    above, below = figure.subplots(2, 1)
    if small:
        _draw_numbers(above, step, forward)
        _draw_numbers(below, step, backward)
    else:
        _draw_strips(above, step, forward)
        _draw_strips(below, step, backward)
    above.set_title("Forward: what every unit answers")
    below.set_title(
        f"Backward: derivative of the loss ({step.loss_name} {number(step.loss)}) by what reaches "
        "every unit"
    )
    figure.suptitle(title)
    return figure


def _draw_numbers(axes: Axes, step: RowStep, values: Sequence[Floats | None]) -> None:
    draw_units(axes, step.anatomy, gap=0.14)
    for place_U2, value_U in zip(unit_places(step.anatomy), values, strict=True):
        if value_U is None:
            continue
        draw_discs(axes, place_U2, value_U, 640)
        for (x, y), value in zip(place_U2, value_U, strict=True):
            size = 6.6 if len(value_U) <= MOST_NUMBERS else 5.4
            told = number(float(f"{value:.2g}"))
            axes.text(x, y, told, ha="center", va="center", fontsize=size, zorder=5)


def _draw_strips(axes: Axes, step: RowStep, values: Sequence[Floats | None]) -> None:
    """Draw a strip of colours for every layer, units side by side."""
    names = ["inputs", *(layer.name for layer in step.anatomy.layers)]
    axes.set_xlim(0, 1)
    axes.set_ylim(len(names) - 0.4, -0.6)
    for at, value_U in enumerate(values):
        if value_U is None:
            continue
        limit = float(np.abs(value_U).max()) or 1.0
        axes.imshow(
            value_U[None],
            extent=(0, 1, at + 0.36, at - 0.36),
            aspect="auto",
            cmap=DIVERGING,
            norm=TwoSlopeNorm(0.0, -limit, limit),
            interpolation="nearest",
        )
        names[at] += f"\n{len(value_U)}, up to {number(limit)}"
    axes.set_xlim(0, 1)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
