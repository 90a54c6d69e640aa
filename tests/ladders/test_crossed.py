"""Folds and repeats as one stack: nothing of a held row is learned, and all rows are held once."""

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.ladders.crossed import Crossed, cross
from separatrix.ladders.encoding import Batch, Encodings
from separatrix.ladders.training import Asked, Learned, learn_folds
from separatrix.metrics.registry import score
from separatrix.recipe import Recipe, replace

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
    return cross(Table(pa.table(held)), "y", **given)


def learned(found: Crossed, recipe: Recipe = RECIPE, **given: Any) -> tuple[Learned, ...]:
    asked = Asked(Encodings(found, recipe.numbers), engine="pytorch")
    return learn_folds([recipe] * len(found.folds), asked, **given)


@pytest.mark.parametrize("embed", ["some", "all"])
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_held_rows_change_no_bit_of_what_is_learned_without_them(task: Any, embed: Any) -> None:
    plain = columns()
    if task == "regression":
        plain["y"] = [3.0 * (each or 0.0) + i % 2 for i, each in enumerate(plain["size"])]
    before = crossed(plain, splitting=Splitting(column="fold"), repeats=1, task=task)
    held = before.folds[0].split.validation.tolist()
    poisoned = {name: list(cells) for name, cells in plain.items()}
    for row, other in zip(held, np.roll(held, 1).tolist(), strict=True):
        # Cells that the other folds have seen too, so that the width of all folds stays as it is.
        poisoned["size"][row] = 3.0 * (plain["size"][row] or 0.0) + 1
        poisoned["level"][row] = plain["level"][other]
        poisoned["said"][row] = plain["said"][other]
        is_number = task == "regression"
        poisoned["y"][row] = 1e6 if is_number else {"yes": "no", "no": "yes"}[plain["y"][row]]
    after = crossed(poisoned, splitting=Splitting(column="fold"), repeats=1, task=task)
    one, other = (next(Encodings(each, "float64").batches(embed)).train for each in (before, after))
    np.testing.assert_array_equal(one[0].encoded.features_ND, other[0].encoded.features_ND)
    np.testing.assert_array_equal(one[0].encoded.codes_NC, other[0].encoded.codes_NC)
    np.testing.assert_array_equal(one[0].target_N, other[0].target_N)
    assert not np.array_equal(one[1].encoded.features_ND, other[1].encoded.features_ND)
    recipe = replace(RECIPE, {"embed": embed})
    first, second = (learned(each, recipe) for each in (before, after))
    np.testing.assert_array_equal(first[0].train_loss_E, second[0].train_loss_E)
    assert not np.array_equal(first[1].train_loss_E, second[1].train_loss_E)  # the poison works


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
    found = crossed(columns(), k=7, repeats=2)
    assert len({len(fold.split.train) for fold in found.folds}) > 1  # unequal folds
    together = learned(found)
    batch = next(Encodings(found, "float64").batches())
    for place in (0, 9):
        alone = _alone(found, place, batch.features, batch.slots)
        np.testing.assert_allclose(alone.train_loss_E, together[place].train_loss_E, rtol=1e-9)
        np.testing.assert_allclose(
            alone.answers.array, together[place].answers.array, rtol=1e-8, atol=1e-10
        )


def _alone(found: Crossed, place: int, features: int, slots: tuple[int, ...]) -> Learned:
    """Train one fold by itself, its rows as wide as those of all."""
    (batch,) = Encodings(found, "float64").batches()
    one = Batch((0,), (batch.train[place],), (batch.held[place],), features, slots)
    encodings = Encodings(dataclasses.replace(found, folds=(found.folds[place],)), "float64")
    encodings.batches = lambda embed="some": iter([one])  # type: ignore[method-assign]
    (alone,) = learn_folds([RECIPE], Asked(encodings, engine="pytorch"))
    return alone


def test_networks_of_a_repeat_have_its_seed() -> None:
    same = crossed(columns(), k=3, repeats=2, splitting=Splitting(column="fold"))
    first = learned(same)
    assert not np.array_equal(first[0].train_loss_E, first[3].train_loss_E)
    np.testing.assert_array_equal(
        first[3].train_loss_E, learned(same, replace(RECIPE, {"seed": 1}))[0].train_loss_E
    )
    np.testing.assert_array_equal(first[3].train_loss_E, learned(same, seed=1)[0].train_loss_E)


def test_labels_that_say_nothing_are_guessed_at_chance() -> None:
    random = np.random.default_rng(1)
    table = {name: cells for name, cells in columns().items() if name != "fold"}
    table["y"] = random.permutation(["yes", "no"] * (ROWS // 2)).tolist()
    found = crossed(table, k=5, repeats=6)
    scores = [
        score("roc_auc", fold.truth_N, each.answers)
        for fold, each in zip(found.folds, learned(found), strict=True)
    ]
    assert 0.35 < np.mean(scores) < 0.65


def test_numbers_are_answered_in_the_unit_of_the_table() -> None:
    table = Table(
        pa.table({"x": np.arange(200) / 10.0, "y": 5000.0 + 30.0 * np.arange(200) / 10.0})
    )
    found = cross(table, "y", k=4, repeats=1, kinds={"x": "number"})
    recipe = Recipe(hidden=(16,), epochs=150, learning_rate=0.02)
    for fold, each in zip(found.folds, learned(found, recipe), strict=True):
        assert score("r2", fold.truth_N, each.answers) > 0.98


def test_a_packaged_table_is_crossed_by_group() -> None:
    found = cross(open_table("penguins"), "species", k=3, splitting=Splitting(group="year"))
    years = np.asarray(open_table("penguins").column("year").to_pylist())
    for fold in found.folds:
        assert not set(years[fold.split.train]) & set(years[fold.split.validation])


def test_folds_that_do_not_fit_into_memory_are_trained_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = crossed(columns(), k=3, repeats=2)
    whole = learned(found)
    monkeypatch.setattr("separatrix.ladders.encoding.MOST_BYTES", 20_000)
    assert len(list(Encodings(found, "float64").batches())) > 1
    for one, other in zip(whole, learned(found), strict=True):
        np.testing.assert_allclose(one.answers.array, other.answers.array, rtol=1e-8, atol=1e-10)


def test_one_test_set_is_the_only_fold_and_every_training_has_its_own_seed() -> None:
    table = columns()
    table["part"] = ["test" if i % 4 == 0 else "train" for i in range(ROWS)]
    found = crossed(table, k=3, repeats=2, splitting=Splitting(column="part"))
    assert found.apart
    assert len(found.folds) == found.repeats == 6
    assert {tuple(fold.split.validation) for fold in found.folds} == {tuple(range(0, ROWS, 4))}
    losses = [each.train_loss_E[-1] for each in learned(found)]
    assert len(set(losses)) == 6
    assert "part" not in [column.name for column in found.prepared.columns if column.used]


def test_a_test_table_is_answered_for_and_never_learned_from() -> None:
    test = Table(pa.table(columns(seed=5)))
    table = Table(pa.table(columns()))
    found = cross(table, "y", k=2, repeats=1, test_table=test, kinds={"fold": "drop"})
    assert found.apart
    assert len(found.folds[0].split.train) == ROWS
    assert found.folds[0].split.validation.min() == ROWS
    assert len(learned(found)[0].answers) == ROWS


def test_by_time_there_is_one_partition_and_repeats_are_seeds() -> None:
    table = columns()
    table["day"] = list(range(ROWS))
    found = crossed(table, k=4, repeats=3, splitting=Splitting(time="day"))
    assert not found.anew
    held = [tuple(fold.split.validation) for fold in found.folds]
    assert held[: found.per_repeat] == held[found.per_repeat : 2 * found.per_repeat]
    for fold in found.folds:
        assert fold.split.train.max() < fold.split.validation.min()
        assert fold.inner.train.max() < fold.inner.validation.min()


def test_tuning_looks_at_rows_inside_the_training_rows_alone() -> None:
    found = crossed(columns(), k=3, repeats=2)
    for fold in found.folds:
        inside = np.concatenate([fold.inner.train, fold.inner.validation])
        np.testing.assert_array_equal(np.sort(inside), fold.split.train)
        assert len(fold.inner.validation) == pytest.approx(0.2 * len(fold.split.train), abs=1)


def test_groups_stay_whole_inside_a_fold_too() -> None:
    table = columns()
    table["who"] = [f"p{i % 12}" for i in range(ROWS)]
    found = crossed(table, k=3, repeats=2, splitting=Splitting(group="who"))
    who = np.asarray(table["who"])
    for fold in found.folds:
        assert not set(who[fold.split.train]) & set(who[fold.split.validation])
        assert not set(who[fold.inner.train]) & set(who[fold.inner.validation])


def test_a_row_of_weight_two_is_scored_as_two() -> None:
    table = columns()
    table["w"] = [1.0 + (i % 2) for i in range(ROWS)]
    found = crossed(table, k=3, repeats=1, weight="w")
    fold = found.folds[0]
    assert fold.weight_N is not None
    np.testing.assert_array_equal(fold.weight_N, 1.0 + (fold.split.validation % 2))
    assert "w" not in [column.name for column in found.prepared.columns if column.used]
