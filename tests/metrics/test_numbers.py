"""Every number metric against scikit-learn, with and without weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as oracle

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import score

Floats = NDArray[np.float64]
Case = tuple[Floats, Floats, Floats]
QUICK = settings(max_examples=60, deadline=None)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw targets far from 0 as well, answers and row weights."""
    rows = draw(st.integers(2, 30))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    offset = draw(st.sampled_from([0.0, -3.0, 1e6]))
    target = offset + generator.normal(size=rows).round(draw(st.integers(0, 3)))
    weight = generator.integers(0, 4, size=rows).astype(float)
    weight[:2] = 1.0
    target[1] = target[0] + 1.0
    return target, target + generator.normal(size=rows), weight


@QUICK
@given(cases())
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("rmse", oracle.root_mean_squared_error),
        ("mae", oracle.mean_absolute_error),
        ("r2", oracle.r2_score),
    ],
)
def test_a_number_metric_is_that_of_scikit_learn(name: str, theirs, case: Case) -> None:  # type: ignore[no-untyped-def]
    target, values, weight = case
    answers = Answers(values_N=values)
    weighted = score(name, target, answers, weight[None])[0]
    assert score(name, target, answers) == pytest.approx(theirs(target, values), rel=1e-7)
    assert weighted == pytest.approx(theirs(target, values, sample_weight=weight), rel=1e-7)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 + 0.1])
def test_a_constant_target_has_no_r2(value: float) -> None:
    answers = Answers(values_N=np.array([1.0, 2.0, 3.0]))
    assert np.isnan(score("r2", np.full(3, value), answers))


def test_a_resample_of_one_row_only_has_no_r2() -> None:
    target = np.array([5.0, 0.1, 0.7])
    weight = np.array([[0.0, 3.0, 0.0], [1.0, 1.0, 1.0]])
    alone, together = score("r2", target, Answers(values_N=target + 0.01), weight)
    assert np.isnan(alone)
    assert together == pytest.approx(1.0, abs=1e-4)


def test_one_row_has_an_error_but_no_r2() -> None:
    answers = Answers(values_N=np.array([3.0]))
    assert score("rmse", np.array([1.0]), answers) == 2.0
    assert score("mae", np.array([1.0]), answers) == 2.0
    assert np.isnan(score("r2", np.array([1.0]), answers))
