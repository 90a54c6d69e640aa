"""Comparisons over folds: other implementations agree, and false alarms are as rare as said."""

import baycomp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score

from separatrix.ladders.comparison import compare, holm

differences = st.lists(
    st.floats(-0.3, 0.3).map(lambda each: round(each, 4)), min_size=4, max_size=60
)


@given(differences, st.integers(2, 10), st.floats(0.0, 0.1))
def test_probabilities_are_those_of_baycomp(values: list[float], folds: int, rope: float) -> None:
    runs = max(1, len(values) // folds)
    values = values[: runs * folds]
    if len(values) < 2 or len(values) < folds or np.var(values) < 1e-8:
        return
    ours = compare(values, 1 / folds, rope)
    theirs = baycomp.CorrelatedTTest.probs(
        np.array(values), np.zeros(len(values)), rope=rope, runs=runs
    )
    left, *middle, right = theirs
    np.testing.assert_allclose([ours.better, ours.worse], [left, right], atol=1e-9)
    if middle:
        assert ours.same == pytest.approx(middle[0], abs=1e-9)


@given(differences, st.floats(0.05, 0.5), st.floats(0, 0.1))
def test_probabilities_add_up_and_turn_with_the_sign(
    values: list[float], held: float, rope: float
) -> None:
    one, other = compare(values, held, rope), compare([-each for each in values], held, rope)
    assert one.worse + one.same + one.better == pytest.approx(1)
    assert one.better == pytest.approx(other.worse, abs=1e-12)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.low <= one.difference <= one.high
    assert (one.p < 0.05) == (one.low > 0 or one.high < 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_p_values_bound_those_of_bonferroni_and_keep_the_order(p: list[float]) -> None:
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= np.minimum(np.array(p) * len(p), 1) + 1e-15).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
    smallest = int(np.argmin(p))
    assert adjusted[smallest] == pytest.approx(min(1, p[smallest] * len(p)))


def test_differences_that_are_all_the_same_by_chance_are_not_certain() -> None:
    """Two folds of five rows, one row more right in each: no proof; 20 folds of 200: one."""
    few = compare([0.2, 0.2], 0.5, 0.01, held_rows=5)
    assert few.p > 0.3
    assert few.low < 0 < few.high
    many = compare([0.5] * 20, 0.2, 0.01, held_rows=200)
    assert many.p < 1e-6
    assert many.low > 0.4
    nothing = compare([0.0, 0.0, 0.0], 1 / 3, 0.01, held_rows=5)
    assert nothing.p == 1.0
    assert nothing.same < 0.5  # three folds of five rows cannot tell that it is the same
    assert compare([0.0] * 20, 0.2, 0.01, held_rows=400).same > 0.95
    assert compare([0.2, 0.2], 0.5, 0.01).p == 0.0  # what is no share of rows is taken as it is


def test_exchangeable_coins_on_few_rows_seldom_raise_an_alarm() -> None:
    random = np.random.default_rng(0)
    alarms = 0
    for _ in range(2000):
        right = random.random((2, 2, 5)) < 0.5  # two learners, two folds, five rows
        differences = right[1].mean(axis=1) - right[0].mean(axis=1)
        alarms += compare(differences, 0.5, 0.01, held_rows=5).p < 0.05
    assert alarms / 2000 < 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 2000)


def test_holms_p_values_are_those_of_scikit_posthocs() -> None:
    import scikit_posthocs  # takes seconds, which the other tests need not wait for

    random = np.random.default_rng(0)
    groups = [random.normal(mean, 1, 40) for mean in (0, 0.2, 0.5, 0.9)]
    plain, adjusted = (
        np.asarray(scikit_posthocs.posthoc_ttest(groups, p_adjust=how)) for how in (None, "holm")
    )
    pairs = np.triu_indices(len(groups), 1)
    np.testing.assert_allclose(holm(plain[pairs]), adjusted[pairs], rtol=1e-12)


def test_learners_that_are_exchangeable_seldom_raise_an_alarm() -> None:
    """Two logistic regressions, each blind to one of two features that tell as much."""
    alarms, naive, rounds = 0, 0, 120
    for seed in range(rounds):
        random = np.random.default_rng(seed)
        labels = random.integers(2, size=60)
        X = labels[:, None] * 0.7 + random.normal(size=(60, 2))
        folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=seed)
        one, other = (
            cross_val_score(LogisticRegression(), X[:, [column]], labels, cv=folds)
            for column in (0, 1)
        )
        found = compare(other - one, 0.2, 0.0)
        alarms += found.p < 0.05
        error = (other - one).std(ddof=1) / len(one) ** 0.5
        naive += abs(found.difference) > 2.26 * error
    assert alarms / rounds < 0.05 + 3 * (0.05 * 0.95 / rounds) ** 0.5
    assert naive / rounds > 0.15  # as the plain t-test does: the test would notice


def test_differences_that_are_all_the_same_are_certain() -> None:
    nothing, more = compare([0.0, 0.0, 0.0], 0.2, 0.01), compare([0.5, 0.5], 0.2, 0.01)
    assert (nothing.p, nothing.same) == (1.0, 1.0)
    assert (more.p, more.better, more.low, more.high) == (0.0, 1.0, 0.5, 0.5)
