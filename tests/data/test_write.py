import csv
import datetime
import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.read import open_table, read_stream
from separatrix.data.table import ReadOptions
from separatrix.data.write import table_bytes
from separatrix.errors import DataError

FORMULAS = ["=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx"]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)


def _csv(columns: dict[str, Any], name: str = "x.csv", raw: bool = False) -> str:
    return table_bytes(pa.table(columns), Path(name), raw=raw).decode()


def _cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_a_plain_table_is_written_plainly() -> None:
    columns = {"a": ["x", None], "b": [1, 2], "c": [0.1, None], "d": [True, False]}
    assert _csv(columns) == "a,b,c,d\nx,1,0.1,true\n,2,,false\n"
    assert _csv(columns, "x.tsv") == "a\tb\tc\td\nx\t1\t0.1\ttrue\n\t2\t\tfalse\n"


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    columns = {cell: [cell, "safe" + cell], "n": [-0.3, 1.0]}
    (name, _), (first, number), (second, _) = _cells(_csv(columns))
    assert (name, first, second) == ("'" + cell, "'" + cell, "safe" + cell)
    assert number == "-0.3"
    (name, _), (first, _), _ = _cells(_csv(columns, raw=True))
    assert (name, first) == (cell, cell)


def test_typed_files_are_never_changed() -> None:
    columns = pa.table({"=x": FORMULAS})
    for name in ("x.parquet", "x.feather"):
        written = table_bytes(columns, Path(name))
        assert read_stream(written).columns.to_pydict() == {"=x": FORMULAS}


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            TEXT,
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers(-(2**63), 2**63 - 1),
        ),
        min_size=1,
        max_size=8,
    ),
    delimiter=st.sampled_from([",", "\t"]),
)
def test_what_is_written_is_read_again(rows: list[Any], delimiter: str) -> None:
    texts, floats, integers = (list(column) for column in zip(*rows, strict=True))
    texts = [text if text and text.strip() else None for text in texts]  # as blank cells are read
    texts.append("a text")  # so that the column is text whatever else it holds
    columns = pa.table({"t": texts, "f": [*floats, 0.5], "i": [*integers, 1]})
    path = Path("x.csv" if delimiter == "," else "x.tsv")
    written = table_bytes(columns, path, raw=True)
    read = read_stream(written, ReadOptions(delimiter=delimiter, decimal="."))
    assert read.columns.to_pydict() == columns.to_pydict()


def test_a_written_table_has_the_same_bytes_every_time() -> None:
    columns = pa.table({"a": [1.5, 2.5]})
    for name in ("x.csv", "x.csv.gz", "x.tsv.gz", "x.parquet", "x.feather"):
        assert table_bytes(columns, Path(name)) == table_bytes(columns, Path(name))
    assert gzip.decompress(table_bytes(columns, Path("x.csv.gz"))) == b"a\n1.5\n2.5\n"


def test_float32_is_written_in_its_own_shortest_form() -> None:
    column = pa.array(np.array([0.1, 1 / 3], np.float32))
    assert _csv({"p": column}) == "p\n0.1\n0.33333334\n"


def test_other_types_are_written_as_text() -> None:
    columns = {
        "t": [datetime.datetime(2024, 5, 31, 12, 30)],
        "d": [datetime.date(2024, 5, 31)],
        "l": [[1, 2]],
        "c": pa.array(["x"]).dictionary_encode(),
        "n": [float("nan")],
        "f": [datetime.datetime(2024, 5, 31, 12, 30, 0, 5)],
    }
    assert _cells(_csv(columns))[1] == [
        "2024-05-31 12:30:00",
        "2024-05-31",
        "[1, 2]",
        "x",
        "",
        "2024-05-31 12:30:00.000005",
    ]


@pytest.mark.parametrize("name", ["x.xlsx", "x", "x.txt", "x.json"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"known are \.csv, .*\.feather"):
        table_bytes(pa.table({"a": [1]}), Path(name))


@pytest.mark.parametrize("name", ["x.csv", "x.tsv.gz", "X.PARQUET", "x.pq", "x.arrow", "x.ipc"])
def test_every_written_ending_can_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(table_bytes(pa.table({"a": [1, 2], "b": ["x", "y"]}), path))
    assert open_table(path).columns.to_pydict() == {"a": [1, 2], "b": ["x", "y"]}
