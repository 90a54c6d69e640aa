"""What a sweep tried: the score of every trial against each setting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from separatrix.plots.curves import name_metric_axis
from separatrix.plots.style import CLASS_COLOURS, FAINT, new_figure, styled
from separatrix.plots.text import short

MOST_PANELS = 8
_LOGARITHMIC = 30.0
"""Positive values that span more than this factor stand on a logarithmic axis."""


@dataclass(frozen=True)
class Tried:
    """One setting of all trials.

    Args:
        name: The setting.
        values: Its value in each trial, a number or a word.
        share: How much of the scores' variance it explains by itself.
    """

    name: str
    values: Sequence[Any]
    share: float


@styled()
def sweep_figure(
    settings: Sequence[Tried], scores: Sequence[float | None], metric: str, best: int
) -> Figure:
    """Draw a panel for each setting, the one that mattered most first.

    Args:
        settings: What varied.
        scores: The score of each trial.
        metric: What the scores are.
        best: Which trial is the best.
    """
    shown = settings[:MOST_PANELS]
    columns = min(4, max(1, len(shown)))
    rows = -(-max(1, len(shown)) // columns)
    figure = new_figure(2.5 * columns + 0.6, 2.5 * rows + 0.3)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axes, setting in zip(grid.flat, shown, strict=False):
        draw_setting(axes, setting, scores, best)
    for axes in grid.flat[len(shown) :]:
        axes.set_visible(False)
    for row in grid:
        name_metric_axis(row[0], metric)
    return figure


def draw_setting(axes: Axes, setting: Tried, scores: Sequence[float | None], best: int) -> Axes:
    """Draw the score of every trial against its value of one setting, the best marked."""
    score_T = np.array([np.nan if score is None else score for score in scores])
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in setting.values)
    if numbers and len(set(setting.values)) > 2:
        place_T = np.array(setting.values, np.float64)
        positive = place_T[place_T > 0]
        if len(positive) and positive.max() > _LOGARITHMIC * positive.min():
            least = 0.0 if (place_T > 0).all() else float(positive.min())
            axes.set_xscale("symlog", linthresh=least) if least else axes.set_xscale("log")
    else:
        words = [_word(value) for value in setting.values]
        known = sorted(set(words), key=words.index)
        place_T = np.array([known.index(word) for word in words], np.float64)
        axes.set_xticks(range(len(known)), [short(word, 12) for word in known], rotation=30)
        axes.set_xlim(-0.5, len(known) - 0.5)
    axes.scatter(place_T, score_T, s=18, color=FAINT, alpha=0.7, linewidths=0)
    axes.plot([place_T[best]], [score_T[best]], "o", color=CLASS_COLOURS[1], markersize=7)
    axes.set_title(f"{setting.name.replace('_', ' ')}: {100 * setting.share:.0f} %")
    return axes


def _word(value: Any) -> str:
    return "-".join(map(str, value)) or "none" if isinstance(value, tuple | list) else str(value)
