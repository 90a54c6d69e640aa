"""A ladder: what each rung reaches, and what it bought over the one below."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from separatrix.metrics.registry import METRICS
from separatrix.plots.curves import name_metric_axis
from separatrix.plots.style import CLASS_COLOURS, FAINT, INK, new_figure, styled, tint
from separatrix.plots.text import number, percent, short

VERDICTS = {"real": CLASS_COLOURS[0], "worse": CLASS_COLOURS[1]}
"""Colours of the verdicts that are more than noise; the others are grey."""


@dataclass(frozen=True)
class RungMark:
    """One rung as it is drawn; None stands for undefined.

    Args:
        name: What it is called.
        interval: Lower end, mean and upper end of its score.
        scores: Its score in each training.
        step: Lower end, mean and upper end of what it bought; None where it stands on no other.
        verdict: "real", "worse", "the same", "unclear" or "".
        beside: It stands beside the ladder.
    """

    name: str
    interval: tuple[float | None, float | None, float | None]
    scores: Sequence[float | None] = ()
    step: tuple[float | None, float | None, float | None] | None = None
    verdict: str = ""
    beside: bool = False


@styled()
def ladder_figure(
    rungs: Sequence[RungMark], metric: str, rope: float, recommended: str = ""
) -> Figure:
    """Draw scores at the left and what each rung bought at the right, the first rung on top.

    Args:
        rungs: The rungs, those beside the ladder last.
        metric: What the scores are.
        rope: Half the width of the region of practical equivalence.
        recommended: Name of the rung to take.
    """
    figure = new_figure(8.8, 1.15 + 0.34 * len(rungs))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(4, 3))
    draw_reached(left, rungs, metric, recommended)
    draw_bought(right, rungs, metric, rope)
    return figure


def draw_reached(axes: Axes, rungs: Sequence[RungMark], metric: str, recommended: str = "") -> Axes:
    """Draw every rung's score with its interval, and a faint stroke for each training."""
    for place, rung in enumerate(rungs):
        colour = FAINT if rung.beside else CLASS_COLOURS[0]
        scores = [score for score in rung.scores if score is not None]
        axes.scatter(
            scores,
            [place] * len(scores),
            marker="|",
            s=46,
            color=tint(colour, 0.45),
            linewidths=0.7,
            zorder=2,
        )
        _draw_interval(axes, place, rung.interval, colour, hollow=rung.beside)
        if rung.interval[1] is not None:
            _write_value(axes, place, rung.interval[1], metric)
    axes.set_yticks(range(len(rungs)), [short(rung.name, 30) for rung in rungs])
    for label, rung in zip(axes.get_yticklabels(), rungs, strict=True):
        label.set_fontweight("bold" if rung.name == recommended else "normal")
    _tidy(axes, rungs)
    name_metric_axis(axes, metric, axis="x")
    axes.set_title("What each rung reaches on held-out rows")
    return axes


def draw_bought(axes: Axes, rungs: Sequence[RungMark], metric: str, rope: float) -> Axes:
    """Draw how much better each rung is than the one above it in the picture."""
    axes.axvspan(-rope, rope, color="#ececec", zorder=0, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    for place, rung in enumerate(rungs):
        if rung.step is not None:
            colour = VERDICTS.get(rung.verdict, FAINT)
            _draw_interval(axes, place, rung.step, colour, hollow=rung.verdict not in VERDICTS)
    _tidy(axes, rungs)
    if METRICS[metric].greater_is_better:
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}".replace("-", "−"))
        axes.set_xlabel("points")
    else:
        axes.set_xlabel(f"{METRICS[metric].title} less")
    axes.set_title("What it bought (grey: noise, or too little)")
    return axes


def _write_value(axes: Axes, place: int, value: float, metric: str) -> None:
    written = number(value)
    if metric.endswith("accuracy"):
        written = percent(value)
    elif METRICS[metric].greater_is_better:
        written = f"{value:z.3f}".replace("-", "−")  # z: no minus before a zero
    axes.annotate(
        written,
        (1.01, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8,
    )


def _draw_interval(
    axes: Axes,
    place: int,
    ends: tuple[float | None, float | None, float | None],
    colour: str,
    *,
    hollow: bool,
) -> None:
    low, middle, high = ends
    if low is not None and high is not None:
        axes.plot([low, high], [place, place], color=colour, linewidth=2.0, zorder=3)
    if middle is not None:
        face = "white" if hollow else colour
        axes.plot(
            [middle], [place], "o", color=colour, markerfacecolor=face, markersize=5.5, zorder=4
        )


def _tidy(axes: Axes, rungs: Sequence[RungMark]) -> None:
    beside = [place for place, rung in enumerate(rungs) if rung.beside]
    if beside:
        axes.axhline(beside[0] - 0.5, color=FAINT, linewidth=0.6, linestyle=":")
    axes.set_ylim(len(rungs) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
