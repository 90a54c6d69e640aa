"""Numbers with light and with heavy tails."""

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import kurtosis

from separatrix.data.columns.number import BEND, NumberEncoder, learn_number
from separatrix.data.scale import HEAVY, has_heavy_tails, mean_and_scale, median_and_range

numbers = st.floats(-1e300, 1e300, allow_subnormal=True)
small = st.floats(-100, 100).map(lambda value: round(value, 3))
columns = st.lists(small, min_size=3, max_size=40)
tails = st.sampled_from([1e3, -1e5, 1e12, 1e300])


def encoded(encoder: NumberEncoder, values: list[float | None]) -> NDArray[np.float64]:
    cells = pa.chunked_array([pa.array(values, pa.float64())])
    return encoder.encode(cells).features_ND.astype(np.float64)


def learned(values: list[float], weight_N: NDArray[np.float64] | None = None) -> NumberEncoder:
    return learn_number(pa.chunked_array([pa.array(values)]), "x", True, weight_N)


def heavy(values: list[float], far: float) -> list[float]:
    return [*values * 5, far]


@given(columns, tails)
def test_order_is_kept_and_nothing_lies_far_away(values: list[float], far: float) -> None:
    column = heavy(values, far)
    encoder = learned(column)
    features_N = encoded(encoder, list(column))[:, 0]
    order = np.argsort(column, kind="stable")
    assert (np.diff(features_N[order]) >= 0).all()
    if encoder.bent:
        assert np.abs(features_N).max() <= BEND


@given(columns, tails, st.data())
def test_a_number_of_whole_weight_is_as_many_numbers(
    values: list[float], far: float, data: st.DataObject
) -> None:
    column = heavy(values, far)
    weight_N = np.array(
        data.draw(st.lists(st.integers(1, 3), min_size=len(column), max_size=len(column))), float
    )
    weighted = learned(column, weight_N)
    repeated = learned(np.repeat(column, weight_N.astype(int)).tolist())
    assert weighted.bent == repeated.bent
    np.testing.assert_allclose(
        encoded(weighted, list(column)), encoded(repeated, list(column)), rtol=1e-9, atol=1e-12
    )


@given(columns, st.lists(st.one_of(numbers, st.none()), min_size=1, max_size=8), st.booleans())
def test_one_cell_is_encoded_as_in_a_table_bit_for_bit(
    values: list[float], asked: list[float | None], with_tail: bool
) -> None:
    encoder = learned(heavy(values, 1e9) if with_tail else values)
    for cell in asked:
        alone = encoder.encode_cell(cell)
        if alone is not None:
            assert list(alone[0]) == encoded(encoder, [cell])[0].tolist()


@given(st.lists(numbers, min_size=1, max_size=30), numbers)
def test_extreme_numbers_stay_finite(values: list[float], asked: float) -> None:
    assert np.isfinite(encoded(learned(values), [asked]).astype(np.float32)).all()


@given(columns)
def test_light_tails_are_only_standardised(values: list[float]) -> None:
    encoder = learned(values)
    assume(not encoder.bent)
    mean, scale = mean_and_scale(np.array(values))
    np.testing.assert_allclose(
        encoded(encoder, list(values))[:, 0],
        (np.array(values) - mean) / scale,
        rtol=1e-9,
        atol=1e-9,
    )


@given(columns, tails)
def test_tails_are_heavy_where_scipys_kurtosis_is(values: list[float], far: float) -> None:
    column = np.array(heavy(values, far if abs(far) < 1e13 else 1e13))
    measured = kurtosis(column, fisher=False)
    assume(np.isfinite(measured) and abs(measured - HEAVY) > 1e-6)
    several = len(set(column.tolist())) > 2
    assert has_heavy_tails(column, *mean_and_scale(column)) == (several and measured > HEAVY)


def test_a_rare_one_among_zeros_has_no_tail() -> None:
    assert not learned([0.0] * 99 + [1.0]).bent
    assert learned([0.0] * 99 + [1.0, 7.0]).bent


def test_quartiles_are_those_of_the_cells_and_zero_ones_leave_the_deviation() -> None:
    assert median_and_range(np.array([1.0, 2.0, 3.0, 4.0, np.nan])) == (2.0, 2.0)
    mostly_zero = [0.0] * 80 + [float(number) for number in range(20)] + [5000.0]
    encoder = learned(mostly_zero)
    assert encoder.bent
    assert (encoder.mean, encoder.scale) == mean_and_scale(np.array(mostly_zero))


def test_numbers_that_are_passed_through_are_never_bent() -> None:
    cells = pa.chunked_array([pa.array([*map(float, range(50)), 1e6])])
    encoder = learn_number(cells, "x", False)
    assert not encoder.bent
    assert encoder.encode(cells).features_ND[-1, 0] == 1e6


@pytest.mark.parametrize("bent", [{}, {"bent": True}])
def test_it_goes_through_json_and_an_old_one_comes_back_straight(bent: dict[str, bool]) -> None:
    old = {"type": "number", "name": "x", "mean": 0.0, "scale": 1.0, "indicator": False}
    encoder = msgspec.convert(old | {"standardise": True} | bent, NumberEncoder)
    assert encoder.bent == bool(bent)
    assert msgspec.json.decode(msgspec.json.encode(encoder), type=NumberEncoder) == encoder
    assert (encoded(encoder, [1e6])[0, 0] == 1e6) == (not bent)
