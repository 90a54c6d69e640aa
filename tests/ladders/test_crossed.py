"""Folds and repeats as one stack: nothing of a held row is learned, and all rows are held once."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import torch
from numpy.typing import NDArray

from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.ladders.crossed import Crossed, cross, held_answers, train_crossed
from separatrix.metrics.registry import score
from separatrix.recipe import Recipe

RECIPE = Recipe(hidden=(6,), epochs=4, batch_size=16, dtype="float64")
ROWS = 90


def columns(seed: int = 0) -> dict[str, list[Any]]:
    random = np.random.default_rng(seed)
    size = random.normal(size=ROWS)
    levels = [f"level {i}" for i in range(14)]
    return {
        "size": [None if i % 11 == 0 else float(each) for i, each in enumerate(size)],
        "level": random.choice(levels, ROWS).tolist(),
        "said": [
            f"{random.choice(['good', 'bad', 'plain'])} thing of {i % 9} parts" for i in range(ROWS)
        ],
        "fold": [f"f{i % 3}" for i in range(ROWS)],
        "y": np.where(size + random.normal(size=ROWS) > 0, "yes", "no").tolist(),
    }


def crossed(held: dict[str, list[Any]], **given: Any) -> Crossed:
    return cross(Table(pa.table(held)), "y", dtype="float64", **given)


def weights(folds: Crossed) -> NDArray[np.float64]:
    trained = train_crossed(RECIPE, folds, engine="pytorch")
    numbers: NDArray[np.float64] = trained.stack.weights_KP.detach().numpy()
    return numbers


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_held_rows_change_no_bit_of_what_is_learned_without_them(task: str) -> None:
    plain = columns()
    if task == "regression":
        plain["y"] = [3.0 * (each or 0.0) + i % 2 for i, each in enumerate(plain["size"])]
    before = crossed(plain, splitting=Splitting(column="fold"), task=task)
    (held,) = {tuple(sorted(set(before.folds[0].split.validation.tolist())))}
    poisoned = {name: list(cells) for name, cells in plain.items()}
    for row in held:
        poisoned["size"][row] = 1e6 * (row + 1)
        poisoned["level"][row] = "level 0"
        poisoned["said"][row] = "an unheard of word in a bad thing"
        is_number = task == "regression"
        poisoned["y"][row] = 1e6 if is_number else {"yes": "no", "no": "yes"}[plain["y"][row]]
    after = crossed(poisoned, splitting=Splitting(column="fold"), task=task)
    width = min(before.features, after.features)
    np.testing.assert_array_equal(
        before.folds[0].train.encoded.features_ND[:, :width],
        after.folds[0].train.encoded.features_ND[:, :width],
    )
    if (before.features, before.slots) == (after.features, after.slots):
        np.testing.assert_array_equal(weights(before)[0], weights(after)[0])
    assert not np.array_equal(
        before.folds[1].train.encoded.features_ND[:, :width],
        after.folds[1].train.encoded.features_ND[:, :width],
    )


def test_every_row_is_held_once_a_repeat_and_repeats_are_divided_anew() -> None:
    found = crossed(columns(), k=4, repeats=3)
    assert len(found.folds) == 12
    for repeat in range(3):
        of = [fold for fold in found.folds if fold.repeat == repeat]
        held = np.concatenate([fold.split.validation for fold in of])
        assert sorted(held.tolist()) == list(range(ROWS))
        for fold in of:
            assert not set(fold.split.train) & set(fold.split.validation)
    first, second = (found.folds[i].split.validation.tolist() for i in (0, 4))
    assert first != second
    assert found.held_share == pytest.approx(0.25)


def test_a_network_learns_what_it_would_learn_alone() -> None:
    found = crossed(columns(), k=3, repeats=2)
    together = weights(found)
    for place in (0, 4):
        fold = found.folds[place]
        alone = Crossed(found.task, (fold,), 1, found.features, found.slots, ())
        np.testing.assert_allclose(weights(alone)[0], together[place], rtol=1e-9, atol=1e-11)
    sizes = {len(fold.train) for fold in crossed(columns(), k=7, repeats=1).folds}
    assert len(sizes) > 1  # unequal folds are trained together as well


def test_networks_of_a_repeat_have_its_seed() -> None:
    trained = train_crossed(RECIPE, crossed(columns(), k=3, repeats=2))
    assert [recipe.seed for recipe in trained.recipes] == [0, 0, 0, 1, 1, 1]
    assert torch.isfinite(trained.stack.weights_KP).all()


def test_labels_that_say_nothing_are_guessed_at_chance() -> None:
    random = np.random.default_rng(1)
    table = {name: cells for name, cells in columns().items() if name != "fold"}
    table["y"] = random.permutation(["yes", "no"] * (ROWS // 2)).tolist()
    found = crossed(table, k=5, repeats=6)
    trained = train_crossed(RECIPE, found)
    scores = [
        score("roc_auc", fold.truth_N, answers)
        for fold, answers in zip(found.folds, held_answers(trained, found), strict=True)
    ]
    assert 0.35 < np.mean(scores) < 0.65


def test_numbers_are_answered_in_the_unit_of_the_table() -> None:
    table = Table(
        pa.table({"x": np.arange(200) / 10.0, "y": 5000.0 + 30.0 * np.arange(200) / 10.0})
    )
    found = cross(table, "y", k=4, repeats=1, kinds={"x": "number"})
    trained = train_crossed(Recipe(hidden=(16,), epochs=150, learning_rate=0.02), found)
    for fold, answers in zip(found.folds, held_answers(trained, found), strict=True):
        assert score("r2", fold.truth_N, answers) > 0.98


def test_a_packaged_table_is_crossed_by_group() -> None:
    found = cross(open_table("penguins"), "species", k=3, splitting=Splitting(group="year"))
    years = np.asarray(open_table("penguins").column("year").to_pylist())
    for fold in found.folds:
        assert not set(years[fold.split.train]) & set(years[fold.split.validation])
