"""What is accepted with a note: exit code 0, and one line on standard error that says so."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.csv as pa_csv
import pytest
from typer.testing import Result

Separatrix = Callable[..., Result]
Noted = Callable[..., str]

HEAD = "x1,x2,label"


def rows(count: int = 40) -> list[str]:
    return [f"{i / 10},{(i * 7) % 10},{'inside' if i % 2 else 'outside'}" for i in range(count)]


def write(path: Path, lines: Sequence[str], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


@pytest.fixture
def train(separatrix: Separatrix, folder: Path) -> Noted:
    """Train on points.csv and return what was said on standard error."""

    def run(*words: object) -> str:
        quick = ("--epochs", 2, "--no-pictures", "--out", "run")
        result = separatrix("train", "points.csv", "-t", "label", *quick, *words)
        assert result.exit_code == 0, result.output
        return result.stderr

    return run


def test_rows_without_a_target_are_left_out_and_counted(train: Noted, folder: Path) -> None:
    write(folder / "points.csv", [*rows(), "1,2,", "3,4,", "5,6,"])
    assert "note: 3 rows" in train()


def test_a_class_of_very_few_rows(train: Noted, folder: Path) -> None:
    write(folder / "points.csv", [*rows(), "1,2,rare"])
    said = train()
    assert "rare" in said


def test_infinite_numbers_are_taken_as_missing(train: Noted, folder: Path) -> None:
    write(folder / "points.csv", [*rows(), "inf,2,inside", "-inf,3,outside"])
    assert "note: Infinite numbers are taken as missing: x1 (2)." in train()


@pytest.mark.parametrize(
    ("cell", "why"), [("7", 'every cell is "7"'), ("", "every cell is missing")]
)
def test_constant_and_all_missing_columns_are_left_out_with_the_reason(
    separatrix: Separatrix, train: Noted, folder: Path, cell: str, why: str
) -> None:
    lines = [f"{row.rpartition(',')[0]},{cell},{row.rpartition(',')[2]}" for row in rows()]
    write(folder / "points.csv", lines, head="x1,x2,x3,label")
    result = separatrix(
        "train", "points.csv", "-t", "label", "--epochs", 2, "--no-pictures", "--out", "other"
    )
    assert result.exit_code == 0
    assert "x3" in result.stdout
    assert why in result.stdout
    assert f"note: Left out: x3 ({why})." in train()


def test_unseen_levels_and_extra_columns_at_predict_time(
    separatrix: Separatrix, train: Noted, folder: Path
) -> None:
    lines = [
        f"{row.rpartition(',')[0]},{'abc'[i % 3]},{row.rpartition(',')[2]}"
        for i, row in enumerate(rows())
    ]
    write(folder / "points.csv", lines, head="x1,x2,town,label")
    train()
    write(folder / "new.csv", ["1,2,zzz,9", "2,3,a,9"], head="x1,x2,town,moon")
    result = separatrix("predict", "run", "new.csv", "-o", "answers.csv")
    assert result.exit_code == 0, result.output
    assert "moon" in result.stderr
    assert "town" in result.stderr
    assert len(pa_csv.read_csv(folder / "answers.csv")) == 2


def test_evaluating_on_the_rows_that_were_trained_on_is_said(
    separatrix: Separatrix, train: Noted, folder: Path
) -> None:
    write(folder / "points.csv", rows())
    train()
    result = separatrix("evaluate", "run", "points.csv")
    assert result.exit_code == 0, result.output
    assert "note:" in result.stderr
    assert "trained on" in result.stderr


def test_quiet_keeps_the_notes_to_itself(separatrix: Separatrix, folder: Path) -> None:
    write(folder / "points.csv", [*rows(), "1,2,", "inf,4,inside"])
    result = separatrix(
        "train", "points.csv", "-t", "label", "--epochs", 2, "--no-pictures", "--quiet"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "runs/points\n"


# ---- what the training never saw ---------------------------------------------------------------


@pytest.fixture
def shops(separatrix: Separatrix, folder: Path) -> Path:
    """Train on shops.csv and return a table of new ones."""
    cities = ("Rome", "Oslo", "Bonn")
    lines = [f"{17 + i % 60},{cities[i % 3]},{'yes' if i % 2 else 'no'}" for i in range(300)]
    write(folder / "shops.csv", lines, "age,city,sells")
    quick = ("--epochs", 2, "--no-pictures", "--out", "run", "-q")
    assert separatrix("train", "shops.csv", "-t", "sells", *quick).exit_code == 0
    new = [f"{20 + i % 50},{'Ulm' if i < 3 else cities[i % 3]},no,x" for i in range(99)]
    return write(folder / "new.csv", ["250,Rome,yes,x", *new], "age,city,sells,code")


LINES = [
    'note: 3 of 100 cells of "city" (3.0 %) hold a level never seen in training, "Ulm": taken as '
    "none of the known levels.",
    'note: 1 of 100 cells of "age" (1.0 %) lies above the training range 17 to 76, up to 250: '
    "taken as it is.",
    "note: Columns that the model does not know are not used: code.",
]


def test_predict_tells_on_standard_error_what_training_never_saw(
    separatrix: Separatrix, shops: Path
) -> None:
    result = separatrix("predict", "run", shops, "-o", "p.csv")
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == [*LINES, "100 rows in p.csv"]
    assert result.stdout == ""
    quiet = separatrix("predict", "run", shops, "-q")
    assert (quiet.exit_code, quiet.stderr) == (0, "")


def test_predict_with_json_prints_the_full_report(
    separatrix: Separatrix, shops: Path, folder: Path
) -> None:
    plain = separatrix("predict", "run", shops, "-q")
    result = separatrix("predict", "run", shops, "-o", "p.csv", "--json")
    assert result.exit_code == 0, result.output
    assert (folder / "p.csv").read_bytes() == plain.stdout_bytes
    document = json.loads(result.stdout)
    assert document.keys() == {"rows", "out", "report"}
    assert (document["rows"], document["out"]) == (100, "p.csv")
    assert document["report"]["extra_columns"] == ["code"]
    city = next(each for each in document["report"]["columns"] if each["name"] == "city")
    assert city["unseen"] == {"cells": 3, "levels": 1, "most": [{"level": "Ulm", "cells": 3}]}


def test_evaluate_tells_the_same_and_has_it_in_its_document(
    separatrix: Separatrix, shops: Path
) -> None:
    result = separatrix("evaluate", "run", shops, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == LINES
    report = json.loads(result.stdout)["report"]
    assert [f"note: {finding}" for finding in report["findings"]] == LINES


@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_strict_takes_a_table_of_what_training_saw_and_says_nothing(
    separatrix: Separatrix, shops: Path, folder: Path, command: str
) -> None:
    lines = shops.read_text().splitlines()
    known = [
        line.removesuffix(",x") for line in lines[1:] if not {"Ulm", "250"} & set(line.split(","))
    ]
    write(folder / "known.csv", known, "age,city,sells")
    result = separatrix(command, "run", "known.csv", "--strict")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert result.stdout == separatrix(command, "run", "known.csv").stdout != ""
