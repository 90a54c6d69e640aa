"""ROC and precision-recall curves."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from separatrix.evaluation.roc import Thresholds
from separatrix.plots.style import FAINT, class_colour
from separatrix.plots.text import short

MOST_POINTS = 400


def draw_roc(axes: Axes, curves: Sequence[Thresholds]) -> Axes:
    """Draw how many rows of a class are found against how many others are called it."""
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=":")
    for code, curve in enumerate(curves):
        at = _some(len(curve.false_T))
        axes.plot(
            curve.false_T[at],
            curve.found_T[at],
            color=class_colour(code),
            linewidth=1.5,
            label=short(curve.name),
        )
    _square(axes, "share of other rows called it", "share of its rows found")
    return axes


def draw_precision(axes: Axes, curves: Sequence[Thresholds]) -> Axes:
    """Draw how many rows that are called a class are of it against how many of it are found."""
    for code, curve in enumerate(curves):
        at = _some(len(curve.found_T))
        colour = class_colour(code)
        axes.plot(curve.found_T[at], curve.precision_T[at], color=colour, linewidth=1.5)
        if len(curves) == 1:
            axes.axhline(curve.share, color=FAINT, linewidth=0.9, linestyle=":")
    _square(axes, "share of its rows found (recall)", "share of called rows that are (precision)")
    return axes


def _some(count: int) -> slice:
    return slice(None, None, max(1, count // MOST_POINTS))


def _square(axes: Axes, across: str, up: str) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_box_aspect(1)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
