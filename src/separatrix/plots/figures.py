"""Whole pictures, put together from what the rest of the room draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from separatrix.evaluation.boundary import Boundary
from separatrix.evaluation.calibration import Reliability
from separatrix.evaluation.confusion import ConfusionMatrix
from separatrix.evaluation.curves import Curves
from separatrix.evaluation.line import FittedLine
from separatrix.evaluation.regression import RegressionPoints
from separatrix.evaluation.roc import Thresholds
from separatrix.evaluation.scores import Score
from separatrix.metrics.registry import METRICS
from separatrix.plots.boundary import draw_boundary
from separatrix.plots.confusion import draw_confusion
from separatrix.plots.curves import draw_loss, draw_metric, draw_rate, name_metric_axis
from separatrix.plots.legend import (
    explain_classes,
    explain_line,
    explain_lines,
    explain_probability,
    explain_values,
)
from separatrix.plots.map import ScoreMap, draw_map
from separatrix.plots.overlay import draw_overlaid
from separatrix.plots.points import Names, Part, draw_points, scale_of
from separatrix.plots.regression import draw_line, draw_predicted, range_of, residual_sentence
from separatrix.plots.reliability import draw_reliability
from separatrix.plots.roc import draw_precision, draw_roc
from separatrix.plots.rungs import Spread, draw_rungs
from separatrix.plots.scores import draw_scores
from separatrix.plots.style import new_figure, styled
from separatrix.plots.text import percent_tick, short

_SIDE = 3.1
"""Inches of one square panel."""


@dataclass(frozen=True)
class Panel:
    """One boundary with the rows of one part over it.

    Args:
        title: What is seen, such as "Before training, train rows".
        boundary: What is answered everywhere.
        part: The rows; None where the table is not at hand.
    """

    title: str
    boundary: Boundary
    part: Part | None = None


@styled()
def data_figure(parts: Sequence[Part], names: Names, title: str | None = None) -> Figure:
    """Draw the rows of a table with two features, train filled and the others hollow."""
    figure = new_figure(*(4.3, 4.6) if names.classes else (5.2, 4.3))
    axes = figure.add_subplot()
    norm = scale_of(np.concatenate([part.target_N for part in parts]))
    rows = sum(len(part) for part in parts)
    for part in parts:
        draw_points(axes, part, names, norm, crowd=rows)
    counts = ", ".join(f"{len(part):,} {part.name}" for part in parts)
    axes.set_box_aspect(1)
    axes.set_title(title or f"Rows: {counts}")
    if names.classes:
        explain_classes(figure, names, short(names.target), parts)
    else:
        explain_values(figure, [axes], names, norm)
    return figure


@styled()
def boundary_figure(panels: Sequence[Sequence[Panel]], names: Names) -> Figure:
    """Draw boundaries side by side on the same axes and in the same colours.

    Args:
        panels: Rows of panels, all rows of one length.
        names: What axes and classes are called.
    """
    rows, columns = len(panels), len(panels[0])
    below = 0.75 if names.classes else 0.3
    beside = 0.5 if len(names.classes) > 2 else 1.2
    figure = new_figure(columns * _SIDE + beside, rows * (_SIDE + 0.2) + below)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    flat = [panel for row in panels for panel in row]
    norm = _norm_of(flat, names)
    for axes, panel in zip(grid.flat, flat, strict=True):
        draw_boundary(axes, panel.boundary, names, norm)
        if panel.part is not None:
            draw_points(axes, panel.part, names, norm)
        axes.set_box_aspect(1)
        axes.label_outer()
        axes.set_title(panel.title)
    _explain_boundaries(figure, list(grid.flat), names, norm)
    return figure


def before_and_after(
    before: Boundary,
    after: Boundary,
    parts: Sequence[Part],
    captions: Sequence[Sequence[str]] = (),
) -> list[list[Panel]]:
    """Return the panels of a training: before above after, the parts side by side.

    Args:
        before: Answers with the initial weights.
        after: Answers with the kept weights.
        parts: Usually train and test rows; empty where the table is not at hand.
        captions: What to add to each title, such as the accuracy; before first, then after.
    """
    moments = [("Before training", before), ("After training", after)]
    if not parts:
        return [[Panel(moment, boundary)] for moment, boundary in moments]
    return [
        [
            Panel(_titled(f"{moment}, {part.name} rows", captions, row, column), boundary, part)
            for column, part in enumerate(parts)
        ]
        for row, (moment, boundary) in enumerate(moments)
    ]


@styled()
def curves_figure(
    curves: Curves,
    title: str | None = None,
    guess: float | None = None,
    unit: str | None = None,
) -> Figure:
    """Draw loss and metric over the epochs side by side, beneath them the rate where it moves."""
    moves = curves.rate_moves
    figure = new_figure(7.4, 3.8 if moves else 3.0)
    grid = figure.subplots(
        1 + moves, 2, squeeze=False, sharex="col", height_ratios=(4, 1)[: 1 + moves]
    )
    left, right = grid[0]
    draw_loss(left, curves)
    draw_metric(right, curves, guess, unit)
    for axes in grid[1:].flat:
        draw_rate(axes, curves)
    if moves:
        left.set_xlabel("")
        right.set_xlabel("")
    left.set_title("Loss: lower is better")
    metric = METRICS[curves.metric]
    better = "higher" if metric.greater_is_better else "lower"
    right.set_title(f"{metric.title}: {better} is better")
    explain_lines(figure, left, right)
    if title:
        figure.suptitle(title)
    return figure


@styled()
def overlaid_figure(named: Sequence[tuple[str, Curves]], *, same_loss: bool) -> Figure:
    """Draw the held-out curves of several trainings over each other: loss, and metric.

    Args:
        named: (name, curves) of each training, all of one metric.
        same_loss: Their losses are of one kind; else only the metric is drawn.
    """
    figure = new_figure(7.4 if same_loss else 4.2, 3.2)
    grid = figure.subplots(1, 2 if same_loss else 1, squeeze=False)[0]
    if same_loss:
        draw_overlaid(grid[0], [(name, curves.loss[-1]) for name, curves in named])
        grid[0].set_title(f"Loss on {_parts_of(named)} rows")
        grid[0].set_ylabel("Loss")
    draw_overlaid(grid[-1], [(name, curves.scores[-1]) for name, curves in named])
    metric = named[0][1].metric
    name_metric_axis(grid[-1], metric)
    grid[-1].set_title(f"{METRICS[metric].title} on {_parts_of(named)} rows")
    grid[-1].legend(fontsize=8)
    return figure


def _parts_of(named: Sequence[tuple[str, Curves]]) -> str:
    return " or ".join(sorted({curves.loss[-1].part for _, curves in named}))


@styled()
def regression_figure(parts: Mapping[str, RegressionPoints], target: str) -> Figure:
    """Draw predicted against true values of each part, such as train and test."""
    figure = new_figure(len(parts) * 3.4 + 0.3, 3.8)
    grid = figure.subplots(1, len(parts), sharex=True, sharey=True, squeeze=False)
    limits = range_of(list(parts.values()))
    for axes, (name, points) in zip(grid.flat, parts.items(), strict=True):
        draw_predicted(axes, points, target, hollow=name != "train", limits=limits)
        axes.label_outer()
        words = residual_sentence(points.residuals) if points.residuals else "no rows"
        axes.set_title(f"{name.capitalize()} rows: {words}")
    return figure


@styled()
def line_figure(
    lines: Sequence[tuple[str, FittedLine]], parts: Sequence[Part], names: Names
) -> Figure:
    """Draw fitted lines over the rows of one feature, a panel for each line."""
    figure = new_figure(len(lines) * 3.6 + 0.3, 3.3)
    grid = figure.subplots(1, len(lines), sharex=True, sharey=True, squeeze=False)
    for axes, (title, line) in zip(grid.flat, lines, strict=True):
        for part in parts:
            draw_line(axes, line, part, names)
        axes.set_title(title)
        axes.label_outer()
    explain_line(figure, parts, members=max(len(line.members_KG) for _, line in lines))
    return figure


@styled()
def calibration_figure(curve: Reliability, positive: str = "", rows: str = "") -> Figure:
    """Draw a reliability curve with its error in the title."""
    figure = new_figure(3.9, 4.1)
    axes = draw_reliability(figure.add_subplot(), curve, short(positive))
    axes.set_title(f"{rows}off by {100 * curve.error:.1f} points in the mean")
    return figure


@styled()
def roc_figure(curves: Sequence[Thresholds], rows: str = "") -> Figure:
    """Draw ROC and precision-recall curves side by side."""
    figure = new_figure(7.2, 3.9)
    left, right = figure.subplots(1, 2)
    draw_roc(left, curves)
    draw_precision(right, curves)
    left.set_title(f"{rows}ROC")
    right.set_title("Precision and recall")
    if len(curves) > 1:
        left.legend(loc="lower right", fontsize=7.5)
    return figure


@styled()
def confusion_figure(matrix: ConfusionMatrix, target: str, title: str = "") -> Figure:
    """Draw a confusion matrix with a size that fits its classes."""
    side = float(np.clip(0.62 * len(matrix.classes) + 2.2, 3.4, 8.5))
    figure = new_figure(side, side * 0.92)
    axes = draw_confusion(figure.add_subplot(), matrix, target)
    rows = int(matrix.counts_CC.sum())
    axes.set_title(title or f"{rows:,} rows; shares of each true class")
    return figure


@styled()
def map_figure(maps: Mapping[str, ScoreMap], score: str) -> Figure:
    """Draw maps of a score side by side in the same colours.

    Args:
        maps: A map for each title.
        score: What the cells hold, for the colour bar.
    """
    figure = new_figure(len(maps) * 2.9 + 1.1, 3.3)
    grid = figure.subplots(1, len(maps), sharex=True, sharey=True, squeeze=False)
    norm = scale_of(np.concatenate([one.scores_YX.ravel() for one in maps.values()]))
    for axes, (title, one) in zip(grid.flat, maps.items(), strict=True):
        draw_map(axes, one, norm)
        axes.set_title(title)
        axes.label_outer()
    bar = figure.colorbar(grid[0, 0].images[0], ax=list(grid.flat), aspect=25, format=percent_tick)
    bar.set_label(f"{score} (%)")
    bar.outline.set_visible(False)
    return figure


@styled()
def rungs_figure(
    spreads: Sequence[Spread],
    metric: str,
    title: str,
    bar: float | None = None,
    unit: str | None = None,
) -> Figure:
    """Draw the rungs of a ladder with the spread of each over its seeds."""
    figure = new_figure(7.0, 0.55 * len(spreads) + 1.3)
    axes = draw_rungs(figure.add_subplot(), spreads, metric, bar, unit)
    axes.set_title(title)
    return figure


@styled()
def scores_figure(
    scores: Mapping[str, Mapping[str, Score]], guess: Mapping[str, float | None]
) -> Figure:
    """Draw every metric of every part with its interval.

    Args:
        scores: Part, then metric, to score.
        guess: Metric to the score of the guess to beat.
    """
    metrics = list(next(iter(scores.values())))
    figure = new_figure(5.6, 1.05 * len(metrics) + 0.4)
    grid = figure.subplots(len(metrics), 1, squeeze=False)
    for axes, metric in zip(grid.flat, metrics, strict=True):
        by_part = {part: found[metric] for part, found in scores.items()}
        draw_scores(axes, by_part, metric, guess.get(metric))
    figure.suptitle("Scores with 95 % intervals; strokes: members alone; dotted: a guess")
    return figure


def _titled(words: str, captions: Sequence[Sequence[str]], row: int, column: int) -> str:
    return f"{words}\n{captions[row][column]}" if captions else words


def _norm_of(panels: Sequence[Panel], names: Names) -> Normalize | None:
    if names.classes:
        return None
    targets = [panel.part.target_N for panel in panels if panel.part is not None]
    fields = [panel.boundary.values_GG.ravel() for panel in panels]
    return scale_of(np.concatenate([*targets, *fields]))


def _explain_boundaries(
    figure: Figure, grid: Sequence[Axes], names: Names, norm: Normalize | None
) -> None:
    if norm is not None:
        explain_values(figure, grid, names, norm)
        return
    title = short(names.target)
    if len(names.classes) == 2:
        explain_probability(figure, grid, names)
    else:
        title = f"{title} (the stronger the colour, the more probable)"
    explain_classes(figure, names, title, line=True)
