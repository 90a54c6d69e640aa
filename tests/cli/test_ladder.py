"""`separatrix ladder` as a user types it."""

import json
from pathlib import Path

from tests.cli.conftest import Separatrix


def test_the_story_of_circles_is_told(separatrix: Separatrix, folder: Path) -> None:
    separatrix("toy", "circles", "-n", 400, "--noise", 0.03, "-o", "circles.csv")
    result = separatrix("ladder", "circles.csv", "-t", "label", "--repeats", 2)
    assert result.exit_code == 0, result.output
    for heading in ("rung", "score", "95 % interval", "bought", "parameters", "seconds"):
        assert heading in result.stdout
    assert "ReLU bought" in result.stdout
    assert "10 trainings a rung" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert [each.name for each in folder.iterdir()] == ["circles.csv"]


def test_json_holds_every_score(separatrix: Separatrix, folder: Path) -> None:
    separatrix("toy", "moons", "-n", 200, "-o", folder / "moons.csv")
    words = ("-t", "label", "--folds", 3, "--repeats", 1, "--json", "-q")
    result = separatrix("ladder", "moons.csv", *words)
    found = json.loads(result.stdout)
    assert found["metric"] == "accuracy"
    assert found["advice"] in {rung["name"] for rung in found["rungs"]}
    assert all(len(rung["scores"]) == 3 for rung in (*found["rungs"], *found["beside"]))
    assert found["rungs"][0]["step"] is None
    assert found["rungs"][1]["step"].keys() >= {"difference", "low", "high", "p", "same"}


def test_bad_words_are_refused_in_one_sentence(separatrix: Separatrix, folder: Path) -> None:
    separatrix("toy", "moons", "-n", 60, "-o", folder / "moons.csv")
    said = {
        ("--folds", 1): "k of at least 2",
        ("--repeats", 0): "repeats must be 1 or more",
        ("--group", "x3"): 'no column "x3"',
        ("--group", "x1", "--time", "x2"): "One column decides",
    }
    for words, expected in said.items():
        result = separatrix("ladder", "moons.csv", "-t", "label", *words)
        assert result.exit_code == 1
        assert expected in " ".join(result.stderr.split())
    assert separatrix("ladder", "moons.csv", "-t", "lable").exit_code == 1
