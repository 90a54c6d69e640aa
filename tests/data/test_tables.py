"""Real tables, where the environment names a folder of them.

`SEPARATRIX_TABLES` names a folder of Parquet files with an INDEX.csv that has the columns name,
file, target and task.
"""

import csv
import os
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import NO_OVERRULES, Overrule, find_kinds
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.profile import learn_profiles
from separatrix.data.read import open_table
from separatrix.data.repeats import repeated_rows
from separatrix.data.split import PARTS, split_rows
from separatrix.data.splitting import Splitting
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


def test_the_texts_of_a_real_table_tell_what_its_other_columns_do_not() -> None:
    entry = next((each for each in _entries() if each["name"] == "womens_reviews"), None)
    if entry is None:
        pytest.skip("SEPARATRIX_TABLES names no folder with womens_reviews")
    table = open_table(FOLDER / entry["file"]).take(np.arange(5000))
    texts = ("Title", "Review Text")
    dropped: Mapping[str, Overrule] = dict.fromkeys(texts, "drop")
    with_texts, without = (
        _auc_of_ridge(prepare(table, entry["target"], kinds=kinds))
        for kinds in (NO_OVERRULES, dropped)
    )
    assert with_texts > 0.9
    assert without < 0.7


def _auc_of_ridge(prepared: Prepared) -> float:
    """Fit a linear model on the features of the training rows and rank the test rows."""
    encoder = learn_encoder(prepared.part("train"), prepared.columns)
    train_ND, test_ND = (
        encoder.encode(prepared.part(part), np.float64).features_ND for part in ("train", "test")
    )
    train_N, test_N = (prepared.target.encode(prepared.part(part)) for part in ("train", "test"))
    model = Ridge(alpha=100.0).fit(train_ND, train_N)
    return float(roc_auc_score(test_N, model.predict(test_ND)))


NAMED: dict[str, dict[str, Overrule]] = {"titanic": {"name": "drop"}}
"""Texts that tell rows apart which are equal without them."""


def _divided(name: str, splitting: Splitting) -> tuple[Prepared, dict[str, NDArray[np.int64]]]:
    entry = next((entry for entry in _entries() if entry["name"] == name), None)
    if entry is None:
        pytest.skip(f"SEPARATRIX_TABLES names no folder with {name}")
    table, kinds = open_table(FOLDER / entry["file"]), NAMED.get(name, {})
    prepared = prepare(table, entry["target"], kinds=kinds, splitting=splitting)
    return prepared, {name: prepared.split.part(name) for name in PARTS}


def test_blocks_of_a_real_table_stay_whole_with_shares_and_classes_kept() -> None:
    prepared, parts = _divided("bio_kdd04", Splitting(group="block_id"))
    blocks = prepared.table.column("block_id").to_numpy()
    held = [set(blocks[part]) for part in parts.values()]
    assert len(set().union(*held)) == sum(map(len, held)) == 153
    labels = prepared.target.encode(prepared.table)
    for part, share in zip(parts.values(), (0.64, 0.16, 0.2), strict=True):
        assert abs(len(part) / len(labels) - share) < 0.01
        assert abs(labels[part].mean() / labels.mean() - 1) < 0.05
    assert "block_id" not in [column.name for column in prepared.columns if column.used]


def test_days_of_a_real_table_follow_each_other() -> None:
    prepared, parts = _divided("hotel_rates", Splitting(time="arrival_date"))
    days = prepared.table.column("arrival_date").to_numpy()
    for earlier, later in pairwise(parts.values()):
        assert days[earlier].max() < days[later].min()
    for part, share in zip(parts.values(), (0.64, 0.16, 0.2), strict=True):
        assert abs(len(part) / len(days) - share) < 0.01


@pytest.mark.parametrize(
    ("name", "repeats", "together"),
    [
        ("iris", 1, True),
        ("wine_quality", 1177, True),
        ("letter", 1332, True),
        ("hotel_rates", 1382, True),
        ("adult", 52, True),
        ("fars", 7964, True),
        ("titanic", 875, False),
    ],
)
def test_equal_rows_of_real_tables_are_in_one_part_unless_the_table_is_coarse(
    name: str, repeats: int, together: bool
) -> None:
    prepared, parts = _divided(name, Splitting())
    names = [*(column.name for column in prepared.columns if column.used), prepared.target.name]
    unit_N = repeated_rows(prepared.table, names)
    assert len(unit_N) - len(np.unique(unit_N)) == repeats
    held = [set(unit_N[part]) for part in parts.values()]
    assert (len(set().union(*held)) == sum(map(len, held))) == together
    assert any(
        note.startswith(f"{repeats:,} of {len(unit_N):,} rows repeat") for note in prepared.notes
    )
    for part, share in zip(parts.values(), (0.64, 0.16, 0.2), strict=True):
        assert abs(len(part) / len(unit_N) - share) < 0.01
    if prepared.target.task != "regression":
        labels = prepared.target.encode(prepared.table)
        counts = np.bincount(labels)
        for part in parts.values():
            expected = counts * len(part) / len(labels)
            assert (np.abs(np.bincount(labels[part]) - expected) < 2 + 0.15 * expected).all()
