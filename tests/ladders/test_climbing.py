"""A ladder on a table tells the story that is true of it."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.errors import DataError, RecipeError
from separatrix.ladders.climbing import climb_table
from separatrix.ladders.crossed import cross
from separatrix.ladders.result import Climb
from separatrix.ladders.rung import climb
from separatrix.ladders.story import STORY, chosen
from separatrix.recipe import Recipe


@pytest.fixture(scope="module")
def circles() -> Climb:
    return climb_table(cross(make_toy("circles", rows=600, noise=0.03, seed=0), "label"))


def value(climb: Climb, name: str) -> float:
    found = climb.rung(name).score.value
    assert found is not None
    return found


def line(rows: int = 200) -> Table:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows, 3))
    y = x @ [1.0, -2.0, 0.5] + 0.1 * random.normal(size=rows)
    return Table(pa.table({**{f"x{i}": x[:, i] for i in range(3)}, "y": y}))


def test_on_circles_lines_fail_and_relu_works(circles: Climb) -> None:
    assert [each.name for each in circles.rungs] == ["guess", *STORY.names]
    for name in ("guess", "linear", "deeper", "line"):
        assert value(circles, name) < 0.6
    assert circles.rung("ReLU").verdict == "real"
    assert circles.rung("deeper").verdict in ("unclear", "the same")
    assert value(circles, "trees") > 0.95
    assert circles.recommended in ("ReLU", "Adam", "tuned")
    assert circles.trainings == 20
    assert all(len(each.scores) == 20 for each in (*circles.rungs, *circles.beside))


def test_every_rung_is_told_in_a_sentence_and_speed_is_counted(circles: Climb) -> None:
    for rung in circles.rungs[1:]:
        assert [each for each in circles.sentences if each.startswith(f"{rung.name} ")]
    (relu,) = [each for each in circles.sentences if each.startswith("ReLU bought")]
    assert relu.endswith("real.")
    (speed,) = [each for each in circles.sentences if each.startswith("SGD needs about")]
    sgd, adam = (circles.rung(name) for name in ("ReLU", "Adam"))
    lowest = min(loss for loss in sgd.train_loss if loss is not None)
    needed = next(e for e, loss in enumerate(adam.train_loss, 1) if loss and loss <= lowest)
    assert speed.endswith(f"({sgd.train_loss.index(lowest) + 1} and {needed}).")


def test_what_was_tuned_is_counted_and_kept_by_the_rungs_above(circles: Climb) -> None:
    tuned = circles.rung("tuned")
    assert set(tuned.tuned) == {"schedule", "learning_rate"}
    assert all(sum(counts.values()) == 20 for counts in tuned.tuned.values())
    assert tuned.recipe is not None
    for above in ("dropout", "embeddings", "ensemble"):
        recipe = circles.rung(above).recipe
        assert recipe is not None
        assert (recipe.schedule, recipe.learning_rate) == (
            tuned.recipe.schedule,
            tuned.recipe.learning_rate,
        )


def test_an_ensemble_is_counted_with_all_its_networks(circles: Climb) -> None:
    below, ensemble = circles.rung("embeddings"), circles.rung("ensemble")
    assert ensemble.members == 5
    assert ensemble.parameters == 5 * below.parameters


def test_intervals_stay_where_the_metric_does(circles: Climb) -> None:
    for each in (*circles.rungs, *circles.beside):
        low, high = each.score.low, each.score.high
        assert low is not None
        assert high is not None
        assert 0 <= low <= value(circles, each.name) <= high <= 1


def test_numbers_are_climbed_and_the_line_wins_where_there_is_one() -> None:
    found = climb_table(cross(line(), "y", repeats=2), chosen(["linear", "deeper", "ReLU"]))
    assert found.metric == "r2"
    assert found.recommended == "linear"
    assert value(found, "linear") > 0.95
    assert value(found, "line") > 0.95


def test_an_error_is_better_when_it_is_less() -> None:
    found = climb_table(cross(line(), "y", repeats=2), chosen(["linear"]), "rmse", beside=())
    step = found.rung("linear").difference
    assert step is not None
    assert step.value is not None
    assert step.value == pytest.approx(value(found, "guess") - value(found, "linear"))
    assert step.verdict == "real"
    assert found.rope == pytest.approx(0.01 * value(found, "guess"))
    assert any(
        "linear bought" in sentence and "of RMSE" in sentence for sentence in found.sentences
    )


def test_the_same_ladder_twice_is_the_same(circles: Climb) -> None:
    again = climb_table(
        cross(make_toy("circles", rows=600, noise=0.03, seed=0), "label"),
        chosen(["linear", "deeper", "ReLU"]),
        beside=(),
    )
    for one, other in zip(circles.rungs, again.rungs, strict=False):
        assert one.scores == other.scores


def test_a_rung_that_changes_nothing_buys_nothing_at_all() -> None:
    twice = climb("linear", Recipe(hidden=(), epochs=3), ("same", {"members": 1}))
    found = climb_table(cross(open_table("penguins"), "species"), twice, beside=())
    step = found.rung("same").difference
    assert step is not None
    assert (step.value, step.p, step.verdict) == (0.0, 1.0, "the same")


def test_labels_that_say_nothing_buy_nothing_on_any_rung() -> None:
    random = np.random.default_rng(0)
    cells: dict[str, Any] = {f"x{i}": random.normal(size=300) for i in range(4)}
    cells["c"] = random.choice([f"l{i}" for i in range(14)], 300)
    cells["y"] = random.permutation(["yes", "no"] * 150)
    found = climb_table(cross(Table(pa.table(cells)), "y"), metric="roc_auc")
    for each in (*found.rungs, *found.beside):
        assert 0.42 < value(found, each.name) < 0.58
        assert each.verdict != "real"


def test_one_test_set_is_judged_by_a_paired_bootstrap() -> None:
    table = make_toy("circles", rows=400, noise=0.03, seed=0).columns
    part = pa.array(["test" if i % 4 == 0 else "train" for i in range(400)])
    found = climb_table(
        cross(
            Table(table.append_column("part", part)), "label", splitting=Splitting(column="part")
        ),
        chosen(["linear", "deeper", "ReLU"]),
    )
    assert found.apart
    assert found.trainings == 20
    assert found.rung("ReLU").verdict == "real"
    assert found.rung("deeper").verdict in ("unclear", "the same")
    step = found.rung("ReLU").difference
    assert step is not None
    assert step.same is None
    assert any("20 trainings" in each or "ReLU bought" in each for each in found.sentences)


def test_by_time_seeds_are_averaged_before_folds_are_compared() -> None:
    table = line(240).columns.append_column("day", pa.array(range(240)))
    found = climb_table(
        cross(Table(table), "y", k=4, repeats=3, splitting=Splitting(time="day")),
        chosen(["linear"]),
        beside=(),
    )
    assert not found.anew
    scores = np.array(found.rung("linear").scores, float).reshape(3, -1)
    score = found.rung("linear").score
    assert score.value == pytest.approx(scores.mean())
    assert score.low is not None
    by_fold = scores.mean(axis=0)
    assert score.low < by_fold.mean() - by_fold.std(ddof=1) / np.sqrt(len(by_fold))


def test_what_cannot_be_divided_or_scored_is_refused() -> None:
    with pytest.raises(DataError, match="repeats must be 1 or more"):
        cross(open_table("penguins"), "species", repeats=0)
    with pytest.raises(DataError, match="k of at least 2"):
        cross(open_table("penguins"), "species", k=1)
    penguins = cross(open_table("penguins"), "species", repeats=1)
    with pytest.raises(RecipeError, match="r2 does not suit"):
        climb_table(penguins, metric="r2")
    with pytest.raises(RecipeError, match="rope must be 0 or more"):
        climb_table(penguins, rope=-1.0)
    with pytest.raises(RecipeError, match="does not suit a multiclass"):
        climb_table(penguins, climb("odd", Recipe(hidden=(), loss="mse")))
