from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from separatrix.data import long_parquet
from separatrix.data.columns.ordered import OrderedEncoder
from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import Column, find_kinds
from separatrix.data.orders import read_orders
from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.errors import DataError

SIZES = ("S", "M", "L")
CELLS = ["L", "S", "L", None, "S"]
Y = [0, 1, 0, 1, 0]


def _column(table: Table, **options: Any) -> Column:
    (column,) = find_kinds(table, "y", **options)
    return column


def _pandas() -> Any:
    return pd.DataFrame({"size": pd.Categorical(CELLS, categories=SIZES, ordered=True), "y": Y})


def _polars() -> Any:
    return pl.DataFrame({"size": pl.Series(CELLS, dtype=pl.Enum(SIZES)), "y": Y})


def _arrow() -> Any:
    codes = pa.array([2, 0, 2, None, 0], pa.int8())
    size = pa.DictionaryArray.from_arrays(codes, pa.array(SIZES), ordered=True)
    return pa.table({"size": size, "y": Y})


@pytest.mark.parametrize("make", [_pandas, _polars, _arrow])
def test_an_order_comes_with_the_column(make: Any) -> None:
    table = open_table(make())
    assert table.orders == {"size": SIZES}
    column = _column(table)
    assert (column.kind, column.why, column.used) == (
        "category", "stored as an ordered category", True
    )  # fmt: skip
    assert column.order == SIZES
    (encoder,) = learn_encoder(table, [column]).columns
    assert isinstance(encoder, OrderedEncoder)
    assert encoder.levels == SIZES


def test_an_order_comes_with_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sizes.parquet"
    pq.write_table(pa.concat_tables([_arrow()] * 40).combine_chunks(), path, row_group_size=50)
    assert open_table(path).orders == {"size": SIZES}
    monkeypatch.setattr(long_parquet, "HELD_BYTES", 0)
    monkeypatch.setattr(long_parquet, "FEW_ROWS", 0)
    table = open_table(path)
    assert not isinstance(table.held, pa.Table)
    assert table.orders == {"size": SIZES}


def test_numbers_may_have_an_order_too() -> None:
    frame = pd.DataFrame({"stars": pd.Categorical([3, 1, 2], ordered=True), "y": [0, 1, 0]})
    column = _column(open_table(frame))
    assert column.order == ("1", "2", "3")


@pytest.mark.parametrize("categories", [["S", "L"], [pd.Interval(0, 1), pd.Interval(1, 2)]])
def test_there_is_no_order_where_none_is_stored(categories: list[Any]) -> None:
    cells = pd.Categorical(categories * 2, categories=categories, ordered=categories[0] != "S")
    assert open_table(pd.DataFrame({"size": cells, "y": [0, 1, 0, 1]})).orders == {}


def test_parts_stored_with_other_levels_have_no_order() -> None:
    first, second = (
        pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(levels), ordered=True)
        for levels in (["S", "L"], ["L", "S"])
    )
    table = open_table(pa.table({"size": pa.chunked_array([first, second]), "y": [0, 1, 0, 1]}))
    assert table.orders == {}
    assert table.column("size").to_pylist() == ["S", "L", "L", "S"]


def test_a_level_that_means_missing_has_no_place() -> None:
    frame = pd.DataFrame(
        {"size": pd.Categorical(["", "S", "L"], categories=["", "S", "L"], ordered=True)}
    )
    assert open_table(frame).orders == {"size": ("S", "L")}


def test_the_user_gives_an_order() -> None:
    table = open_table({"size": CELLS, "y": Y})
    assert _column(table).order == ()
    column = _column(table, orders={"size": SIZES})
    assert (column.kind, column.why, column.order) == ("category", "in order, as asked", SIZES)
    stars = open_table({"stars": [3, 1, 2, 1, 1], "y": Y})
    column = _column(stars, orders={"stars": [1, 2, 3]})
    assert (column.kind, column.order) == ("category", ("1", "2", "3"))


def test_what_the_user_says_goes_before_what_is_stored() -> None:
    table = open_table(_pandas())
    assert _column(table, orders={"size": ["L", "S"]}).order == ("L", "S")
    plain = _column(table, overrules={"size": "category"})
    assert (plain.why, plain.order) == ("category, as asked", ())
    assert not _column(table, overrules={"size": "drop"}).order
    both = _column(table, overrules={"size": "category"}, orders={"size": SIZES})
    assert both.order == SIZES


def test_an_order_makes_a_feature_of_a_column_that_has_a_role() -> None:
    table = open_table({"size": CELLS, "y": Y})
    assert not _column(table, roles={"size": "says what a row counts for"}).used
    roles = {"size": "says what a row counts for"}
    assert _column(table, roles=roles, orders={"size": SIZES}).used


@pytest.mark.parametrize(
    ("orders", "overrules", "said"),
    [
        ({"sise": SIZES}, {}, r'no column "sise"\. Did you mean'),
        ({"y": (0, 1)}, {}, '"y" is the target; an order is for the columns beside it'),
        ({"size": ("S", "M")}, {}, 'Column "size": row 1 is "L", which is not in its order S, M'),
        ({"size": "SML"}, {}, 'The order of "size" is a list of levels, got the text "SML"'),
        ({"size": SIZES}, {"size": "number"}, 'with an order is a category, got number for "size"'),
        ({"size": SIZES}, {"size": "drop"}, 'with an order is a category, got drop for "size"'),
    ],
)
def test_an_order_that_cannot_be_is_refused(orders: Any, overrules: Any, said: str) -> None:
    table = open_table({"size": CELLS, "y": Y})
    with pytest.raises(DataError, match=said):
        find_kinds(table, "y", overrules, orders=orders)


def test_training_rows_that_lack_levels_keep_the_whole_order() -> None:
    table = open_table({"size": CELLS, "y": Y})
    columns = find_kinds(table, "y", orders={"size": SIZES})
    learned: Encoder = learn_encoder(table, columns)
    (encoder,) = learned.columns
    assert isinstance(encoder, OrderedEncoder)
    assert (encoder.levels, encoder.knots) == (SIZES, (0, 2))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["size"], r'written COL=LEVEL,LEVEL with the lowest level first, got "size"'),
        (["size="], "written COL=LEVEL,LEVEL"),
        (["=S,M"], "written COL=LEVEL,LEVEL"),
        (["size=S,M", "size=M,S"], 'got two for "size"'),
    ],
)
def test_what_is_no_order_is_refused(typed: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_orders(typed)
