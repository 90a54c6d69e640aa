"""Shares of variance: where a setting decides, where it does not."""

import numpy as np
import pytest

from separatrix.sweeps.mattering import groups, omega_squared


def test_a_setting_that_decides_everything_explains_everything() -> None:
    group = np.repeat([0, 1, 2], 20)
    assert omega_squared(group, group * 1.0) == pytest.approx(1.0)


def test_a_setting_that_decides_nothing_explains_nothing_in_the_mean() -> None:
    random = np.random.default_rng(0)
    found = [omega_squared(random.integers(4, size=30), random.normal(size=30)) for _ in range(300)]
    assert np.mean(found) < 0.05  # eta squared would be 0.1
    assert min(found) == 0.0


def test_the_share_is_that_of_the_population() -> None:
    random = np.random.default_rng(1)
    group = random.integers(3, size=4000)
    score = group + random.normal(size=4000)
    expected = np.var([0, 1, 2]) / (np.var([0, 1, 2]) + 1)
    assert omega_squared(group, score) == pytest.approx(expected, abs=0.03)


def test_numbers_of_many_values_become_quarters_and_words_stay() -> None:
    assert sorted(np.bincount(groups([float(i) for i in range(40)]))) == [10, 10, 10, 10]
    assert groups([(64,), (8, 8), (64,)]).tolist() == [0, 1, 0]
    assert groups([0.1, 0.2, 0.1]).tolist() == [0, 1, 0]


def test_too_few_trials_say_nothing() -> None:
    assert omega_squared(np.array([0, 1]), np.array([0.1, 0.9])) == 0.0
    assert omega_squared(np.zeros(9, int), np.arange(9.0)) == 0.0
