import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

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
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "unique column names"),
        (pd.DataFrame({"o": [1, "x", {}]}), "Conversion failed for column o.*one type"),
        (pd.DataFrame({"q": pd.arrays.SparseArray([0, 1])}), "column q.*one type"),
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
