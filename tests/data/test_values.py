from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.values import as_booleans, as_moments, as_numbers, as_texts, find_levels
from separatrix.errors import DataError


def _column(values: Any, type_: pa.DataType | None = None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, type_)])


@pytest.mark.parametrize(
    "column",
    [
        _column([1, 2, None], pa.int8()),
        _column([1.0, 2.0, np.nan]),
        _column(["1", " 2 ", "NA"]),
        _column(["1.0", "+2", None]),
        _column(["001", "2e0", ""]),
        _column([1, 2, None], pa.int64()).cast(pa.decimal128(30, 2)),
        _column([1.0, 2.0, np.inf]),
    ],
)
def test_numbers_of_every_type_are_the_same_numbers(column: pa.ChunkedArray) -> None:
    np.testing.assert_array_equal(as_numbers(column, "x"), [1.0, 2.0, np.nan])


def test_whole_numbers_beyond_2_to_53_are_numbers() -> None:
    assert as_numbers(_column([2**60 + 1]), "x")[0] == float(2**60)


@pytest.mark.parametrize(
    "column",
    [
        _column([True, False, None]),
        _column(["True", "FALSE", None]),
        _column(["yes", "No", "?"]),
        _column(["t", "f", ""]),
        _column([1, 0, None]),
        _column([1.0, 0.0, None]),
    ],
)
def test_truth_of_every_type_is_the_same_truth(column: pa.ChunkedArray) -> None:
    np.testing.assert_array_equal(as_booleans(column, "x"), [1.0, 0.0, np.nan])


def test_dates_of_every_type_are_the_same_moments() -> None:
    texts = _column(["2024-05-31", None])
    expected = np.array(["2024-05-31", "NaT"], "datetime64[us]")
    for column in (texts, texts.cast(pa.date32()), texts.cast(pa.timestamp("ns"))):
        np.testing.assert_array_equal(as_moments(column, "x"), expected)


def test_a_zone_is_turned_to_utc() -> None:
    zoned = _column(["2024-05-31T02:00:00+02:00"])
    assert as_moments(zoned, "x")[0] == np.datetime64("2024-05-31T00:00:00")


@pytest.mark.parametrize(
    ("read", "column", "message"),
    [
        (as_numbers, _column(["1", "a b"]), 'Column "x": row 2 is "a b", which is not a number'),
        (as_numbers, _column(["1", "1,5"]), 'row 2 is "1,5"'),
        (as_numbers, _column([[1]]), "such as .*, which is not a number"),
        (as_booleans, _column(["yes", "maybe"]), 'row 2 is "maybe", which is not true or false'),
        (as_booleans, _column([0, 1, 2]), 'row 3 is "2"'),
        (as_moments, _column(["2024-05-31", "soon"]), 'row 2 is "soon", which is not a date'),
        (as_moments, _column(["2024-02-30"]), 'row 1 is "2024-02-30"'),
        (as_moments, _column(["2024-05-31T00:00Z", "2024-05-31"]), "partly without a zone"),
        (as_moments, _column([5]), "holds int64 such as 5, which is not a date"),
    ],
)
def test_the_first_cell_that_does_not_fit_is_named(read: Any, column: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(column, "x")


def test_texts_are_the_same_for_equal_numbers() -> None:
    assert as_texts(_column([3, None])).to_pylist() == ["3", None]
    assert as_texts(_column([3.0, None])).to_pylist() == ["3", None]
    assert as_texts(_column([1e15])).to_pylist() == as_texts(_column([10**15])).to_pylist()
    with pytest.raises(DataError, match="cannot be used as categories"):
        as_texts(_column([[1]]))


@pytest.mark.parametrize(
    ("cells", "levels", "places"),
    [
        (["b", "c", None, "a"], ("a", "b"), [1, None, None, 0]),
        ([True, False, None], ("False", "True"), [1, 0, None]),
        ([1, 2, 3], ("1.0", "2.0"), [0, 1, None]),
        ([1.0, 2.5], ("1", "2.5"), [0, 1]),
        ([7, 12345], ("007", "12345"), [0, 1]),
        ([7], ("007", "7"), [1]),
        (["7"], ("007",), [None]),
        ([1], ("nan", "inf", "1e999"), [None]),
    ],
)
def test_levels_are_found_in_every_type(cells: Any, levels: Any, places: Any) -> None:
    assert find_levels(_column(cells), levels).to_pylist() == places
