from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.columns.ordered import MOST_STEPS, OrderedEncoder, check_order, learn_ordered
from separatrix.errors import DataError

SIZES = ("S", "M", "L", "XL")
VALUES = st.lists(st.one_of(st.none(), st.sampled_from(SIZES)), min_size=1, max_size=20)


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def test_each_level_takes_one_step_more() -> None:
    encoder = learn_ordered(_cells([*SIZES, None]), "x", SIZES)
    assert encoder.feature_names == ("x>=M", "x>=L", "x>=XL", "x missing")
    features_ND = encoder.encode(_cells(["L", "S", "XL", "M"])).features_ND
    np.testing.assert_array_equal(
        features_ND, [[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0]]
    )


def test_a_level_that_training_did_not_have_lies_between_its_neighbours() -> None:
    encoder = learn_ordered(_cells(["S", "L", "XL"]), "x", SIZES)
    assert encoder.feature_names == ("x>=L", "x>=XL")
    block = encoder.encode(_cells(["S", "M", "L"]))
    np.testing.assert_array_equal(block.features_ND, [[0, 0], [0.5, 0], [1, 0]])
    assert block.notes == ()


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_what_is_missing_or_not_in_the_list_is_the_mean(values: list[str | None]) -> None:
    encoder = learn_ordered(_cells([*values, "S"]), "x", SIZES)
    there = encoder.encode(_cells([value for value in [*values, "S"] if value])).features_ND
    missing, outside = encoder.encode(_cells([None, "XXL"])).features_ND
    np.testing.assert_array_equal(missing, outside)
    steps = len(encoder.means)
    np.testing.assert_allclose(missing[:steps], there[:, :steps].mean(axis=0), atol=1e-12)
    assert missing[steps:].tolist() == ([1.0] if None in values else [])


def test_what_training_never_saw_is_noted() -> None:
    encoder = learn_ordered(_cells(["S", "L"]), "x", SIZES)
    assert encoder.encode(_cells(["XXL", None])).notes == (
        '1 cell of "x" with a level not seen in training, such as "XXL".',
        '1 missing cell of "x", which missed none in training: taken as the mean level.',
    )


@settings(max_examples=60, deadline=None)
@given(values=VALUES, others=VALUES, seed=st.integers(0, 99))
def test_rows_are_encoded_by_themselves_whatever_their_order(
    values: list[str | None], others: list[str | None], seed: int
) -> None:
    encoder = learn_ordered(_cells(values), "x", SIZES)
    order = np.random.default_rng(seed).permutation(len(values))
    assert learn_ordered(_cells([values[place] for place in order]), "x", SIZES) == encoder
    assert msgspec.json.decode(msgspec.json.encode(encoder), type=OrderedEncoder) == encoder
    assert encoder.is_whole
    whole = encoder.encode(_cells(others))
    for row, value in enumerate(others):
        np.testing.assert_array_equal(
            encoder.encode(_cells([value])).features_ND[0], whole.features_ND[row]
        )
        cell = encoder.encode_cell(value)
        if value is None and None not in values:
            assert cell is None
        else:
            assert cell == (tuple(whole.features_ND[row].tolist()), None)
    assert encoder.encode_cell("XXL") is None
    assert encoder.encode_cell(3) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SIZES), st.integers(1, 3)), min_size=1))
def test_a_row_of_weight_two_is_two_rows(rows: list[tuple[str, int]]) -> None:
    repeated = [level for level, weight in rows for _ in range(weight)]
    weight_N = np.array([weight for _, weight in rows], float)
    weighted = learn_ordered(_cells([level for level, _ in rows]), "x", SIZES, weight_N)
    assert weighted == learn_ordered(_cells(repeated), "x", SIZES)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 99), count=st.integers(MOST_STEPS + 2, 200))
def test_many_levels_share_steps_that_part_the_rows(seed: int, count: int) -> None:
    levels = [f"{place:03}" for place in range(count)]
    places = np.random.default_rng(seed).integers(0, count, 500)
    encoder = learn_ordered(_cells([levels[place] for place in places]), "x", levels)
    assert 2 <= len(encoder.means) <= MOST_STEPS
    sums = encoder.encode(_cells(levels)).features_ND.sum(axis=1)
    assert (np.diff(sums) >= 0).all()
    rows = [((places > low) & (places <= high)).sum() for low, high in pairwise(encoder.knots)]
    assert max(rows) <= 500 / MOST_STEPS + np.bincount(places).max()


def test_levels_are_found_in_other_types() -> None:
    encoder = learn_ordered(pa.chunked_array([[1, 2, 3]]), "x", ["1", "2", "3"])
    found = encoder.encode(pa.chunked_array([[2.0, 3.0]])).features_ND
    np.testing.assert_array_equal(found, [[1, 0], [1, 1]])


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (("S", "M"), r'row 3 is "L", which is not in its order S, M\. Give every level its place'),
        (("S", "M", "L", "M"), 'The order of "size" has M more than once'),
        (("S",), 'An order has two levels or more, got 1 for "size"'),
    ],
)
def test_an_order_that_cannot_be_is_refused(order: tuple[str, ...], said: str) -> None:
    with pytest.raises(DataError, match=said):
        check_order(_cells(["S", None, "L"]), "size", order)
    check_order(_cells(["S", None, "L"]), "size", ("L", "S"))


@pytest.mark.parametrize("knots", [(1, 0), (0, 9), (0,)])
def test_parts_that_do_not_fit_each_other_are_told(knots: tuple[int, ...]) -> None:
    assert not OrderedEncoder("x", SIZES, knots, (0.5,), indicator=False).is_whole
