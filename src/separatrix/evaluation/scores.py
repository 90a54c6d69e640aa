"""How good predictions are, with an interval over the rows and each member beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering, members_of
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, metrics_of, score

MANY_ROWS = 20_000
"""With more rows than these the interval is a normal one, see `score_rows`."""

_BLOCK = 2**19
"""Weights held at once: 4 MB. Fewer would repeat what all resamples share, more leave the cache."""

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
    metrics, rows = metrics_of(task, asked), _Rows(target_N, predictions.answers, weight_N)
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


def weighted_score(
    metric: str, target_N: NDArray[Any], answers: Answers, weight_N: NDArray[np.float64] | None
) -> float:
    """Score rows that count for their weight; None for all the same."""
    if weight_N is None:
        return score(metric, target_N, answers)
    return float(score(metric, target_N, answers, weight_N[None])[0])


@dataclass(frozen=True)
class _Rows:
    """Rows to be scored."""

    target_N: NDArray[Any]
    answers: Answers
    weight_N: NDArray[np.float64] | None

    def __len__(self) -> int:
        return len(self.target_N)

    def score(self, metric: str) -> float:
        return weighted_score(metric, self.target_N, self.answers, self.weight_N)

    def score_each(self, metric: str, counts_RN: NDArray[np.float64]) -> NDArray[np.float64]:
        """Score resamples that hold each row some times."""
        return score(metric, self.target_N, self.answers, counts_RN)

    def take(self, rows: NDArray[np.int64]) -> "_Rows":
        weight_N = None if self.weight_N is None else self.weight_N[rows]
        return _Rows(self.target_N[rows], _rows_of(self.answers, rows), weight_N)


def _intervals(
    values: dict[str, float], rows: _Rows, resamples: int, generator: np.random.Generator
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


def defined(value: float) -> float | None:
    """Return a finite number as a plain float, anything else as None, which JSON can hold."""
    return float(value) if isfinite(value) else None


def _percentiles(
    metrics: Sequence[str],
    _values: Sequence[float],
    rows: _Rows,
    resamples: int,
    generator: np.random.Generator,
) -> list[Interval]:
    scores_MR = _resampled(metrics, rows, resamples, generator)
    return [_percentile(scores_R[np.isfinite(scores_R)]) for scores_R in scores_MR]


def _percentile(scores_R: NDArray[np.float64]) -> Interval:
    if len(scores_R) == 0:
        return np.nan, np.nan
    low, high = np.quantile(scores_R, (0.025, 0.975))
    return float(low), float(high)


def _normal(
    metrics: Sequence[str],
    values: Sequence[float],
    rows: _Rows,
    resamples: int,
    generator: np.random.Generator,
) -> list[Interval]:
    few = rows.take(np.sort(generator.choice(len(rows), MANY_ROWS, replace=False)))
    scores_MR = _resampled(metrics, few, max(resamples // 5, 2), generator)
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


def _resampled(
    metrics: Sequence[str],
    rows: _Rows,
    resamples: int,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Score R resamples by M metrics, a block at a time."""
    blocks = [
        np.stack([rows.score_each(metric, counts_RN) for metric in metrics])
        for counts_RN in _blocks_of_counts(len(rows), resamples, generator, rows.weight_N)
    ]
    return np.concatenate(blocks, axis=1)


def _blocks_of_counts(
    rows: int,
    resamples: int,
    generator: np.random.Generator,
    weight_N: NDArray[np.float64] | None,
) -> Iterator[NDArray[np.float64]]:
    """Yield how often each row is in each resample, times its weight, a few at a time."""
    most = max(8, _BLOCK // max(rows, 1))
    for start in range(0, resamples, most):
        count = min(most, resamples - start)
        counts_RN = np.empty((count, rows))
        for resample, drawn_N in enumerate(generator.integers(max(rows, 1), size=(count, rows))):
            counts_RN[resample] = np.bincount(drawn_N, minlength=rows)
        yield counts_RN if weight_N is None else counts_RN * weight_N


def _rows_of(answers: Answers, rows: NDArray[np.int64]) -> Answers:
    probabilities_NC, values_N = answers.probabilities_NC, answers.values_N
    return Answers(
        None if probabilities_NC is None else probabilities_NC[rows],
        None if values_N is None else values_N[rows],
        answers.threshold,
    )
