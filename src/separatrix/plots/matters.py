"""What matters: the worth of columns, how answers change with them, and one row taken apart."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from separatrix.evaluation.contributions import Contributions
from separatrix.evaluation.effects import Effect
from separatrix.evaluation.importance import Importance
from separatrix.metrics.registry import METRICS
from separatrix.plots.points import Names
from separatrix.plots.slices import name_places
from separatrix.plots.style import (
    CLASS_COLOURS,
    CLASS_MARKS,
    FAINT,
    HELD_OUT,
    INK,
    PAPER,
    new_figure,
    styled,
)
from separatrix.plots.text import number, percent_tick, short

MOST_COLUMNS = 20
"""Columns that are drawn, those that matter most."""

MOST_PARTS = 12
"""Columns of one row that have a bar of their own."""

MOST_CLASSES = 5
"""Classes whose curves are drawn: those that change most."""

DASHES: tuple[tuple[float, ...], ...] = ((), (5, 1.5), (1.5, 1.2), (5, 1.5, 1.5, 1.5))
"""Strokes of the classes, so that they can be told without colours."""

MOST_CURVES = 40
"""Rows whose own curves are drawn."""


@styled()
def importance_figure(found: Sequence[Importance], metric: str, rows: str) -> Figure:
    """Draw what every column is worth, with its interval.

    Args:
        found: The columns, the most important first.
        metric: What was scored.
        rows: Which rows were shuffled, in words.
    """
    shown = found[:MOST_COLUMNS]
    figure = new_figure(6.6, 0.27 * len(shown) + 1.3)
    axes = figure.add_subplot()
    places = np.arange(len(shown))
    value_C = np.array([each.value for each in shown])
    ends_2C = np.array([[each.low, each.high] for each in shown]).T
    spans_2C = np.abs(ends_2C - value_C)
    clear_C = ends_2C[0] > 0
    for which, colour in ((clear_C, HELD_OUT), (~clear_C, FAINT)):
        axes.errorbar(
            value_C[which],
            places[which],
            xerr=spans_2C[:, which],
            fmt="o",
            color=colour,
            markersize=4.5,
            linewidth=1.4,
            capsize=2,
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(places, [short(each.column, 26) for each in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    title = METRICS[metric].title
    if metric.endswith("accuracy"):
        axes.xaxis.set_major_formatter(percent_tick)
        title = f"{title}, in points of 100"
    worse = "falls" if METRICS[metric].greater_is_better else "rises"
    axes.set_xlabel(f"{title} {worse} by")
    more = f"; {len(found) - len(shown)} more columns" if len(shown) < len(found) else ""
    axes.set_title(
        f"Worth of a column: what shuffling it costs on {rows}{more}\n"
        "95 % intervals; grey where it may be nothing"
    )
    return figure


@styled()
def effects_figure(found: Sequence[Effect], names: Names) -> Figure:
    """Draw how answers change with each column: rows thin, their mean bold, cells as strokes."""
    columns = min(3, len(found))
    rows = -(-len(found) // columns)
    figure = new_figure(2.9 * columns + 0.3, 2.5 * rows + (0.9 if len(names.classes) > 2 else 0.5))
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    chosen = _classes(found)
    for axes, effect in zip(grid.flat, found, strict=False):
        draw_effect(axes, effect, chosen)
        axes.label_outer()
        axes.tick_params(labelbottom=True)
        axes.set_xlabel(short(effect.axis.name, 34))
        name_places(axes, effect.axis, "x")
    for axes in list(grid.flat)[len(found) :]:
        axes.set_visible(False)
    _name_answers(figure, list(grid[:, 0]), names, chosen)
    return figure


def draw_effect(axes: Axes, effect: Effect, classes: Sequence[int]) -> Axes:
    """Draw the curves of some rows, and partial dependence; dotted where no rows lie.

    Levels without an order are not joined.

    Args:
        axes: Where to draw.
        effect: What rows would be answered.
        classes: The columns of the answers that are drawn; of several no rows are.
    """
    axis, alone = effect.axis, len(classes) == 1
    joined = axis.kind != "levels" or axis.in_order
    if alone:
        every = max(1, len(effect.answers_MGC) // MOST_CURVES)
        _draw_rows(axes, axis.places_G, effect.answers_MGC[::every, :, classes[0]], joined)
    for at, code in enumerate(classes):
        colour = HELD_OUT if alone else CLASS_COLOURS[at]
        mean_G, beside = effect.mean_GC[:, code], 0.14 * (at - 0.5 * (len(classes) - 1))
        if not joined:
            mark = CLASS_MARKS[at]
            axes.plot(axis.places_G + beside, mean_G, mark, color=colour, markersize=6, zorder=4)
            continue
        axes.plot(axis.places_G, mean_G, ":", color=colour, linewidth=1.2)
        near_G = np.where(effect.near_G, mean_G, np.nan)
        (line,) = axes.plot(axis.places_G, near_G, color=colour, linewidth=2.2)
        line.set_dashes(DASHES[at % len(DASHES)])
    _draw_strokes(axes, effect)
    axes.set_xlim(*axis.limits)
    return axes


def _draw_rows(
    axes: Axes, places_G: NDArray[np.float64], answers_MG: NDArray[np.float64], joined: bool
) -> None:
    """Draw the curves of rows, or of levels without an order a dot for each row."""
    style = {"linewidth": 0.5} if joined else {"linestyle": "none", "marker": "_", "markersize": 9}
    for curve_G in answers_MG:
        axes.plot(places_G, curve_G, color=FAINT, alpha=0.5, **style)


def _draw_strokes(axes: Axes, effect: Effect) -> None:
    """Draw a stroke for every cell, those of one level beside each other."""
    there_N = effect.places_N[np.isfinite(effect.places_N)]
    levels = effect.axis.kind == "levels"
    spread_N = 0.25 * np.sin(np.arange(len(there_N)) * 12.9898) if levels else 0.0
    foot = axes.get_xaxis_transform()
    axes.plot(
        there_N + spread_N,
        np.full(len(there_N), 0.012),
        "|",
        color=INK,
        markersize=5,
        alpha=0.25,
        transform=foot,
    )


@styled()
def contributions_figure(found: Contributions, cells: dict[str, str], title: str) -> Figure:
    """Draw how an answer came about: from the base, column by column, to the answer.

    Args:
        found: The contributions.
        cells: The row's cells, as texts.
        title: What stands above.
    """
    shown, rest = found.each[:MOST_PARTS], found.each[MOST_PARTS:]
    labels = [f"{short(e.column, 22)} = {short(cells.get(e.column, ''), 16)}" for e in shown]
    bars = [(each.value, each.error) for each in shown]
    if rest:
        labels.append(f"{len(rest)} more columns")
        bars.append((sum(each.value for each in rest), 0.0))
    figure = new_figure(6.8, 0.32 * (len(bars) + 2) + 1.0)
    axes = figure.add_subplot()
    at = found.base
    for row, (value, error) in enumerate(bars, 1):
        _draw_part(axes, row, at, value, error)
        at += value
    for row, value in ((0, found.base), (len(bars) + 1, found.answer)):
        axes.plot(value, row, "D", color=INK, markersize=5)
        axes.text(value, row, f"   {number(value)}", va="center", fontsize=8)
    axes.set_yticks(range(len(bars) + 2), [f"mean of {found.rows} rows", *labels, "answer"])
    axes.set_ylim(len(bars) + 1.6, -0.6)
    axes.use_sticky_edges = False
    axes.margins(x=0.2)
    axes.set_xlabel(f"Probability of {found.of}" if " = " in found.of else found.of)
    if " = " in found.of:
        axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= 1])
    axes.set_title(title)
    return figure


def _draw_part(axes: Axes, row: int, at: float, value: float, error: float) -> None:
    """Draw what one column contributed, from where the ones above have come."""
    up, end = value >= 0, at + value
    colour, hatch = (CLASS_COLOURS[1], "") if up else (CLASS_COLOURS[0], "////")
    axes.barh(row, value, left=at, color=colour, height=0.62, hatch=hatch, edgecolor=PAPER, lw=0.0)
    axes.errorbar(end, row, xerr=1.96 * error, color=INK, linewidth=1.0, capsize=2)
    axes.plot([end, end], [row - 0.31, row + 1.31], color=FAINT, linewidth=0.7)
    axes.annotate(
        f"{'+' if up else '−'}{number(abs(value))}",
        (end + (1.96 if up else -1.96) * error, row),
        xytext=(5 if up else -5, 0),
        textcoords="offset points",
        ha="left" if up else "right",
        va="center",
        fontsize=8,
    )


def _classes(found: Sequence[Effect]) -> list[int]:
    """Return which answers are drawn: the only one, or the classes that change most."""
    count = found[0].answers_MGC.shape[2]
    if count == 1:
        return [0]
    change_C = np.max([np.ptp(effect.mean_GC, axis=0) for effect in found], axis=0)
    return sorted(np.argsort(-change_C, kind="stable")[:MOST_CLASSES].tolist())


def _name_answers(figure: Figure, left: list[Axes], names: Names, chosen: list[int]) -> None:
    if not names.classes:
        words = short(names.target, 30)
    elif len(names.classes) == 2:
        words = f"P({short(names.target, 14)} = {short(names.classes[1], 12)})"
    else:
        words = f"Probability of {short(names.target, 16)}"
        colours = CLASS_COLOURS[: len(chosen)]
        lines = [
            Line2D(
                [],
                [],
                color=colour,
                dashes=DASHES[at % len(DASHES)],
                linewidth=2.2,
                marker=CLASS_MARKS[at],
            )
            for at, colour in enumerate(colours)
        ]
        labels = [short(names.classes[code]) for code in chosen]
        figure.legend(lines, labels, loc="outside lower center", ncols=len(chosen))
    for axes in left:
        axes.set_ylabel(words)
    words = "Answers with other cells in one column; bold: the mean, dotted where no rows are"
    figure.suptitle(words, size=10)
