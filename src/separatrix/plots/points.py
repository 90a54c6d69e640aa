"""Rows of a table as points in the plane of two features."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from separatrix.evaluation.thin import thinned
from separatrix.plots.style import FAINT, FIELD, PAPER, class_colour, class_mark
from separatrix.plots.text import short

MOST_POINTS = 3_000
"""More rows than these are thinned, and the picture says so."""


@dataclass(frozen=True)
class Names:
    """What the table calls the things in a picture.

    Args:
        x: First feature.
        y: Second feature; for a table with one feature, the target.
        target: Target.
        classes: Classes in the order of their codes; empty for regression.
    """

    x: str
    y: str
    target: str
    classes: tuple[str | int | float | bool, ...] = ()


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


def draw_points(axes: Axes, part: Part, names: Names, norm: Normalize | None = None) -> Axes:
    """Draw rows in the plane of their two features: train rows filled, all others hollow.

    Args:
        axes: Where to draw.
        part: The rows; of more than `MOST_POINTS` always the same ones are drawn.
        names: What axes and classes are called.
        norm: Range of the target's colours; needed for regression.
    """
    kept = thinned(len(part), MOST_POINTS)
    points_N2, target_N = part.features_N2[kept], part.target_N[kept]
    if names.classes:
        for code in range(len(names.classes)):
            _scatter_class(axes, points_N2[target_N == code], code, part.hollow, len(kept))
    else:
        _scatter_values(axes, points_N2, target_N, part.hollow, norm)
    name_plane(axes, names)
    if len(kept) < len(part):
        say_thinned(axes, len(kept), len(part))
    return axes


def name_plane(axes: Axes, names: Names) -> None:
    """Write the names of the two features at the axes."""
    axes.set_xlabel(short(names.x, 40))
    axes.set_ylabel(short(names.y, 40))


def say_thinned(axes: Axes, shown: int, rows: int) -> None:
    """Say below the right corner that not all rows are shown."""
    words = f"{shown:,} of {rows:,} rows shown"
    axes.set_title(words, loc="right", fontsize=7.5, color=FAINT)


def marker_area(points: int) -> float:
    """Return the area of a mark, in square points: the more points, the smaller.

    Example:
        >>> marker_area(10), marker_area(1000), marker_area(100_000)
        (36.0, 15.8, 7.0)
    """
    return round(min(36.0, max(7.0, 500 / sqrt(max(points, 1)))), 1)


def scale_of(values: NDArray[Any]) -> Normalize:
    """Return the range of colours for values of a target."""
    finite = values[np.isfinite(values)]
    return Normalize(float(finite.min()), float(finite.max())) if len(finite) else Normalize(0, 1)


def _scatter_class(
    axes: Axes, points_N2: NDArray[Any], code: int, hollow: bool, points: int
) -> None:
    axes.scatter(
        points_N2[:, 0],
        points_N2[:, 1],
        s=marker_area(points),
        marker=class_mark(code),
        facecolors=PAPER if hollow else class_colour(code),
        edgecolors=class_colour(code) if hollow else PAPER,
        linewidths=0.9 if hollow else 0.3,
        alpha=0.95 if points <= 1000 else 0.8,
        zorder=3,
        label=f"class {code}",
    )


def _scatter_values(
    axes: Axes,
    points_N2: NDArray[Any],
    target_N: NDArray[Any],
    hollow: bool,
    norm: Normalize | None,
) -> None:
    colours = list(ScalarMappable(norm or scale_of(target_N), FIELD).to_rgba(target_N))
    axes.scatter(
        points_N2[:, 0],
        points_N2[:, 1],
        s=marker_area(len(target_N)),
        facecolors=PAPER if hollow else colours,
        edgecolors=colours if hollow else PAPER,
        linewidths=1.1 if hollow else 0.4,
        zorder=3,
    )
