"""A film's pictures: boundaries of one moment above or beside the curves of the whole training."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from separatrix.evaluation.curves import Curves
from separatrix.evaluation.slices import Slice
from separatrix.metrics.registry import METRICS
from separatrix.plots.boundary import draw_boundary
from separatrix.plots.curves import draw_loss, draw_metric, name_metric_axis
from separatrix.plots.legend import explain_classes, explain_values
from separatrix.plots.overlay import draw_overlaid
from separatrix.plots.points import Names, Part, draw_points, scale_of
from separatrix.plots.slices import inside, veil_slice
from separatrix.plots.style import INK, PAPER, new_figure, styled
from separatrix.plots.text import number, percent, short

Image = NDArray[np.uint8]
"""Red, green and blue of every pixel, shape (height, width, 3)."""


@dataclass(frozen=True)
class Shot:
    """One training of a film.

    Args:
        name: What it is called.
        names: What axes and classes are called.
        parts: The rows, in places along the axes.
        curves: The course of the training.
        slices: What was answered, by epoch.
    """

    name: str
    names: Names
    parts: list[Part]
    curves: Curves
    slices: dict[int, Slice]

    @property
    def held(self) -> str:
        """What stands in the columns that are not axes; "" where there are none."""
        return next(iter(self.slices.values())).held

    def at(self, epoch: int) -> tuple[int, Slice]:
        """Return the last moment that is not after an epoch."""
        last = max(each for each in self.slices if each <= epoch)
        return last, self.slices[last]


@styled()
def film_images(shots: Sequence[Shot], epochs: Sequence[int], dpi: int = 100) -> list[Image]:
    """Draw every moment of a film.

    Args:
        shots: One training, or two that are seen beside each other.
        epochs: The moments, by the epochs that were done.
        dpi: Dots per inch.
    """
    return list(_images(shots, epochs, dpi))


def _images(shots: Sequence[Shot], epochs: Sequence[int], dpi: int) -> Iterator[Image]:
    figure, planes, charts = _laid_out(shots)
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    norm = _norm(shots)
    for axes, shot in zip(planes, shots, strict=True):
        _draw_rows(axes, shot, norm)
    _draw_curves(charts, shots)
    _explain(figure, planes, shots[0], norm)
    if shots[0].held:
        figure.suptitle(f"Other columns: {shots[0].held}", size=9)
    last = max(len(shot.curves.epochs_E) for shot in shots)
    cursors = [_cursor(axes, last) for axes in charts]
    drawn: list[Artist] = []
    for at, epoch in enumerate(epochs):
        for artist in drawn:
            artist.remove()
        drawn = []
        for axes, shot in zip(planes, shots, strict=True):
            drawn += _draw_moment(axes, shot, epoch, norm, several=len(shots) > 1)
        for line, veil in cursors:
            line.set_xdata([epoch, epoch])
            veil.set_x(epoch)
        canvas.draw()  # type: ignore[no-untyped-call]
        if at == 0:  # where everything stands is found once
            figure.set_layout_engine("none")
        yield np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _laid_out(shots: Sequence[Shot]) -> tuple[Figure, list[Axes], list[Axes]]:
    """Return a figure with axes for the planes and for the curves."""
    if len(shots) == 1:
        figure = new_figure(8.6, 4.7)
        parts = figure.add_gridspec(2, 2, width_ratios=(1.25, 1))
        plane = figure.add_subplot(parts[:, 0])
        return figure, [plane], [figure.add_subplot(parts[row, 1]) for row in (0, 1)]
    figure = new_figure(7.6, 6.0)
    parts = figure.add_gridspec(2, len(shots), height_ratios=(2.4, 1))
    planes = [figure.add_subplot(parts[0, column]) for column in range(len(shots))]
    return figure, planes, [figure.add_subplot(parts[1, :])]


def _draw_rows(axes: Axes, shot: Shot, norm: Normalize | None) -> None:
    first = next(iter(shot.slices.values()))
    crowd = sum(len(part) for part in shot.parts)
    for part in shot.parts:
        draw_points(axes, inside(part, first), shot.names, norm, crowd=crowd, tell=False)
    axes.set_box_aspect(1)


def _draw_moment(
    axes: Axes, shot: Shot, epoch: int, norm: Normalize | None, *, several: bool
) -> list[Artist]:
    before = set(axes.get_children())
    at, found = shot.at(epoch)
    draw_boundary(axes, found.boundary, shot.names, norm)
    veil_slice(axes, found, norm)
    axes.set_title(_told(shot, at, several=several))
    return [artist for artist in axes.get_children() if artist not in before]


def _told(shot: Shot, epoch: int, *, several: bool) -> str:
    name = f"{short(shot.name)}, " if several else ""
    if epoch == 0:
        return f"{name}before training\n "
    scores = [float(np.nanmedian(curve.values_EK[epoch - 1])) for curve in shot.curves.scores]
    share = METRICS[shot.curves.metric].highest == 1
    words = [percent(score) if share else number(score) for score in scores]
    metric = METRICS[shot.curves.metric].title.lower()
    held = f", {words[1]} held out" if len(words) > 1 else ""
    return f"{name}epoch {epoch}\n{metric} {words[0]} in training{held}"


def _draw_curves(charts: Sequence[Axes], shots: Sequence[Shot]) -> None:
    curves = shots[0].curves
    if len(shots) == 1:
        draw_loss(charts[0], curves)
        draw_metric(charts[1], curves)
        charts[0].set_xlabel("")
        charts[0].legend(fontsize=7.5)
        return
    draw_overlaid(charts[0], [(shot.name, shot.curves.scores[-1]) for shot in shots])
    name_metric_axis(charts[0], curves.metric)
    charts[0].legend(fontsize=8)


def _cursor(axes: Axes, last: int) -> tuple[Line2D, Rectangle]:
    """Return a line at the moment, and a veil over what is still to come."""
    axes.set_xlim(0, last)
    low, high = axes.get_ylim()
    veil = Rectangle((0, low), last, high - low, facecolor=PAPER, alpha=0.8, lw=0, zorder=5)
    axes.add_patch(veil)
    axes.set_ylim(low, high)
    return axes.axvline(0, color=INK, linewidth=1.0, zorder=6), veil


def _norm(shots: Sequence[Shot]) -> Normalize | None:
    if shots[0].names.classes:
        return None
    return scale_of(np.concatenate([part.target_N for shot in shots for part in shot.parts]))


def _explain(figure: Figure, planes: list[Axes], shot: Shot, norm: Normalize | None) -> None:
    if norm is not None:
        explain_values(figure, planes, shot.names, norm)
    else:
        explain_classes(figure, shot.names, short(shot.names.target), shot.parts, line=True)
