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
