"""How every picture looks: one set of colours, marks and Matplotlib settings.

Nothing here changes Matplotlib's settings for anybody else: figures are made inside `styled`,
which brings back what was there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.typing import RcKeyType

CLASS_COLOURS = (
    *("#1668b3", "#e06a00", "#56171a", "#870efe", "#a8828f"),
    *("#202c53", "#a5583c", "#4b07a4", "#7f65f6", "#3096bf"),
)
"""Blue and orange for two classes, then what lies farthest from the ones before.

Found by a search over the least distance in CIELAB, in normal vision and under the three kinds
of colour blindness (Machado et al. 2009). All have a contrast of 3:1 or more on white.
"""

CLASS_MARKS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
"""Shapes of the classes, so that a picture can be read without colours."""

INK, FAINT, PAPER = "#1f1f1f", "#8a8a8a", "#ffffff"
HELD_OUT = "#00525e"

DIVERGING: Colormap = LinearSegmentedColormap.from_list(
    "separatrix", ["#80b1df", "#bcd5ee", "#f7f6f4", "#fddcb4", "#fabd78"]
)
"""Probability of the positive class: blue at 0, neutral at one half, orange at 1.

The orange end is the lighter one, so that the sides differ in grey too.
"""

COUNTS: Colormap = LinearSegmentedColormap.from_list("separatrix-counts", ["#ffffff", "#0b4f8f"])
"""Shares from 0, white, to 1."""

FIELD = "cividis"
"""Values without a middle, as even in grey as in colour (Nuñez et al. 2018)."""

_SETTINGS: dict[RcKeyType, Any] = {
    "axes.edgecolor": "#4a4a4a",
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 7,
    "axes.titlesize": 9.5,
    "axes.titley": 1.0,  # a fixed place: looking for a free one takes a third of the drawing time
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.titlesize": 11,
    "font.size": 9,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "legend.title_fontsize": 8.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "separatrix",
    "text.color": INK,
    "xtick.color": "#4a4a4a",
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "xtick.major.width": 0.7,
    "ytick.color": "#4a4a4a",
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8.5,
    "ytick.major.width": 0.7,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw with the house's settings on top of Matplotlib's own defaults, then bring all back.

    A user's own settings do not reach the pictures, so that they look the same everywhere.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in _SETTINGS.items():
            mpl.rcParams[name] = value
        yield


class ShownFigure(Figure):
    """A figure that a notebook shows, whether or not it has been told to show Matplotlib's."""

    def _repr_png_(self) -> bytes:
        from separatrix.plots.render import render  # which is styled by this module

        return render(self, dpi=100)


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, sizes in inches, whose parts will find their places themselves."""
    return ShownFigure(figsize=(width, height), layout="constrained")


def class_colour(code: int) -> str:
    """Return the colour of a class; after ten they come again, with other marks."""
    return CLASS_COLOURS[code % len(CLASS_COLOURS)]


def class_mark(code: int) -> str:
    """Return the mark of a class, another one for each class of the same colour.

    Example:
        >>> len({(class_colour(code), class_mark(code)) for code in range(100)})
        100
    """
    return CLASS_MARKS[(code + code // len(CLASS_COLOURS)) % len(CLASS_MARKS)]


def part_colour(hollow: bool) -> str:
    """Return the colour of a part where colours do not stand for classes."""
    return CLASS_COLOURS[1 if hollow else 0]


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """Mix a colour with the paper: 0 is paper, 1 the colour.

    Example:
        >>> tint("#000000", 0.25)
        (0.75, 0.75, 0.75)
    """
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue
