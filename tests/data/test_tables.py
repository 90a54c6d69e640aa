"""Real tables, where the environment names a folder of them.

`SEPARATRIX_TABLES` names a folder of Parquet files with an INDEX.csv that has the columns name,
file, target and task.
"""

import csv
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.prepare import prepare
from separatrix.data.profile import learn_profiles
from separatrix.data.read import open_table
from separatrix.data.split import split_rows
from separatrix.data.target import learn_target, rows_with_target
from separatrix.data.unseen import report_on

FOLDER = Path(os.environ.get("SEPARATRIX_TABLES", ""))


def _entries() -> list[dict[str, str]]:
    if "SEPARATRIX_TABLES" not in os.environ:
        return []
    with (FOLDER / "INDEX.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.skipif(not _entries(), reason="SEPARATRIX_TABLES names no folder of tables")
@pytest.mark.parametrize("entry", _entries(), ids=lambda entry: entry["name"])
def test_a_real_table_is_read_and_encoded_without_an_option(entry: dict[str, str]) -> None:
    table = open_table(FOLDER / entry["file"])
    columns = find_kinds(table, entry["target"])
    rows, _ = rows_with_target(table, entry["target"])
    target = learn_target(table, entry["target"], rows=rows)
    assert target.task == entry["task"]
    labels = None if target.task == "regression" else target.encode(table.take(rows))
    split = split_rows(rows, labels)
    encoder = learn_encoder(table.take(split.train), columns)
    encoded = encoder.encode(table)
    assert encoded.features_ND.shape == (len(table), encoder.features)
    assert np.isfinite(encoded.features_ND).all()
    assert msgspec.json.decode(msgspec.json.encode(encoder), type=Encoder) == encoder


@pytest.mark.skipif(not _entries(), reason="SEPARATRIX_TABLES names no folder of tables")
@pytest.mark.parametrize("entry", _entries(), ids=lambda entry: entry["name"])
def test_rows_of_a_real_table_that_were_kept_apart_have_not_drifted(entry: dict[str, str]) -> None:
    prepared = prepare(open_table(FOLDER / entry["file"]), entry["target"])
    train, test = prepared.part("train"), prepared.part("test")
    profiles = learn_profiles(train, prepared.columns)
    encoder = replace(learn_encoder(train, prepared.columns), profiles=profiles)
    assert report_on(encoder, train).lines == ()
    assert report_on(encoder, test).drifted == ()
