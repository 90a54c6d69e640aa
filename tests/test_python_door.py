"""What Python hands over and cannot be used is refused in one sentence: rule, value, way out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from separatrix import Run, SeparatrixError, load, make_toy, train
from separatrix.errors import DataError, RecipeError, RunError
from separatrix.recipe import Recipe, replace
from separatrix.recipe.presets import PRESETS


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"recipe": "plian"},
            "recipe must be a Recipe or the name of a preset, got 'plian'",
        ),
        ({"recipe": {"hidden": (3,)}}, "recipe must be a Recipe"),
        ({"seeds": "3"}, "seeds must be a whole number, got '3'"),
        ({"seeds": 0}, "seeds must be 1 or more, got 0"),
        ({"test_share": "a"}, "test_share must be a share of the rows"),
        ({"device": "tpu"}, 'no device "tpu"'),
        ({"group": 0}, "group must be the name of a column, got 0"),
        ({"time": ["year"]}, "time must be the name of a column"),
        ({"split": 3}, "split must be the name of a column, got 3"),
        ({"weight": ["sex"]}, "weight must be the name of a column"),
        ({"engine": "fast"}, 'no engine "fast"'),
        ({"task": "ranking"}, '"ranking" is not a task'),
        ({"task": "regression"}, "is not a number"),
        ({"positive": "z"}, '"z" is not a class of "species"|positive'),
        ({"kinds": {"island": "numbr"}}, 'Did you mean "number"'),
        ({"recipe": Recipe(loss="mse")}, "The loss mse does not suit a multiclass target"),
        ({"recipe": Recipe(metric="r2")}, "The metric r2 does not suit a multiclass target"),
        ({"recipe": Recipe(class_weight={"Emu": 2.0})}, 'names the class "Emu"'),
        ({"kinds": "number"}, "kinds must give what columns are by their name.*got 'number'"),
        ({"kinds": {"island": 3}}, '"3" is not a kind'),
        ({"ordered": {"island": 3}}, 'order of "island" is a list of levels.*got 3'),
        ({"ordered": "island"}, "ordered must give levels by column.*got 'island'"),
        ({"device": 3}, 'no device "3"'),
        ({"engine": 3}, 'no engine "3"'),
        ({"reading": 3}, "reading must be a ReadOptions.*got 3"),
        ({"out": 3}, "out must be a path, .* got 3"),
        ({"out": "a\0b"}, "holds a null byte"),
        ({"table": "a\0b", "out": None}, "holds a null byte"),
        ({"target": "specis"}, 'Did you mean "species"'),
        ({"table": 5}, "this int cannot be read"),
        ({"table": np.zeros((2, 2, 2))}, r"two dimensions, rows and columns, got \(2, 2, 2\)"),
        ({"table": {"a": [1, 2], "species": ["x"]}}, "different lengths"),
    ],
)
def test_what_python_hands_over_is_refused_with_rule_value_and_way_out(
    given: dict[str, Any], said: str, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {
        "table": "penguins",
        "target": "species",
        "out": tmp_path / "run",
    } | given
    with pytest.raises(SeparatrixError, match=said):
        train(asked.pop("table"), **asked)
    assert not (tmp_path / "run").exists()


def test_a_preset_is_named(tmp_path: Path) -> None:
    named = train("penguins", target="species", recipe="plain", out=tmp_path / "a", pictures=False)
    assert named.fitted.recipe.epochs == PRESETS["plain"].epochs


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"hidden": 3}, "hidden must be the units of each hidden layer, .* got 3"),
        ({"hidden": ("a",)}, r"hidden must be .* got \('a',\)"),
        ({"momentum": 2}, "momentum must be at least 0 and below 1, got 2"),
        ({"momentum": "2"}, "momentum must be a number, got '2'"),
        ({"epochs": 1.5}, "epochs must be a whole number, got 1.5"),
        ({"epochs": True}, "epochs must be a whole number, got True"),
        ({"patience": "x"}, "patience must be a whole number or None, got 'x'"),
        ({"batch_size": 1.5}, 'batch_size must be a whole number, "auto" or "full", got 1.5'),
        ({"class_weight": {"a": "b"}}, "class_weight must be"),
        ({"class_weight": 3}, "class_weight must be"),
        ({"clip": "x"}, "clip must be a number or None, got 'x'"),
    ],
)
def test_a_recipe_says_in_its_own_words_what_a_setting_holds(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(RecipeError, match=said):
        Recipe(**given)
    with pytest.raises(RecipeError, match=f"^{said.split(' ')[0]} "):
        replace(Recipe(), given)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("circles", {"rows": "x"}, "rows must be a whole number, got 'x'"),
        ("circles", {"rows": 10.5}, "rows must be a whole number, got 10.5"),
        ("circles", {"seed": "x"}, "seed must be a whole number, got 'x'"),
        ("circles", {"noise": "x"}, "noise must be 0 or more and finite, got 'x'"),
        ("spirals", {"arms": None}, "arms must be a whole number, got None"),
        (3, {}, 'no toy set "3"'),
    ],
)
def test_a_toy_set_says_what_it_takes(name: Any, given: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        make_toy(name, **given)


def test_what_is_no_place_is_refused_by_load() -> None:
    given: list[Any] = [3, b"run", None]
    for each in given:
        with pytest.raises(RunError, match="must be a path, as a text"):
            load(each)
    with pytest.raises(RunError, match="null byte"):
        load("a\0b")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    recipe = Recipe(hidden=(3,), epochs=1)
    out = tmp_path_factory.mktemp("runs") / "run"
    return train("penguins", target="species", recipe=recipe, seeds=2, out=out, pictures=False)


@pytest.mark.parametrize("member", [2, -1, "x", None, True, 0.0])
def test_a_member_that_is_not_there_is_refused(run: Run, member: Any) -> None:
    for ask in (run.module, run.sequential):
        with pytest.raises(RunError, match="The run has 2 networks, numbered from 0"):
            ask(member)


def test_a_run_refuses_what_it_cannot_use(run: Run) -> None:
    wrong: Any = "x"
    with pytest.raises(RunError, match="strict must be True or False, got 'x'"):
        run.predictions("penguins", strict=wrong)
    with pytest.raises(DataError, match="reading must be a ReadOptions"):
        run.evaluate("penguins", reading=wrong)
    with pytest.raises(RunError, match="null byte"):
        run.show("curves", "a\0.png")
