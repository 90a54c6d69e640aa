import datetime
import decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.arrive import arrive
from separatrix.data.table import IN_MEMORY
from separatrix.errors import DataError

HALF = decimal.Decimal("1.5")


@pytest.mark.parametrize(
    ("column", "type_", "values"),
    [
        (pa.array(["a", None], pa.large_string()), pa.string(), ["a", None]),
        (pa.array(["a", None], pa.string_view()), pa.string(), ["a", None]),
        (pa.array([b"a", None], pa.binary()), pa.string(), ["a", None]),
        (pa.array([b"\xff", None], pa.binary()), pa.binary(), [b"\xff", None]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), pa.string(), ["a", "b", "a"]),
        (pa.array([1.5, None], pa.float16()), pa.float32(), [1.5, None]),
        (pa.array([1, None], pa.uint64()), pa.int64(), [1, None]),
        (pa.array([1, 2**64 - 1], pa.uint64()), pa.string(), ["1", "18446744073709551615"]),
        (pa.array([1, None], pa.int8()), pa.int8(), [1, None]),
        (pa.array([HALF, None]), pa.decimal128(2, 1), [HALF, None]),
        (pa.array([datetime.timedelta(hours=1), None]), pa.float64(), [3600.0, None]),
        (pa.array([datetime.time(1, 2)]), pa.time64("us"), [datetime.time(1, 2)]),
        (pa.array([61], pa.time32("s")), pa.time64("us"), [datetime.time(0, 1, 1)]),
        (pa.array([1.0, np.nan, np.inf, -np.inf]), pa.float64(), [1.0, None, None, None]),
        (pa.array([None, None]), pa.null(), [None, None]),
    ],
)
def test_columns_arrive_as_few_types(column: Any, type_: pa.DataType, values: list[Any]) -> None:
    arrived = arrive(pa.table({"x": column}), IN_MEMORY).columns["x"]
    assert arrived.type == type_
    assert arrived.to_pylist() == values


def test_codes_of_numbers_stay_codes_and_read_as_numbers() -> None:
    table = arrive(pa.table({"x": pa.array([3, 1, None, 3]).dictionary_encode()}), IN_MEMORY)
    assert pa.types.is_dictionary(table.columns["x"].type)
    assert table.column("x").to_pylist() == [3, 1, None, 3]


def test_infinite_numbers_are_counted_and_nan_is_not() -> None:
    columns = pa.table({"x": [1.0, np.inf, np.nan], "y": [-np.inf, np.inf, 0.0], "z": [1.0, 2, 3]})
    table = arrive(columns, IN_MEMORY, ("before",))
    assert table.notes == ("before", "Infinite numbers are taken as missing: x (1), y (2).")


@pytest.mark.parametrize("names", [["a", "a"], ["a", ""], ["a", " "], []])
def test_names_that_cannot_be_told_apart_are_refused(names: list[str]) -> None:
    columns = pa.table([pa.array([1])] * len(names), names=names)
    with pytest.raises(
        DataError, match=r"more than one column named|no name for column 2|no columns"
    ):
        arrive(columns, IN_MEMORY)


def test_a_missing_column_is_named_with_the_nearest() -> None:
    table = arrive(pa.table({"income": [1], "age": [2]}), IN_MEMORY)
    with pytest.raises(DataError, match=r'no column "incme". Did you mean "income"'):
        table.column("incme")
