"""Tables on disk: those of a folder with an index, and made ones of any length."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

TARGET = "inside"
BLOCK = 500_000
"""Rows that are made and written at once."""


class Listed(NamedTuple):
    """A table of a folder.

    Args:
        path: Where it is.
        target: The column to predict.
    """

    path: Path
    target: str


def listed(folder: Path, name: str) -> Listed:
    """Find a table by its name in the folder's INDEX.csv (columns name, file, target).

    Raises:
        LookupError: it is not listed.
    """
    with (folder / "INDEX.csv").open(newline="", encoding="utf-8") as stream:
        for entry in csv.DictReader(stream):
            if entry["name"] == name:
                return Listed(folder / entry["file"], entry["target"])
    raise LookupError(f"{folder} lists no table {name}")


def make_table(path: Path, rows: int, columns: int) -> None:
    """Write a Parquet file of numbers in float64 and a target of two words, block by block."""
    schema = pa.schema(
        [*((f"x{number}", pa.float64()) for number in range(columns)), (TARGET, pa.string())]
    )
    with pq.ParquetWriter(path, schema, use_dictionary=[TARGET]) as writer:
        for begin in range(0, rows, BLOCK):
            writer.write_table(block(min(BLOCK, rows - begin), columns, seed=begin))


def block(rows: int, columns: int, seed: int = 0) -> pa.Table:
    """Draw rows: standard normal numbers, and whether the first two lie inside of a circle."""
    random = np.random.default_rng(seed)
    drawn = [random.standard_normal(rows) for _ in range(columns)]
    inside = drawn[0] ** 2 + drawn[1] ** 2 < 2 * np.log(2)
    words = pa.array(["no", "yes"]).take(pa.array(inside.astype(np.int8)))
    names = [f"x{number}" for number in range(columns)]
    return pa.table([*map(pa.array, drawn), words], names=[*names, TARGET])
