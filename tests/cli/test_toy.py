import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from separatrix.data.packaged import packaged_path
from separatrix.data.read import open_table
from separatrix.data.toy import TOYS, make_toy

Separatrix = Callable[..., Result]


@pytest.mark.parametrize("name", TOYS)
def test_a_toy_set_in_a_file_is_the_toy_set(
    separatrix: Separatrix, folder: Path, name: str
) -> None:
    result = separatrix("toy", name, "-n", 50, "--seed", 3, "-o", "toy.csv")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert "50 rows" in result.stderr
    made = make_toy(name, 50, seed=3).columns
    assert open_table(folder / "toy.csv").columns.to_pydict() == made.to_pydict()


def test_the_same_words_give_the_same_bytes(separatrix: Separatrix, folder: Path) -> None:
    words = ("toy", "moons", "-n", 30, "--noise", 0.1, "--seed", 5)
    assert separatrix(*words).stdout_bytes == separatrix(*words).stdout_bytes
    assert separatrix(*words).stdout_bytes != separatrix(*words[:-1], 6).stdout_bytes


def test_without_a_file_it_goes_to_standard_output_and_nothing_else(
    separatrix: Separatrix, folder: Path
) -> None:
    for out in ((), ("-o", "-")):
        result = separatrix("toy", "spirals", "--arms", 5, "-n", 50, *out)
        assert (result.exit_code, result.stderr) == (0, "")
        table = pa_csv.read_csv(io.BytesIO(result.stdout_bytes))
        assert table.column_names == ["x1", "x2", "label"]
        assert set(table["label"].to_pylist()) == set(range(5))
    assert list(folder.iterdir()) == []


def test_the_ending_decides_the_format(separatrix: Separatrix, folder: Path) -> None:
    assert separatrix("toy", "blobs", "--classes", 3, "-n", 9, "-o", "b.parquet").exit_code == 0
    table: pa.Table = pq.read_table(folder / "b.parquet")
    assert set(table["label"].to_pylist()) == {0, 1, 2}


def test_the_packaged_table_comes_as_it_is(separatrix: Separatrix, folder: Path) -> None:
    result = separatrix("toy", "penguins", "-o", "penguins.csv", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    written = open_table(folder / "penguins.csv").columns
    assert written.equals(open_table(packaged_path("penguins")).columns)
