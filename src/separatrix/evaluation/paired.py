"""Whether one way of training answers better than another, on one test set.

What could have come out otherwise is which rows were in the test set, and which seeds the networks
had. Both are drawn again with replacement, the same for both ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.resampling import (
    MANY_ROWS,
    ScoredRows,
    drawn_counts,
    weighted_score,
)
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS

Floats = NDArray[np.float64]

RESAMPLES = 1000


@dataclass(frozen=True)
class Resamples:
    """A metric of one way of training, on resamples of rows and seeds.

    Args:
        metric: The metric.
        value: The mean over the networks on all rows.
        value_R: The same on each resample; nan where it is undefined.
    """

    metric: str
    value: float
    value_R: Floats

    @property
    def interval(self) -> tuple[float, float]:
        """The 2.5 and 97.5 % percentiles, nan where no resample has a score."""
        return _percentiles(self.value_R)


@dataclass(frozen=True)
class Paired:
    """How much better the second of two ways is than the first.

    Args:
        difference: Above 0 where the second is better, whatever the metric.
        low: Lower end of the 95 % interval.
        high: Its upper end.
        p: Probability of a difference so far from 0, either way, where there is none.
    """

    difference: float
    low: float
    high: float
    p: float


def resamples_of(
    metric: str,
    target_N: NDArray[Any],
    networks: Sequence[Answers],
    *,
    weight_N: Floats | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Resamples:
    """Score networks of one recipe on resamples of the test rows and of the networks.

    Two ways of training that are scored with the same seed, rows and number of networks see the
    same resamples, so that `paired` may subtract them (paired bootstrap; Efron and Tibshirani 1993,
    chapter 16; of several systems on one test set Koehn 2004). With more than `MANY_ROWS` rows a
    draw of so many is resampled, and what comes out is drawn together by the root of their share.

    Args:
        metric: A name in `METRICS`.
        target_N: True class codes, or true values in the unit of the table.
        networks: What each network answers for the rows; one or more.
        weight_N: What each row counts for; None when all count the same.
        resamples: How many.
        seed: Decides them.
    """
    value = _mean([weighted_score(metric, target_N, each, weight_N) for each in networks])
    random = np.random.default_rng(seed)
    rows, shrink = np.arange(len(target_N)), 1.0
    if len(rows) > MANY_ROWS:
        rows = np.sort(random.choice(len(rows), MANY_ROWS, replace=False))
        shrink = sqrt(MANY_ROWS / len(target_N))
    few = [ScoredRows(target_N, each, weight_N).take(rows) for each in networks]
    seeds_RK = _drawn_seeds(len(networks), resamples, random)
    score_KR = np.empty((len(networks), resamples))
    at = 0
    for counts_RN in drawn_counts(len(rows), resamples, random, few[0].weight_N):
        block = slice(at, at + len(counts_RN))
        for k, each in enumerate(few):
            score_KR[k, block] = each.score_each(metric, counts_RN)
        at += len(counts_RN)
    value_R = (seeds_RK.T * score_KR).sum(axis=0)
    if shrink < 1:
        value_R = value + shrink * (value_R - _mean([each.score(metric) for each in few]))
    return Resamples(metric, value, value_R)


def paired(first: Resamples, second: Resamples) -> Paired:
    """Compare two ways of training by the same resamples.

    The p-value is twice the smaller share of the resamples on either side of 0, the observed
    difference counted as one of them (Davison and Hinkley 1997, section 4.2).

    Args:
        first: One way.
        second: The other, of the same rows, metric, seed and number of networks.
    """
    assert first.metric == second.metric, "two ways are compared by one metric"
    sign = 1 if METRICS[first.metric].greater_is_better else -1
    difference_R = sign * (second.value_R - first.value_R)
    finite_R = difference_R[np.isfinite(difference_R)]
    low, high = _percentiles(finite_R)
    tail = min((finite_R <= 0).sum(), (finite_R >= 0).sum())
    p = min(1.0, 2 * float(1 + tail) / (1 + len(finite_R)))
    return Paired(sign * (second.value - first.value), low, high, p)


def paired_bootstrap(
    metric: str,
    target_N: NDArray[Any],
    first: Sequence[Answers],
    second: Sequence[Answers],
    *,
    weight_N: Floats | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Paired:
    """Compare the networks of two recipes on one test set; see `resamples_of` and `paired`.

    Example:
        >>> truth = np.array([0, 1] * 50)
        >>> sure = Answers(np.stack([1 - truth, truth], axis=1).astype(float))
        >>> coin = Answers(np.full((100, 2), 0.5))
        >>> found = paired_bootstrap("accuracy", truth, [coin], [sure])
        >>> found.difference, found.p < 0.01
        (0.5, True)
    """
    ways = (
        resamples_of(metric, target_N, each, weight_N=weight_N, resamples=resamples, seed=seed)
        for each in (first, second)
    )
    return paired(*ways)


def _drawn_seeds(networks: int, resamples: int, random: np.random.Generator) -> Floats:
    """Return the part that each network has in each resample, shape (R, K)."""
    drawn_RK = random.multinomial(networks, np.full(networks, 1 / networks), size=resamples)
    return drawn_RK / networks


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _percentiles(values_R: Floats) -> tuple[float, float]:
    finite_R = values_R[np.isfinite(values_R)]
    if len(finite_R) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(finite_R, (0.025, 0.975))
    return float(low), float(high)
