"""Whole pictures of planes of two columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.projection import Projection
from separatrix.evaluation.slices import Slice, commonest, grouped
from separatrix.metrics.answers import Answers
from separatrix.plots.legend import (
    explain_classes,
    explain_probability,
    explain_values,
)
from separatrix.plots.points import Names, Part, draw_points, say_in_corner, scale_of
from separatrix.plots.slices import draw_slice, draw_spread
from separatrix.plots.style import new_figure, styled
from separatrix.plots.text import number, percent, short

MOST_CLASSES = 10
"""Classes that have a colour of their own; of more the rarest are drawn as one."""

NEAR = 0.5
"""How near rows must be to a place for its value to count for the range of colours."""


@dataclass(frozen=True)
class Sliced:
    """A plane with what is told of it.

    Args:
        found: The plane.
        parts: The rows, in places along its axes.
        share: Share of the rows that it speaks for.
        interval: How far the interval of a number reaches to both sides; None without one.
    """

    found: Slice
    parts: list[Part]
    share: float
    interval: float | None = None


@dataclass(frozen=True)
class Projected:
    """Rows in a plane that mixes all columns.

    Args:
        found: The projection.
        part: The rows there.
        answers: What is answered for them.
    """

    found: Projection
    part: Part
    answers: Answers


@styled()
def slice_figure(sliced: Sliced, names: Names, title: str | None = None) -> Figure:
    """Draw one plane, with what stands in the other columns and for whom it speaks above it.

    Args:
        sliced: The plane.
        names: What axes and classes are called.
        title: What stands above that.
    """
    (sliced,), (names,), _ = _with_few_classes([sliced], [names])
    norm = _norm([sliced], names)
    if norm is not None and sliced.found.spread_GG is not None:
        return _with_spread(sliced, names, norm, title)
    wide = 1.25 if len(names.classes) < 3 else 0.4
    figure = new_figure(4.9 + wide, 5.1 + (0.75 if names.classes else 0.1))
    axes = figure.add_subplot()
    _draw_alone(axes, sliced, names, norm, title)
    _explain(figure, [axes], names, norm, sliced.parts)
    return figure


def _draw_alone(
    axes: Axes, sliced: Sliced, names: Names, norm: Normalize | None, title: str | None
) -> None:
    draw_slice(axes, sliced.found, sliced.parts, names, norm)
    axes.set_box_aspect(1)
    axes.set_title("\n".join([*([title] if title else []), *_told(sliced)]))


def _with_spread(sliced: Sliced, names: Names, norm: Normalize, title: str | None) -> Figure:
    """Draw a number's plane, and beside it by how much the members differ."""
    figure = new_figure(11.2, 5.2)
    left, right = figure.subplots(1, 2)
    _draw_alone(left, sliced, names, norm, title)
    _explain(figure, [left], names, norm, sliced.parts)
    spread_GG = sliced.found.spread_GG
    assert spread_GG is not None, "a plane of several members"
    far = float(np.quantile(spread_GG[sliced.found.near_GG > NEAR], 0.98))
    shown = draw_spread(right, sliced.found, Normalize(0, far or 1.0), names)
    right.set_box_aspect(1)
    right.set_title("By how much members differ: their standard deviation")
    figure.colorbar(shown, ax=right, aspect=30, pad=0.02).outline.set_visible(False)
    return figure


@styled()
def slices_figure(sliced: Sequence[Sliced], names: Sequence[Names], projected: Projected) -> Figure:
    """Draw several planes in small, and a projection of all columns as the last.

    Args:
        sliced: The planes, all of one target.
        names: What the axes of each are called.
        projected: The rows in a plane that mixes all columns.
    """
    sliced, names, kept = _with_few_classes(sliced, names)
    norm = _norm(sliced, names[0])
    columns = min(3, len(sliced) + 1)
    rows = -(-(len(sliced) + 1) // columns)
    figure = new_figure(2.95 * columns + 1.0, 3.05 * rows + 1.0)
    grid = figure.subplots(rows, columns, squeeze=False)
    places = list(grid.flat)
    for axes, each, name in zip(places, sliced, names, strict=False):
        draw_slice(axes, each.found, each.parts, name, norm, crowd=3 * _rows(each), tell=False)
        axes.set_box_aspect(1)
        axes.set_title(_short_share(each, name))
    _draw_projected(places[len(sliced)], _few(projected, kept), names[0], norm)
    for axes in places[len(sliced) + 1 :]:
        axes.set_visible(False)
    figure.suptitle(f"Pairs of the columns that matter most; other columns: {sliced[0].found.held}")
    _explain(figure, places, names[0], norm, sliced[0].parts)
    return figure


def _draw_projected(axes: Axes, projected: Projected, names: Names, norm: Normalize | None) -> None:
    """Draw rows in the plane of a projection; those that are answered wrongly are ringed."""
    found = projected.found
    named = replace(names, x=f"{found.method} axis 1", y=f"{found.method} axis 2")
    draw_points(axes, projected.part, named, norm)
    axes.set_box_aspect(1)
    what = "between classes" if found.method == "LDA" else "of all columns"
    axes.set_title(
        f"{found.method} projection (mixes columns)\n{percent(found.kept)} of variance {what}"
    )
    if names.classes:
        wrong_N = projected.answers.labels_N != projected.part.target_N
        x_N, y_N = projected.part.features_N2[wrong_N].T
        axes.scatter(x_N, y_N, s=26, facecolors="none", edgecolors="#1f1f1f", lw=0.8, zorder=4)
        say_in_corner(
            axes, f"ringed: answered wrongly ({percent(float(wrong_N.mean()))})", (0.99, 0.015)
        )


def _told(sliced: Sliced) -> list[str]:
    held = sliced.found.held
    lines = [f"Other columns: {held}", _share(sliced)] if held else []
    if sliced.interval is not None:
        lines.append(f"90 % interval: ± {number(sliced.interval)} around every value")
    spread_GG = sliced.found.spread_GG
    if spread_GG is not None and sliced.found.boundary.answers.probabilities_NC is None:
        typical = number(float(np.median(spread_GG[sliced.found.near_GG > NEAR])))
        lines.append(f"Members differ by {typical} in the median (standard deviation)")
    extra = ["pale: far from rows"]
    if spread_GG is not None:
        extra.append("grey fog: members disagree")
    return [*lines, "; ".join(extra).capitalize()]


def _share(sliced: Sliced) -> str:
    if not np.isfinite(sliced.share):
        return "No row lies in the plane"
    if sliced.found.boundary.answers.probabilities_NC is None:
        return f"Holds {percent(sliced.share)} of what the network's answers vary by"
    return f"Answers {percent(sliced.share)} of the rows as the network does with all columns"


def _short_share(sliced: Sliced, names: Names) -> str:
    if not names.classes:
        return f"holds {percent(sliced.share)} of what answers vary by"
    return f"speaks for {percent(sliced.share)} of the rows"


def _rows(sliced: Sliced) -> int:
    return sum(len(part) for part in sliced.parts)


def _norm(sliced: Sequence[Sliced], names: Names) -> Normalize | None:
    if names.classes:
        return None
    fields = [_near_values(each.found) for each in sliced]
    parts = [part for each in sliced for part in each.parts if len(part)]
    targets = [np.quantile(part.target_N, [0.02, 0.98]) for part in parts]
    return scale_of(np.concatenate([*fields, *targets]))


def _near_values(found: Slice) -> NDArray[np.floating[Any]]:
    """Return nearly all of the values where rows lie, by which the colours are chosen."""
    near = found.boundary.values_GG[found.near_GG > NEAR]
    return np.quantile(near if len(near) else found.boundary.values_GG, [0.02, 0.98])


def _explain(
    figure: Figure, grid: Sequence[Axes], names: Names, norm: Normalize | None, parts: list[Part]
) -> None:
    if norm is not None:
        explain_values(figure, grid, names, norm)
        return
    if len(names.classes) == 2:
        explain_probability(figure, grid, names)
    explain_classes(figure, names, short(names.target), parts, line=True)


def _with_few_classes(
    sliced: Sequence[Sliced], names: Sequence[Names]
) -> tuple[list[Sliced], list[Names], tuple[int, ...]]:
    """Draw the classes that are answered most by themselves, and all others as one."""
    classes = names[0].classes
    every = tuple(range(len(classes)))
    if len(classes) <= MOST_CLASSES:
        return list(sliced), list(names), every
    told = np.concatenate([each.found.boundary.labels_GG.ravel() for each in sliced])
    kept = commonest(told, MOST_CLASSES)[: MOST_CLASSES - 1]
    words = (*(classes[code] for code in kept), f"{len(classes) - len(kept)} others")
    few = [replace(name, classes=words, grouped=True) for name in names]
    return [_few_sliced(each, kept) for each in sliced], few, kept


def _few_sliced(sliced: Sliced, kept: tuple[int, ...]) -> Sliced:
    boundary = sliced.found.boundary
    fewer = replace(boundary, answers=grouped(boundary.answers, kept))
    parts = [replace(part, target_N=_codes(part, kept)) for part in sliced.parts]
    return replace(sliced, found=replace(sliced.found, boundary=fewer), parts=parts)


def _few(projected: Projected, kept: tuple[int, ...]) -> Projected:
    if projected.answers.probabilities_NC is None:
        return projected
    answers = grouped(projected.answers, kept)
    part = projected.part
    if len(kept) < projected.answers.array.shape[1]:
        part = replace(part, target_N=_codes(part, kept))
    return replace(projected, part=part, answers=answers)


def _codes(part: Part, kept: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    place = {code: at for at, code in enumerate(kept)}
    return np.array([place.get(int(code), len(kept)) for code in part.target_N], np.int64)
