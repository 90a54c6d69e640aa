"""The decision boundary: probability as shading, the boundary as a line."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from separatrix.evaluation.boundary import Boundary
from separatrix.plots.points import Names, name_plane, say_in_corner, scale_of
from separatrix.plots.style import DIVERGING, FIELD, INK, tint
from separatrix.plots.text import short

_STRONGEST = 0.45
"""Share of a class's colour where it is certain, so that its points stand out."""

_LINE = 1.6


def draw_boundary(
    axes: Axes, boundary: Boundary, names: Names, norm: Normalize | None = None
) -> Axes:
    """Shade the plane by what is predicted there and draw the line where it changes.

    Two classes: shading by the probability of the second, a line at the threshold. More
    classes: the colour of the most probable one, the stronger the more probable, lines where
    two are even. Regression: the predicted value, with lines of equal value.

    Args:
        axes: Where to draw.
        boundary: Answers on a grid.
        names: What axes and classes are called.
        norm: Range of the target's colours, for regression.
    """
    if not names.classes:
        _draw_values(axes, boundary, norm or scale_of(boundary.values_GG))
    elif len(names.classes) == 2:
        _draw_two_classes(axes, boundary)
    else:
        _draw_classes(axes, boundary, names)
    if names.classes and np.ptp(boundary.labels_GG) == 0:
        everywhere = short(names.classes[boundary.labels_GG.flat[0]])
        say_in_corner(axes, f"predicts {everywhere} everywhere", (0.99, 0.985))
    axes.set_xlim(boundary.x_G[0], boundary.x_G[-1])
    axes.set_ylim(boundary.y_G[0], boundary.y_G[-1])
    name_plane(axes, names)
    return axes


def class_shading(
    probabilities_GGC: NDArray[np.floating], colours: Sequence[str]
) -> NDArray[np.float64]:
    """Return red, green and blue of the plane for any number of classes.

    The colour is that of the most probable class; it fades to paper where that class is no
    more probable than by chance.
    """
    classes = probabilities_GGC.shape[2]
    strongest_C3 = np.array([tint(colour, _STRONGEST) for colour in colours])
    best_GG = probabilities_GGC.argmax(axis=2)
    strength_GG = (probabilities_GGC.max(axis=2) - 1 / classes) / (1 - 1 / classes)
    faded_GG1 = 0.25 + 0.75 * np.clip(strength_GG, 0, 1)[..., None]
    shading_GG3: NDArray[np.float64] = 1 - faded_GG1 * (1 - strongest_C3[best_GG])
    return shading_GG3


def _draw_two_classes(axes: Axes, boundary: Boundary) -> None:
    positive_GG = boundary.probabilities_GGC[..., 1]
    _shade(axes, boundary, positive_GG, cmap=DIVERGING, norm=Normalize(0, 1))
    _outline(axes, boundary, positive_GG, boundary.answers.threshold)


def _draw_classes(axes: Axes, boundary: Boundary, names: Names) -> None:
    probabilities_GGC = boundary.probabilities_GGC
    colours = [names.colour(code) for code in range(len(names.classes))]
    _shade(axes, boundary, class_shading(probabilities_GGC, colours))
    for code in np.unique(boundary.labels_GG):
        others_GG = np.delete(probabilities_GGC, code, axis=2).max(axis=2)
        _outline(axes, boundary, probabilities_GGC[..., code] - others_GG, 0.0)


def _draw_values(axes: Axes, boundary: Boundary, norm: Normalize) -> None:
    values_GG = boundary.values_GG
    _shade(axes, boundary, values_GG, cmap=FIELD, norm=norm)
    if np.ptp(values_GG) > 0:
        levels = MaxNLocator(8).tick_values(*(norm.inverse(end) for end in (0.0, 1.0)))
        axes.contour(
            boundary.x_G, boundary.y_G, values_GG, levels=levels, colors="white", linewidths=0.8
        )


def _shade(
    axes: Axes,
    boundary: Boundary,
    field: NDArray[np.floating],
    cmap: str | Colormap | None = None,
    norm: Normalize | None = None,
) -> None:
    axes.imshow(
        field,
        extent=(*pixel_edges(boundary.x_G), *pixel_edges(boundary.y_G)),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        cmap=cmap,
        norm=norm,
        zorder=0,
    )


def pixel_edges(centres_G: NDArray[np.float64]) -> tuple[float, float]:
    """Return where the first pixel of a grid begins and the last one ends."""
    half = (centres_G[1] - centres_G[0]) / 2
    return float(centres_G[0] - half), float(centres_G[-1] + half)


def _outline(axes: Axes, boundary: Boundary, field_GG: NDArray[np.floating], level: float) -> None:
    """Draw where a field crosses a level; a field that does not cross has no line."""
    if field_GG.min() < level < field_GG.max():
        axes.contour(
            boundary.x_G, boundary.y_G, field_GG, levels=[level], colors=INK, linewidths=_LINE
        )
