"""A map of a score over two settings: where tuning helps and where it fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from separatrix.plots.style import FAINT, FIELD, INK, PAPER

_MOST_WRITTEN = 80
"""With more cells the numbers would not be read."""


@dataclass(frozen=True)
class ScoreMap:
    """A score for every pair of two settings.

    Args:
        scores_YX: The score by second and first setting, a share; nan where there is none.
        x_values: Values of the first setting, the columns.
        y_values: Values of the second setting, the rows from below.
        x_name: The first setting.
        y_name: The second setting.
    """

    scores_YX: NDArray[np.float64]
    x_values: Sequence[float]
    y_values: Sequence[float]
    x_name: str = "Epochs"
    y_name: str = "Learning rate"


def draw_map(axes: Axes, score_map: ScoreMap, norm: Normalize) -> Axes:
    """Draw a cell for every pair of settings, its score in per cent written in.

    Args:
        axes: Where to draw.
        score_map: The scores.
        norm: Range of the colours, the same for maps that are compared.
    """
    axes.imshow(score_map.scores_YX, cmap=FIELD, norm=norm, origin="lower", aspect="auto")
    axes.set_xticks(range(len(score_map.x_values)), _written(score_map.x_values))
    axes.set_yticks(range(len(score_map.y_values)), _written(score_map.y_values))
    axes.set_xlabel(score_map.x_name)
    axes.set_ylabel(score_map.y_name)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_facecolor(FAINT)
    if score_map.scores_YX.size <= _MOST_WRITTEN:
        _write_scores(axes, score_map, norm)
    return axes


def _write_scores(axes: Axes, score_map: ScoreMap, norm: Normalize) -> None:
    for (y, x), score in np.ndenumerate(score_map.scores_YX):
        dark = np.isnan(score) or norm(score) < 0.55
        axes.text(
            x,
            y,
            "–" if np.isnan(score) else f"{100 * score:.0f}",
            ha="center",
            va="center",
            fontsize=8,
            color=PAPER if dark else INK,
        )


def _written(values: Sequence[float]) -> list[str]:
    return [f"{value:,}" if isinstance(value, int) else f"{value:g}" for value in values]
