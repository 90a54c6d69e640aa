"""Several trainings on one axes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from separatrix.evaluation.curves import Curve
from separatrix.plots.style import class_colour
from separatrix.plots.text import short

STROKES = ("-", "--", ":", "-.")


def draw_overlaid(axes: Axes, named: Sequence[tuple[str, Curve]]) -> Axes:
    """Draw the median of each training's members, and a band from the least to the greatest.

    Args:
        axes: Where to draw.
        named: (name, curve) of each training.
    """
    for code, (name, curve) in enumerate(named):
        epochs_E = np.arange(1, len(curve.values_EK) + 1)
        colour = class_colour(code)
        if curve.values_EK.shape[1] > 1:
            low_E, high_E = (
                np.array([find(row[np.isfinite(row)], initial=end) for row in curve.values_EK])
                for find, end in ((np.min, np.inf), (np.max, -np.inf))
            )
            there_E = np.isfinite(low_E) & np.isfinite(high_E)
            axes.fill_between(
                epochs_E[there_E],
                low_E[there_E],
                high_E[there_E],
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
        axes.plot(
            epochs_E,
            curve.median_E,
            STROKES[code % len(STROKES)],
            color=colour,
            linewidth=1.7,
            label=short(name),
        )
    axes.set_xlabel("Epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    return axes
