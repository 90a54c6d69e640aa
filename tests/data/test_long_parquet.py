import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from separatrix.data import long_parquet
from separatrix.data.arrive import arrive
from separatrix.data.columnar import read_parquet
from separatrix.data.kinds import find_kinds
from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.table import ReadOptions, Source, Table
from separatrix.errors import DataError

CELLS = st.fixed_dictionaries(
    {
        "number": st.one_of(st.none(), st.floats()),
        "whole": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
        "flag": st.one_of(st.none(), st.booleans()),
        "word": st.one_of(st.none(), st.sampled_from(["a", "b", " ", "", "n/a"])),
        "day": st.one_of(st.none(), st.dates()),
        "half": st.sampled_from([0.5, float("inf"), None]),
    }
)
SCHEMA = pa.schema(
    {
        "number": pa.float64(),
        "whole": pa.int64(),
        "flag": pa.bool_(),
        "word": pa.string(),
        "day": pa.date32(),
        "half": pa.float32(),
    }
)


@pytest.fixture
def every_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_parquet, "HELD_BYTES", 0)
    monkeypatch.setattr(long_parquet, "FEW_ROWS", 0)


def _is_read_when_asked(table: Table) -> bool:
    return isinstance(table.held, long_parquet.ParquetColumns)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(CELLS, min_size=1, max_size=20), size=st.integers(1, 9))
def test_a_long_file_holds_what_it_holds_read_at_once(
    rows: list[dict[str, Any]], size: int, every_file_is_long: None, tmp_path: Path
) -> None:
    path, options = tmp_path / "long.parquet", ReadOptions(missing=("n/a",))
    columns = pa.Table.from_pylist(rows, schema=SCHEMA)
    columns = columns.append_column("code", columns["word"].dictionary_encode())
    pq.write_table(columns, path, row_group_size=size)
    long = open_table(path, options)
    at_once = arrive(read_parquet(path, path.name), Source(options=options))
    assert _is_read_when_asked(long)
    assert long.columns.equals(at_once.columns)
    assert (long.names, len(long), long.notes) == (at_once.names, len(at_once), at_once.notes)
    assert find_kinds(long, "half") == find_kinds(at_once, "half")
    some = np.arange(len(rows))[::2]
    assert (
        long.take(some)
        .take(some[: len(some) // 2])
        .columns.equals(at_once.columns.take(some).take(some[: len(some) // 2]))
    )


def test_a_long_file_is_encoded_as_if_read_at_once(
    every_file_is_long: None, tmp_path: Path
) -> None:
    path = tmp_path / "penguins.parquet"
    penguins = open_table("penguins")
    pq.write_table(penguins.columns, path, row_group_size=50)
    long = open_table(path)
    assert _is_read_when_asked(long)
    one, other = (encode_parts(prepare(each, "species"), "float32") for each in (penguins, long))
    assert one.encoder == other.encoder
    for name, part in one.by_name.items():
        np.testing.assert_array_equal(
            part.encoded.features_ND, other.by_name[name].encoded.features_ND
        )
        np.testing.assert_array_equal(part.target_N, other.by_name[name].target_N)


PROGRAM = """
import sys
import pyarrow as pa
from separatrix.data import long_parquet
from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table

long_parquet.HELD_BYTES = long_parquet.FEW_ROWS = 0
encode_parts(prepare(open_table(sys.argv[1]), "y"), "float32")
print(pa.default_memory_pool().max_memory())
"""


def test_a_long_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    path, rows, columns = tmp_path / "long.parquet", 20_000, 40
    random = np.random.default_rng(0)
    numbers = {f"x{number}": random.standard_normal(rows) for number in range(columns)}
    pq.write_table(pa.table({**numbers, "y": random.integers(2, size=rows)}), path)
    words = [sys.executable, "-c", PROGRAM, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    column = rows * 8
    assert column < int(done.stdout) < 8 * column


def test_short_files_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "short.parquet"
    pq.write_table(pa.table({"x": [1.0, 2.0], "y": [0, 1]}), path)
    assert isinstance(open_table(path).held, pa.Table)


def test_a_file_that_changes_meanwhile_is_refused(every_file_is_long: None, tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    pq.write_table(pa.table({"x": [1.0, 2.0]}), path)
    table = open_table(path)
    pq.write_table(pa.table({"x": [1.0, 2.0, 3.0]}), path)
    with pytest.raises(DataError, match=r"long\.parquet has changed while it was read"):
        table.column("x")


def test_what_every_table_is_refused_for(every_file_is_long: None, tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    pq.write_table(pa.table({"x": [1.0], "y": [1]}), path)
    with pytest.raises(DataError, match=r'There is no column "z"\. The columns are x, y'):
        open_table(path).column("z")
    pq.write_table(pa.table([[1.0], [1.0]], names=["x", "x"]), path)
    with pytest.raises(DataError, match='more than one column named "x"'):
        open_table(path)
    pq.write_table(pa.table({"x": np.arange(5000.0)}), path)
    content = bytearray(path.read_bytes())
    content[500:700] = bytes(200)
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not a whole Parquet file"):
        open_table(path)
