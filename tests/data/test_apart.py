from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.apart import open_test_table
from separatrix.data.parts import encode_parts
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import ReadOptions, Table
from separatrix.errors import DataError

MAIN: dict[str, Any] = {
    "x": list(range(0, 200, 2)),
    "colour": ["red", "green"] * 50,
    "day": [f"2024-{1 + i % 12:02d}-01" for i in range(100)],
    "y": [0, 0, 1, 1, 1] * 20,
}
APART: dict[str, Any] = {
    "y": [1, 0, None, 1],
    "colour": ["red", "blue", "red", None],
    "x": [0.5, 7, 8, 9],
}
APART["day"] = ["2024-05-01"] * 4


def prepared(apart: dict[str, Any], main: dict[str, Any] = MAIN, **options: Any) -> Prepared:
    tables = [Table(pa.table(columns)) for columns in (main, apart)]
    return prepare(tables[0], "y", test_table=tables[1], **options)


def test_test_rows_are_numbered_after_the_others_and_taken_from_their_own_table() -> None:
    ready = prepared(APART)
    assert ready.split.test.tolist() == [100, 101, 103]
    assert (len(ready.split.train), len(ready.split.validation)) == (80, 20)
    assert ready.part("test").column("x").to_pylist() == [0.5, 7, 9]
    assert "Test table: 1 row without a target left out." in ready.notes


def test_test_rows_are_encoded_as_any_other_table_would_be() -> None:
    parts = encode_parts(prepared(APART), np.float32)
    test = parts.by_name["test"]
    alone = parts.encoder.encode(Table(pa.table(APART)).take(np.array([0, 1, 3])))
    np.testing.assert_array_equal(test.encoded.features_ND, alone.features_ND)
    assert test.target_N.tolist() == [1, 0, 1]


def test_kinds_and_classes_are_those_of_the_main_table() -> None:
    apart = {**APART, "colour": [1, 2, 3, 4], "x": ["1", "2", "3", "4"]}
    ready = prepared(apart)
    assert {column.name: column.kind for column in ready.columns}["x"] == "number"
    assert np.isfinite(encode_parts(ready, np.float32).by_name["test"].encoded.features_ND).all()
    with pytest.raises(DataError, match="which was no class in training"):
        encode_parts(prepared({**APART, "y": [0, 1, 2, 1]}), np.float32)


@pytest.mark.parametrize("name", ["x", "y", "colour"])
def test_a_column_that_the_test_table_lacks_is_named(name: str) -> None:
    apart = {key: cells for key, cells in APART.items() if key != name}
    with pytest.raises(DataError, match=f"lacks the column {name} and has"):
        prepared(apart)


def test_a_column_that_is_left_out_need_not_be_there_and_others_are_not_used() -> None:
    apart = {key: cells for key, cells in APART.items() if key != "colour"}
    ready = prepared({**apart, "extra": [1] * 4}, kinds={"colour": "drop"})
    assert "Test table: columns that the table does not have are not used: extra." in ready.notes


@pytest.mark.parametrize("as_float", [False, True])
def test_rows_in_both_tables_are_counted(as_float: bool) -> None:
    apart = {name: [*cells[:3], cells[50]] for name, cells in MAIN.items()}
    apart["x"] = [*MAIN["x"][:3], 1000]
    if as_float:
        apart["x"] = [float(cell) for cell in apart["x"]]
    assert (
        "Test table: rows that are exactly in the table as well: 3 of 4." in prepared(apart).notes
    )


def test_groups_and_times_of_the_test_table_are_compared_with_the_others() -> None:
    main = {**MAIN, "g": [i // 10 for i in range(100)]}
    apart = {**APART, "g": [3, 99, 4, 98], "x": [50, 300, 120, 350]}
    by_group = prepared(apart, main, splitting=Splitting(group="g"))
    assert 'Test table: rows of a group ("g") of the table: 1 of 3.' in by_group.notes
    assert len(by_group.split.validation) == 20
    by_time = prepared(apart, main, splitting=Splitting(time="x"))
    assert "Test table: rows that are not after the last x of the table: 1 of 3." in by_time.notes
    assert by_time.split.validation.tolist() == list(range(80, 100))


def test_weights_of_both_tables_follow_each_other() -> None:
    main = {**MAIN, "w": [2.0] * 100}
    ready = prepared({**APART, "w": [3.0, 0.0, 1.0, 4.0]}, main, weight="w")
    assert ready.split.test.tolist() == [100, 103]
    test = ready.weights("test")
    assert test is not None
    assert test.tolist() == [3.0, 4.0]
    with pytest.raises(DataError, match="lacks the column w"):
        prepared(APART, main, weight="w")


def test_test_rows_come_from_one_place() -> None:
    main = {**MAIN, "part": ["train", "test"] * 50}
    with pytest.raises(DataError, match='a test table and 50 rows that "part" calls test rows'):
        prepared(APART, main, splitting=Splitting(column="part"))
    ready = prepared(
        APART, {**MAIN, "part": ["train", "val"] * 50}, splitting=Splitting(column="part")
    )
    assert (len(ready.split.train), len(ready.split.test)) == (50, 3)


def test_texts_of_the_main_table_are_texts_in_the_test_table(tmp_path: Path) -> None:
    (tmp_path / "main.csv").write_text("code,x\n007,1\nA1,2\n")
    (tmp_path / "test.csv").write_text("code,x\n12,1.5\n-,-99\n")
    main = open_table(tmp_path / "main.csv")
    test = open_test_table(tmp_path / "test.csv", main, ReadOptions(missing=("-99",)))
    assert test.column("code").to_pylist() == ["12", "-"]
    assert test.column("x").to_pylist() == [1.5, None]
    assert test.source.options.text == ("code",)
