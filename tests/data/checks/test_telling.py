"""How well a column tells the target, against scikit-learn's area and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from separatrix.data.checks import telling
from separatrix.data.checks.telling import Halves, _classes_told, area

seeds = st.integers(0, 2**32)


@given(seeds, st.integers(2, 200), st.integers(1, 9))
def test_the_area_is_that_of_scikit_learn(seed: int, rows: int, bins: int) -> None:
    numbers = np.random.default_rng(seed)
    bin_N, truth_N = numbers.integers(0, bins, rows), numbers.integers(0, 2, rows)
    truth_N[:2] = 0, 1
    share_B = numbers.integers(0, 4, bins) / 4  # some bins have the same share
    positives_B, negatives_B = (np.bincount(bin_N[truth_N == c], minlength=bins) for c in (1, 0))
    expected = roc_auc_score(truth_N, share_B[bin_N])
    assert area(share_B, positives_B, negatives_B) == pytest.approx(expected)


@given(seeds)
def test_noise_tells_nothing_however_many_values_it_has(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    halves = Halves(numbers.integers(0, 2, 2000), 2)
    told = halves.told_by_numbers(numbers.normal(size=2000))
    levels = halves.told_by_levels(numbers.permutation(2000))
    assert told is not None
    assert levels is not None
    assert abs(told.score - 0.5) < 0.1
    assert levels.score == 0.5  # a level of one row is never seen again


@given(seeds, st.sampled_from([np.exp, np.negative, lambda x: x**3]))
def test_a_number_is_told_by_any_monotone_copy(seed: int, bent: np.ufunc) -> None:
    values = np.random.default_rng(seed).normal(size=1000)
    told = Halves(values, 0).told_by_numbers(bent(values))
    assert told is not None
    assert told.score > 0.998


@given(seeds)
def test_classes_that_lie_apart_are_told_however_rare(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    codes = (numbers.random(4000) < 0.01).astype(np.int64)
    codes[:50] = 1
    told = Halves(codes, 2).told_by_numbers(numbers.random(4000) + 1.1 * codes)
    assert told is not None
    assert told.score > 0.99


def test_a_class_of_few_rows_is_not_judged() -> None:
    codes = np.repeat([0, 1, 2], [200, 200, 9])
    told = Halves(codes, 3).told_by_levels(codes)
    assert told is not None
    assert told.by_class == {0: 1.0, 1: 1.0}
    assert Halves(np.repeat([0, 1], [200, 9]), 2).told_by_levels(np.zeros(209, np.int64)) is None


def test_rows_without_a_target_are_not_looked_at() -> None:
    codes = np.tile([0, 1, -1], 100)
    halves = Halves(codes, 2)
    assert (halves.target_N[halves.rows_M] >= 0).all()
    assert len(halves.rows_M) == 200


def test_of_many_rows_a_sample_is_looked_at_which_is_always_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "MOST_ROWS", 500)
    codes = np.arange(2000) % 2
    assert Halves(codes, 2).sampled == 500
    np.testing.assert_array_equal(Halves(codes, 2).rows_M, Halves(codes, 2).rows_M)
    assert Halves(codes[:500], 2).sampled is None


def test_no_target_or_an_even_one_tells_nothing() -> None:
    assert Halves(np.full(100, 3.0), 0).told_by_numbers(np.arange(100.0)) is None
    assert Halves(np.array([], np.int64), 2).told_by_levels(np.array([], np.int64)) is None


def test_one_class_alone_in_the_half_that_judges_tells_nothing() -> None:
    learned = np.array([[30, 3], [30, 0]])
    assert _classes_told(learned, np.array([[30, 0], [33, 0]])) is None
