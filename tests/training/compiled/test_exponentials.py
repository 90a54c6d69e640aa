"""exp and its kin made of arithmetic, against the C library's through NumPy and SciPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from separatrix.training.compiled.exponentials import (
    exponential,
    log_one_plus,
    logistic,
    normal_parts,
    tangent,
)
from separatrix.training.compiled.jit import inlined

Values = NDArray[Any]
WIDE = np.linspace(-60, 60, 24_001)
SHARES = np.concatenate([[0.0], np.logspace(-12, 0, 5_001)])


@inlined
def below(z: Any) -> Any:
    """Return the first of the two parts."""
    return normal_parts(z)[0]


def applied(function: Callable[[Any], Any], values: Values) -> Values:
    """Apply a kernel's function to every number."""

    @inlined
    def over(given: Values, results: Values) -> None:
        for i in range(len(given)):
            results[i] = function(given[i])

    results = np.zeros_like(values)
    over(values, results)
    return results


@pytest.mark.parametrize(("dtype", "bits"), [(np.float32, 4e-7), (np.float64, 2e-15)])
@pytest.mark.parametrize(
    ("mine", "known", "values"),
    [
        (exponential, np.exp, WIDE),
        (tangent, np.tanh, np.concatenate([WIDE, np.logspace(-12, 0, 500), [0.0]])),
        (logistic, lambda z: 1 / (1 + np.exp(-z)), WIDE),
        (log_one_plus, np.log1p, SHARES),
    ],
)
def test_it_is_right_to_the_last_bits(
    dtype: type, bits: float, mine: Any, known: Callable[[Values], Values], values: Values
) -> None:
    given: Values = values.astype(dtype)
    expected = known(given.astype(np.float64))
    assert applied(mine, given) == pytest.approx(expected, rel=bits, abs=0)


@pytest.mark.parametrize(("dtype", "apart"), [(np.float32, 3e-7), (np.float64, 2e-13)])
def test_the_normal_distribution_is_near(dtype: type, apart: float) -> None:
    given: Values = np.linspace(-12, 12, 4_801).astype(dtype)
    assert np.abs(applied(below, given) - ndtr(given.astype(np.float64))).max() < apart


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_stays_and_the_largest_numbers_stay_finite(dtype: type) -> None:
    far: Values = np.array([np.nan, np.inf, -np.inf, 1e30, -1e30], dtype)
    grown = applied(exponential, far)
    assert np.isnan(grown[0])
    assert np.isfinite(grown[1:]).all()
    assert (grown[[1, 3]] > 1e37).all()
    assert (grown[[2, 4]] < 1e-37).all()
    assert np.isnan(applied(tangent, far)[0])
    assert applied(tangent, far)[1:].tolist() == [1, -1, 1, -1]
