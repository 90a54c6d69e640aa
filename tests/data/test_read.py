import gzip
import io
import os
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from separatrix.data import limits
from separatrix.data.packaged import packaged_path
from separatrix.data.read import open_table, read_stream
from separatrix.data.table import ReadOptions, Table
from separatrix.data.write import table_bytes
from separatrix.errors import DataError
from separatrix.files import sha256_of

ENDINGS = ("csv", "tsv", "csv.gz", "tsv.gz", "parquet", "pq", "arrow", "feather", "ipc", "CSV")


def _rows() -> pa.Table:
    return pa.table({"a": [1, 2, 3], "b": ["x", None, "z"], "c": [0.5, 1.5, None]})


def _written(folder: Path, ending: str) -> Path:
    path = folder / f"table.{ending}"
    written = "feather" if ending == "ipc" else ending
    path.write_bytes(table_bytes(_rows(), Path(f"x.{written}")))
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_known_ending_gives_the_same_table(ending: str, tmp_path: Path) -> None:
    path = _written(tmp_path, ending)
    table = open_table(str(path))
    assert table.columns.equals(_rows())
    assert table.source.path == str(path.resolve())
    assert table.source.sha256 == sha256_of(path)


def test_options_stay_with_the_source(tmp_path: Path) -> None:
    options = ReadOptions(delimiter=",", missing=("x",))
    table = open_table(_written(tmp_path, "csv"), options)
    assert table.source.options == options
    assert table.column("b").to_pylist() == [None, None, "z"]


def test_missing_words_count_in_typed_files_too(tmp_path: Path) -> None:
    table = open_table(_written(tmp_path, "parquet"), ReadOptions(missing=("z", "2", "1.5")))
    assert table.columns.to_pydict() == {
        "a": [1, None, 3],
        "b": ["x", None, None],
        "c": [0.5, None, None],
    }


def test_a_packaged_table_opens_by_its_name_where_no_file_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_table("penguins").source.path == str(packaged_path("penguins").resolve())
    (tmp_path / "penguins").write_text("a\n1\n")
    with pytest.raises(DataError, match="penguins has no ending"):
        open_table("penguins")


def test_a_table_is_returned_as_it_is() -> None:
    table = Table(_rows())
    assert open_table(table) is table


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "feather"])
def test_standard_input_is_known_by_its_first_bytes(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Piped:
        buffer = io.BytesIO(table_bytes(_rows(), Path(f"x.{ending}")))

    monkeypatch.setattr(sys, "stdin", Piped)
    table = open_table("-")
    assert table.columns.equals(_rows())
    assert table.source.path is None
    assert table.source.sha256 is None


def test_an_arrow_stream_is_read(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, _rows().schema) as writer:
        writer.write_table(_rows())
    path = tmp_path / "stream.arrow"
    path.write_bytes(sink.getvalue())
    assert open_table(path).columns.equals(_rows())


def test_standard_input_refuses_as_a_file_does() -> None:
    with pytest.raises(DataError, match="Standard input: line 2 has 1 cell, the header has 2"):
        read_stream(b"a,b\n1\n")
    with pytest.raises(DataError, match="Standard input is empty"):
        read_stream(b"")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tabel.csv", 'There is no file ".*tabel.csv". Did you mean "table.csv"?'),
        ("nowhere/table.csv", 'There is no file ".*table.csv".'),
        (".", "is a folder"),
        ("book.xlsx", "book.xlsx is a spreadsheet.*Save the sheet as CSV"),
        ("book.xls", "is a spreadsheet"),
        ("book.ods", "is a spreadsheet"),
        ("notes.txt", r'has the ending ".txt", which is not known.*\.csv, .*\.feather'),
        ("table.parquet.gz", r'has the ending ".parquet.gz"'),
        ("plain", "has no ending"),
    ],
)
def test_a_path_that_is_no_table_is_refused(name: str, message: str, tmp_path: Path) -> None:
    for file in ("table.csv", "book.xlsx", "book.xls", "book.ods", "notes.txt", "plain"):
        (tmp_path / file).write_text("a,b\n1,2\n")
    (tmp_path / "table.parquet.gz").write_bytes(b"")
    with pytest.raises(DataError, match=message):
        open_table(tmp_path / name)


def test_a_misspelt_packaged_table_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match='Did you mean "penguins"'):
        open_table("pinguins")


@pytest.mark.parametrize("ending", ["parquet", "feather", "arrow", "csv.gz"])
def test_a_damaged_file_is_refused(ending: str, tmp_path: Path) -> None:
    path = _written(tmp_path, ending)
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:-9], whole[::-1], b"PAR1PAR1"):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"table\.\S+ is not a whole"):
            open_table(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match="is empty"):
        open_table(path)


def test_bytes_changed_anywhere_give_a_table_or_one_message(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    refused = 0
    for ending in ("parquet", "feather"):
        path = _written(tmp_path, ending)
        whole = path.read_bytes()
        for _ in range(60):
            changed = bytearray(whole)
            changed[generator.integers(len(whole))] ^= 1 << int(generator.integers(8))
            path.write_bytes(changed)
            try:
                open_table(path)
            except DataError:
                refused += 1
    assert refused > 10


def test_a_parquet_file_that_claims_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"z": np.zeros(2**22)}), path)
    assert path.stat().st_size < 2**18
    monkeypatch.setattr(limits, "MOST_BYTES", 2**24)
    monkeypatch.delattr(pq.ParquetFile, "read")
    with pytest.raises(DataError, match=r"bomb.parquet would take 0\.0 GiB"):
        open_table(path)


def test_the_limit_holds_a_billion_numbers() -> None:
    limits.check_size(8 * 10**9, "table")
    with pytest.raises(DataError, match=r"table would take 9\.3 GiB .* up to 8 GiB are read"):
        limits.check_size(10**10, "table")


def test_a_gzip_file_that_unfolds_too_far_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 2**24)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"0,0\n" * 2**23))
    with pytest.raises(DataError, match=r"bomb.csv.gz would take"):
        open_table(path)


def test_an_arrow_file_that_unfolds_too_far_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.feather"
    path.write_bytes(table_bytes(pa.table({"z": np.zeros(2**22)}), path))
    monkeypatch.setattr(limits, "MOST_BYTES", 2**24)
    with pytest.raises(DataError, match=r"bomb.feather would take"):
        open_table(path)


def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    pq.write_table(_rows().slice(0, 0), path)
    with pytest.raises(DataError, match="no rows"):
        open_table(path)


def test_no_name_and_a_closed_standard_input_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match=r"^No file is named\.$"):
        open_table("")
    closed = io.TextIOWrapper(io.BytesIO())
    closed.close()
    for stream in (None, closed):
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(DataError, match="Standard input is closed"):
            open_table("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_named_as_one_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "table.csv"
    os.mkfifo(pipe)
    with pytest.raises(DataError, match="is a pipe or a device"):
        open_table(str(pipe))
