"""A reliability curve: what was told against what happened."""

from matplotlib.axes import Axes

from separatrix.evaluation.calibration import Reliability
from separatrix.plots.style import CLASS_COLOURS, FAINT


def draw_reliability(axes: Axes, curve: Reliability, positive: str = "") -> Axes:
    """Draw the share of rows to which each told probability happened, with its 95 % interval.

    Args:
        axes: Where to draw.
        curve: The bins.
        positive: What the positive class is called.
    """
    told = [each.told for each in curve.bins]
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=":", zorder=1)
    for each in curve.bins:
        ends = [each.low, each.high]
        axes.plot([each.told] * 2, ends, color=CLASS_COLOURS[0], linewidth=1.4, zorder=2)
    happened = [each.happened for each in curve.bins]
    axes.plot(told, happened, "o-", color=CLASS_COLOURS[0], markersize=4.5, linewidth=1, zorder=3)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_box_aspect(1)
    two = curve.of == "positive"
    axes.set_xlabel(f"told probability of {positive}" if two else "told probability")
    axes.set_ylabel(f"share of rows that are {positive}" if two else "share of rows answered right")
    return axes
