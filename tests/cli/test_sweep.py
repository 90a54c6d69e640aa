"""`separatrix sweep` as a user types it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Separatrix

QUICK = ("-t", "label", "--epochs", 9, "--hidden", 8, "--no-pictures")


@pytest.fixture
def moons(separatrix: Separatrix, folder: Path) -> Path:
    separatrix("toy", "moons", "-n", 200, "-o", folder / "moons.csv")
    return folder / "moons.csv"


def test_the_best_trials_what_mattered_and_the_winner_are_shown(
    separatrix: Separatrix, moons: Path
) -> None:
    result = separatrix("sweep", moons.name, *QUICK, "--trials", 10)
    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    for said in ("10 recipes", "base", "What mattered", "on the test rows", "sweeps/moons/winner"):
        assert said in shown
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert separatrix("evaluate", "sweeps/moons/winner", moons.name).exit_code == 0
    assert separatrix("runs", "rm", "sweeps/moons").exit_code == 0
    assert not (moons.parent / "sweeps" / "moons").exists()


def test_values_are_tried_in_every_combination(separatrix: Separatrix, moons: Path) -> None:
    words = (
        "--grid",
        "--try",
        "hidden=none,8-8",
        "--try",
        "learning-rate=0.001,0.01,0.1",
        "--json",
    )
    document = json.loads(separatrix("sweep", moons.name, *QUICK, *words).stdout)
    tried = {(tuple(r["hidden"]), r["learning_rate"]) for r in document["plan"]["recipes"]}
    assert {hidden for hidden, _ in tried} == {(), (8,), (8, 8)}  # 8 is the base's
    assert len(tried) == 7


def test_bad_words_are_refused_in_one_sentence(separatrix: Separatrix, moons: Path) -> None:
    (moons.parent / "space.toml").write_text("dropout = 3\n")
    said = {
        ("--trials", 0): "trials must be 1 or more",
        ("--try", "dropout"): "--try is a setting and values",
        ("--try", "dropuot=0.1"): 'tries no "dropuot"',
        ("--try", "hidden=a-b"): "hidden",
        ("--space", "space.toml"): "needs a list of values or a range",
        ("--space", "nothing.toml"): "cannot be read",
        ("--calibration-share", 0.2): "keeps no calibration rows",
    }
    for words, expected in said.items():
        result = separatrix("sweep", moons.name, *QUICK, *words)
        assert result.exit_code == 1, words
        assert expected in " ".join(result.stderr.split())
        assert not (moons.parent / "sweeps").exists()
