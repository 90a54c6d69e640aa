"""Loss and metric over the epochs: every member thin, their median bold."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from separatrix.evaluation.curves import Curve, Curves
from separatrix.metrics.registry import METRICS
from separatrix.plots.style import FAINT, HELD_OUT, INK, PAPER
from separatrix.plots.text import percent_tick, tick

_COLOURS = {"train": FAINT, "held-out": HELD_OUT}

_MOST_EPOCHS = 500
"""More epochs than these are thinned evenly: a screen shows no more."""

_WIDE = 100
"""A loss whose medians span more than this factor is drawn on a logarithmic axis."""


def draw_loss(axes: Axes, curves: Curves) -> Axes:
    """Draw the loss over the epochs, and a dot where a member keeps an earlier epoch."""
    _draw_curves(axes, curves.epochs_E, curves.loss)
    medians = np.concatenate([curve.median_E for curve in curves.loss])
    wide = medians.min() > 0 and medians.max() > _WIDE * medians.min()
    axes.set_ylabel("Loss (log scale)" if wide else "Loss")
    if wide:
        axes.set_yscale("log")
    else:
        _limit(axes, curves.loss)
    _mark_kept(axes, curves)
    return axes


def draw_metric(
    axes: Axes, curves: Curves, guess: float | None = None, unit: str | None = None
) -> Axes:
    """Draw the metric over the epochs.

    Args:
        axes: Where to draw.
        curves: What the training looked like.
        guess: The metric of a guess that looks at no feature, drawn as a dotted line.
        unit: Unit of an error, such as the target's name.
    """
    _draw_curves(axes, curves.epochs_E, curves.scores)
    if guess is not None:
        axes.axhline(guess, color=INK, linewidth=0.8, linestyle=":", label="guess")
    name_metric_axis(axes, curves.metric, unit)
    if np.isinf(METRICS[curves.metric].highest):
        _limit(axes, curves.scores, least=guess)
        axes.yaxis.set_major_formatter(tick)
    return axes


def draw_rate(axes: Axes, curves: Curves) -> Axes:
    """Draw the learning rate over the epochs."""
    axes.plot(curves.epochs_E, curves.rate.median_E, color=INK, linewidth=1.2)
    axes.set_ylabel("Rate")
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=2))
    axes.yaxis.set_major_formatter(tick)
    axes.set_xlabel("Epoch")
    return axes


def name_metric_axis(axes: Axes, metric: str, unit: str | None = None, axis: str = "y") -> None:
    """Write the metric's title at an axis; shares of rows are written in per cent."""
    one, title = axes.xaxis if axis == "x" else axes.yaxis, METRICS[metric].title
    if metric.endswith("accuracy"):
        one.set_major_formatter(percent_tick)
        title = f"{title} (%)"
    one.set_label_text(f"{title} ({unit})" if unit else title)


def _draw_curves(axes: Axes, epochs_E: NDArray[np.int64], curves: Sequence[Curve]) -> None:
    shown = np.unique(np.linspace(0, len(epochs_E) - 1, _MOST_EPOCHS).astype(int))
    mark = "o" if len(epochs_E) < 3 else None
    for curve in curves:
        colour, members = _COLOURS[curve.part], curve.values_EK.shape[1]
        if members > 1:
            thin = max(0.15, min(0.5, 5 / members))
            axes.plot(
                epochs_E[shown], curve.values_EK[shown], color=colour, linewidth=0.7, alpha=thin
            )
        label = f"{curve.part}, median of {members}" if members > 1 else curve.part
        median_E = curve.median_E[shown]
        axes.plot(epochs_E[shown], median_E, color=colour, linewidth=2.0, label=label, marker=mark)
    axes.set_xlabel("Epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_xlim(0, max(len(epochs_E), 1) * 1.02)


def _mark_kept(axes: Axes, curves: Curves) -> None:
    members = curves.earlier_K
    if len(members) == 0:
        return
    kept_K = curves.kept_K[members]
    axes.plot(
        kept_K,
        curves.loss[-1].values_EK[kept_K - 1, members],
        linestyle="none",
        marker="o",
        markersize=5,
        markerfacecolor=PAPER,
        markeredgecolor=_COLOURS[curves.loss[-1].part],
        label="epoch kept",
        zorder=4,
    )


def _limit(axes: Axes, curves: Sequence[Curve], least: float | None = None) -> None:
    """Leave a few runaway members out of sight rather than press all others flat.

    `least` is in sight in any case.
    """
    values = np.concatenate([curve.values_EK.ravel() for curve in curves])
    medians = np.concatenate([curve.median_E for curve in curves])
    seen = values[np.isfinite(values)]
    if len(seen) and np.isfinite(medians).all():
        top = max(float(np.quantile(seen, 0.99)), float(medians.max()), least or 0.0)
        axes.set_ylim(bottom=min(0.0, float(medians.min())), top=1.05 * top or 1.0)
