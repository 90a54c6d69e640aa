"""A corpus of text tables: what is refused, with its line, and what is read, with which values."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from separatrix.data.read import open_table
from separatrix.data.table import ReadOptions, Table
from separatrix.errors import DataError

REFUSED: dict[str, tuple[bytes, str]] = {
    "a short row": (b"a,b,c\n1,2,3\n3,4\n", "line 3 has 2 cells, the header has 3"),
    "a short row at the end of many": (
        b"a,b\n" + b"1,2\n" * 5000 + b"3\n",
        "line 5002 has 1 cell, the header has 2",
    ),
    "a long row": (b"a,b\n1,2\n1,2,3\n", "line 3 has 3 cells, the header has 2"),
    "a short row below a cell of two lines": (b'a,b\n"1\n2",3\n4\n', "line 4 has 1 cell"),
    "a short row below blank lines": (b"\n\na,b\n\n1,2\n3\n", "line 6 has 1 cell"),
    "a short row below a header of two lines": (b'"a\nb",c\n1\n', "line 3 has 1 cell"),
    "a short row with line ends of an old Mac": (b"a,b\r1,2\r3\r", "line 3 has 1 cell"),
    "a line of spaces": (b"a,b\n1,2\n  \n", "line 3 has 1 cell"),
    "latin-1": ("a,b\nx,y\nz,é\n".encode("latin-1"), "line 3 is not utf-8: byte 0xe9 at offset 10"),
    "latin-1 in the header": ("é,b\nx,y\n".encode("latin-1"), "line 1 is not utf-8: byte 0xe9"),
    "UTF-16 with its mark": ("a,b\n1,2\n".encode("utf-16"), "--encoding utf-16"),
    "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), "zero byte in line 1"),
    "a quote never closed": (b'a,b\n1,2\n1,"2\n3,4\n', "opens in line 3 is never closed"),
    "a quote never closed in the last cell": (b'a,b\n1,"2', "opens in line 2 is never closed"),
    "a quote closed by the next one": (
        b'a,b\n1,"x\n2,y\n3,"z\n',
        "line 4: text follows a closing quote; the row begins in line 2",
    ),
    "text behind a quote": (b'a,b\n1,"2"x\n', "line 2: text follows a closing quote"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>404</body></html>\n", "a web page or XML"),
    "a web page behind blank lines": (b"\n\n  <html>\n</html>\n", "a web page or XML"),
    "nothing": (b"", "is empty"),
    "blank lines only": (b"\n\r\n\n", "is empty"),
    "a byte-order mark only": (b"\xef\xbb\xbf", "is empty"),
    "a header only": (b"a,b,c\n", "has a header but no rows"),
    "a header without a line end": (b"a,b,c", "has a header but no rows"),
    "columns of one name": (b"a,b,a\n1,2,3\n", 'more than one column named "a"'),
    "a column without a name": (b",a\n0,1\n", "has no name for column 1"),
    "a trailing delimiter in the header": (b"a,b,\n1,2,\n", "has no name for column 3"),
    "zero bytes": (b"a,b\n1,\x002\n", "zero byte in line 2"),
    "an Excel file": (b"PK\x03\x04rest", "a zip archive or an Excel file"),
    "a Parquet file": (b"PAR1rest", "name it .parquet"),
    "gzip": (gzip.compress(b"a,b\n1,2\n"), "name it .csv.gz"),
    "a pickle": (b"\x80\x04\x95rest", "never opened"),
}


def _read(folder: Path, content: bytes, **options: Any) -> Table:
    path = folder / "table.csv"
    path.write_bytes(content)
    return open_table(path, ReadOptions(**options))


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    content, expected = REFUSED[case]
    with pytest.raises(DataError) as refused:
        _read(tmp_path, content)
    assert expected in str(refused.value)
    assert "table.csv" in str(refused.value)


READ: dict[str, tuple[bytes, dict[str, list[Any]]]] = {
    "commas": (b"a,b\n1,x\n2,y\n", {"a": [1, 2], "b": ["x", "y"]}),
    "semicolons": (b"a;b\n1;x,y\n2;z\n", {"a": [1, 2], "b": ["x,y", "z"]}),
    "tabs": (b"a\tb\n1\t2\n", {"a": [1], "b": [2]}),
    "bars": (b"a|b\n1|2\n", {"a": [1], "b": [2]}),
    "one column": (b"a\n1\n2\n", {"a": [1, 2]}),
    "a byte-order mark": (b"\xef\xbb\xbfa,b\n1,2\n", {"a": [1], "b": [2]}),
    "mixed line ends": (b"a,b\r1,2\r\n3,4\n", {"a": [1, 3], "b": [2, 4]}),
    "blank lines": (b"\n\na,b\n\n1,2\n\n", {"a": [1], "b": [2]}),
    "quoted cells": (
        b'a,b\n"x\ny",2\n"p""q, r",3\n',
        {"a": ["x\ny", 'p"q, r'], "b": [2, 3]},
    ),
    "a quote inside a cell": (b'a,b\n5" pipe,2\n', {"a": ['5" pipe'], "b": [2]}),
    "a quoted header of two lines": (b'"a\nb",c\n1,2\n', {"a\nb": [1], "c": [2]}),
    "Namibia": (
        b"country,n\nNA,1\nFR,NA\nDE,3\n",
        {"country": ["NA", "FR", "DE"], "n": [1, None, 3]},
    ),
    "codes with leading zeros": (b"zip\n00123\n12345\n", {"zip": ["00123", "12345"]}),
    "zero and signs": (b"x\n0\n-0\n+5\n-7\n", {"x": [0, 0, 5, -7]}),
    "2^53 + 1": (b"x\n9007199254740993\n", {"x": [9007199254740993]}),
    "whole numbers beyond 64 bits": (
        b"x\n9007199254740993\n18446744073709551616\n",
        {"x": ["9007199254740993", "18446744073709551616"]},
    ),
    "numbers of every form": (
        b"x\n1\n.5\n5.\n-1.5e3\n+2E-1\n",
        {"x": [1.0, 0.5, 5.0, -1500.0, 0.2]},
    ),
    "spaces around numbers": (b"x,y\n 1 , a\n2,b\n", {"x": [1, 2], "y": [" a", "b"]}),
    "decimal commas": (b"x;y\n1,5;a\n2;b\n", {"x": [1.5, 2.0], "y": ["a", "b"]}),
    "decimal commas in quotes": (b'x,y\n"1,5",a\n"2,25",b\n', {"x": [1.5, 2.25], "y": ["a", "b"]}),
    "three digits behind a comma": (
        b'x,y\n"1,500",a\n"2,250",b\n',
        {"x": ["1,500", "2,250"], "y": ["a", "b"]},
    ),
    "truth": (
        b"t,u\nTrue,yes\nFALSE,no\n?,yes\n",
        {"t": [True, False, None], "u": ["yes", "no", "yes"]},
    ),
    "a date that is none": (b"d\n2021-01-02\n2021-02-30\n", {"d": ["2021-01-02", "2021-02-30"]}),
    "infinite numbers": (b"x\n1\ninf\n-Infinity\n1e999\n", {"x": [1.0, None, None, None]}),
    "markers only": (b"x,y\nNA,1\nNA,2\n", {"x": ["NA", "NA"], "y": [1, 2]}),
    "an empty column": (b"x,y\n,1\n,2\n", {"x": [None, None], "y": [1, 2]}),
    "empty quoted cells": (b'x,y\n"",1\na,""\n', {"x": [None, "a"], "y": [1, None]}),
    "emoji": ("x,y\n🦩,1\n\U0001f427 a,2\n".encode(), {"x": ["🦩", "\U0001f427 a"], "y": [1, 2]}),
    "a type that changes late": (
        b"x\n" + b"1\n" * 20_000 + b"a\n",
        {"x": ["1"] * 20_000 + ["a"]},
    ),
    "the header's numbers": (b"0,1\n3,4\n", {"0": [3], "1": [4]}),
}


@pytest.mark.parametrize("case", READ)
def test_a_good_file_is_read_as_it_stands(case: str, tmp_path: Path) -> None:
    content, expected = READ[case]
    assert _read(tmp_path, content).columns.to_pydict() == expected


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (b"d\n2021-01-02\n", "date32[day]"),
        (b"d\n2021-01-02\n2021-02-03 04:05\n", "timestamp[us]"),
        (b"d\n2021-01-02T03:04:05.123456\nNA\n", "timestamp[us]"),
        (b"d\n2021-01-02T03:04:05Z\n2021-01-02T03:04:05+02:00\n", "timestamp[us, tz=UTC]"),
        (b"d\n2021-01-02T03:04:05Z\n2021-01-02T03:04:05\n", "string"),
        (b"d\n2021-01-02\nsoon\n", "string"),
        (b"d\n20210102\n", "int64"),
        (b"d\n1\n2.5\nNA\n", "double"),
        (b"d\nTRUE\ntrue\nnull\n", "bool"),
        (b"d\n1,5\n2.5\n", "string"),
    ],
)
def test_a_column_has_one_type(content: bytes, type_: str, tmp_path: Path) -> None:
    assert str(_read(tmp_path, content, delimiter=";").columns.schema.types[0]) == type_


def test_a_cell_of_many_megabytes_is_read(tmp_path: Path) -> None:
    table = _read(tmp_path, b"a,b\n1," + b"x" * 20_000_000 + b"\n2,y\n")
    assert len(table.column("b")[0].as_py()) == 20_000_000


def test_rows_beyond_the_first_block_are_read(tmp_path: Path) -> None:
    line = b'1,"a, b",0.25\n'
    table = _read(tmp_path, b"a,b,c\n" + line * 1_300_000)
    assert len(table) == 1_300_000
    assert table.columns.slice(len(table) - 1).to_pylist() == [{"a": 1, "b": "a, b", "c": 0.25}]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"a,b\n1,?\n2,3\nNA,?\n", 'Taken as missing: "NA" in a (1), "?" in b (2).'),
        (b"a;b\n1,5;x\n", "Read with a decimal comma: a."),
        (b"a\n18446744073709551616\n", "Whole numbers beyond 64 bits stay text"),
        (b'a,b\n"1,500",x\n', "a comma may separate thousands"),
        (b"a\n1.0\ninf\n", "Infinite numbers are taken as missing: a (1)."),
        (b"1.5,2.5\n3,4\n", "The first line holds only numbers"),
    ],
)
def test_what_is_read_otherwise_than_it_stands_is_noted(
    content: bytes, note: str, tmp_path: Path
) -> None:
    (found,) = _read(tmp_path, content).notes
    assert note in found


def test_a_plain_file_has_no_notes(tmp_path: Path) -> None:
    assert _read(tmp_path, b"0,1\n1,\n2,x\n").notes == ()


def test_options_are_followed(tmp_path: Path) -> None:
    read = _read(tmp_path, b"a;b\n1;2\n", delimiter=",")
    assert read.columns.to_pydict() == {"a;b": ["1;2"]}
    read = _read(tmp_path, b'a,b\n"1,500",x\n', decimal=",")
    assert read.columns.to_pydict() == {"a": [1.5], "b": ["x"]}
    read = _read(tmp_path, b"a;b\n1,5;x\n", decimal=".")
    assert read.columns.to_pydict() == {"a": ["1,5"], "b": ["x"]}
    read = _read(
        tmp_path, b"a,b\n-999,x\nNA,unknown\nx, none\n", missing=("-999", "unknown", "none")
    )
    assert read.columns.to_pydict() == {"a": [None, "NA", "x"], "b": ["x", None, None]}


def test_a_marker_for_missing_leaves_the_numbers_numbers(tmp_path: Path) -> None:
    read = _read(tmp_path, b"a,b\nunknown,1\n2,-999\n", missing=("unknown", "-999"))
    assert read.columns.to_pydict() == {"a": [None, 2], "b": [1, None]}


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_named_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    read = _read(tmp_path, "a,b\né,1\n".encode(encoding), encoding=encoding)
    assert read.columns.to_pydict() == {"a": ["é"], "b": [1]}


def test_a_wrong_encoding_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"line 3 is not ascii: byte 0xc3 .* --encoding utf-8"):
        _read(tmp_path, "a,b\nx,1\né,2\n".encode(), encoding="ascii")
    with pytest.raises(DataError, match="is not utf-16"):
        _read(tmp_path, b"a,b\n1,2\n3", encoding="utf-16")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delimiter": "::"}, "one ASCII character"),
        ({"delimiter": '"'}, "one ASCII character"),
        ({"delimiter": "§"}, "one ASCII character"),
        ({"decimal": "·"}, '"." or ","'),
        ({"decimal": ",", "delimiter": ","}, "cannot be both"),
        ({"encoding": "utf8000"}, "not a known encoding"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        ReadOptions(**options)


def test_points_that_may_separate_thousands_are_noted_with_the_way_out(tmp_path: Path) -> None:
    content = b"a;b\n1.234;x\n12;y\n"
    read = _read(tmp_path, content)
    assert read.columns["a"].to_pylist() == [1.234, 12.0]
    assert read.notes == (
        "Read with a decimal point, which may separate thousands here (--decimal , says so): a.",
    )
    assert _read(tmp_path, content, decimal=".").notes == ()
    assert _read(tmp_path, content.replace(b"12", b"1.5")).notes == ()
    assert _read(tmp_path, b"a,b\n1.234,x\n").notes == ()
    german = _read(tmp_path, b"a;b\n1.234;x\n1.234.567,5;y\n0,25;z\n", decimal=",")
    assert german.columns["a"].to_pylist() == [1234.0, 1234567.5, 0.25]


def test_cells_of_spaces_are_missing_in_columns_of_text_too(tmp_path: Path) -> None:
    read = _read(tmp_path, b"a,b\nx,1\n  ,2\n\t,3\ny z,4\n")
    assert read.columns["a"].to_pylist() == ["x", None, None, "y z"]


def test_columns_of_text_are_kept_as_they_stand(tmp_path: Path) -> None:
    content = b"a,b,c\nNA,1,-\n ,2,1.0\n1 ,,007\nnone,4,4\n"
    read = _read(tmp_path, content, text=("a", "c", "elsewhere"), missing=("none",))
    assert read.columns.to_pydict() == {
        "a": ["NA", None, "1 ", None],
        "b": [1, 2, None, 4],
        "c": ["-", "1.0", "007", "4"],
    }


@pytest.mark.parametrize("encoding", ["hex", "rot13", "base64"])
def test_an_encoding_that_is_not_of_text_is_refused(encoding: str) -> None:
    with pytest.raises(DataError, match=f'"{encoding}" is not a text encoding'):
        ReadOptions(encoding=encoding)
