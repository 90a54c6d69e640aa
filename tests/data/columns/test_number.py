from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from separatrix.data.columns.number import FURTHEST, learn_number


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.float64())])


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=3, max_size=30),
    others=st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=1, max_size=9),
)
def test_numbers_are_those_of_scikit_learn(values: list[Any], others: list[Any]) -> None:
    values = [*values, 1.0, 2.0]
    encoder = learn_number(_cells(values), "x", standardise=True)
    learned, given_ = (np.array(each, float)[:, None] for each in (values, others))
    imputer = SimpleImputer(add_indicator=True).fit(learned)
    expected = imputer.transform(given_)
    scaler = StandardScaler().fit(learned[~np.isnan(learned)][:, None])
    expected[:, :1] = scaler.transform(expected[:, :1])
    np.testing.assert_allclose(encoder.encode(_cells(others)).features_ND, expected, atol=1e-12)
    assert encoder.indicator == (None in values)


def test_numbers_pass_through_when_asked() -> None:
    encoder = learn_number(_cells([1.0, None, 3.0]), "x", standardise=False)
    features = encoder.encode(_cells([5.0, None])).features_ND
    np.testing.assert_array_equal(features, [[5.0, 0.0], [2.0, 1.0]])


def test_values_far_from_training_stay_finite() -> None:
    encoder = learn_number(_cells([1.0, 2.0]), "x", standardise=True)
    assert encoder.encode(_cells([1e300])).features_ND[0, 0] == FURTHEST
