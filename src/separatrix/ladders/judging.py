"""What the scores of two rungs on the same held rows say about which is better."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import RecipeError
from separatrix.evaluation.paired import Resamples, paired, resamples_of
from separatrix.evaluation.resampling import defined, weighted_score
from separatrix.ladders.comparison import Comparison, compare, holm
from separatrix.ladders.crossed import Crossed
from separatrix.ladders.result import Interval, Step
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS

Floats = NDArray[np.float64]

ROPE = 0.01
"""Half the width of the region of practical equivalence: one point of a score up to 1, as Benavoli
et al. 2017 take it for accuracy; of an error, a hundredth of what guessing makes."""

SURE = 0.95
"""Posterior probability from which two rungs count as practically the same."""

ALARM = 0.05
"""Highest p-value, of all rungs together, of a difference that counts as real."""


@dataclass(frozen=True)
class Scored:
    """A rung's answers to the held rows of every fold, and how good they are.

    Args:
        answers: One for each fold.
        scores_F: The metric of each; nan where it is undefined.
        resamples: The metric on resamples of one test set; None where folds are compared.
    """

    answers: tuple[Answers, ...]
    scores_F: Floats
    resamples: Resamples | None = None


@dataclass(frozen=True)
class Judge:
    """Compares rungs by one metric.

    Folds that are divided anew, or that are different ones, are compared by the corrected t-test
    over all of them; where repeats have one partition they are seeds, whose mean is one score of
    a fold. One test set is compared by a paired bootstrap over its rows and the seeds.

    Args:
        crossed: The folds.
        metric: A name in `METRICS`.
        rope: Half the width of the region of practical equivalence.
    """

    crossed: Crossed
    metric: str
    rope: float

    @property
    def sign(self) -> int:
        """Return 1 where more of the metric is better, else -1."""
        return 1 if METRICS[self.metric].greater_is_better else -1

    def scored(self, answers: Sequence[Answers]) -> Scored:
        """Score a rung's answers on every fold."""
        scores_F = scores_of(self.crossed, self.metric, answers)
        if not self.crossed.apart:
            return Scored(tuple(answers), scores_F)
        fold = self.crossed.folds[0]
        drawn = resamples_of(self.metric, fold.truth_N, answers, weight_N=fold.weight_N)
        return Scored(tuple(answers), scores_F, drawn)

    def interval(self, rung: Scored) -> Interval:
        """Return the mean score with its 95 % interval, which ends where the metric does."""
        metric = METRICS[self.metric]
        if rung.resamples is not None:
            low, high = rung.resamples.interval
        else:
            about = self._compare(rung.scores_F)
            low, high = about.low, about.high
        return Interval(
            defined(float(np.nanmean(rung.scores_F))) if _any(rung.scores_F) else None,
            defined(max(low, metric.lowest)),
            defined(min(high, metric.highest)),
        )

    def step(self, below: Scored, rung: Scored) -> Comparison:
        """Compare a rung with the one below; a difference above 0 is better."""
        if below.resamples is None or rung.resamples is None:
            differences_F = self.sign * (rung.scores_F - below.scores_F)
            return self._compare(differences_F, certain=_identical(below, rung))
        found = paired(below.resamples, rung.resamples)
        error = float(np.nanstd(rung.resamples.value_R - below.resamples.value_R))
        ends = (found.difference, found.low, found.high)
        return Comparison(*ends, found.p, np.nan, np.nan, np.nan, error)

    def steps(self, rungs: Sequence[Scored]) -> list[Step]:
        """Compare each rung with the one below, p-values being those of all together."""
        found = [self.step(below, rung) for below, rung in pairwise(rungs)]
        adjusted = holm([each.p for each in found])
        return [self._step(each, float(p)) for each, p in zip(found, adjusted, strict=True)]

    def recommended(self, rungs: Sequence[Scored]) -> int:
        """Return the lowest rung that is not worse than the best.

        That is one within the region of practical equivalence, or within a standard error of the
        difference (the rule of Breiman et al. 1984), of the rung with the best mean.
        """
        means = [self.sign * _mean(rung.scores_F) for rung in rungs]
        best = int(np.nanargmax(means)) if np.isfinite(means).any() else 0
        return next(place for place, rung in enumerate(rungs) if self._as_good(rung, rungs[best]))

    def _as_good(self, rung: Scored, best: Scored) -> bool:
        if rung is best:
            return True
        ahead = self.step(rung, best)
        return bool(ahead.difference <= max(self.rope, ahead.error))

    def _compare(self, differences_F: Floats, *, certain: bool = False) -> Comparison:
        """Compare by folds; repeats of one partition are averaged, for they are but seeds.

        Args:
            differences_F: One for each fold.
            certain: Differences that are all the same could not have been otherwise.
        """
        if not self.crossed.anew:
            differences_F = differences_F.reshape(self.crossed.repeats, -1).mean(axis=0)
        finite_F = differences_F[np.isfinite(differences_F)]
        if len(finite_F) < 2:
            mean = float(finite_F.mean()) if len(finite_F) else float("nan")
            return Comparison(mean, float("nan"), float("nan"), 1.0, *([float("nan")] * 3))
        share_of_rows = METRICS[self.metric].of_labels and not certain
        rows = self.crossed.held_rows if share_of_rows else None
        return compare(finite_F, self.crossed.held_share, self.rope, rows)

    def _step(self, found: Comparison, p: float) -> Step:
        """Return what is told of a difference, which ends where that of two scores must."""
        metric = METRICS[self.metric]
        most = metric.highest - metric.lowest
        return Step(
            value=defined(found.difference),
            low=defined(max(found.low, -most)),
            high=defined(min(found.high, most)),
            p=p,
            same=defined(found.same),
            verdict=self._verdict(found, p),
        )

    def _verdict(self, found: Comparison, p: float) -> str:
        """Say in a word what a difference is; practically the same goes before real.

        A difference that is certain may be of no use. For one test set, whose bootstrap has no
        posterior, it is practically the same when its whole interval lies within the region.
        """
        inside = -self.rope <= found.low and found.high <= self.rope
        if found.same >= SURE or (self.crossed.apart and inside):
            return "the same"
        if p >= ALARM or not np.isfinite(found.difference):
            return "unclear"
        return "real" if found.difference > 0 else "worse"


def scores_of(crossed: Crossed, metric: str, answers: Sequence[Answers]) -> Floats:
    """Return the metric of each fold's answers, shape (F,)."""
    return np.array(
        [
            weighted_score(metric, fold.truth_N, each, fold.weight_N)
            for fold, each in zip(crossed.folds, answers, strict=True)
        ]
    )


def _identical(one: Scored, other: Scored) -> bool:
    """Say whether two rungs answered every row with the same numbers."""
    return all(
        np.array_equal(a.array, b.array) for a, b in zip(one.answers, other.answers, strict=True)
    )


def rope_of(metric: str, guessed: float, asked: float | None = None) -> float:
    """Return half the width of the region of practical equivalence of a metric.

    Args:
        metric: A name in `METRICS`.
        guessed: What guessing reaches.
        asked: The width that the user wants; None for a usual one.

    Raises:
        RecipeError: the width is negative or no number.
    """
    if asked is not None:
        if not 0 <= asked < float("inf"):
            raise RecipeError(f"rope must be 0 or more and finite, got {asked}.")
        return asked
    if METRICS[metric].greater_is_better:
        return ROPE
    return ROPE * guessed if np.isfinite(guessed) and guessed > 0 else ROPE


def _mean(scores_F: Floats) -> float:
    return float(np.nanmean(scores_F)) if _any(scores_F) else float("nan")


def _any(scores_F: Floats) -> bool:
    return bool(np.isfinite(scores_F).any())
