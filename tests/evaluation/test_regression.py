import numpy as np
import pytest

from separatrix.evaluation.regression import MOST_POINTS, regression_points


def test_residuals_are_predicted_less_true_over_all_rows_however_few_are_drawn() -> None:
    generator = np.random.default_rng(0)
    truth = generator.normal(size=20_000)
    error = generator.normal(0.5, 2.0, size=20_000)
    found = regression_points(truth, truth + error)
    assert found.residuals is not None
    assert found.residuals.mean == pytest.approx(error.mean())
    assert found.residuals.deviation == pytest.approx(error.std())
    assert found.residuals.median == pytest.approx(np.median(error))
    assert (found.residuals.low, found.residuals.high) == pytest.approx(
        np.quantile(error, (0.05, 0.95))
    )
    assert found.residuals.largest == pytest.approx(np.abs(error).max())
    assert found.rows == 20_000
    assert len(found.true_N) == len(found.predicted_N) == MOST_POINTS


def test_true_and_predicted_values_stay_together_when_thinned() -> None:
    truth = np.arange(9000.0)
    found = regression_points(truth, truth + 1, most=50)
    np.testing.assert_array_equal(found.predicted_N, found.true_N + 1)


def test_no_rows_have_no_residuals() -> None:
    assert regression_points(np.array([]), np.array([])).residuals is None
