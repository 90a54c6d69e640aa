import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from separatrix.data.kinds import find_kinds
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.errors import DataError

VALUES = {"a": [1, 2], "b": ["x", None], "c": [0.5, None], "d": [True, False]}


@pytest.mark.parametrize(
    "held",
    [
        pd.DataFrame(VALUES),
        pd.DataFrame(VALUES, index=[7, 3]),
        pd.DataFrame(VALUES).convert_dtypes(),
        pd.DataFrame(VALUES).astype({"b": "category"}),
        pl.DataFrame(VALUES),
        pl.LazyFrame(VALUES),
        pl.DataFrame(VALUES, schema_overrides={"b": pl.Categorical}),
        pa.table(VALUES),
        pa.RecordBatch.from_pydict(VALUES),
        VALUES,
        {name: np.array(values, dtype=object) for name, values in VALUES.items()},
    ],
    ids=lambda held: type(held).__module__.split(".")[0] + "." + type(held).__name__,
)
def test_every_frame_gives_the_same_table(held: object) -> None:
    table = open_table(held)
    assert table.columns.to_pydict() == VALUES
    assert table.source.path is None


def test_a_numpy_array_gets_names() -> None:
    table = open_table(np.array([[1.0, np.nan], [3.0, np.inf]]))
    assert table.columns.to_pydict() == {"x1": [1.0, 3.0], "x2": [None, None]}
    assert table.notes == ("Infinite numbers are taken as missing: x2 (1).",)


def test_dates_with_zones_are_taken() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(2024, 5, 31, 2, tzinfo=zone)
    table = open_table(pd.DataFrame({"t": pd.to_datetime([moment], utc=True)}))
    assert pa.types.is_timestamp(table.columns["t"].type)


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "more than one column named"),
        (pd.DataFrame({"o": [1, "x", {}]}), "Conversion failed for column o.*one type"),
        (pd.DataFrame({"a": []}), "no rows"),
        (pd.DataFrame(), "no columns"),
        (pl.DataFrame({"": [1]}), "no name for column 1"),
        (np.zeros(3), r"two dimensions, rows and columns, got \(3,\)"),
        (np.zeros((0, 2)), "no rows"),
        ({"a": [1, 2], "b": [1]}, r"different lengths: \{'a': 2, 'b': 1\}"),
        ({"a": [1, "x"]}, 'Column "a" cannot be read'),
        ({"a": np.zeros((2, 2))}, 'Column "a" cannot be read.*one-dimensional'),
        ([[1, 2]], "this list cannot be read"),
        (pd.Series([1, 2]), "this Series cannot be read"),
        (None, "this NoneType cannot be read"),
    ],
)
def test_what_is_no_table_is_refused(held: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        open_table(held)


def test_masked_cells_of_numpy_are_missing() -> None:
    masked = np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[False, True], [False, False]])
    expected = {"x1": [1.0, 3.0], "x2": [None, 4.0]}
    assert open_table(masked).columns.to_pydict() == expected
    whole = np.ma.masked_equal(np.array([1, -9, 3]), -9)
    assert open_table({"a": whole}).columns.to_pydict() == {"a": [1, None, 3]}


def test_names_that_are_the_same_as_text_are_refused() -> None:
    with pytest.raises(DataError, match='more than one column named "1"'):
        open_table({1: [1, 2], "1": [3, 4]})


def test_numbered_columns_are_named_by_number() -> None:
    frame = pd.DataFrame({0: range(40), 1: [1.5, 2.5] * 20, 2: ["a", "b"] * 20})
    prepared = prepare(open_table(frame), 2)
    assert prepared.target.name == "2"
    assert [column.name for column in prepared.columns] == ["0", "1"]


def test_intervals_and_run_ends_are_read_or_left_out_with_a_reason() -> None:
    numbers = list(range(40))
    frame = pd.DataFrame(
        {
            "cut": pd.cut(pd.Series(numbers), 3),
            "interval": pd.arrays.IntervalArray.from_breaks(range(41)),
            "period": pd.period_range("2020-01", periods=40, freq="M"),
            "y": ["a", "b"] * 20,
        }
    )
    kinds = {column.name: column for column in find_kinds(open_table(frame), "y")}
    for name in ("cut", "interval"):
        assert not kinds[name].used
        assert "are not read: left out" in kinds[name].why
    runs = pa.table({"r": pc.run_end_encode(pa.array([1, 1, 2])), "y": ["a", "b", "a"]})
    assert open_table(runs).columns["r"].to_pylist() == [1, 1, 2]
