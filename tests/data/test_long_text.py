from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from separatrix.data import long_text
from separatrix.data.delimited import read_delimited
from separatrix.data.long_text import read_long_text
from separatrix.data.read import open_table
from separatrix.data.table import ReadOptions, Source
from separatrix.errors import DataError

CELL = st.sampled_from(
    ["1", "-0", "2.5", "1e3", "007", "NA", "", " 3", "true", "2024-05-31", "2024-05-31 10:00",
     "a", "é", "1,5", "99999999999999999999", "1.234", '"q"', "-9"]
)  # fmt: skip
ALIKE = st.sampled_from(
    [["1", "22", "+3", "NA"], ["1.5", "2.25", "-0.0", "?"], ["a", "NA", "b c"], ["true", "False"],
     ["2024-05-31", "1999-01-01"], ["1.234", "2.345"]]
)  # fmt: skip


@pytest.fixture
def blocks_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "LONG_BYTES", 0)
    monkeypatch.setattr(long_text, "BLOCK", 64)


def _text(columns: list[list[str]], delimiter: str) -> bytes:
    names = [f"x{number}" for number in range(len(columns))]
    return "".join(
        f"{delimiter.join(row)}\n" for row in [names, *zip(*columns, strict=True)]
    ).encode()


def _compare(folder: Path, content: bytes, options: ReadOptions) -> bool:
    """Compare with the same text read at once, and tell whether it was read block by block."""
    path, source = folder / "table.csv", Source(options=options)
    path.write_bytes(content)
    found = read_long_text(path, source, ",")
    if found is None:
        return False
    expected_table = read_delimited(content, source, path.name)
    assert found.columns.equals(expected_table.columns)
    assert found.notes == expected_table.notes
    return True


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    columns=st.lists(st.lists(CELL, min_size=12, max_size=12), min_size=1, max_size=3),
    delimiter=st.sampled_from(",;"),
    missing=st.sampled_from([(), ("-9",)]),
)
def test_any_text_is_read_as_at_once_or_left_to_it(
    columns: list[list[str]], delimiter: str, missing: tuple[str, ...],
    blocks_are_short: None, tmp_path: Path,
) -> None:  # fmt: skip
    options = ReadOptions(missing=missing, text=("x1",), delimiter=delimiter)
    _compare(tmp_path, _text(columns, delimiter), options)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kinds=st.lists(ALIKE, min_size=2, max_size=4), data=st.data())
def test_columns_of_one_type_are_read_as_at_once(
    kinds: list[list[str]], data: Any, blocks_are_short: None, tmp_path: Path
) -> None:
    drawn = [
        [*kind, *data.draw(st.lists(st.sampled_from(kind[:1]), min_size=20, max_size=20))]
        for kind in kinds
    ]
    rows = min(map(len, drawn))
    _compare(tmp_path, _text([column[:rows] for column in drawn], ","), ReadOptions())


def test_a_plain_text_is_read_block_by_block(blocks_are_short: None, tmp_path: Path) -> None:
    rows = [f"{row}.5,{row},{'ab'[row % 2]},2024-05-{row % 28 + 1:02}" for row in range(200)]
    content = ("\n".join(["number,whole,word,day", *rows]) + "\n").encode()
    assert _compare(tmp_path, content, ReadOptions())
    assert _compare(tmp_path, content.replace(b"number", b'"number"'), ReadOptions())
    assert open_table(tmp_path / "table.csv").columns.column("whole").num_chunks > 10


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n1,"x"\n',  # quotes
        b"a,b\n1,2\n3,4",  # no last line end
        b"\na,b\n1,2\n",
        b"\xef\xbb\xbfa,b\n1,2\n",
        b"a,b\n1,2\n3\n",  # refused with its line
        b"a,b\n1,\xff\n",
        b"a,b\n1,\x00\n",
        b"a,b\n",
        b"a,b\n" + b"1,1\n" * 40 + b"1.5,1\n" * 40,  # whole numbers at first
        b"a,b\n" + b"NA,1\n" * 40 + b"1,1\n" * 40,  # nothing is known at first
    ],
)
def test_what_is_not_plain_is_left_to_the_slow_way(
    content: bytes, blocks_are_short: None, tmp_path: Path
) -> None:
    assert not _compare(tmp_path, content, ReadOptions())


def test_a_mistake_in_a_long_text_is_named_with_its_line(
    blocks_are_short: None, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 500 + b"3\n")
    with pytest.raises(DataError, match="line 502 has 1 cell, the header has 2"):
        open_table(path)
