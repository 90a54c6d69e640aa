"""Intervals and label sets hold the truth as often as they say, on rows that come alike."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import separatrix
from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError, RunError
from separatrix.evaluation.conformal import conformity, endless, intervals, label_sets, reach
from separatrix.metrics.answers import Answers
from separatrix.recipe import Recipe
from separatrix.workflow import learn_parts

SPLITS = 300
QUICK = Recipe(hidden=(8,), epochs=15, learning_rate=0.02)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60).map(sorted), st.floats(0.01, 0.99))
def test_the_reach_is_the_order_statistic_of_the_books(
    scores: list[float], coverage: float
) -> None:
    found, n = reach(tuple(scores), coverage), len(scores)
    place = int(np.ceil((n + 1) * coverage - 1e-9))
    if place > n:
        assert found == np.inf
    else:
        assert found == scores[place - 1]
        assert np.mean(np.array(scores) <= found) >= min(1.0, place / n) - 1e-12


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9])
def test_numbers_are_covered_as_often_as_promised_in_the_mean_over_many_splits(
    coverage: float,
) -> None:
    random, covered = np.random.default_rng(0), []
    for _ in range(SPLITS):
        truth = random.exponential(size=140)
        told = truth + random.standard_t(3, size=140)  # however wrong the answers are
        scores = np.sort(conformity(truth[:40], Answers(values_N=told[:40])))
        low, high = intervals(told[40:], reach(scores, coverage)).T
        covered.append(((low <= truth[40:]) & (truth[40:] <= high)).mean())
    exact = np.ceil(41 * coverage - 1e-9) / 41
    error = np.std(covered) / np.sqrt(SPLITS)
    assert abs(np.mean(covered) - exact) < 3.5 * error
    assert exact >= coverage


@pytest.mark.parametrize("coverage", [0.7, 0.9])
def test_classes_are_covered_as_often_as_promised_in_the_mean_over_many_splits(
    coverage: float,
) -> None:
    random, covered, sizes = np.random.default_rng(1), [], []
    for _ in range(SPLITS):
        true_NC = random.dirichlet([0.5] * 4, 160)
        truth = np.array([random.choice(4, p=row) for row in true_NC])
        told = true_NC**2 / (true_NC**2).sum(axis=1, keepdims=True)  # too sure
        scores = np.sort(conformity(truth[:60], Answers(told[:60])))
        inside = label_sets(told[60:], reach(scores, coverage))
        covered.append(inside[np.arange(100), truth[60:]].mean())
        sizes.append(inside.sum(axis=1).mean())
    error = np.std(covered) / np.sqrt(SPLITS)
    assert np.mean(covered) > coverage - 3 * error
    assert np.mean(covered) < coverage + 0.06  # not by saying everything
    assert np.mean(sizes) < 3


def test_the_likeliest_class_is_always_in_the_set() -> None:
    inside = label_sets(np.array([[0.4, 0.35, 0.25]]), 0.1)
    assert inside.tolist() == [[True, False, False]]


def moons(rows: int, seed: int) -> Table:
    return separatrix.make_toy("moons", rows, noise=0.3, seed=seed)


def test_trained_networks_cover_new_rows_in_the_mean_over_splits() -> None:
    covered = []
    table = moons(700, 0)
    for seed in range(25):
        splitting = Splitting(seed=seed)
        parts = encode_parts(
            prepare(table, "label", splitting=splitting, calibration_share=0.3), "float32"
        )
        fitted = learn_parts(parts, QUICK, 1)
        assert fitted.conformal is not None
        from separatrix.evaluation.prediction import predict_encoded

        test = parts.by_name["test"]
        told = np.asarray(predict_encoded(fitted, test.encoded).answers.array)
        inside = label_sets(told, reach(fitted.conformal.scores, 0.9))
        covered.append(inside[np.arange(len(test)), test.target_N].mean())
    error = np.std(covered) / np.sqrt(len(covered))
    assert np.mean(covered) > 0.9 - 3 * error


def test_calibration_rows_have_no_part_in_the_training() -> None:
    cells = moons(300, 1).columns.to_pydict()
    prepared = prepare(Table(pa.table(cells)), "label", calibration_share=0.25)
    rows = prepared.split.calibration
    split = prepared.split
    every = np.concatenate([split.train, split.validation, split.test, rows])
    assert sorted(every.tolist()) == list(range(300))
    assert len(rows) == pytest.approx(0.25 * (len(rows) + len(split.train)), abs=1)
    poisoned = {name: list(column) for name, column in cells.items()}
    for row in rows:
        poisoned["x1"][row], poisoned["x2"][row] = 1e6, -1e6
    fits = [
        learn_parts(
            encode_parts(
                prepare(Table(pa.table(each)), "label", calibration_share=0.25), "float32"
            ),
            QUICK,
            1,
        )
        for each in (cells, poisoned)
    ]
    one, other = (fit.stack.weights_KP.detach().numpy() for fit in fits)
    np.testing.assert_array_equal(one, other)
    assert fits[0].conformal != fits[1].conformal


def test_a_run_keeps_its_promise_with_it_and_writes_it_beside_its_answers(tmp_path: Path) -> None:
    run = separatrix.train(
        moons(400, 2), target="label", recipe=QUICK, calibration_share=0.3,
        out=tmp_path / "run", pictures=False,
    )  # fmt: skip
    fresh = moons(300, 3)
    sets = run.predict_sets(fresh, coverage=0.95)
    truth = fresh.column("label").to_pylist()
    assert np.mean([each in inside for each, inside in zip(truth, sets, strict=True)]) > 0.88
    for place in ("run", "run/model.safetensors"):
        assert separatrix.load(tmp_path / place).predict_sets(fresh, coverage=0.95) == sets
    labels = run.predictions(fresh, coverage=0.95).columns["labels"].to_pylist()
    assert labels == ["|".join(map(str, inside)) for inside in sets]
    again = separatrix.load(tmp_path / "run")
    assert run.split is not None
    assert again.split is not None
    np.testing.assert_array_equal(again.split.calibration, run.split.calibration)
    with pytest.raises(RunError, match="needs a number"):
        run.predict_interval(fresh)


def test_numbers_get_an_interval_in_their_own_unit(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x = random.uniform(-3, 3, 800)
    table: dict[str, Any] = {"x": x, "y": 1000 + 100 * x + random.normal(0, 20, 800)}
    run = separatrix.train(
        {name: cells[:500] for name, cells in table.items()}, target="y", recipe=QUICK,
        calibration_share=0.3, out=tmp_path / "run", pictures=False, kinds={"x": "number"},
    )  # fmt: skip
    fresh = {name: cells[500:] for name, cells in table.items()}
    low, high = run.predict_interval(fresh, coverage=0.9).T
    covered = ((low <= fresh["y"]) & (fresh["y"] <= high)).mean()
    assert 0.8 < covered < 0.99
    columns = run.predictions(fresh, coverage=0.9).columns
    np.testing.assert_array_equal(columns["low"].to_numpy(), low)
    np.testing.assert_allclose(
        (columns["low"].to_numpy() + columns["high"].to_numpy()) / 2,
        columns["prediction"].to_numpy(),
    )


def test_too_few_rows_promise_by_an_endless_interval(tmp_path: Path) -> None:
    x = np.arange(60.0)
    run = separatrix.train(
        {"x": x, "y": x}, target="y", recipe=Recipe(epochs=2), calibration_share=0.1,
        out=tmp_path / "run", pictures=False, kinds={"x": "number"},
    )  # fmt: skip
    assert np.isinf(run.predict_interval({"x": [1.0]}, coverage=0.99)).all()


def test_other_groups_and_later_times_are_promised_nothing() -> None:
    cells = moons(300, 4).columns.to_pydict() | {"who": [i // 6 for i in range(300)]}
    table = Table(pa.table(cells))
    grouped = prepare(table, "label", splitting=Splitting(group="who"), calibration_share=0.2)
    assert any("no coverage is promised" in note for note in grouped.notes)
    who = np.asarray(cells["who"])
    split = grouped.split
    assert not set(who[split.calibration]) & set(who[split.train])
    plain = prepare(table, "label", calibration_share=0.2)
    assert not any("promised" in note for note in plain.notes)


def test_what_cannot_be_promised_is_said(tmp_path: Path) -> None:
    run = separatrix.train(
        moons(100, 5), target="label", recipe=Recipe(epochs=1), out=tmp_path / "r", pictures=False
    )
    with pytest.raises(RunError, match="need calibration rows"):
        run.predict_sets(moons(10, 6))
    with pytest.raises(RunError, match="need calibration rows"):
        run.predictions(moons(10, 6), coverage=0.9)
    with pytest.raises(RunError, match="coverage must be between 0 and 1"):
        reach((1.0,), 1.0)
    with pytest.raises(DataError, match="calibration_share must be"):
        prepare(moons(50, 0), "label", calibration_share=1.0)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_what_too_few_rows_are_is_where_the_reach_ends(coverage: float) -> None:
    (said,) = endless(float("inf"), coverage)
    needed = int(said.split("at least ")[1].split(".")[0])
    assert np.isfinite(reach(tuple(range(needed)), coverage))
    assert np.isinf(reach(tuple(range(needed - 1)), coverage))
    assert endless(1.0, coverage) == ()
    assert endless(None, None) == ()
