"""Rows that repeat are those that pandas finds, whatever the columns hold."""

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.data.repeats import _numbered, repeated_rows
from separatrix.data.table import Table
from separatrix.errors import DataError

CELLS: dict[pa.DataType, list[Any]] = {
    pa.int64(): [0, 1, -1, 2**62, None],
    pa.uint64(): [0, 1, 2**64 - 1, 2**64 - 2, None],
    pa.int8(): [0, 1, -1, None],
    pa.float64(): [0.0, -0.0, 1.0, 1.0000000000000002, 1e-300, None],
    pa.float32(): [0.0, 1.5, None],
    pa.string(): ["", "a", "b", "NA", None],
    pa.bool_(): [True, False, None],
    pa.date32(): [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2), None],
    pa.timestamp("us"): [datetime.datetime(2024, 1, 1, 0, 0, 0, 1), None],
    pa.decimal128(5, 2): [Decimal("1.10"), Decimal("1.11"), None],
    pa.dictionary(pa.int32(), pa.string()): ["a", "b", None],
    pa.list_(pa.int64()): [[1], [1, 2], [], None],
    pa.null(): [None],
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Draw a table of few different cells, in chunks."""
    rows = draw(st.integers(0, 12))
    types = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=4))
    cut = draw(st.integers(0, rows))
    columns = {}
    for number, type_ in enumerate(types):
        cells = draw(st.lists(st.sampled_from(CELLS[type_]), min_size=rows, max_size=rows))
        pieces = [pa.array(cells[:cut], type_), pa.array(cells[cut:], type_)]
        columns[f"x{number}"] = pa.chunked_array(pieces, type_)
    return pa.table(columns)


def numbered(table: pa.Table) -> list[int]:
    seen: dict[str, int] = {}
    rows = [[_plain(cell) for cell in row.values()] for row in table.to_pylist()]
    return [seen.setdefault(repr(row), len(seen)) for row in rows]


def _plain(cell: Any) -> Any:
    return cell + 0.0 if isinstance(cell, float) else cell


@given(tables())
def test_rows_share_a_number_if_their_cells_are_the_same(table: pa.Table) -> None:
    found = repeated_rows(Table(table), table.column_names)
    assert found.tolist() == numbered(table)


@given(st.integers(0, 2**32), st.integers(1, 400), st.integers(1, 4), st.integers(1, 5))
def test_rows_that_repeat_are_those_of_pandas(
    seed: int, rows: int, columns: int, levels: int
) -> None:
    numbers = np.random.default_rng(seed)
    codes = numbers.integers(0, levels + 1, (columns, rows))
    table = pa.table(
        {
            f"x{i}": pa.array(values / 7 if i % 2 else values, mask=values == levels)
            for i, values in enumerate(codes)
        }
    )
    found = repeated_rows(Table(table), table.column_names)
    first = np.zeros(rows, bool)
    first[np.unique(found, return_index=True)[1]] = True
    np.testing.assert_array_equal(~first, table.to_pandas().duplicated().to_numpy())


def test_a_row_is_the_order_of_its_cells_and_not_their_sum() -> None:
    grid = np.stack(np.meshgrid(np.arange(300), np.arange(300)), axis=-1).reshape(-1, 2)
    table = Table(pa.table({"x": grid[:, 0], "y": grid[:, 1]}))
    assert repeated_rows(table, ["x", "y"]).tolist() == list(range(90_000))


def test_only_the_columns_that_are_named_count() -> None:
    table = Table(pa.table({"x": [1, 1, 2], "y": [1, 2, 3]}))
    assert repeated_rows(table, ["x"]).tolist() == [0, 0, 1]
    assert repeated_rows(table, []).tolist() == [0, 0, 0]
    with pytest.raises(DataError, match="no column"):
        repeated_rows(table, ["z"])


def test_rows_of_a_part_are_numbered_by_themselves() -> None:
    table = Table(pa.table({"x": [5, 1, 5, 1, 5]})).take(np.array([4, 3, 2]))
    assert repeated_rows(table, ["x"]).tolist() == [0, 1, 0]


def test_hashes_that_share_one_half_are_told_apart() -> None:
    lanes = np.array([[7, 7, 7, 3, 7, 7], [1, 2, 1, 1, 2, 5]], np.uint64)
    assert _numbered(lanes).tolist() == [0, 1, 0, 2, 1, 3]
