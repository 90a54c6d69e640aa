"""A recipe is frozen, closed, checked, and the same again after JSON."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.errors import RecipeError
from separatrix.recipe import Recipe, changed, choices, from_json, replace, to_json
from separatrix.recipe.presets import PRESETS

WORDS = ("activation", "norm", "loss", "optimizer", "schedule", "keep", "dtype")
shares = st.floats(0, 1, exclude_max=True)
recipes = st.builds(
    Recipe,
    hidden=st.lists(st.integers(1, 65_536), max_size=4).map(tuple),
    **{word: st.sampled_from(choices(word)) for word in WORDS},
    **dict.fromkeys(("dropout", "momentum", "beta1", "beta2"), shares),
    learning_rate=st.floats(0, exclude_min=True, allow_infinity=False),
    weight_decay=st.floats(0, allow_infinity=False),
    warmup=st.none() | st.floats(0, 1),
    clip=st.none() | st.floats(0, 1e9, exclude_min=True),
    epochs=st.integers(1, 10**9),
    batch_size=st.sampled_from(["auto", "full"]) | st.integers(2, 10**6),
    patience=st.none() | st.integers(1, 10**6),
    seed=st.integers(0, 2**63 - 1),
)


@given(recipe=recipes)
@settings(max_examples=200)
def test_a_recipe_is_the_same_after_json(recipe: Recipe) -> None:
    assert from_json(to_json(recipe)) == recipe


@given(before=recipes, after=recipes)
def test_what_changed_leads_from_one_recipe_to_the_other(before: Recipe, after: Recipe) -> None:
    new = {name: pair[1] for name, pair in changed(before, after).items()}
    assert replace(before, new) == after


@given(recipe=recipes)
def test_json_names_every_setting(recipe: Recipe) -> None:
    assert tuple(json.loads(to_json(recipe))) == Recipe.__struct_fields__


def test_settings_left_out_take_their_defaults() -> None:
    assert from_json("{}") == Recipe()


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    ),
    name=st.sampled_from(Recipe.__struct_fields__) | st.text(),
)
@settings(max_examples=300)
def test_any_json_is_a_recipe_or_refused(name: str, value: object) -> None:
    with suppress(RecipeError):
        assert isinstance(from_json(json.dumps({name: value})), Recipe)


@pytest.mark.parametrize("text", ["", "{", "[]", '"plain"', "null", b"\xff", "{} {}"])
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(RecipeError, match="A recipe is a JSON object"):
        from_json(text)


OUTSIDE: dict[str, list[Any]] = {
    "hidden": [(0,), (4, -1), (10**11,)],
    "dropout": [1.0, -0.1, float("nan")],
    "momentum": [1.0, -0.1],
    "beta1": [1.0, -0.1],
    "beta2": [1.0, -0.1],
    "learning_rate": [0.0, -1.0, float("inf"), float("nan")],
    "weight_decay": [-1.0, float("inf"), float("nan")],
    "warmup": [-0.1, 1.1, float("nan")],
    "clip": [0.0, -1.0, float("inf"), float("nan")],
    "epochs": [0, -1],
    "batch_size": [0, -1, "half"],
    "patience": [0, -1],
    "seed": [-1, 2**63],
    **{word: ["nonesuch"] for word in WORDS},
    "metric": ["nonesuch"],
    "embed": ["nonesuch"],
    "class_weight": ["nonesuch", {"yes": -1.0}, {"yes": float("nan")}],
    "threshold": ["nonesuch", -0.1, 1.1, float("nan")],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in OUTSIDE.items() for v in vs])
def test_a_value_outside_its_range_is_refused_and_named(name: str, value: Any) -> None:
    seen = value[-1] if isinstance(value, tuple) else value
    seen = next(iter(seen.values())) if isinstance(seen, dict) else seen
    shown = str(seen)
    with pytest.raises(RecipeError, match=rf"{name} .*{shown}"):
        Recipe(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("hidden", "ten"), ("epochs", 1.5), ("epochs", "many"), ("dropout", None), ("seed", True)],
)
def test_a_value_of_the_wrong_type_is_refused_and_named(name: str, value: object) -> None:
    with pytest.raises(RecipeError, match=name):
        replace(Recipe(), {name: value})


def test_every_setting_with_a_range_is_tested_outside_it() -> None:
    assert set(OUTSIDE) == set(Recipe.__struct_fields__)


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(RecipeError, match=r'no setting "learning_rat".*"learning_rate"'):
        from_json('{"learning_rat": 0.1}')


def test_an_unknown_word_is_refused_with_the_nearest_word() -> None:
    with pytest.raises(RecipeError, match=r'optimizer cannot be "adamm".*"adam"'):
        Recipe(optimizer="adamm")  # type: ignore[arg-type]


def test_batch_norm_refuses_batches_of_one_row() -> None:
    with pytest.raises(RecipeError, match="2 or more rows"):
        Recipe(norm="batch", batch_size=1)


def test_a_recipe_is_frozen_and_hashable() -> None:
    assert hash(Recipe()) == hash(Recipe())
    with pytest.raises(AttributeError):
        Recipe().epochs = 1  # type: ignore[misc]


def test_every_choice_is_a_word_that_the_recipe_takes() -> None:
    for word in WORDS:
        for value in choices(word):
            assert getattr(replace(Recipe(), {word: value}), word) == value


def test_every_preset_is_a_recipe_that_survives_json() -> None:
    for recipe in PRESETS.values():
        assert from_json(to_json(recipe)) == recipe


def test_defaults_are_those_of_pytorch() -> None:
    assert msgspec.to_builtins(Recipe())["learning_rate"] == 1e-3
    assert (Recipe().beta1, Recipe().beta2) == (0.9, 0.999)
