import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from separatrix import lessons
from separatrix.ladders.run import Reached
from separatrix.lessons.check import Check
from separatrix.lessons.expectations import Expectation
from separatrix.lessons.result import LessonResult, RungLine
from separatrix.recipe import Recipe

Separatrix = Callable[..., Result]

HALF, ALL = Reached(0.4, 0.5, 0.55), Reached(0.99, 1.0, 1.0)
EXPECTATION = Expectation("Adam: median", 1.0, 0.99, 1.0, True, "Adam is as expected.")
RESULT = LessonResult(
    name="circles",
    title="Two rings that no straight line can part",
    seeds=20,
    rungs=(
        RungLine("linear", "one hidden layer of 5 units", "accuracy", HALF, HALF, 0.0, 21, 0.4),
        RungLine("Adam", "Adam at rate 0.01 instead of SGD", "accuracy", ALL, ALL, 0.95, 151, 3.21),
    ),
    bar="accuracy of 0.99 or more",
    facts={},
    expectations=(EXPECTATION,),
    sentences=("A line does not part them.", "Adam does."),
    notes=("1,000 rows of circles.",),
    pictures=(Path("lessons/circles/data.png"), Path("lessons/circles/data.svg")),
)
MISSED = dataclasses.replace(
    RESULT,
    expectations=(
        Expectation("Adam: median", 0.9, 0.99, 1.0, False, "Adam: median is 0.9, expected 0.99."),
    ),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Any]:
    """Let lessons return what stands above, and remember how they were asked."""
    kept: dict[str, Any] = {"result": RESULT, "names": []}

    def run_lesson(name: str, **settings: Any) -> LessonResult:
        kept["names"].append(name)
        kept.update(settings)
        result: LessonResult = kept["result"]
        return dataclasses.replace(result, name=name)

    monkeypatch.setattr(lessons, "run_lesson", run_lesson)
    return kept


def test_the_list_names_every_lesson_with_its_title(separatrix: Separatrix) -> None:
    for words in (("lesson",), ("lesson", "list")):
        result = separatrix(*words)
        assert result.exit_code == 0, result.output
        first = [line.split()[0] for line in result.stdout.splitlines() if not line[0].isspace()]
        assert first[2:] == list(lessons.names())
        assert lessons.title("circles") in result.stdout
        assert result.stderr == ""


def test_the_list_as_json_is_one_document(separatrix: Separatrix) -> None:
    document = json.loads(separatrix("lesson", "list", "--json").stdout)
    assert [each["lesson"] for each in document] == list(lessons.names())


def test_a_lesson_shows_rungs_sentences_and_pictures(
    separatrix: Separatrix, asked: dict[str, Any]
) -> None:
    result = separatrix("lesson", "circles")
    assert result.exit_code == 0, result.output
    assert (asked["names"], asked["seeds"], asked["out"]) == (["circles"], 20, Path("lessons"))
    linear = next(line for line in result.stdout.splitlines() if line.startswith("linear"))
    numbers = ["50.0%", "40.0%", "50.0%", "55.0%", "0%", "21", "0.4"]
    assert linear.replace(" %", "%").split()[1:] == numbers
    for said in (
        "Adam at rate 0.01 instead of SGD",
        "Accuracy over 20 seeds",
        "accuracy of 0.99 or more",
        "A line does not part them.",
        "lessons/circles: data.png",
        "separatrix lesson circles --code Adam",
    ):
        assert said in result.stdout, said
    assert "data.svg" not in result.stdout


def test_a_lesson_outside_its_range_says_so_and_exits_with_1(
    separatrix: Separatrix, asked: dict[str, Any]
) -> None:
    asked["result"] = MISSED
    result = separatrix("lesson", "circles")
    assert result.exit_code == 1
    assert "Adam: median is 0.9, expected 0.99." in result.stdout
    assert json.loads(separatrix("lesson", "circles", "--json").stdout)["ok"] is False


def test_few_seeds_list_what_was_missed_and_say_that_they_decide_nothing(
    separatrix: Separatrix, asked: dict[str, Any]
) -> None:
    asked["result"] = dataclasses.replace(MISSED, seeds=3)
    result = separatrix("lesson", "circles", "--seeds", 3)
    assert result.exit_code == 0
    assert "so few seeds decide nothing:" in result.stdout
    assert "Adam: median is 0.9, expected 0.99." in result.stdout


@pytest.mark.parametrize("name", ["circles", "all"])
def test_an_unusable_place_for_pictures_is_refused_before_the_training(
    separatrix: Separatrix, asked: dict[str, Any], folder: Path, name: str
) -> None:
    (folder / "taken").write_text("mine")
    result = separatrix("lesson", name, "--out", "taken")
    assert (result.exit_code, asked["names"], result.stdout) == (1, [], "")
    assert len(result.stderr.splitlines()) == 1
    assert "taken" in result.stderr


@pytest.mark.parametrize("words", [("circels",), ("circles", "--seeds", 0)])
def test_a_refused_lesson_leaves_no_folder(
    separatrix: Separatrix, folder: Path, words: tuple[object, ...]
) -> None:
    assert separatrix("lesson", *words).exit_code == 1
    assert list(folder.iterdir()) == []


def test_the_settings_reach_the_lesson(separatrix: Separatrix, asked: dict[str, Any]) -> None:
    assert separatrix("lesson", "moons", "--seeds", 3, "--out", "here").exit_code == 0
    assert (asked["names"], asked["seeds"], asked["out"]) == (["moons"], 3, Path("here"))


def test_json_has_the_keys_that_scripts_rely_on(
    separatrix: Separatrix, asked: dict[str, Any]
) -> None:
    document = json.loads(separatrix("lesson", "circles", "--json").stdout)
    assert {"lesson", "rungs", "ok"} <= document.keys()
    rung = document["rungs"][0]
    assert rung.keys() == {
        *("name", "changed", "metric", "train", "min", "median", "max"),
        *("solved", "parameters", "seconds"),
    }
    assert rung["train"].keys() == {"min", "median", "max"}


def test_all_runs_every_lesson_and_prints_a_list_as_json(
    separatrix: Separatrix, asked: dict[str, Any]
) -> None:
    document = json.loads(separatrix("lesson", "all", "--json").stdout)
    assert [each["lesson"] for each in document] == asked["names"] == list(lessons.names())


def test_one_missed_lesson_of_all_exits_with_1_after_all_were_shown(
    separatrix: Separatrix, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked["result"] = MISSED
    result = separatrix("lesson", "all")
    assert result.exit_code == 1
    assert asked["names"] == list(lessons.names())
    assert result.stdout.count("Not as expected:") == len(lessons.names())


def test_a_real_lesson_through_the_command_line(separatrix: Separatrix, folder: Path) -> None:
    result = separatrix("lesson", "line", "--seeds", 2, "--out", "pictures")
    assert result.exit_code == 0, result.output
    assert "linear" in result.stdout
    assert list((folder / "pictures" / "line").glob("*.png"))
    assert "line: linear" in result.stderr


# ---- check -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_an_exercise_exits_by_whether_the_bar_was_reached(
    separatrix: Separatrix, monkeypatch: pytest.MonkeyPatch, ok: bool, code: int
) -> None:
    recipes: list[Recipe] = []

    def check_lesson(name: str, recipe: Recipe, **settings: Any) -> Check:
        recipes.append(recipe)
        assert (name, settings["seeds"]) == ("circles", 4)
        return Check(
            *(name, "accuracy", 0.99, 4, HALF, ok, 0.49, "Your recipe reaches 0.5: 0.49 short."),
            *(21, 0.5, ("patience stops nothing",)),
        )

    monkeypatch.setattr(lessons, "check_lesson", check_lesson)
    words = ("lesson", "check", "circles", "--seeds", 4, "--hidden", 5, "--lr", 0.5)
    result = separatrix(*words)
    assert result.exit_code == code
    assert (recipes[0].hidden, recipes[0].learning_rate) == ((5,), 0.5)
    assert "0.49 short" in result.stdout
    assert "patience stops nothing" in result.stdout
    document = json.loads(separatrix(*words, "--json").stdout)
    assert (document["ok"], document["gap"]) == (ok, 0.49)


# ---- code --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rung", ["Adam", "5"])
def test_the_code_of_a_rung_is_a_script_and_nothing_else(separatrix: Separatrix, rung: str) -> None:
    result = separatrix("lesson", "circles", "--code", rung)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == lessons.code("circles", "Adam")
    compile(result.stdout, "script.py", "exec")


def test_the_code_can_be_asked_for_as_nn_sequential(separatrix: Separatrix) -> None:
    result = separatrix("lesson", "circles", "--code", "Adam", "--sequential")
    assert result.stdout == lessons.code("circles", "Adam", sequential=True)
    assert result.stdout != lessons.code("circles", "Adam")


# ---- wrong usage -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("circles", "moons"),
        ("check", "circles", "moons"),
        ("circles", "--hidden", "8"),
        ("all", "--optimizer", "sgd"),
        ("all", "--code", "Adam"),
        ("check", "circles", "--code", "Adam"),
        ("circles", "--seeds", "many"),
    ],
)
def test_words_that_do_not_go_together_are_wrong_usage(
    separatrix: Separatrix, words: tuple[str, ...]
) -> None:
    result = separatrix("lesson", *words)
    assert (result.exit_code, result.stdout) == (2, ""), words
