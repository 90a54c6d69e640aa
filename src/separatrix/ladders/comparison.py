"""Whether one way of training is better than another, from scores on the same folds.

Folds of a cross-validation share most of their training rows, so their scores are not
independent: the plain t-test over them raises false alarms several times as often as it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

LEVEL = 0.95
"""What the intervals are meant to cover."""


@dataclass(frozen=True)
class Comparison:
    """How much better the second of two is than the first.

    Args:
        difference: Mean difference of the scores, above 0 where the second is better.
        low: Lower end of the 95 % interval.
        high: Its upper end.
        p: Probability of a difference so far from 0, either way, where there is none.
        worse: Posterior probability that the difference lies below the region of practical
            equivalence.
        same: That it lies within it.
        better: That it lies above it.
        error: Standard error of the difference.
    """

    difference: float
    low: float
    high: float
    p: float
    worse: float
    same: float
    better: float
    error: float = 0.0


def compare(
    differences: Floats | Sequence[float],
    held_share: float,
    rope: float,
    held_rows: float | None = None,
) -> Comparison:
    """Compare two ways of training by their scores on the same folds of repeated cross-validation.

    The variance of the mean is (1/n + held / (1 - held)) s² for n differences with variance s²,
    which accounts for training rows that folds share (Nadeau and Bengio 2003), with n - 1 degrees
    of freedom over all folds of all repeats (Bouckaert and Frank 2004). The same distribution is
    the posterior of the correlated t-test (Corani and Benavoli 2015; Benavoli et al. 2017), by
    which the three probabilities are those of the region of practical equivalence.

    Args:
        differences: Score of the second less that of the first on each held-out fold of each
            repeat, two or more; a higher score is the better one.
        held_share: Share of the rows that a fold holds out, such as 0.2 of five folds.
        rope: Half the width of the region of practical equivalence, in units of the score.
        held_rows: Rows that a fold holds out, where a score is a share of them: of few rows and
            folds the differences may all be the same by chance, and are then given the variance
            that a share of so many rows has at least. None takes them as certain.

    Example:
        >>> found = compare([0.10, 0.12, 0.09, 0.11], held_share=0.25, rope=0.01)
        >>> round(found.difference, 3), found.p < 0.01, found.better > 0.99
        (0.105, True, True)
    """
    values = np.asarray(differences, np.float64)
    assert len(values) >= 2, "a variance needs two differences"
    assert 0 < held_share < 1, "some rows are held out and some are not"
    mean, variance = float(values.mean()), float(values.var(ddof=1))
    if variance == 0 and held_rows is not None:
        variance = _share_variance(mean, held_rows)
    error = float(np.sqrt((1 / len(values) + held_share / (1 - held_share)) * variance))
    if error == 0:
        return _certain(mean, rope)
    freedom = len(values) - 1
    reach = float(stats.t.ppf((1 + LEVEL) / 2, freedom)) * error
    below, upto = (float(stats.t.cdf((edge - mean) / error, freedom)) for edge in (-rope, rope))
    return Comparison(
        difference=mean,
        low=mean - reach,
        high=mean + reach,
        p=float(2 * stats.t.sf(abs(mean) / error, freedom)),
        worse=below,
        same=upto - below,
        better=1 - upto,
        error=error,
    )


def _share_variance(mean: float, rows: float) -> float:
    """Return the least variance of a difference of two shares of rows.

    Rows on which only one of two answers is right are as many as the difference says at least, and
    their number is binomial; a share that none or all of the rows make up is taken as if one row
    more had been otherwise.
    """
    share = min(max(abs(mean), 1 / (rows + 1)), rows / (rows + 1))
    return share * (1 - share) / rows


def holm(p_R: Floats | Sequence[float]) -> Floats:
    """Return p-values that hold for all of several comparisons together (Holm 1979).

    Example:
        >>> holm([0.01, 0.04, 0.03]).tolist()
        [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_R, np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def _certain(mean: float, rope: float) -> Comparison:
    """Return the comparison of differences that are all the same."""
    worse, better = mean < -rope, mean > rope
    return Comparison(
        difference=mean,
        low=mean,
        high=mean,
        p=1.0 if mean == 0 else 0.0,
        worse=float(worse),
        same=float(not worse and not better),
        better=float(better),
    )
