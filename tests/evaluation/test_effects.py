"""Effects of a column: partial dependence is that of scikit-learn, and of a line it is a line."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression

from separatrix.evaluation.axis import axis_of
from separatrix.evaluation.effects import compute_effect
from separatrix.evaluation.prediction import Predictions

RANDOM = np.random.default_rng(0)
FRAME = pd.DataFrame(RANDOM.normal(size=(60, 3)), columns=["a", "b", "c"])


def replaced(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> pd.DataFrame:
    rows = FRAME.iloc[rows_N].reset_index(drop=True)
    for name, values in cells.items():
        rows[name] = values.to_numpy()
    return rows


def test_partial_dependence_is_that_of_scikit_learn() -> None:
    labels = (FRAME["a"] + FRAME["b"] ** 2 > 0.5).astype(int)
    model = LogisticRegression().fit(FRAME, labels)

    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> Predictions:
        return Predictions(model.predict_proba(replaced(rows_N, cells))[None], None, 0.5)

    axis = axis_of("a", pa.chunked_array([FRAME["a"].to_numpy()]), "number", 12)
    found = compute_effect(ask, axis, np.arange(60), FRAME["a"].to_numpy())
    grid = {"a": axis.places_G}
    theirs = partial_dependence(model, FRAME, ["a"], custom_values=grid, kind="both")
    np.testing.assert_allclose(found.mean_GC[:, 0], theirs["average"][0], atol=1e-12)
    np.testing.assert_allclose(found.answers_MGC[:, :, 0], theirs["individual"][0], atol=1e-12)


@pytest.mark.parametrize("slope", [-2.0, 0.0, 3.0])
def test_of_a_line_it_is_a_line(slope: float) -> None:
    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> Predictions:
        rows = replaced(rows_N, cells)
        return Predictions(None, (slope * rows["a"] + rows["b"]).to_numpy()[None], 0.5)

    axis = axis_of("a", pa.chunked_array([FRAME["a"].to_numpy()]), "number", 9)
    found = compute_effect(ask, axis, np.arange(60), FRAME["a"].to_numpy())
    expected = slope * axis.places_G + FRAME["b"].mean()
    np.testing.assert_allclose(found.mean_GC[:, 0], expected, atol=1e-12)
    assert found.size == pytest.approx(abs(slope) * np.ptp(axis.places_G))
