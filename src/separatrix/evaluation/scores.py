"""How good predictions are, with an interval over the rows and each member beside it."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering, members_of
from separatrix.evaluation.resampling import (
    MANY_ROWS,
    ScoredRows,
    defined,
    resampled,
    weighted_score,
)
from separatrix.metrics.registry import METRICS, metrics_of

_NORMAL = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


Interval = tuple[float, float]


class Score(msgspec.Struct, frozen=True):
    """One metric on one part of the rows; None stands for undefined.

    Args:
        value: The score of the members' mean prediction.
        low: Lower end of its 95 % interval over the rows.
        high: Upper end of its 95 % interval over the rows.
        members: The score of each member alone.
    """

    value: float | None
    low: float | None
    high: float | None
    members: tuple[float | None, ...]


def score_rows(
    task: str,
    target_N: NDArray[Any],
    predictions: Answering,
    *,
    weight_N: NDArray[np.float64] | None = None,
    asked: str = "loss",
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Score]:
    """Score predictions by every metric of the task.

    The interval is the 2.5 and 97.5 % percentiles of the score over resamples of the rows with
    replacement (Efron and Tibshirani 1993, chapter 13). All metrics see the same resamples; one
    in which a metric is undefined is left out for that metric. It is the uncertainty of having
    seen these rows and not others, for this network; the spread over members is beside it.
    Accuracy is a share of rows, for which Wilson's score interval (Wilson 1927) is taken instead:
    it stays honest where few rows, or no errors at all, would give a bootstrap of no width. The
    other metrics have no such form, nor has a weighted accuracy; of very few rows their intervals
    are too narrow. Rows are resampled whatever their weight and count for it in each resample.

    With more than `MANY_ROWS` rows the interval is value ± 1.96 standard errors, kept within the
    metric's range. The standard error is that of a fifth of the resamples of `MANY_ROWS` rows
    drawn once, times the root of their share (it falls with the root of the number of rows;
    Kleiner et al. 2014), so that the time stays the same for any number of rows.

    Args:
        task: "binary", "multiclass" or "regression".
        target_N: True class codes, or true values in the unit of the table.
        predictions: The members' answers for the same rows.
        weight_N: What each row counts for; None when all count the same.
        asked: The metric that the user asked for, which then stands first; "loss" for none.
        resamples: Bootstrap resamples.
        seed: Decides the resamples.

    Returns:
        A score by metric, in the order of `metrics_of(task, asked)`.
    """
    metrics, rows = metrics_of(task, asked), ScoredRows(target_N, predictions.answers, weight_N)
    values = {metric: rows.score(metric) for metric in metrics}
    intervals = _intervals(values, rows, resamples, np.random.default_rng(seed))
    members = [predictions.member(k) for k in range(members_of(predictions))]
    return {
        metric: Score(
            value=defined(value),
            low=defined(intervals[metric][0]),
            high=defined(intervals[metric][1]),
            members=tuple(
                defined(weighted_score(metric, target_N, member, weight_N)) for member in members
            ),
        )
        for metric, value in values.items()
    }


def _intervals(
    values: dict[str, float], rows: ScoredRows, resamples: int, generator: np.random.Generator
) -> dict[str, Interval]:
    """Return an interval for each metric; accuracy alone needs no resamples."""
    intervals: dict[str, Interval] = {}
    if "accuracy" in values and rows.weight_N is None:
        intervals["accuracy"] = wilson(values["accuracy"], len(rows))
    rest = {metric: value for metric, value in values.items() if metric not in intervals}
    if rest:
        find = _normal if len(rows) > MANY_ROWS else _percentiles
        found = find(tuple(rest), tuple(rest.values()), rows, resamples, generator)
        intervals |= dict(zip(rest, found, strict=True))
    return intervals


def wilson(share: float, rows: int) -> tuple[float, float]:
    """Return Wilson's 95 % score interval of a share of rows (Wilson 1927; Brown et al. 2001).

    Example:
        >>> low, high = wilson(1.0, 20)
        >>> round(low, 3), high
        (0.839, 1.0)
    """
    if rows == 0:
        return np.nan, np.nan
    square = _NORMAL**2
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    reach = sqrt(share * (1 - share) / rows + square / (4 * rows**2)) * _NORMAL
    reach /= 1 + square / rows
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _percentiles(
    metrics: Sequence[str],
    _values: Sequence[float],
    rows: ScoredRows,
    resamples: int,
    generator: np.random.Generator,
) -> list[Interval]:
    scores_MR = resampled(metrics, rows, resamples, generator)
    return [_percentile(scores_R[np.isfinite(scores_R)]) for scores_R in scores_MR]


def _percentile(scores_R: NDArray[np.float64]) -> Interval:
    if len(scores_R) == 0:
        return np.nan, np.nan
    low, high = np.quantile(scores_R, (0.025, 0.975))
    return float(low), float(high)


def _normal(
    metrics: Sequence[str],
    values: Sequence[float],
    rows: ScoredRows,
    resamples: int,
    generator: np.random.Generator,
) -> list[Interval]:
    few = rows.take(np.sort(generator.choice(len(rows), MANY_ROWS, replace=False)))
    scores_MR = resampled(metrics, few, max(resamples // 5, 2), generator)
    shrink = sqrt(MANY_ROWS / len(rows))
    return [
        _around(metric, value, shrink * _deviation(scores_R[np.isfinite(scores_R)]))
        for metric, value, scores_R in zip(metrics, values, scores_MR, strict=True)
    ]


def _deviation(scores_R: NDArray[np.float64]) -> float:
    return float(scores_R.std(ddof=1)) if len(scores_R) > 1 else np.nan


def _around(metric: str, value: float, error: float) -> Interval:
    low, high = value - _NORMAL * error, value + _NORMAL * error
    return max(low, METRICS[metric].lowest), min(high, METRICS[metric].highest)
