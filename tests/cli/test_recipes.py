import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.cli.options import RecipeOptions
from separatrix.cli.recipes import recipe_of
from separatrix.errors import RecipeError
from separatrix.recipe import Recipe, replace, to_json
from separatrix.recipe.presets import PRESETS

PLAIN = PRESETS["plain"]


def test_without_options_it_is_the_preset() -> None:
    assert recipe_of(RecipeOptions()) == PLAIN


def test_every_setting_of_a_recipe_but_adams_moments_is_an_option() -> None:
    settings_of_recipe = set(Recipe.__struct_fields__) - {"beta1", "beta2"}
    assert set(RecipeOptions._fields) == settings_of_recipe | {"preset", "recipe"}


@pytest.mark.parametrize(
    ("typed", "settings"),
    [
        ({"hidden": "64,32"}, {"hidden": (64, 32)}),
        ({"hidden": "none"}, {"hidden": ()}),
        ({"hidden": ""}, {"hidden": ()}),
        ({"batch_size": "full"}, {"batch_size": "full"}),
        ({"batch_size": "32"}, {"batch_size": 32}),
        ({"class_weight": "balanced"}, {"class_weight": "balanced"}),
        ({"class_weight": "yes=5,a=b=0.5"}, {"class_weight": {"yes": 5.0, "a=b": 0.5}}),
        ({"threshold": "0.25", "metric": "f1"}, {"threshold": 0.25, "metric": "f1"}),
        ({"threshold": "mcc"}, {"threshold": "mcc"}),
        ({"patience": "none"}, {"patience": None}),
        ({"patience": "5"}, {"patience": 5}),
        ({"clip": "1.5", "warmup": "0.1"}, {"clip": 1.5, "warmup": 0.1}),
        ({"dropout": 0.0}, {"dropout": 0.0}),
    ],
)
def test_an_option_becomes_its_setting(typed: dict[str, Any], settings: dict[str, Any]) -> None:
    assert recipe_of(RecipeOptions(**typed)) == replace(PLAIN, settings)


def test_options_go_over_the_file_and_the_file_over_the_preset(tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps({"epochs": 7, "optimizer": "sgd"}))
    recipe = recipe_of(RecipeOptions(recipe=str(file), epochs=9))
    assert recipe == replace(PLAIN, {"epochs": 9, "optimizer": "sgd"})


def test_a_byte_order_mark_before_a_recipe_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps({"epochs": 7}), encoding="utf-8-sig")
    assert recipe_of(RecipeOptions(recipe=str(file))).epochs == 7


@settings(max_examples=20)
@given(
    hidden=st.lists(st.integers(1, 512), max_size=4).map(tuple),
    epochs=st.integers(1, 10_000),
    dropout=st.floats(0, 0.99),
    patience=st.none() | st.integers(1, 99),
)
def test_a_whole_recipe_in_a_file_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    hidden: tuple[int, ...],
    epochs: int,
    dropout: float,
    patience: int | None,
) -> None:
    recipe = Recipe(hidden=hidden, epochs=epochs, dropout=dropout, patience=patience)
    run = tmp_path_factory.mktemp("run")
    (run / "recipe.json").write_text(to_json(recipe))
    assert recipe_of(RecipeOptions(recipe=str(run))) == recipe
    assert recipe_of(RecipeOptions(recipe=str(run / "recipe.json"))) == recipe


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"preset": "plane"}, 'No preset is called "plane". Did you mean "plain"?'),
        ({"optimizer": "adm"}, 'Did you mean "adam"?'),
        ({"hidden": "64;64"}, 'got "64;64"'),
        ({"patience": "soon"}, 'patience must be a number or "none", got "soon".'),
        ({"batch_size": "ful"}, 'batch_size must be a number, "auto" or "full", got "ful".'),
        ({"batch_size": "-3"}, "batch_size must be 1 or more, got -3."),
        ({"epochs": 0}, "epochs must be 1 or more, got 0."),
        ({"recipe": "nowhere.json"}, "The recipe nowhere.json cannot be read: no such file"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        recipe_of(RecipeOptions(**typed))
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "content", [b"epochs: 7", b'{"epoch": 7}', b"[1]", b"\xff\xfe", b'{"epochs": "x"}']
)
def test_a_file_that_holds_no_recipe_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    with pytest.raises(RecipeError, match=r"mine\.json"):
        recipe_of(RecipeOptions(recipe=str(file)))
