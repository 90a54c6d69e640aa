"""What Python hands over and cannot be used is refused in one sentence: rule, value, way out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from separatrix import SeparatrixError, train
from separatrix.recipe import Recipe
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
