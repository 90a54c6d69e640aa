"""Rows drawn again with replacement, and scored anew each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import score

MANY_ROWS = 20_000
"""With more rows than these the interval is a normal one, see `score_rows`."""

_BLOCK = 2**19
"""Weights held at once: 4 MB. Fewer would repeat what all resamples share, more leave the cache."""


def weighted_score(
    metric: str, target_N: NDArray[Any], answers: Answers, weight_N: NDArray[np.float64] | None
) -> float:
    """Score rows that count for their weight; None for all the same."""
    if weight_N is None:
        return score(metric, target_N, answers)
    return float(score(metric, target_N, answers, weight_N[None])[0])


def defined(value: float) -> float | None:
    """Return a finite number as a plain float, anything else as None, which JSON can hold."""
    return float(value) if isfinite(value) else None


@dataclass(frozen=True)
class ScoredRows:
    """Rows that are scored again and again, each time counting otherwise.

    Args:
        target_N: True class codes, or true values in the unit of the table.
        answers: What was answered for them.
        weight_N: What each row counts for; None when all count the same.
    """

    target_N: NDArray[Any]
    answers: Answers
    weight_N: NDArray[np.float64] | None

    def __len__(self) -> int:
        return len(self.target_N)

    def score(self, metric: str) -> float:
        """Score all rows once."""
        return weighted_score(metric, self.target_N, self.answers, self.weight_N)

    def score_each(self, metric: str, counts_RN: NDArray[np.float64]) -> NDArray[np.float64]:
        """Score resamples that hold each row some times."""
        return score(metric, self.target_N, self.answers, counts_RN)

    def take(self, rows: NDArray[np.int64]) -> "ScoredRows":
        """Return some of the rows."""
        weight_N = None if self.weight_N is None else self.weight_N[rows]
        return ScoredRows(self.target_N[rows], _rows_of(self.answers, rows), weight_N)


def resampled(
    metrics: Sequence[str],
    rows: ScoredRows,
    resamples: int,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Score R resamples of the rows by M metrics, a block at a time, shape (M, R)."""
    blocks = [
        np.stack([rows.score_each(metric, counts_RN) for metric in metrics])
        for counts_RN in drawn_counts(len(rows), resamples, generator, rows.weight_N)
    ]
    return np.concatenate(blocks, axis=1)


def drawn_counts(
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
