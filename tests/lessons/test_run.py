import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from separatrix import lessons
from separatrix.errors import RecipeError
from separatrix.events import Event, Stage
from separatrix.ladders import climb
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import Lesson
from separatrix.lessons.result import result_of
from separatrix.lessons.run import pose_lesson, run, train_rungs
from separatrix.recipe import Recipe

Shorten = Callable[[str], Lesson]
EVERY = pytest.mark.parametrize("name", list(LESSONS))


@EVERY
def test_every_lesson_says_what_it_saw_and_goes_into_json(name: str, shortened: Shorten) -> None:
    result = run(shortened(name), 2, None)
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert document["lesson"] == name
    assert 2 <= len(result.sentences) <= 3
    assert all(sentence.endswith(".") for sentence in result.sentences)
    assert [rung["name"] for rung in document["rungs"]] == list(LESSONS[name].ladder.names)
    assert any("steers nothing" in note for note in result.notes)


def test_json_has_the_keys_that_are_promised(shortened: Shorten) -> None:
    result = run(shortened("moons"), 3, None)
    document = result.to_json()
    assert {"lesson", "rungs", "ok", "expectations", "facts"} <= document.keys()
    for rung in document["rungs"]:
        assert rung.keys() == {
            *("name", "changed", "metric", "train", "min", "median", "max"),
            *("solved", "parameters", "seconds"),
        }
        assert rung["train"].keys() == {"min", "median", "max"}
        assert rung["metric"] == "accuracy"
        assert 0 <= rung["min"] <= rung["median"] <= rung["max"] <= 1


def test_rungs_are_scored_as_the_stack_was(shortened: Shorten) -> None:
    trained = train_rungs(shortened("moons"), (0, 1, 2))
    result = result_of(trained)
    for line, rung in zip(result.rungs, trained.results, strict=True):
        assert line.test.median == np.median(rung.test_K)
        assert line.train.max == rung.train_K.max()
        assert line.solved == np.mean(rung.test_K >= trained.lesson.bar.value)
        assert line.parameters == rung.fitted.stack.architecture.parameters


def test_toy_rows_are_fed_in_raw_and_the_real_table_standardised() -> None:
    circles = pose_lesson(LESSONS["circles"])
    assert (len(circles.train.table), len(circles.test.table)) == (800, 200)
    x1 = np.asarray(circles.train.table.columns["x1"]).astype(np.float32)
    assert np.array_equal(circles.train.encoded.features_ND[:, 0], x1)
    penguins = pose_lesson(LESSONS["penguins"])
    mass = penguins.encoder.feature_names.index("body_mass_g")
    assert abs(penguins.train.encoded.features_ND[:, mass].mean()) < 0.01


def test_data_and_split_are_the_same_whatever_the_seeds(shortened: Shorten) -> None:
    lesson = shortened("spirals")
    few, others = train_rungs(lesson, (0,)), train_rungs(lesson, (5, 7))
    assert few.problem.train.table.columns.equals(others.problem.train.table.columns)
    assert few.results[1].fitted.recipes[0].seed == 0
    assert [recipe.seed for recipe in others.results[1].fitted.recipes] == [5, 7]


@pytest.mark.parametrize("name", ["blobs", "penguins"])
def test_a_quick_lesson_reaches_its_ranges(name: str) -> None:
    result = lessons.run_lesson(name, seeds=5)
    assert result.ok, result.missed
    assert result.seeds == 5


def test_a_broken_product_is_caught_and_told() -> None:
    """ReLU that does nothing is what a forgotten activation would look like."""
    lesson = LESSONS["gaussians"]
    first = replace(lesson.ladder.rungs[0], recipe=lesson.ladder.rungs[0].recipe)
    broken = replace(first, name="ReLU")
    ladder = replace(lesson.ladder, rungs=(first, broken))
    result = run(replace(lesson, ladder=ladder), 5, None)
    assert not result.ok
    assert any(text.startswith("ReLU: median test accuracy") for text in result.missed)
    assert any("below" in text for text in result.missed)


def test_every_rung_and_the_pictures_are_told(
    shortened: Shorten, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("separatrix.lessons.pictures.render", lambda _figure: b"")
    told: list[Event] = []
    result = run(shortened("moons"), 1, tmp_path, told.append)
    stages = [event.text for event in told if isinstance(event, Stage)]
    assert [text.split(" (")[0] for text in stages] == [
        *("moons: linear", "moons: ReLU", "moons: Adam", "moons: pictures"),
    ]
    assert set(result.pictures) == set((tmp_path / "moons").iterdir())


def test_no_seeds_are_refused() -> None:
    with pytest.raises(RecipeError, match="seeds must be 1 or more, got 0"):
        lessons.run_lesson("line", seeds=0)


def test_two_outputs_cost_what_is_said(shortened: Shorten) -> None:
    result = run(shortened("sigmoid-softmax"), 1, None)
    sigmoid, softmax = result.rungs
    assert softmax.parameters - sigmoid.parameters == 11
    assert result.sentences[-1] == "The second output costs 11 parameters."


def test_the_map_has_a_cell_for_every_combination(shortened: Shorten) -> None:
    facts = run(shortened("tuning"), 2, None).facts
    assert facts["cells"] == 2 * 2 * 2
    assert [np.shape(cells) for cells in facts["map"].values()] == [(2, 2), (2, 2)]
    assert list(facts["map"]) == ["3", "4"]


def test_a_cell_of_the_map_is_what_a_training_of_its_own_gives(shortened: Shorten) -> None:
    lesson = shortened("tuning")
    assert lesson.sweep is not None
    found = run(lesson, 2, None).facts["map"]["4"][1]
    for column, epochs in enumerate(lesson.sweep.epochs):
        base = lesson.ladder.rungs[0].recipe
        settings = {"hidden": (4,), "learning_rate": 0.1, "epochs": epochs}
        alone = Recipe(**{**{f: getattr(base, f) for f in base.__struct_fields__}, **settings})
        ladder = climb("alone", alone)
        (result,) = train_rungs(replace(lesson, ladder=ladder, sweep=None), (0, 1)).results
        assert result.test.median == pytest.approx(found[column])


def test_in_eval_mode_one_row_has_one_answer_and_in_train_mode_many(shortened: Shorten) -> None:
    facts = run(shortened("circles-10k"), 2, None).facts
    for name in ("dropout", "batch-norm"):
        assert facts[f"{name}_eval_answers"] == 1
        assert facts[f"{name}_train_answers"] > 1
        assert facts[f"{name}_train_lowest"] < facts[f"{name}_train_highest"]
    assert len(facts["batch_mean"]) == len(facts["running_mean"]) == 10
    assert facts["largest_difference_of_means"] > 0


def test_softmax_and_argmax_of_one_row_belong_to_its_logits(shortened: Shorten) -> None:
    facts = run(shortened("blobs"), 2, None).facts
    raised = np.exp(facts["logits"])
    assert np.allclose(facts["softmax"], raised / raised.sum())
    assert facts["argmax"] == int(np.argmax(facts["logits"]))
    assert len(facts["logits"]) == 4
