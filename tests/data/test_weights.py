import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.scale import mean_and_scale
from separatrix.data.weights import row_weights, within_reach
from separatrix.errors import DataError


@given(
    pairs=st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.integers(0, 4)), min_size=1, max_size=40
    ).filter(lambda pairs: any(weight for _, weight in pairs))
)
def test_a_value_of_weight_two_is_two_values(pairs: list[tuple[float, int]]) -> None:
    values, weights = (np.array(each, np.float64) for each in zip(*pairs, strict=True))
    kept = weights > 0
    expected = mean_and_scale(np.repeat(values, weights.astype(int)))
    np.testing.assert_allclose(
        mean_and_scale(values[kept], weights[kept]), expected, rtol=1e-9, atol=1e-6
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([1.0, None, 2.0], "row 2 .* is missing"),
        ([1.0, -1.0, 2.0], "row 2 .* is -1"),
        (["1", "two", "3"], 'row 2 is "two", which is not a number'),
        ([0.0, 0.0, 0.0], "Every row of .* is 0"),
    ],
)
def test_what_is_no_weight_is_refused_with_its_row(cells: list[object], said: str) -> None:
    table = open_table({"w": cells, "y": [1, 2, 3]})
    with pytest.raises(DataError, match=said):
        row_weights(table, "w")


def test_rows_of_weight_zero_and_the_weight_itself_are_left_out() -> None:
    columns = {"x": np.arange(40.0) % 7, "w": np.arange(40) % 4, "y": np.arange(40) % 2}
    prepared = prepare(open_table(columns), "y", weight="w")
    parts = [getattr(prepared.split, name) for name in ("train", "validation", "test")]
    assert set(np.concatenate(parts)) == set(np.flatnonzero(columns["w"]))
    assert "10 rows of weight 0 left out." in prepared.notes
    left_out = {column.name: column.why for column in prepared.columns if not column.used}
    assert left_out == {"w": "says what a row counts for: left out"}
    with pytest.raises(DataError, match='"y" is the target'):
        prepare(open_table(columns), "y", weight="y")


@given(
    weights=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=20),
    exponent=st.sampled_from([-305, -300, -20, 20, 300, 305]),
)
def test_weights_out_of_reach_compare_as_before(weights: list[float], exponent: int) -> None:
    weight_N = np.array(weights)
    found = within_reach(weight_N * 10.0**exponent)
    np.testing.assert_allclose(found, weight_N / weight_N.mean(), rtol=1e-9)


def test_weights_as_large_as_a_float_can_be_do_not_overflow() -> None:
    table = open_table({"w": [1e308, 1.5e308, 0.0], "y": [1, 2, 3]})
    np.testing.assert_allclose(row_weights(table, "w"), [1.2, 1.8, 0.0])
    assert within_reach(np.array([5e-324, 5e-324])).tolist() == [1.0, 1.0]


def test_weights_that_may_be_counts_stay_as_they_are() -> None:
    weight_N = np.array([0.25, 2.0, 1e6])
    assert within_reach(weight_N) is weight_N
