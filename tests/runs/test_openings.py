"""Test rows that others have scored are noticed, by what stands in the journals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import separatrix
from separatrix.recipe import Recipe
from separatrix.runs.journal import read_journal
from separatrix.runs.openings import OPENED, fingerprint

QUICK = Recipe(hidden=(4,), epochs=2)


@pytest.fixture
def moons(tmp_path: Path) -> Path:
    path = tmp_path / "moons.csv"
    table = separatrix.make_toy("moons", 200, noise=0.2, seed=0)
    rows = zip(*(table.column(name).to_pylist() for name in table.names), strict=True)
    path.write_text(
        "\n".join([",".join(table.names), *(",".join(map(str, row)) for row in rows)]) + "\n"
    )
    return path


def train(table: Path, name: str, recipe: Recipe = QUICK, **given: Any) -> separatrix.Run:
    return separatrix.train(
        table, target="label", recipe=recipe, out=table.parent / name, pictures=False, **given
    )


def said(notes: tuple[str, ...]) -> list[str]:
    return [note for note in notes if "scored before" in note]


def test_the_test_rows_are_opened_once_and_that_is_logged(moons: Path) -> None:
    run = train(moons, "a")
    entries, _ = read_journal(run.path)
    assert run.split is not None
    opened = [entry.detail for entry in entries if entry.what == OPENED]
    assert opened == [fingerprint(run.source.sha256, run.split.test)]


def test_another_recipe_on_the_same_test_rows_is_noticed(moons: Path) -> None:
    assert not said(train(moons, "a").notes)
    assert not said(train(moons, "same again").notes)
    (note,) = said(train(moons, "b", Recipe(hidden=(8,), epochs=2)).notes)
    assert "by 2 runs here with another recipe" in note
    assert "(a, same again)" in note
    assert said(tuple(json.loads((moons.parent / "b" / "about.json").read_text())["notes"]))


def test_other_test_rows_are_no_second_look(moons: Path) -> None:
    train(moons, "a")
    other = Recipe(hidden=(8,), epochs=2, seed=5)  # whose split is another one
    assert not said(train(moons, "b", other).notes)
    assert not said(train(moons, "c", Recipe(hidden=(9,), epochs=2), test_share=0.0).notes)


def test_evaluating_twice_on_a_table_after_changing_the_recipe_is_noticed(
    moons: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.csv"
    fresh.write_text("".join(moons.read_text().splitlines(keepends=True)[:60]))
    one, other = train(moons, "a"), train(moons, "b", Recipe(hidden=(8,), epochs=2))
    assert not said(one.evaluate(fresh).notes)
    assert not said(one.evaluate(fresh).notes)  # the same recipe again
    (note,) = said(other.evaluate(fresh).notes)
    assert "by 1 run here" in note


def test_rows_without_a_file_have_no_fingerprint() -> None:
    assert fingerprint(None, np.arange(3)) == ""
    assert fingerprint("ab", np.arange(3)) != fingerprint("ab", np.arange(4))
