import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from separatrix.recipe import from_json

Separatrix = Callable[..., Result]

QUICK = ("--epochs", 3, "--no-pictures")


@pytest.fixture
def circles(separatrix: Separatrix, folder: Path) -> Path:
    assert separatrix("toy", "circles", "-n", 100, "-o", "circles.csv").exit_code == 0
    return folder / "circles.csv"


def test_the_screen_tells_columns_rows_scores_places_and_what_to_type_next(
    separatrix: Separatrix, circles: Path
) -> None:
    result = separatrix("train", circles, "-t", "label", "--seeds", 2, "--out", "run", *QUICK)
    assert result.exit_code == 0, result.output
    for said in (
        "label of circles.csv: 2 classes, 0, 1; positive: 1",
        "64 training, 16 validation and 20 test rows",
        "2 networks",
        "3 epochs",
        "x1      number  numbers",
        "95 % interval",
        "members",
        "guess",
        "Accuracy",
        "Brier score",
        "The test rows were scored once.",
        "report  run/report.html",
        "separatrix predict run TABLE -o predictions.csv",
    ):
        assert said in result.stdout, said
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "Training 2 networks" in result.stderr


def test_one_of_a_thing_is_not_many(separatrix: Separatrix, circles: Path) -> None:
    words = ("--epochs", 1, "--test-share", 0.01, "--no-pictures")
    result = separatrix("train", circles, "-t", "label", *words)
    assert "and 1 test row; 1 network of" in result.stdout
    assert " 1 epoch on the compiled engine " in " ".join(result.stdout.split())


def test_json_is_one_document_with_the_keys_that_scripts_rely_on(
    separatrix: Separatrix, circles: Path
) -> None:
    result = separatrix(
        "train", circles, "-t", "label", "--seeds", 2, "--out", "run", "--json", *QUICK
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert {"run", "task", "rows", "scores", "seconds"} <= document.keys()
    assert document["task"] == "binary"
    assert document["rows"] == {"train": 64, "validation": 16, "test": 20}
    assert list(document["scores"]) == ["train", "validation", "test"]
    accuracy = document["scores"]["test"]["accuracy"]
    assert accuracy.keys() == {"value", "low", "high", "members"}
    assert 0 <= accuracy["low"] <= accuracy["value"] <= accuracy["high"] <= 1
    assert len(accuracy["members"]) == 2
    assert Path(document["run"]) == circles.parent / "run"


def test_without_test_rows_the_scores_are_validation_scores_and_say_so(
    separatrix: Separatrix, circles: Path
) -> None:
    result = separatrix("train", circles, "-t", "label", "--test-share", 0, *QUICK)
    assert result.exit_code == 0, result.output
    assert "80 training, 20 validation and 0 test rows" in result.stdout
    assert "No test rows were kept, so these are validation scores" in result.stdout


def test_a_runs_recipe_is_replayed(separatrix: Separatrix, circles: Path) -> None:
    shape = ("--hidden", "7,5", "--dropout", 0.1, "--optimizer", "sgd", "--seed", 3)
    first = separatrix("train", circles, "-t", "label", "--out", "one", *shape, *QUICK)
    again = separatrix(
        "train", circles, "-t", "label", "--out", "two", "--recipe", "one", "--no-pictures"
    )
    assert (first.exit_code, again.exit_code) == (0, 0), again.output
    one, two = ((circles.parent / name / "recipe.json").read_bytes() for name in ("one", "two"))
    assert one == two
    assert from_json(one).hidden == (7, 5)
    models = [(circles.parent / name / "model.safetensors").read_bytes() for name in ("one", "two")]
    assert models[0] == models[1]


def test_overwrite_replaces_a_run(separatrix: Separatrix, circles: Path) -> None:
    words = ("train", circles, "-t", "label", "--out", "run", *QUICK)
    assert separatrix(*words).exit_code == 0
    assert separatrix(*words).exit_code == 1
    assert separatrix(*words, "--overwrite").exit_code == 0


def test_columns_are_overruled_from_the_command_line(separatrix: Separatrix, circles: Path) -> None:
    result = separatrix("train", circles, "-t", "label", "--drop", "x2", *QUICK)
    assert result.exit_code == 0, result.output
    assert "dropped, as asked" in result.stdout


def test_a_long_list_of_columns_is_cut_unless_all_are_asked_for(
    separatrix: Separatrix, folder: Path
) -> None:
    names = [f"x{i}" for i in range(40)]
    lines = [
        ",".join([*(str((i * j + i) % 11) for j in range(40)), "ab"[i % 2]]) for i in range(50)
    ]
    (folder / "wide.csv").write_text("\n".join([",".join([*names, "label"]), *lines]) + "\n")
    cut = separatrix("train", "wide.csv", "-t", "label", *QUICK)
    assert cut.exit_code == 0, cut.output
    assert "… 28 more" in cut.stdout
    assert "x30" not in cut.stdout
    whole = separatrix("train", "wide.csv", "-t", "label", "--columns", *QUICK)
    assert "x30" in whole.stdout
    assert "28 more" not in whole.stdout


def test_a_number_is_predicted_in_its_unit(separatrix: Separatrix, folder: Path) -> None:
    assert separatrix("toy", "line", "-n", 60, "-o", "line.csv").exit_code == 0
    result = separatrix("train", "line.csv", "-t", "y", *QUICK)
    assert result.exit_code == 0, result.output
    assert "y of line.csv: a number" in result.stdout
    assert "RMSE" in result.stdout


def test_a_table_comes_through_standard_input(separatrix: Separatrix, circles: Path) -> None:
    result = separatrix("train", "-", "-t", "label", *QUICK, standard_input=circles.read_text())
    assert result.exit_code == 0, result.output


def test_wrong_usage_is_exit_code_2(separatrix: Separatrix, circles: Path) -> None:
    for words in (
        ("train", circles),
        ("train", circles, "-t", "label", "--epochs", "many"),
        ("train", circles, "-t", "label", "--task", "guess"),
        ("train", circles, "-t", "label", "--no-such-option"),
        ("trane",),
    ):
        result = separatrix(*words)
        assert (result.exit_code, result.stdout) == (2, ""), words


def test_rows_are_divided_as_asked_and_the_screen_says_how(
    separatrix: Separatrix, folder: Path
) -> None:
    parts = ["train"] * 40 + ["valid"] * 10 + ["test"] * 10
    lines = [
        f"{i % 7}.5,{i // 5},{i * i},{part},{'yes' if i % 7 > 2 else 'no'}"
        for i, part in enumerate(parts)
    ]
    (folder / "table.csv").write_text("\n".join(["x,block,day,part,y", *lines]) + "\n")
    (folder / "test.csv").write_text("\n".join(["x,block,day,part,y", *lines[50:]]) + "\n")
    said = {
        ("--group", "block"): "divided: by group block: 8 / 2 / 2 groups",
        ("--time", "day"): "divided: by time day",
        ("--split", "part"): "divided: as column part says",
        ("--test-table", "test.csv"): "divided: at random, test rows from test.csv",
    }
    for words, expected in said.items():
        result = separatrix("train", "table.csv", "-t", "y", *words, *QUICK)
        assert result.exit_code == 0, result.output
        assert expected in result.stdout
    assert "rows that are exactly in the table as well: 10 of 10" in " ".join(result.stderr.split())


def test_one_column_decides_how_rows_are_divided(separatrix: Separatrix, circles: Path) -> None:
    result = separatrix("train", circles, "-t", "label", "--group", "x1", "--time", "x2", *QUICK)
    assert result.exit_code == 1
    assert 'got group "x1" and time "x2"' in " ".join(result.stderr.split())
