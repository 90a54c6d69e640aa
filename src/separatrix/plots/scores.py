"""Scores with their intervals, every member, and the guess to beat."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from separatrix.evaluation.scores import Score
from separatrix.metrics.registry import METRICS
from separatrix.plots.curves import name_metric_axis
from separatrix.plots.style import CLASS_COLOURS, FAINT, INK


def draw_scores(
    axes: Axes, scores: Mapping[str, Score], metric: str, guess: float | None = None
) -> Axes:
    """Draw one metric, a row for each part: value, its interval, and the members as strokes.

    Args:
        axes: Where to draw.
        scores: The score of each part, the first on top.
        metric: What the scores are.
        guess: Score of the guess that looks at no feature, drawn as a dotted line.
    """
    for place, score in enumerate(scores.values()):
        _draw_score(axes, place, score)
    if guess is not None:
        axes.axvline(guess, color=INK, linewidth=0.9, linestyle=":", zorder=1)
    axes.set_yticks(range(len(scores)), list(scores))
    axes.set_ylim(len(scores) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    name_metric_axis(axes, metric, axis="x")
    better = "right" if METRICS[metric].greater_is_better else "left"
    axes.set_title(f"better to the {better}", loc="right", fontsize=7.5, color=FAINT)
    return axes


def _draw_score(axes: Axes, place: int, score: Score) -> None:
    members = [member for member in score.members if member is not None]
    if len(members) > 1:
        axes.scatter(
            members, [place] * len(members), marker="|", s=90, color=FAINT, linewidths=0.8, zorder=2
        )
    if score.low is not None and score.high is not None:
        axes.plot([score.low, score.high], [place, place], color=CLASS_COLOURS[0], linewidth=2.2)
    if score.value is not None:
        axes.plot([score.value], [place], "o", color=CLASS_COLOURS[0], markersize=6, zorder=4)
