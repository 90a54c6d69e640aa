from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import KFold, StratifiedKFold

from separatrix.data.splits.fold_numbers import group_folds, random_folds, time_folds
from separatrix.errors import DataError


@pytest.mark.parametrize("stratified", [True, False])
def test_random_folds_are_those_of_scikit_learn(stratified: bool) -> None:
    labels = np.random.default_rng(0).integers(0, 3, 100)
    drawn = random_folds(labels if stratified else None, 100, 4, seed=9)
    splitter = (StratifiedKFold if stratified else KFold)(4, shuffle=True, random_state=9)
    for fold, (_, held) in enumerate(splitter.split(labels, labels)):
        np.testing.assert_array_equal(np.flatnonzero(drawn == fold), held)


@settings(max_examples=60, deadline=None)
@given(
    labels=st.lists(st.integers(0, 9), min_size=7, max_size=90),
    k=st.integers(2, 7),
    seed=st.integers(0, 2**40),
)
def test_every_row_is_in_one_fold_of_nearly_equal_size(
    labels: list[int], k: int, seed: int
) -> None:
    drawn = random_folds(np.array(labels), len(labels), k, seed)
    counts = np.bincount(drawn, minlength=k)
    assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(drawn, random_folds(np.array(labels), len(labels), k, seed))
    for label in set(labels):
        held = np.bincount(drawn[np.array(labels) == label], minlength=k)
        if labels.count(label) >= k and min(map(labels.count, set(labels))) >= k:
            assert held.max() - held.min() <= 1


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 20), min_size=4, max_size=40),
    classes=st.integers(0, 3),
    k=st.integers(2, 4),
    seed=st.integers(0, 2**40),
)
def test_groups_are_whole_in_folds_that_are_not_empty(
    sizes: list[int], classes: int, k: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    group = random.permutation(np.repeat(np.arange(len(sizes)), sizes))
    labels = random.integers(0, classes, len(group)) if classes else None
    drawn = group_folds(group, labels, k, seed)
    assert set(drawn) == set(range(k))
    for number in range(len(sizes)):
        assert len(set(drawn[group == number])) == 1
    np.testing.assert_array_equal(drawn, group_folds(group, labels, k, seed))


def test_folds_of_groups_have_the_classes_in_their_shares() -> None:
    random = np.random.default_rng(1)
    group = np.repeat(np.arange(80), random.integers(5, 40, 80))
    labels = random.random(len(group)) < np.repeat(random.beta(1, 9, 80), np.bincount(group))
    drawn = group_folds(group, labels, 5, 0)
    for fold in range(5):
        assert abs(labels[drawn == fold].mean() - labels.mean()) < 0.03
        assert abs((drawn == fold).mean() - 0.2) < 0.05


def test_folds_of_many_groups_take_linear_time_and_heed_the_seed() -> None:
    group = np.repeat(np.arange(30_000), 3)
    labels = np.arange(90_000) % 2
    drawn, other = group_folds(group, labels, 5, 0), group_folds(group, labels, 5, 1)
    np.testing.assert_array_equal(np.bincount(drawn), [18_000] * 5)
    assert (drawn != other).mean() > 0.5


@settings(max_examples=100, deadline=None)
@given(
    moments=st.lists(st.integers(0, 40), min_size=8, max_size=200).filter(
        lambda moments: len(set(moments)) >= 6
    ),
    k=st.integers(2, 5),
)
def test_stretches_of_time_follow_each_other(moments: list[int], k: int) -> None:
    known = np.array([*moments, np.nan])
    drawn = time_folds(known, k, "t")
    assert drawn[-1] == -1
    assert set(drawn[:-1]) == set(range(-1, k))
    for fold in range(k):
        assert known[:-1][drawn[:-1] < fold].max() < known[drawn == fold].min()


def test_stretches_of_different_times_are_equal() -> None:
    drawn = time_folds(np.random.default_rng(0).permutation(60).astype(float), 5, "t")
    np.testing.assert_array_equal(np.bincount(drawn + 1), [10] * 6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: random_folds(None, 10, 1, 0), "k of at least 2 .* got k = 1 and 10 different"),
        (lambda: random_folds(None, 3, 4, 0), "got k = 4 and 3 different rows"),
        (lambda: random_folds(None, 3, 3, 0, np.array([0, 0, 1])), "k = 3 and 2 different rows"),
        (lambda: group_folds(np.array([0, 0, 1]), None, 3, 0), "k = 3 and 2 groups"),
        (lambda: time_folds(np.array([1.0, 1, 2]), 2, "t"), "k = 2 and 1 different times"),
    ],
)
def test_too_many_folds_are_refused(make: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        make()
