"""The plane of two columns of any kind: what is answered, where data lie, where members differ."""

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_rgb
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from separatrix.evaluation.axis import Axis
from separatrix.evaluation.slices import Slice
from separatrix.plots.boundary import draw_boundary, pixel_edges
from separatrix.plots.points import Names, Part, draw_points, name_plane
from separatrix.plots.style import COUNTS, PAPER
from separatrix.plots.text import short

FADED = 0.8
"""How much of the colour is taken away far from all rows."""

FOG, FOG_COLOUR = 0.75, "#8f8f8f"
"""How much of the colour fog covers where members disagree as far as they can, and its own."""

_JITTER = 0.3


def draw_slice(
    axes: Axes,
    found: Slice,
    parts: list[Part],
    names: Names,
    norm: Normalize | None = None,
    *,
    crowd: int | None = None,
    tell: bool = True,
) -> Axes:
    """Draw a plane: what is answered, paler the farther from all rows, foggy where members differ.

    Args:
        axes: Where to draw.
        found: The plane.
        parts: The rows, in places along its axes.
        names: What axes and classes are called.
        norm: Range of the target's colours, for regression.
        crowd: Rows that the size of the marks is for; None for those of all parts.
        tell: Say where not all rows are shown.
    """
    draw_boundary(axes, found.boundary, names, norm)
    veil_slice(axes, found, norm)
    rows = crowd or sum(len(part) for part in parts)
    for part in parts:
        draw_points(axes, inside(part, found), names, norm, crowd=rows, tell=tell)
    for which, axis in (("x", found.x), ("y", found.y)):
        name_places(axes, axis, which)
    return axes


def draw_spread(axes: Axes, found: Slice, norm: Normalize, names: Names) -> AxesImage:
    """Draw by how much members differ in a plane, paler the farther from all rows."""
    assert found.spread_GG is not None, "a plane of several members"
    image = axes.imshow(
        found.spread_GG,
        extent=(*pixel_edges(found.boundary.x_G), *pixel_edges(found.boundary.y_G)),
        origin="lower",
        aspect="auto",
        cmap=COUNTS,
        norm=norm,
        zorder=0,
    )
    _veil(axes, found, FADED * (1 - found.near_GG), PAPER)
    name_plane(axes, names)
    for which, axis in (("x", found.x), ("y", found.y)):
        name_places(axes, axis, which)
    return image


def veil_slice(axes: Axes, found: Slice, norm: Normalize | None = None) -> None:
    """Make a plane pale far from all rows, and foggy where members disagree."""
    fog_GG = _fog(found, norm)
    if fog_GG is not None:
        _veil(axes, found, FOG * fog_GG, FOG_COLOUR)
    _veil(axes, found, FADED * (1 - found.near_GG), PAPER)


def _fog(found: Slice, norm: Normalize | None) -> NDArray[np.float64] | None:
    """Return how far members disagree, from 0 to 1.

    It is 1 for a probability that spreads by one half, or a value by half of what colours show.
    """
    if found.spread_GG is None:
        return None
    most = 0.5 if norm is None else max(0.5 * float(norm.vmax - norm.vmin), 1e-12)  # type: ignore[operator]
    fog_GG: NDArray[np.float64] = np.clip(found.spread_GG / most, 0, 1)
    return fog_GG


def _veil(axes: Axes, found: Slice, alpha_GG: NDArray[np.float64], colour: str) -> None:
    image_GG4 = np.empty((*alpha_GG.shape, 4))
    image_GG4[..., :3], image_GG4[..., 3] = to_rgb(colour), alpha_GG
    axes.imshow(
        image_GG4,
        extent=(*pixel_edges(found.boundary.x_G), *pixel_edges(found.boundary.y_G)),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        zorder=1,
    )


def inside(part: Part, found: Slice) -> Part:
    """Return the rows that lie within the plane; those at a level are spread over its width."""
    points_N2 = np.array(part.features_N2, np.float64)
    for i, axis in enumerate((found.x, found.y)):
        if axis.kind == "levels":
            golden_N = (np.arange(len(points_N2)) * (0.618034 if i else 0.754878)) % 1
            points_N2[:, i] += _JITTER * (2 * golden_N - 1)
    low, high = np.array([found.x.limits, found.y.limits]).T
    inside_N = ((points_N2 >= low) & (points_N2 <= high)).all(axis=1)
    return replace(part, features_N2=points_N2[inside_N], target_N=part.target_N[inside_N])


def name_places(axes: Axes, axis: Axis, which: str) -> None:
    """Write levels and dates at an axis.

    Args:
        axes: Where to write.
        axis: What lies along it.
        which: "x" or "y".
    """
    one = axes.xaxis if which == "x" else axes.yaxis
    if axis.kind == "date":
        locator = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
        one.set_major_locator(locator)
        one.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    if axis.kind != "levels":
        return
    many = len(axis.levels) > 4 or max(map(len, axis.levels)) > 10
    one.set_ticks(axis.places_G.tolist(), [short(level, 16) for level in axis.levels])
    if many and which == "x":
        for label in axes.get_xticklabels():
            label.set(rotation=35, ha="right", rotation_mode="anchor")
    one.set_tick_params(length=0)
    if axis.left_out:
        name = one.get_label_text()
        one.set_label_text(f"{name} ({axis.left_out} rarer levels left out)")
