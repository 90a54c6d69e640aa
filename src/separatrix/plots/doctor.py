"""The vital signs of a training: gradients, steps and units of every layer at a few epochs."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.curves import Curves
from separatrix.plots.curves import draw_loss
from separatrix.plots.legend import explain_lines
from separatrix.plots.style import FAINT, new_figure, styled
from separatrix.plots.text import percent_tick
from separatrix.training.checkups import Checkup, Checkups, Numbers, as_array

MOST_LAYERS = 8
"""Layers that are drawn; of more, evenly spread ones, the first and the last among them."""

STEP_LOW, STEP_HIGH = 3e-4, 3e-3
"""Around the rule of thumb of 1e-3 a step (Karpathy, CS231n)."""

_MARKS = ("o", "s", "^", "D", "v", "P", "X", "p")


@styled()
def doctor_figure(curves: Curves, checkups: Checkups, title: str) -> Figure:
    """Draw the loss, and what checkups found of the layers.

    Args:
        curves: The course of the training.
        checkups: How its layers stood at a few epochs; none of early versions.
        title: What stands above.
    """
    taken = len(checkups.taken) > 1
    figure = new_figure(7.6, 5.9 if taken else 3.2)
    grid = figure.subplots(2 if taken else 1, 2 if taken else 1, squeeze=False)
    draw_loss(grid[0, 0], curves)
    grid[0, 0].set_title("Loss")
    grid[0, 0].legend(fontsize=7.5)
    if taken:
        draw_gradients(grid[0, 1], checkups)
        draw_steps(grid[1, 0], checkups)
        draw_units(grid[1, 1], checkups)
        explain_lines(figure, grid[0, 1])
    figure.suptitle(title)
    return figure


def draw_gradients(axes: Axes, checkups: Checkups) -> Axes:
    """Draw the mean size of each layer's gradient."""
    sizes = [each.gradient_size for each in checkups.taken]
    _draw_layers(axes, checkups.taken, sizes, checkups.layers)
    axes.set_title("Gradient of a weight, mean size")
    axes.set_yscale("log")
    return axes


def draw_steps(axes: Axes, checkups: Checkups) -> Axes:
    """Draw by which share of its norm each layer moved in a step, beside the rule of thumb."""
    moved = [each for each in checkups.taken if each.update is not None and each.steps]
    axes.axhspan(STEP_LOW, STEP_HIGH, color=FAINT, alpha=0.2, lw=0, label="rule of thumb")
    shares: list[Numbers | None] = [_by_step(each) for each in moved]
    _draw_layers(axes, moved, shares, checkups.layers)
    axes.set_title(
        "Move of the weights in a step, of their norm\n(grey: about 0.001, a rule of thumb)"
    )
    axes.set_yscale("log")
    return axes


def draw_units(axes: Axes, checkups: Checkups) -> Axes:
    """Draw which share of each hidden layer's units is dead, or at the bounds of its activation."""
    hidden = [name for name in checkups.layers if name.startswith("hidden")]
    bounded = any(np.nanmax(as_array(e.saturated), initial=0) > 0 for e in checkups.taken)
    values = [each.saturated if bounded else each.dead for each in checkups.taken]
    if hidden:
        _draw_layers(axes, checkups.taken, values, tuple(hidden), of=checkups.layers)
    axes.set_title("Units at their bounds" if bounded else "Units that are zero for every row")
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter(percent_tick)
    axes.set_ylabel("Share (%)")
    return axes


def _draw_layers(
    axes: Axes,
    taken: Sequence[Checkup],
    values: Sequence[Numbers | None],
    layers: tuple[str, ...],
    of: tuple[str, ...] | None = None,
) -> None:
    """Draw the median of the members of every layer over the epochs."""
    median_EL = (
        np.stack([_median(each) for each in values]) if values else np.empty((0, len(layers)))
    )
    epochs = [each.epoch for each in taken]
    every = of or layers
    colours = mpl.colormaps["viridis"](np.linspace(0, 0.88, len(every)))
    for at in _spread(len(layers)):
        place = every.index(layers[at])
        axes.plot(
            epochs,
            median_EL[:, at],
            color=colours[place],
            marker=_MARKS[place % len(_MARKS)],
            markersize=3.5,
            linewidth=1.3,
            label=layers[at],
        )
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlim(left=0)
    ticks = [epoch for epoch in epochs if epoch in (0, 1) or epoch & (epoch - 1) == 0]
    kept = ticks if len(ticks) <= 8 else [*ticks[:2], *ticks[2::2]]
    axes.set_xticks(kept, [f"{epoch:,}" for epoch in kept])
    axes.minorticks_off()
    axes.set_xlabel("Epochs done")


def _spread(layers: int) -> list[int]:
    places = np.linspace(0, layers - 1, min(layers, MOST_LAYERS)).round().astype(int)
    return [int(place) for place in np.unique(places)]


def _median(numbers: Numbers | None) -> NDArray[np.float64]:
    array_KL = as_array(numbers)
    found_L = np.full(array_KL.shape[1], np.nan)
    there_L = np.isfinite(array_KL).any(axis=0)
    found_L[there_L] = np.nanmedian(array_KL[:, there_L], axis=0)
    return found_L


def _by_step(checkup: Checkup) -> Numbers:
    steps = [max(each, 1) for each in checkup.steps]
    rows = checkup.update or []
    return [
        [None if x is None else x / count for x in row]
        for row, count in zip(rows, steps, strict=True)
    ]
