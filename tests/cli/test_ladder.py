"""`separatrix ladder` as a user types it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Separatrix


@pytest.fixture
def moons(separatrix: Separatrix, folder: Path) -> Path:
    separatrix("toy", "moons", "-n", 200, "-o", folder / "moons.csv")
    return folder / "moons.csv"


def test_the_story_of_circles_is_told(separatrix: Separatrix, folder: Path) -> None:
    separatrix("toy", "circles", "-n", 400, "--noise", 0.03, "-o", "circles.csv")
    result = separatrix("ladder", "circles.csv", "-t", "label", "--repeats", 2)
    assert result.exit_code == 0, result.output
    for heading in ("rung", "score", "95 % interval", "bought", "epochs", "parameters", "seconds"):
        assert heading in result.stdout
    assert "ReLU bought" in result.stdout
    assert "10 trainings of each rung: 5 folds, 2 times over" in result.stdout
    assert "separatrix train circles.csv --target label --recipe ladders/circles" in " ".join(
        result.stdout.split()
    )
    assert max(map(len, result.stdout.splitlines())) <= 100
    kept = folder / "ladders" / "circles"
    assert {path.name for path in kept.iterdir()} >= {"ladder.json", "answers.parquet"}
    assert (kept / "pictures" / "ladder.png").is_file()


def test_the_advised_rung_can_be_trained_as_the_screen_says(
    separatrix: Separatrix, moons: Path
) -> None:
    words = ("--rungs", "linear,deeper,ReLU", "--folds", 3, "--repeats", 1, "-q")
    place = separatrix("ladder", "moons.csv", "-t", "label", *words).stdout.strip()
    assert place == "ladders/moons"
    result = separatrix("train", "moons.csv", "-t", "label", "--recipe", place, "-q")
    assert result.exit_code == 0, result.output


def test_json_holds_every_score(separatrix: Separatrix, moons: Path) -> None:
    words = ("-t", "label", "--folds", 3, "--repeats", 1, "--json", "--no-pictures")
    result = separatrix("ladder", moons.name, *words)
    found = json.loads(result.stdout)
    assert found["metric"] == "accuracy"
    assert found["recommended"] in {rung["name"] for rung in found["rungs"]}
    assert all(len(rung["scores"]) == 3 for rung in (*found["rungs"], *found["beside"]))
    assert found["rungs"][0]["difference"] is None
    assert found["rungs"][1]["difference"].keys() >= {"value", "low", "high", "verdict"}
    assert found["rungs"][1]["score"].keys() == {"value", "low", "high"}


def test_how_it_was_asked_for_is_kept_and_can_be_typed_again(
    separatrix: Separatrix, moons: Path
) -> None:
    words = ("--rungs", "linear,Adam", "--folds", 3, "--repeats", 1, "--no-beside", "--rope", 0.02)
    first = separatrix("ladder", "moons.csv", "-t", "label", *words, "--drop", "x2", "--json")
    document = json.loads(first.stdout)
    command = document["command"].split()
    assert command[:3] == ["separatrix", "ladder", "moons.csv"]
    again = json.loads(separatrix(*command[1:], "--json").stdout)
    assert [rung["scores"] for rung in again["rungs"]] == [
        rung["scores"] for rung in document["rungs"]
    ]
    assert again["rope"] == 0.02
    assert again["path"] != document["path"]


def test_rungs_come_from_a_file_or_a_lesson(separatrix: Separatrix, moons: Path) -> None:
    file = moons.parent / "mine.toml"
    file.write_text('[[rung]]\nname = "one"\nhidden = [4]\nepochs = 3\nactivation = "relu"\n')
    words = ("-t", "label", "--folds", 2, "--repeats", 1, "--no-beside", "--json")
    for asked, names in (("mine.toml", ["guess", "one"]), ("blobs", ["guess", "linear"])):
        found = json.loads(separatrix("ladder", "moons.csv", *words, "--rungs", asked).stdout)
        assert [rung["name"] for rung in found["rungs"]][: len(names)] == names


def test_bad_words_are_refused_in_one_sentence(separatrix: Separatrix, moons: Path) -> None:
    said = {
        ("--folds", 1): "k of at least 2",
        ("--repeats", 0): "repeats must be 1 or more",
        ("--group", "x3"): 'no column "x3"',
        ("--group", "x1", "--time", "x2"): "One column decides",
        ("--rungs", "Adm"): 'no rung "Adm"',
        ("--rungs", "nothing.toml"): "cannot be read",
        ("--metric", "acuracy"): 'metric cannot be "acuracy"',
        ("--rope", -1): "rope must be 0 or more",
        ("--engine", "x"): "engine",
        ("--weight", "x1"): "A weight is a finite number",
    }
    for words, expected in said.items():
        result = separatrix("ladder", "moons.csv", "-t", "label", *words)
        assert result.exit_code == 1, words
        assert expected in " ".join(result.stderr.split())
        assert not (moons.parent / "ladders").exists()
    assert separatrix("ladder", "moons.csv", "-t", "lable").exit_code == 1


def test_the_next_command_repeats_what_says_which_rows_are_meant(
    separatrix: Separatrix, folder: Path
) -> None:
    words = ("--rungs", "linear", "--folds", 3, "--repeats", 1, "--no-beside", "--no-report")
    asked = ("--drop", "sex", "--group", "year")
    shown = separatrix("ladder", "penguins", "-t", "species", *words, *asked)
    assert shown.exit_code == 0, shown.output
    said = "separatrix train penguins --target species --group year --drop sex --recipe ladders"
    assert said in " ".join(shown.stdout.split())
