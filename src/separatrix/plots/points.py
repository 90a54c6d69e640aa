"""Rows of a table as points in the plane of two features."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.text import Annotation
from numpy.typing import NDArray

from separatrix.evaluation.thin import thinned
from separatrix.plots.style import FAINT, FIELD, INK, PAPER, class_colour, class_mark
from separatrix.plots.text import short

MOST_POINTS = 3_000
"""More rows than these are thinned, and the picture says so."""

MOST_VECTORS = 1_000
"""More points than these are drawn as pixels within an SVG, which stays small."""


@dataclass(frozen=True)
class Names:
    """What the table calls the things in a picture.

    Args:
        x: First feature.
        y: Second feature; for a table with one feature, the target.
        target: Target.
        classes: Classes in the order of their codes; empty for regression.
        grouped: The last class stands for several, and has no colour of its own.
    """

    x: str
    y: str
    target: str
    classes: tuple[str | int | float | bool, ...] = ()
    grouped: bool = False

    def colour(self, code: int) -> str:
        """Return the colour of a class."""
        last = self.grouped and code == len(self.classes) - 1
        return FAINT if last else class_colour(code)


@dataclass(frozen=True)
class Part:
    """The rows of one part of the table.

    Args:
        name: "train", "validation" or "test".
        features_N2: Two features, in the table's own units.
        target_N: Class codes or values.
    """

    name: str
    features_N2: NDArray[np.floating[Any]]
    target_N: NDArray[Any]

    def __len__(self) -> int:
        return len(self.target_N)

    @property
    def hollow(self) -> bool:
        """Whether its points are drawn hollow: all that were not trained on."""
        return self.name != "train"


def draw_points(
    axes: Axes,
    part: Part,
    names: Names,
    norm: Normalize | None = None,
    crowd: int | None = None,
    *,
    tell: bool = True,
) -> Axes:
    """Draw rows in the plane of their two features: train rows filled, all others hollow.

    Args:
        axes: Where to draw.
        part: The rows.
        names: What axes and classes are called.
        norm: Range of the target's colours, for regression.
        crowd: Rows of all parts that share the axes; None for this part alone. Of more than
            `MOST_POINTS` always the same ones are drawn, and a note says so.
        tell: Write that note.
    """
    crowd = max(crowd or len(part), 1)
    kept = thinned(len(part), ceil(len(part) * min(1.0, MOST_POINTS / crowd)))
    points_N2, target_N = part.features_N2[kept], part.target_N[kept]
    if names.classes:
        for code in range(len(names.classes)):
            points = points_N2[target_N == code]
            _scatter_class(axes, points, code, names.colour(code), part.hollow, crowd)
    else:
        _scatter_values(axes, points_N2, target_N, part.hollow, norm, crowd)
    name_plane(axes, names)
    if tell and len(kept) < len(part):
        say_thinned(axes, len(kept), len(part), part.name)
    return axes


def name_plane(axes: Axes, names: Names) -> None:
    """Write the names of the two features at the axes."""
    axes.set_xlabel(short(names.x, 40))
    axes.set_ylabel(short(names.y, 40))


def say_thinned(axes: Axes, shown: int, rows: int, part: str = "") -> None:
    """Say in the lower right corner, above what is said there, that not all rows are shown."""
    before = sum(isinstance(text, Annotation) for text in axes.texts)
    words = " ".join(f"{shown:,} of {rows:,} {part} rows shown".split())
    say_in_corner(axes, words, (0.99, 0.015 + 0.05 * before))


def say_in_corner(axes: Axes, words: str, place: tuple[float, float]) -> None:
    """Write a remark inside the axes, its right end at a place in shares of the axes."""
    axes.annotate(
        words,
        place,
        xycoords="axes fraction",
        ha="right",
        va="bottom" if place[1] < 0.5 else "top",
        fontsize=7.5,
        zorder=6,
        bbox={"boxstyle": "square,pad=0.25", "facecolor": PAPER, "alpha": 0.8, "linewidth": 0},
    )


def marker_area(points: int) -> float:
    """Return the area of a mark, in square points: the more points, the smaller.

    Example:
        >>> marker_area(10), marker_area(1000), marker_area(100_000)
        (26.0, 15.8, 9.1)
    """
    return round(min(26.0, 500 / sqrt(min(max(points, 1), MOST_POINTS))), 1)


def scale_of(values: NDArray[Any]) -> Normalize:
    """Return the range of colours for values of a target."""
    finite = values[np.isfinite(values)]
    return Normalize(float(finite.min()), float(finite.max())) if len(finite) else Normalize(0, 1)


def _scatter_class(
    axes: Axes, points_N2: NDArray[Any], code: int, colour: str, hollow: bool, crowd: int
) -> None:
    axes.scatter(
        points_N2[:, 0],
        points_N2[:, 1],
        s=marker_area(crowd),
        marker=class_mark(code),
        facecolors=PAPER if hollow else colour,
        edgecolors=colour if hollow else PAPER,
        linewidths=0.9 if hollow else 0.3,
        alpha=0.95 if crowd <= 1000 else 0.8,
        rasterized=crowd > MOST_VECTORS,
        zorder=3,
        label=f"class {code}",
    )


def _scatter_values(
    axes: Axes,
    points_N2: NDArray[Any],
    target_N: NDArray[Any],
    hollow: bool,
    norm: Normalize | None,
    crowd: int,
) -> None:
    """Draw values as coloured discs; hollow ones are rings around a small disc.

    A ring of the value's colour alone would vanish where the prediction is right.
    """
    area, many = marker_area(crowd), crowd > MOST_VECTORS
    x_N, y_N = points_N2.T
    if hollow:
        axes.scatter(x_N, y_N, s=area, c=PAPER, edgecolors=INK, lw=0.6, zorder=3, rasterized=many)
    axes.scatter(
        x_N,
        y_N,
        s=0.4 * area if hollow else area,
        c=target_N,
        cmap=FIELD,
        norm=norm or scale_of(target_N),
        edgecolors="none" if hollow else INK,
        linewidths=0.5,
        rasterized=many,
        zorder=3,
    )
