"""What a sweep tries, drawn or listed, and what it refuses to try."""

from pathlib import Path

import numpy as np
import pytest

from separatrix.errors import RecipeError
from separatrix.recipe import Recipe
from separatrix.sweeps.space import USUAL, Range, Values, drawn, grid, read_space, space_of, varied

BASE = Recipe(epochs=5)


def test_the_base_is_the_first_and_draws_lie_in_the_space() -> None:
    recipes = drawn(USUAL, BASE, 60, seed=1)
    assert recipes[0] == BASE
    assert len(recipes) == 60
    for recipe in recipes[1:]:
        assert 3e-4 <= recipe.learning_rate <= 3e-2
        assert recipe.dropout in (0.0, 0.1, 0.3)
        assert recipe.epochs == 5
    assert drawn(USUAL, BASE, 60, seed=1) == recipes
    assert drawn(USUAL, BASE, 60, seed=2) != recipes
    assert set(varied(recipes)) == set(USUAL)


def test_a_logarithmic_range_gives_each_power_of_ten_its_part() -> None:
    random = np.random.default_rng(0)
    values = [Range(1e-4, 1e-1, log=True).draw(random) for _ in range(3000)]
    counts, _ = np.histogram(np.log10(values), bins=[-4, -3, -2, -1])
    assert np.all(np.abs(counts / 3000 - 1 / 3) < 0.04)
    assert {Range(1, 3, whole=True).draw(random) for _ in range(50)} == {1, 2, 3}


def test_a_grid_is_every_combination_and_the_base_once() -> None:
    space = {"learning_rate": Values((0.001, 0.01)), "dropout": Values((0.0, 0.2, 0.4))}
    recipes = grid(space, BASE)
    assert len(recipes) == 6  # the base is one of them
    assert recipes[0] == BASE
    assert len(grid(space, Recipe(epochs=5, learning_rate=0.5))) == 7
    with pytest.raises(RecipeError, match="list of values of dropout"):
        grid({"dropout": Range(0, 1)}, BASE)


def test_a_file_names_lists_and_ranges(tmp_path: Path) -> None:
    path = tmp_path / "space.toml"
    path.write_text(
        "learning_rate = {low = 0.001, high = 0.1, log = true}\n"
        "hidden = [[64], [128, 128]]\nepochs = {low = 5, high = 9, whole = true}\n"
    )
    assert read_space(path, BASE) == {
        "learning_rate": Range(0.001, 0.1, log=True),
        "hidden": Values(((64,), (128, 128))),
        "epochs": Range(5, 9, whole=True),
    }


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "one setting to try or more"),
        ({"learningrate": [0.1]}, 'tries no "learningrate".*"learning_rate"'),
        ({"seed": [1, 2]}, 'tries no "seed"'),
        ({"dropout": 0.1}, "needs a list of values or a range"),
        ({"dropout": []}, "needs a list of values or a range"),
        ({"dropout": [0.1, 3.0]}, "dropout must be"),
        ({"dropout": {"low": 0.5, "high": 0.1}}, "needs low below high"),
        ({"learning_rate": {"low": 0, "high": 1, "log": True}}, "above 0 for log"),
        ({"learning_rate": {"low": "a", "high": 1}}, "needs low below high"),
        ({"optimizer": ["adamm"]}, 'optimizer cannot be "adamm"'),
    ],
)
def test_what_cannot_be_tried_is_refused_in_a_sentence(
    document: dict[str, object], said: str
) -> None:
    with pytest.raises(RecipeError, match=said):
        space_of(document, BASE)
    with pytest.raises(RecipeError, match="trials must be 1 or more"):
        drawn(USUAL, BASE, 0, 0)
