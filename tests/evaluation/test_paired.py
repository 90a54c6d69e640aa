"""Two ways of training on one test set: the difference, its interval, and how sure it is."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from separatrix.evaluation.paired import paired, paired_bootstrap, resamples_of
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import score

Floats = NDArray[np.float64]


def binary(p_N: Floats) -> Answers:
    return Answers(np.stack([1 - p_N, p_N], axis=1))


def guesses(truth_N: NDArray[Any], right: float, random: Any) -> Answers:
    """Answer a share of the rows rightly, with some probability on the side of the answer."""
    told_N = np.where(random.random(len(truth_N)) < right, truth_N, 1 - truth_N)
    return binary(np.where(told_N == 1, 0.7, 0.3) + random.normal(0, 0.05, len(truth_N)))


@pytest.mark.parametrize("metric", ["accuracy", "roc_auc", "log_loss", "r2", "mae"])
def test_the_difference_is_that_of_the_scores_and_above_0_where_the_second_is_better(
    metric: str,
) -> None:
    random = np.random.default_rng(0)
    truth: NDArray[Any]
    if metric in ("r2", "mae"):
        truth = random.normal(size=200)
        worse, better = (Answers(values_N=truth + random.normal(0, s, 200)) for s in (1.0, 0.3))
    else:
        truth = random.integers(2, size=200)
        worse, better = (guesses(truth, right, random) for right in (0.6, 0.9))
    found = paired_bootstrap(metric, truth, [worse], [better])
    sign = -1 if metric in ("log_loss", "mae") else 1
    expected = sign * (score(metric, truth, better) - score(metric, truth, worse))
    assert found.difference == pytest.approx(expected)
    assert 0 < found.low < found.difference < found.high
    assert found.p < 0.01
    turned = paired_bootstrap(metric, truth, [better], [worse])
    assert turned.difference == pytest.approx(-found.difference)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_the_interval_is_that_of_scipy_for_one_network_each() -> None:
    random = np.random.default_rng(1)
    truth = random.integers(2, size=150)
    first, second = (guesses(truth, right, random) for right in (0.7, 0.8))
    found = paired_bootstrap("accuracy", truth, [first], [second], resamples=4000)
    right = [(each.labels_N == truth).astype(float) for each in (first, second)]
    theirs = stats.bootstrap(
        right,
        lambda one, two, axis: two.mean(axis=axis) - one.mean(axis=axis),
        paired=True,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(2),
    )
    assert found.low == pytest.approx(theirs.confidence_interval.low, abs=0.012)
    assert found.high == pytest.approx(theirs.confidence_interval.high, abs=0.012)


def test_the_p_value_is_near_that_of_mcnemar() -> None:
    random = np.random.default_rng(3)
    for right in (0.70, 0.76, 0.82):
        truth = random.integers(2, size=400)
        first, second = guesses(truth, 0.7, random), guesses(truth, right, random)
        found = paired_bootstrap("accuracy", truth, [first], [second], resamples=4000)
        one, two = ((each.labels_N == truth) for each in (first, second))
        exact = stats.binomtest(int((one & ~two).sum()), int((one != two).sum())).pvalue
        assert found.p == pytest.approx(exact, abs=0.05)


def test_equal_answers_differ_by_nothing() -> None:
    truth = np.array([0, 1, 1, 0] * 10)
    same = binary(np.linspace(0.1, 0.9, 40))
    found = paired_bootstrap("roc_auc", truth, [same], [same])
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_seeds_are_drawn_again_as_rows_are() -> None:
    random = np.random.default_rng(4)
    truth = random.integers(2, size=300)
    steady = [guesses(truth, 0.8, random)] * 8
    shaky = [guesses(truth, right, random) for right in (0.6, 0.65, 0.7, 0.75, 0.85, 0.9, 0.95, 1)]
    wide, narrow = (resamples_of("accuracy", truth, each).value_R.std() for each in (shaky, steady))
    assert wide > 1.5 * narrow
    rows_alone = np.sqrt(0.8 * 0.2 / 300)
    assert narrow == pytest.approx(rows_alone, rel=0.2)


def test_a_weight_of_two_counts_as_two_rows() -> None:
    truth = np.array([0, 0, 1, 1])
    answers = binary(np.array([0.2, 0.8, 0.4, 0.9]))
    weighted = resamples_of("accuracy", truth, [answers], weight_N=np.array([2.0, 1, 1, 1]))
    assert weighted.value == pytest.approx(3 / 5)


def test_many_rows_are_drawn_fewer_and_the_interval_stays_as_narrow() -> None:
    random = np.random.default_rng(5)
    truth = random.integers(2, size=60_000)
    first, second = (guesses(truth, right, random) for right in (0.80, 0.805))
    found = paired_bootstrap("accuracy", truth, [first], [second], resamples=400)
    right = [(each.labels_N == truth).astype(float) for each in (first, second)]
    error = (right[1] - right[0]).std() / np.sqrt(len(truth))
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(error, rel=0.2)


def test_intervals_cover_and_alarms_are_rare() -> None:
    """Two ways that are equally good on average, on test sets drawn anew each time."""
    random = np.random.default_rng(6)
    alarms, covered, times = 0, 0, 300
    for _ in range(times):
        truth = random.integers(2, size=120)
        ways = [[guesses(truth, 0.75, random)] for _ in range(2)]
        found = paired_bootstrap("accuracy", truth, *ways, resamples=400)
        alarms += found.p < 0.05
        covered += found.low <= 0 <= found.high
    error = np.sqrt(0.05 * 0.95 / times)
    assert alarms / times < 0.05 + 2.5 * error
    assert covered / times > 0.95 - 2.5 * error


def test_what_is_undefined_is_left_out() -> None:
    truth = np.array([0, 0, 0, 0, 1])
    first = resamples_of("roc_auc", truth, [binary(np.array([0.1, 0.2, 0.3, 0.4, 0.9]))])
    assert np.isnan(first.value_R).any()  # a resample without the one positive row
    found = paired(first, first)
    assert (found.difference, found.p) == (0.0, 1.0)
