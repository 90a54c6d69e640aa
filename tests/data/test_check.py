"""A table read before a network is: nothing wrong raises nothing, and everything goes to JSON."""

import csv
import json
import os
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import separatrix
from separatrix.data.check import Checked, check, check_table, find_findings
from separatrix.data.checks import telling
from separatrix.data.checks.finding import CODES, Finding, ordered
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.data.target import learn_target, rows_with_target
from separatrix.errors import DataError
from tests.data.checks.tables import ROWS, TASKS, clean, findings
from tests.data.test_repeats import tables

FOLDER = Path(os.environ.get("SEPARATRIX_TABLES", ""))


@given(st.integers(0, 2**32), st.sampled_from(TASKS), st.sampled_from([150, 400, 1000]))
def test_a_table_with_nothing_wrong_has_no_findings(seed: int, task: str, rows: int) -> None:
    assert findings(clean(seed, task, rows)) == {}


@pytest.mark.parametrize("task", TASKS)
def test_the_answer_goes_through_json(task: str) -> None:
    columns = clean(0, task) | {"extra": ["Kiel"] * ROWS}
    checked = check(columns, target="y")
    again = msgspec.json.decode(json.dumps(checked.to_json()), type=Checked)
    assert again == checked
    assert checked.rows == ROWS
    assert checked.task == task
    assert [column.name for column in checked.columns] == [name for name in columns if name != "y"]


def test_classes_are_counted_and_numbers_have_quantiles() -> None:
    columns = clean(1)
    assert check(columns, target="y").classes == {
        name: int((columns["y"] == name).sum()) for name in ("no", "yes")
    }
    values = clean(1, "regression")
    quantiles = check(values, target="y").quantiles
    assert quantiles["median"] == pytest.approx(np.median(values["y"]), rel=1e-3)
    assert quantiles["max"] == pytest.approx(values["y"].max(), rel=1e-3)


def test_findings_are_those_of_columns_and_target_at_hand() -> None:
    table = open_table("penguins")
    rows, _ = rows_with_target(table, "species")
    target = learn_target(table, "species", rows=rows[::2])
    columns = find_kinds(table, "species")
    assert find_findings(table, columns, target) == check_table(table, "species").findings


def test_warnings_stand_before_notes() -> None:
    first, last = (
        Finding(code, (), "", "", "", severity)  # type: ignore[arg-type]
        for code, severity in (("outliers", "warning"), ("leak", "note"))
    )
    assert ordered([last, first]) == (first, last)
    assert len(set(CODES)) == len(CODES)


def test_rows_without_a_target_are_counted_and_not_judged() -> None:
    columns = clean(2)
    columns["y"] = pa.array(columns["y"], mask=np.arange(ROWS) % 20 == 0)
    checked = check(columns, target="y")
    assert checked.without_target == 20
    assert sum(checked.classes.values()) == ROWS - 20
    assert [each.code for each in checked.findings] == ["rows-without-target"]


def test_the_sample_of_a_long_table_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_ROWS", 300)
    assert check(clean(3), target="y").sampled == 300
    assert check(clean(3, rows=300), target="y").sampled is None


def test_a_table_is_checked_as_it_would_be_trained_on() -> None:
    columns = clean(4) | {"extra": ["Kiel"] * ROWS}
    checked = separatrix.check(columns, target="y", kinds={"extra": "drop", "grade": "category"})
    kinds = {column.name: (column.kind, column.used) for column in checked.columns}
    assert kinds["extra"] == ("category", False)
    assert kinds["grade"] == ("category", True)
    with pytest.raises(DataError, match="no column"):
        check(columns, target="nonesuch")
    with pytest.raises(DataError, match="no column"):
        check(columns, target="y", group="nonesuch")


def test_any_held_columns_are_looked_at() -> None:
    rows = 60
    columns = pa.table(
        {
            "nothing": pa.nulls(rows),
            "lists": pa.array([[1]] * rows),
            "bytes": pa.array([b"\xff"] * rows),
            "unsigned": pa.array(range(rows), pa.uint64()),
            "levels": pa.array(["a", None] * 30).dictionary_encode(),
            "decimal": pa.array(range(rows)).cast(pa.decimal128(30, 2)),
            "when": pa.array(range(rows), pa.timestamp("us")),
            "y": pa.array([True, False, None] * 20),
        }
    )
    for target in ("y", "decimal"):
        assert check_table(Table(columns), target).rows == rows


@given(tables(), st.integers(0, 2**32), st.sampled_from(["classes", "number"]))
def test_tables_of_few_rows_and_any_cells_are_checked(
    drawn: pa.Table, seed: int, target: str
) -> None:
    rows = drawn.num_rows
    values = np.random.default_rng(seed).integers(0, 3, rows)
    cells = pa.array(values / 7 if target == "number" else values, mask=values == 2)
    with suppress(DataError):  # no rows, one class, no target
        checked = check_table(Table(drawn.append_column("y", cells)), "y")
        assert checked.rows == rows
        msgspec.json.encode(checked)
        json.dumps(checked.to_json(), allow_nan=False)


def _entries() -> list[dict[str, str]]:
    if "SEPARATRIX_TABLES" not in os.environ:
        return []
    with (FOLDER / "INDEX.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


LEAKS = {"fars": {"HISPANIC_ORIGIN", "RACE"}}
"""Columns of real tables that do tell a class: they were written down for the dead alone."""


@pytest.mark.skipif(not _entries(), reason="SEPARATRIX_TABLES names no folder of tables")
@pytest.mark.parametrize("entry", _entries(), ids=lambda entry: entry["name"])
def test_a_real_table_has_no_leak_but_the_known_ones(entry: dict[str, str]) -> None:
    checked = check(FOLDER / entry["file"], target=entry["target"])
    told = ("leak", "leak-of-a-class", "missing-tells-a-class")
    leaks = {name for each in checked.findings if each.code in told for name in each.columns}
    assert leaks == LEAKS.get(entry["name"], set())


def test_columns_that_serve_a_purpose_are_no_features() -> None:
    columns = clean(0) | {"part": ["train", "test"] * (ROWS // 2), "w": [2.0] * (ROWS - 1) + [1.0]}
    checked = check(pa.table(columns), target="y", split="part", weight="w")
    why = {column.name: column.why for column in checked.columns if not column.used}
    assert why["part"] == "says which part a row is in: left out"
    assert why["w"] == "says what a row counts for: left out"
    with pytest.raises(DataError, match='"y" is the target; it cannot be the column that says'):
        check(pa.table(columns), target="y", weight="y")


def test_dates_are_said_to_divide_rows_where_they_do() -> None:
    columns = clean(0) | {"day": np.datetime64("2024-01-01") + np.arange(ROWS)}
    columns["day"][:3] = np.datetime64("NaT")
    random, timed = (check(columns, target="y", time=time) for time in (None, "day"))
    does = [
        next(each.does for each in checked.findings if each.code == "dates")
        for checked in (random, timed)
    ]
    assert "--time day" in does[0]
    assert "Rows are divided by day" in does[1]
    assert '3 rows without a time are used for training ("day" is missing).' in timed.notes


def test_weights_that_leave_no_row_with_a_target_are_refused() -> None:
    columns = {"x": [1.0, 2.0, 3.0], "y": ["a", None, None], "w": [0, 1, 1]}
    with pytest.raises(DataError, match="Every row with a target has weight 0"):
        check(columns, target="y", weight="w")
