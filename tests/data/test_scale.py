import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from separatrix.data.scale import mean_and_scale, standardised

MODERATE = arrays(np.float64, st.integers(2, 40), elements=st.floats(-1e6, 1e6))
FINITE = arrays(
    np.float64, st.integers(0, 30), elements=st.floats(allow_nan=True, allow_infinity=True)
)


@settings(max_examples=60, deadline=None)
@given(MODERATE)
def test_mean_and_scale_are_those_of_scikit_learn(values: np.ndarray) -> None:
    mean, scale = mean_and_scale(values)
    scaler = StandardScaler().fit(values[:, None])
    assert mean == pytest.approx(scaler.mean_[0], rel=1e-9, abs=1e-9)
    spread = float(np.ptp(values))
    if spread > 1e-6 * (1 + np.abs(values).max()):  # else rounding is all that StandardScaler sees
        assert scale == pytest.approx(scaler.scale_[0], rel=1e-6)


@settings(max_examples=200, deadline=None)
@given(FINITE)
def test_no_value_is_too_large_or_too_small(values: np.ndarray) -> None:
    mean, scale = mean_and_scale(values)
    assert np.isfinite([mean, scale]).all()
    assert scale > 0
    finite = values[np.isfinite(values)]
    assert np.isfinite(standardised(finite, mean, scale, 1e12)).all()


def test_equal_values_are_not_blown_up_by_rounding() -> None:
    mean, scale = mean_and_scale(np.full(1001, 0.1))
    assert (mean, scale) == (0.1, 1.0)


def test_values_near_the_largest_float_are_scaled() -> None:
    values = np.array([1.7e308, -1.7e308, 1.7e308, -1.7e308])
    mean, scale = mean_and_scale(values)
    assert (mean, scale) == (0.0, 1.7e308)
    np.testing.assert_array_equal(standardised(values, mean, scale, 1e12), [1, -1, 1, -1])


def test_far_values_are_held_back() -> None:
    far = standardised(np.array([1e300, -1e300, np.nan]), 0.0, 1.0, 1e12)
    np.testing.assert_array_equal(far, [1e12, -1e12, np.nan])
