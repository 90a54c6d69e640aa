"""Rows that repeat and rows that contradict each other, against pandas and by counting."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.data.check import check
from separatrix.data.checks.rows import count_repeats
from separatrix.data.checks.telling import Halves
from separatrix.data.kinds import find_kinds
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from tests.data.checks.tables import ROWS, clean, findings, only


@given(st.integers(0, 2**32), st.integers(2, 60), st.integers(1, 4), st.booleans())
def test_counts_and_the_best_score_are_those_of_pandas(
    seed: int, rows: int, levels: int, classes: bool
) -> None:
    numbers = np.random.default_rng(seed)
    frame = pd.DataFrame(numbers.integers(0, levels + 1, (rows, 3)), columns=["a", "b", "y"])
    frame.loc[:1, "a"] = [0, 1]  # a constant column would be left out
    frame.loc[:1, "b"] = [1, 0]
    table = Table(pa.Table.from_pandas(frame))
    target_N = frame["y"].to_numpy() if classes else frame["y"].to_numpy(float)
    halves = Halves(target_N, levels + 1 if classes else 0)
    counted = count_repeats(table, find_kinds(table, "y"), halves)

    groups = frame.groupby(["a", "b"])["y"]
    assert counted.repeating == int(frame.duplicated().sum())
    assert counted.contradicting == int((groups.transform("nunique") > 1).sum())
    if classes:
        best = groups.agg(lambda y: y.value_counts().max()).sum() / rows
    else:
        spread = ((frame["y"] - frame["y"].mean()) ** 2).sum()
        best = 1 - ((frame["y"] - groups.transform("mean")) ** 2).sum() / spread if spread else 1.0
    assert counted.best == pytest.approx(best)


def test_planted_repeats_are_counted() -> None:
    columns = {name: np.append(cells, cells[:17]) for name, cells in clean(0).items()}
    found = only(columns, "rows-that-repeat")
    assert found.what.startswith("17 rows of 417 (4.1 %) repeat")
    assert found.severity == "warning"
    assert "rows-that-contradict" not in findings(columns)


def test_planted_contradictions_are_counted_with_what_they_cost() -> None:
    columns = {name: np.append(cells, cells[:20]) for name, cells in clean(1).items()}
    columns["y"][ROWS:] = np.where(columns["y"][:20] == "yes", "no", "yes")
    found = only(columns, "rows-that-contradict")
    assert found.what.startswith("40 rows (9.5 %)")
    assert "more than 95 % of the rows" in found.means  # 400 of 420
    assert "rows-that-repeat" not in findings(columns)


def test_a_number_has_a_best_r2_and_not_an_accuracy() -> None:
    columns = {n: np.append(cells, cells[:20]) for n, cells in clean(2, "regression").items()}
    columns["y"][ROWS:] += 1
    found = only(columns, "rows-that-contradict")
    assert "R²" in found.means


def test_equal_rows_of_different_identifiers_do_not_repeat() -> None:
    columns = {name: np.append(cells, cells[:20]) for name, cells in clean(3).items()}
    assert "rows-that-repeat" not in findings(columns | {"record": np.arange(ROWS + 20)})


def test_what_is_done_about_repeats_depends_on_how_many_there_are() -> None:
    def copied(count: int) -> str:
        columns = {name: np.append(cells, cells[:count]) for name, cells in clean(4).items()}
        return only(columns, "rows-that-repeat").does

    assert "kept on one side" in copied(150)  # of 550
    assert "--group" in copied(200)  # of 600


@pytest.mark.parametrize("serving", [{"weight": "w"}, {"split": "part"}, {"kinds": {"w": "drop"}}])
def test_rows_that_differ_only_in_what_is_set_aside_repeat_as_they_do_in_training(
    serving: dict[str, Any],
) -> None:
    columns = {name: np.append(cells, cells[:17]) for name, cells in clean(5).items()}
    columns["part"] = np.where(np.arange(ROWS + 17) % 3, "train", "test")
    columns["part"][ROWS:] = np.where(columns["part"][:17] == "train", "test", "train")
    if "split" not in serving:
        del columns["part"]
    columns["w"] = np.arange(ROWS + 17) % 5 if "split" not in serving else np.zeros(ROWS + 17)
    found = check(columns, target="y", **serving)
    table = open_table(columns)
    splitting = Splitting(column=serving.get("split"))
    kinds, weight = serving.get("kinds", {}), serving.get("weight")
    notes = prepare(table, "y", kinds=kinds, weight=weight, splitting=splitting).notes
    told = next(note for note in notes if "repeat" in note)
    (said,) = (each.what for each in found.findings if each.code == "rows-that-repeat")
    counted = int(told.split(" of ")[0]), int(told.split(" of ")[1].split()[0])
    assert said.startswith(f"{counted[0]} rows of {counted[1]}")
    assert " in every column but " in said
