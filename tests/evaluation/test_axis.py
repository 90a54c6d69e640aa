"""A column as an axis: where cells lie, and that what stands along it are cells of the column."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.errors import RunError
from separatrix.evaluation.axis import MOST_LEVELS, axis_of, kind_of_cells, ordered


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=60))
def test_an_axis_of_numbers_reaches_over_nearly_all_of_them(values: list[float | None]) -> None:
    cells = pa.chunked_array([pa.array(values, pa.float64())])
    there = np.array([each for each in values if each is not None])
    if not len(there):
        with pytest.raises(RunError, match="Every cell of"):
            axis_of("a", cells, "number", 7)
        return
    axis = axis_of("a", cells, "number", 7)
    low, high = axis.limits
    assert low < high
    inside = (there >= low) & (there <= high)
    assert inside.mean() >= min(0.98, 1 - 1 / len(there)) or inside.sum() >= len(there) - 2
    assert np.isnan(axis.places(cells)).sum() == len(values) - len(there)


@given(st.lists(st.sampled_from("abcdefghijklmnopqrst"), min_size=1, max_size=80))
def test_an_axis_of_levels_has_the_most_frequent_ones(levels: list[str]) -> None:
    cells = pa.chunked_array([pa.array(levels)])
    axis = axis_of("a", cells, "levels", 7)
    distinct = sorted(set(levels))
    assert len(axis) + axis.left_out == len(distinct)
    assert len(axis) == min(MOST_LEVELS, len(distinct))
    least = min(levels.count(level) for level in axis.levels)
    assert all(levels.count(level) <= least for level in distinct if level not in axis.levels)
    assert axis.cells_G.to_pylist() == list(axis.levels)
    places = axis.places(cells)
    shown = [axis.levels[int(at)] for at in places[np.isfinite(places)]]
    assert shown == [level for level in levels if level in axis.levels]


def test_levels_that_are_numbers_stand_in_their_order_and_keep_their_type() -> None:
    cells = pa.chunked_array([pa.array([10, 2, 2, 33, None])])
    axis = axis_of("a", cells, "levels", 7)
    assert axis.levels == ("2", "10", "33")
    assert axis.cells_G.type == pa.int64()
    assert axis.cells_G.to_pylist() == [2, 10, 33]


def test_levels_with_an_order_stand_in_it() -> None:
    axis = axis_of("size", pa.chunked_array([pa.array(["L", "S", "M"])]), "levels", 7)
    assert ordered(axis, ("S", "M", "L")).cells_G.to_pylist() == ["S", "M", "L"]
    assert ordered(axis, ()) is axis
    numbers = axis_of("a", pa.chunked_array([pa.array([1.0, 2.0])]), "number", 3)
    assert ordered(numbers, ()) is numbers


@pytest.mark.parametrize("text", [False, True])
def test_dates_along_an_axis_stand_in_the_column(text: bool) -> None:
    days = np.datetime64("2024-01-01") + np.array([0, 5, 9, 100])
    values = [str(day) for day in days] if text else pa.array(days)
    cells = pa.chunked_array([pa.array(values)])
    axis = axis_of("day", cells, "date", 5)
    assert set(axis.cells_G.to_pylist()) <= set(cells.to_pylist())
    assert axis.places(cells).tolist() == [
        (day - np.datetime64(0, "D")).astype(int) for day in days
    ]


def test_the_kind_of_cells_follows_their_type() -> None:
    kinds = [
        kind_of_cells(pa.chunked_array([pa.array(values)]))
        for values in ([1], [1.5], [True], ["a"], [np.datetime64("2024-01-01", "ms").item()])
    ]
    assert kinds == ["number", "number", "levels", "levels", "date"]
