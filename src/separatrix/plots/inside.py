"""Whole pictures of the inside of a network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure, SubFigure
from numpy.typing import NDArray

from separatrix.evaluation.boundary import Bounds
from separatrix.evaluation.inside import Anatomy, Flow
from separatrix.evaluation.unit_maps import UnitMap, Warp
from separatrix.plots.network import draw_map, draw_sizes, draw_units, ends, is_small
from separatrix.plots.points import Names
from separatrix.plots.style import (
    DIVERGING,
    FAINT,
    FIELD,
    INK,
    class_colour,
    class_mark,
    new_figure,
    styled,
)
from separatrix.plots.text import percent, short

Floats = NDArray[np.float64]

MOST_UNITS = 8
"""Units of a layer whose maps are drawn: those that vary most over the plane."""

MOST_LAYERS = 4
"""Hidden layers whose maps, warps and flows are drawn: the first ones and the last."""


@dataclass(frozen=True)
class Plane:
    """What is seen of a network of two number columns.

    Args:
        maps: What every unit answers over the plane.
        warps: Where the plane lies behind every hidden layer.
        bounds: Range of both columns.
        names: What axes and classes are called.
        target_N: Class codes, or values, of the rows that the warps show.
    """

    maps: list[UnitMap]
    warps: list[Warp]
    bounds: Bounds
    names: Names
    target_N: NDArray[np.floating] | NDArray[np.integer]


@styled()
def net_figure(
    found: Anatomy,
    flows: Sequence[Flow],
    activation: Callable[[Floats], Floats] | None,
    plane: Plane | None,
    title: str,
) -> Figure:
    """Draw a network: its weights and sizes, what flowed into its activations, and its plane.

    Args:
        found: Its parts.
        flows: What flowed into each activation; empty where no rows are at hand.
        activation: The activation, as a function of arrays; None for a linear model.
        plane: What is seen over the plane; None unless it has two number columns.
        title: What stands above.
    """
    shown = _shown(len(found.layers) - 1)
    heights = [max(2.9, 0.2 * np.ptp(ends(found))) if is_small(found) else 2.6]
    heights += [1.9] if flows and activation is not None else []
    if plane is not None and len(found.layers) > 1:
        heights += [1.25 * (len(shown) + 1) + 0.5, 2.5]
    figure = new_figure(8.4, sum(heights) + 0.4)
    rows = list(figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0])
    _draw_anatomy(rows.pop(0), found)
    if flows and activation is not None:
        _draw_flows(rows.pop(0), [flows[at] for at in shown], activation)
    if rows and plane is not None:
        _draw_maps(rows.pop(0), plane, shown)
        _draw_warps(rows.pop(0), plane, shown)
    figure.suptitle(title)
    return figure


def _shown(hidden: int) -> list[int]:
    """Return which hidden layers are drawn."""
    if hidden <= MOST_LAYERS:
        return list(range(hidden))
    return [*range(MOST_LAYERS - 1), hidden - 1]


def _draw_anatomy(figure: SubFigure, found: Anatomy) -> None:
    if is_small(found):
        left, right = figure.subplots(1, 2, width_ratios=(3.2, 1))
        draw_units(left, found)
        words = "Weights: orange above 0, blue and dashed below; discs: biases"
        figure.suptitle(words, size=9)
        draw_sizes(right, found)
        return
    shown = found.layers if len(found.layers) <= 5 else (*found.layers[:4], found.layers[-1])
    grid = figure.subplots(1, len(shown) + 1, width_ratios=(*[1.0] * len(shown), 1.1))
    for at, (axes, layer) in enumerate(zip(grid, shown, strict=False)):
        draw_map(axes, layer, found.inputs if at == 0 else ())
    figure.suptitle("Weights of each layer: orange above 0, blue below", size=9)
    draw_sizes(grid[-1], found)


def _draw_flows(
    figure: SubFigure, flows: Sequence[Flow], activation: Callable[[Floats], Floats]
) -> None:
    grid = np.atleast_1d(figure.subplots(1, max(len(flows), 2), sharey=True))
    for axes, flow in zip(grid, flows, strict=False):
        _draw_flow(axes, flow, activation)
    for axes in grid[len(flows) :]:
        axes.set_visible(False)
    figure.suptitle("What flowed into each activation (grey), and the activation (line)", size=9)


def _draw_flow(axes: Axes, flow: Flow, activation: Callable[[Floats], Floats]) -> None:
    middle = 0.5 * (flow.edges[1:] + flow.edges[:-1])
    wide = flow.edges[1] - flow.edges[0]
    axes.bar(middle, flow.shares / max(flow.shares.max(), 1e-12), wide, color=FAINT, alpha=0.55)
    twin = axes.twinx()
    x_P = np.linspace(flow.edges[0], flow.edges[-1], 200)
    twin.plot(x_P, activation(x_P), color=INK, linewidth=1.5)
    twin.spines["right"].set_visible(True)
    axes.set_yticks([])
    axes.set_title(flow.name)
    told = f"; {percent(flow.dead)} of units dead" if flow.dead else ""
    told = f"; {percent(flow.saturated)} at the bounds" if flow.saturated else told
    axes.set_xlabel(f"z{told}", fontsize=8)


def _draw_maps(figure: SubFigure, plane: Plane, shown: list[int]) -> None:
    """Draw the maps of each layer in a row, the output's last."""
    maps = [*(plane.maps[at] for at in shown), plane.maps[-1]]
    grid = figure.subplots(len(maps), MOST_UNITS, squeeze=False)
    for row, each in zip(grid, maps, strict=True):
        limit = float(np.quantile(np.abs(each.answers_UGG), 0.98)) or 1.0
        units = _most_varied(each)
        for axes, unit in zip(row, units, strict=False):
            axes.imshow(
                each.answers_UGG[unit],
                extent=(*plane.bounds[0], *plane.bounds[1]),
                origin="lower",
                aspect="auto",
                cmap=DIVERGING,
                norm=TwoSlopeNorm(0.0, -limit, limit),
            )
            edge_GG = None if each.edge_UGG is None else each.edge_UGG[unit]
            if edge_GG is not None and edge_GG.min() < 0 < edge_GG.max():
                levels = [np.linspace(*ends, len(edge_GG)) for ends in plane.bounds]
                axes.contour(*levels, edge_GG, levels=[0], colors=INK, linewidths=0.8)
            axes.set_title(short(each.units[unit], 14), fontsize=7.5, pad=2)
            axes.set_xticks([])
            axes.set_yticks([])
            axes.set_box_aspect(1)
        for axes in row[len(units) :]:
            axes.set_visible(False)
        row[0].set_ylabel(each.name, fontsize=8)
    names = plane.names
    output = "of the output the boundary" if names.classes else "the output is as it is learned"
    figure.suptitle(
        f"What units answer over the plane of {short(names.x)} and {short(names.y)}\n"
        f"orange above 0, blue below; lines: where the activation gets 0, {output}",
        size=9,
    )


def _most_varied(each: UnitMap) -> list[int]:
    spread_U = each.answers_UGG.reshape(len(each.units), -1).std(axis=1)
    most = np.sort(np.argsort(-spread_U, kind="stable")[:MOST_UNITS])
    return [int(unit) for unit in most]


def _draw_warps(figure: SubFigure, plane: Plane, shown: list[int]) -> None:
    warps = [plane.warps[0], *(plane.warps[1 + at] for at in shown)]
    grid = np.atleast_1d(figure.subplots(1, len(warps)))
    for axes, warp in zip(grid, warps, strict=True):
        _draw_warp(axes, warp, plane)
    dotted = "; dotted: the boundary" if warps[-1].borders else ""
    figure.suptitle(f"Where the plane lies behind each layer{dotted}", size=9)


def _draw_warp(axes: Axes, warp: Warp, plane: Plane) -> None:
    for line in warp.lines:
        axes.plot(*line.T, color=FAINT, linewidth=0.6, alpha=0.8, zorder=1)
    if plane.names.classes:
        for code in range(len(plane.names.classes)):
            x_N, y_N = warp.points_N2[plane.target_N == code].T
            mark = class_mark(code)
            axes.scatter(x_N, y_N, s=7, color=class_colour(code), marker=mark, lw=0, zorder=3)
    else:
        x_N, y_N = warp.points_N2.T
        axes.scatter(x_N, y_N, s=7, c=plane.target_N, cmap=FIELD, lw=0, zorder=3)
    for start, end in warp.borders:
        axes.plot(*zip(start, end, strict=True), color=INK, linewidth=1.4, linestyle=":", zorder=4)
    (left, low), (right, high) = _limits(warp)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_xlabel(short(warp.axes[0], 24), fontsize=8)
    axes.set_ylabel(short(warp.axes[1], 24), fontsize=8)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_box_aspect(1)
    axes.set_title(warp.name)


def _limits(warp: Warp) -> Floats:
    """Return where both axes begin and end: around the rows, not at the plane's far corners."""
    whole_N2, rows_N2 = np.concatenate([*warp.lines, warp.points_N2]), warp.points_N2
    low_2, high_2 = rows_N2.min(axis=0), rows_N2.max(axis=0)
    side_2 = 0.35 * np.maximum(high_2 - low_2, 1e-9)
    least_2, most_2 = whole_N2.min(axis=0), whole_N2.max(axis=0)
    edge_2 = 0.05 * np.maximum(most_2 - least_2, 1e-9)
    return np.stack(
        [np.maximum(low_2 - side_2, least_2 - edge_2), np.minimum(high_2 + side_2, most_2 + edge_2)]
    )
