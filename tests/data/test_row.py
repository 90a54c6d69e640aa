import datetime
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.data.row import is_row
from separatrix.data.scale import standardised, standardised_cell
from separatrix.errors import DataError

KINDS: Any = {
    "number": "number", "there": "number", "flag": "boolean", "sure": "boolean",
    "few": "category", "known": "category", "many": "category", "day": "date", "time": "date",
    "said": "text", "name": "identifier",
}  # fmt: skip
CITIES = [f"city {number}" for number in range(15)]
UTC = datetime.UTC
ANY_CELL = st.one_of(
    st.none(),
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.integers(-3, 3),
    st.booleans(),
    st.text(max_size=3),
    st.sampled_from(["a", "b", " a", "", " ", "NA", "?", "yes", "true", "1", "1.5", "007", "é"]),
    st.sampled_from(["2024-05-31", "2024-02-30", "2024-05-31 10:00", "2024-05-31T10:00Z"]),
    st.sampled_from(CITIES),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([np.float64(1.5), np.float32(1.5), np.int64(3), np.bool_(True), np.str_("a")]),
    st.sampled_from([Decimal("1.10"), b"a", datetime.timedelta(hours=1), datetime.time(10)]),
)
PLAIN = st.fixed_dictionaries(
    {
        "number": st.one_of(st.none(), st.floats(allow_infinity=False), st.integers(-9, 9)),
        "there": st.floats(allow_nan=False, allow_infinity=False),
        "flag": st.one_of(st.none(), st.booleans()),
        "sure": st.booleans(),
        "few": st.one_of(st.none(), st.sampled_from(["a", "b"])),
        "known": st.sampled_from(["é", "z"]),
        "many": st.one_of(st.none(), st.sampled_from(CITIES[:14])),
        "day": st.one_of(st.dates(), st.just("2024-05-31")),
        "time": st.datetimes(),
        "said": st.one_of(
            st.none(), st.sampled_from(["Tea, TEA!", "une tasse de thé", "!?", "tea"])
        ),
    }
)


def _encoder(standardise: bool) -> Encoder:
    """Learn of columns with and without missing cells."""
    rows = range(15)
    noon = datetime.datetime(2024, 1, 1, 12)
    table = open_table(
        {
            "number": [None, *(0.5 + row for row in rows[1:])],
            "there": [1e3 * row for row in rows],
            "flag": [None, *(row % 2 == 0 for row in rows[1:])],
            "sure": [row % 3 == 0 for row in rows],
            "few": [None, *("ab"[row % 2] for row in rows[1:])],
            "known": ["éz"[row % 2] for row in rows],
            "many": [*CITIES[:14], None],
            "day": [noon.date() + datetime.timedelta(row) for row in rows],
            "time": [noon + datetime.timedelta(hours=row) for row in rows],
            "said": [None, "!", *(f"{row % 5} cups of tea, une tasse thé" for row in rows[2:])],
            "name": CITIES,
            "y": [row % 2 for row in rows],
        }
    )
    return learn_encoder(table, find_kinds(table, "y", KINDS), standardise=standardise)


ENCODERS = {standardise: _encoder(standardise) for standardise in (True, False)}


def _equals_the_table(encoder: Encoder, row: dict[str, Any], dtype: str) -> bool:
    """Compare with a table of this row, and tell whether it was told at a glance."""
    found = encoder.encode_row(row, dtype)
    if found is None:
        return False
    expected = encoder.encode(open_table(row), dtype)
    assert found.features_ND.dtype == dtype
    assert found.features_ND.tobytes() == expected.features_ND.tobytes()
    np.testing.assert_array_equal(found.codes_NC, expected.codes_NC)
    assert found.codes_NC.shape == expected.codes_NC.shape
    assert found.notes == expected.notes == open_table(row).notes
    return True


@settings(max_examples=200, deadline=None)
@given(row=PLAIN, standardise=st.booleans(), dtype=st.sampled_from(["float32", "float64"]))
def test_a_plain_row_is_encoded_bit_for_bit_as_a_table(
    row: dict[str, Any], standardise: bool, dtype: str
) -> None:
    assert _equals_the_table(ENCODERS[standardise], row, dtype)


@settings(max_examples=400, deadline=None)
@given(row=PLAIN, cells=st.dictionaries(st.sampled_from([*KINDS, "y"]), ANY_CELL, min_size=1))
def test_any_row_is_encoded_as_a_table_or_left_to_it(
    row: dict[str, Any], cells: dict[str, Any]
) -> None:
    for standardise, encoder in ENCODERS.items():
        _equals_the_table(encoder, row | cells, "float64" if standardise else "float32")


ROW = {
    "number": 1.5, "there": 2, "flag": True, "sure": False, "few": "a", "known": "z",
    "many": CITIES[3], "day": datetime.date(2024, 5, 31), "time": datetime.datetime(2024, 5, 31),
    "said": "more tea",
}  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        {"there": None},  # noted: training missed none
        {"there": math.inf},  # noted
        {"there": "2"},  # parsed
        {"there": True},
        {"sure": 1},
        {"known": "y"},  # noted: not seen in training
        {"day": datetime.datetime(2024, 5, 31, tzinfo=UTC)},
        {"day": "2024-02-30"},  # refused
        {"said": "coffee"},  # noted: no word of training
        {"said": 5},
        {"name": object()},  # refused
        {"more": 1},  # noted
    ],
)
def test_what_is_to_be_noted_or_refused_is_left_to_the_table(cells: dict[str, Any]) -> None:
    assert ENCODERS[True].encode_row(ROW) is not None
    assert ENCODERS[True].encode_row(ROW | cells) is None


def test_a_row_that_lacks_a_column_is_left_to_the_table() -> None:
    row = {name: cell for name, cell in ROW.items() if name != "few"}
    assert ENCODERS[True].encode_row(row) is None
    with pytest.raises(DataError, match="lacks the column few"):
        ENCODERS[True].encode(open_table(row))


@settings(max_examples=200, deadline=None)
@given(
    value=st.floats(allow_infinity=False, allow_nan=False),
    mean=st.floats(-1e300, 1e300),
    scale=st.floats(1e-300, 1e300),
)
def test_one_number_is_standardised_as_a_column_is(value: float, mean: float, scale: float) -> None:
    (expected,) = standardised(np.array([value]), mean, scale, 1e12)
    assert np.float64(standardised_cell(value, mean, scale, 1e12)).tobytes() == expected.tobytes()


def test_a_row_is_a_dict_of_cells() -> None:
    for row in ({"x": 1}, {"x": None, "y": "a"}, {0: np.float32(1)}):
        assert is_row(row)
    for other in ({"x": [1]}, {}, {"x": np.array([1.0])}, {"x": pa.array([1])}, [1], "x", None):
        assert not is_row(other)


def test_rows_are_read_as_a_table_of_them() -> None:
    table = open_table([{"x": 1, "y": "a"}, {"y": None, "x": 2.5}])
    assert table.columns.to_pydict() == {"x": [1.0, 2.5], "y": ["a", None]}
    assert open_table({"x": 1, "y": None}).columns.to_pydict() == {"x": [1], "y": [None]}


def test_rows_of_other_columns_are_refused() -> None:
    with pytest.raises(DataError, match=r"Row 2 lacks y\. Every row needs the same columns"):
        open_table([{"x": 1, "y": 2}, {"x": 1}])
    with pytest.raises(DataError, match="Row 2 has, unlike the first, z"):
        open_table([{"x": 1}, {"x": 1, "z": 2}])
    with pytest.raises(DataError, match='Column "x" cannot be read'):
        open_table([{"x": 1}, {"x": "a"}])
