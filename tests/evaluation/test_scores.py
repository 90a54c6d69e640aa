import json
from collections.abc import Callable
from unittest.mock import patch

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from separatrix.evaluation import resampling, scores
from separatrix.evaluation.answering import Answering
from separatrix.evaluation.scores import Score, score_rows
from separatrix.metrics.registry import metrics_of

Tell = Callable[..., Answering]


def noisy(rows: int, members: int, classes: int, seed: int = 0) -> tuple[NDArray, NDArray]:  # type: ignore[type-arg]
    generator = np.random.default_rng(seed)
    target = generator.integers(classes, size=rows)
    logits = generator.normal(size=(members, rows, classes)) + 2.0 * np.eye(classes)[target]
    parts = np.exp(logits)
    return target, parts / parts.sum(axis=2, keepdims=True)


def test_the_value_is_that_of_the_mean_and_each_member_stands_alone(told: Tell) -> None:
    target, probabilities = noisy(200, 3, 2)
    found = score_rows("binary", target, told(probabilities))["roc_auc"]
    mean = probabilities.mean(axis=0)
    assert found.value == pytest.approx(roc_auc_score(target, mean[:, 1]))
    assert found.members == pytest.approx([roc_auc_score(target, p[:, 1]) for p in probabilities])


@pytest.mark.parametrize(("task", "classes"), [("binary", 2), ("multiclass", 4)])
def test_every_metric_of_the_task_lies_in_its_interval(told: Tell, task: str, classes: int) -> None:
    target, probabilities = noisy(300, 2, classes)
    found = score_rows(task, target, told(probabilities))
    assert tuple(found) == metrics_of(task)
    for metric, one in found.items():
        assert one.low is not None, metric
        assert one.value is not None
        assert one.high is not None
        assert one.low < one.value < one.high


def test_the_interval_is_the_percentiles_of_plain_resampling(told: Tell) -> None:
    generator = np.random.default_rng(3)
    target = generator.normal(size=400)
    values = target + generator.normal(size=(1, 400))
    found = score_rows("regression", target, told(values_KN=values))["mae"]
    error = np.abs(values[0] - target)
    means = [error[generator.integers(400, size=400)].mean() for _ in range(4000)]
    assert (found.low, found.high) == pytest.approx(np.quantile(means, (0.025, 0.975)), abs=0.006)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another(told: Tell) -> None:
    target, probabilities = noisy(100, 1, 2)
    first, again, other = (
        score_rows("binary", target, told(probabilities), seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first["log_loss"].low != other["log_loss"].low


def test_the_interval_does_not_depend_on_how_many_resamples_are_held_at_once(told: Tell) -> None:
    target, probabilities = noisy(150, 1, 3)
    whole = score_rows("multiclass", target, told(probabilities))
    with patch.object(resampling, "_BLOCK", 150 * 9):
        blocks = score_rows("multiclass", target, told(probabilities))
    assert whole["roc_auc"].low == pytest.approx(blocks["roc_auc"].low, rel=1e-12)
    assert whole["accuracy"].high == pytest.approx(blocks["accuracy"].high, rel=1e-12)


def test_with_many_rows_the_normal_interval_is_close_to_the_percentiles(told: Tell) -> None:
    target, probabilities = noisy(4000, 1, 2)
    percentiles = score_rows("binary", target, told(probabilities))
    with patch.object(scores, "MANY_ROWS", 1000):
        normal = score_rows("binary", target, told(probabilities))
    for metric in metrics_of("binary"):
        one, other = percentiles[metric], normal[metric]
        assert one.low is not None
        assert one.high is not None
        assert (other.low, other.high) == pytest.approx(
            (one.low, one.high), abs=0.3 * (one.high - one.low)
        )


def test_a_normal_interval_stays_in_the_range_of_its_metric(told: Tell) -> None:
    target = np.arange(2000) % 2
    nearly = np.eye(2)[target][None] * 0.8 + 0.1
    nearly[0, 7] = nearly[0, 7, ::-1]
    with patch.object(scores, "MANY_ROWS", 1500):
        found = score_rows("binary", target, told(nearly))["balanced_accuracy"]
    assert found.low is not None
    assert found.low < 1999 / 2000
    assert found.high == 1.0


def test_no_error_in_few_rows_leaves_room_for_errors(told: Tell) -> None:
    target = np.arange(20) % 2
    found = score_rows("binary", target, told(np.eye(2)[target][None]))["accuracy"]
    # All of 20: Wilson's lower end is n / (n + z^2).
    assert found.low == pytest.approx(20 / (20 + 1.959964**2))
    assert found.high == 1.0


def test_what_is_undefined_is_none_and_can_be_written_as_json(told: Tell) -> None:
    found = score_rows("binary", np.array([1, 1]), told(np.full((2, 2, 2), 0.5)))
    assert found["roc_auc"] == Score(None, None, None, (None, None))
    assert json.loads(msgspec.json.encode(found["roc_auc"]))["members"] == [None, None]


def test_resamples_in_which_a_metric_is_undefined_are_left_out(told: Tell) -> None:
    target = np.array([0, 1, 1, 1])
    probabilities = np.array([[[0.8, 0.2], [0.1, 0.9], [0.9, 0.1], [0.3, 0.7]]])
    found = score_rows("binary", target, told(probabilities))["roc_auc"]
    assert found.value == pytest.approx(2 / 3)
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_single_row_and_no_row_are_scored_without_a_warning(told: Tell) -> None:
    one = score_rows("regression", np.array([1.0]), told(values_KN=np.array([[3.0]])))
    assert one["rmse"] == Score(2.0, 2.0, 2.0, (2.0,))
    assert one["r2"].value is None
    none = score_rows("regression", np.array([]), told(values_KN=np.zeros((2, 0))))
    assert none["mae"] == Score(None, None, None, (None, None))


@pytest.mark.parametrize(("rows", "truth"), [(250, 0.8), (60, 0.97), (400, 0.99)])
def test_95_per_cent_of_the_intervals_of_accuracy_hold_the_true_accuracy(
    told: Tell, rows: int, truth: float
) -> None:
    draws = 300
    generator = np.random.default_rng(5)
    target = np.zeros(rows, dtype=int)
    held = 0
    for draw in range(draws):
        wrong = (generator.random(rows) > truth).astype(float)
        predictions = told(np.column_stack([1 - wrong, wrong])[None])
        with patch.object(scores, "metrics_of", lambda _task, _asked: ("accuracy",)):
            found = score_rows("binary", target, predictions, resamples=10, seed=draw)
        low, high = found["accuracy"].low, found["accuracy"].high
        assert low is not None
        assert high is not None
        held += low <= truth <= high
    three_errors = 3 * np.sqrt(0.95 * 0.05 / draws)
    assert held / draws == pytest.approx(0.95, abs=three_errors)


def test_rows_of_weight_two_are_scored_like_two_rows(told: Tell) -> None:
    drawn = np.random.default_rng(0)
    target = drawn.integers(0, 2, 80)
    positive = np.clip(0.5 * target + 0.6 * drawn.random(80), 0, 1)
    weight = drawn.integers(1, 4, 80)
    rows = np.repeat(np.arange(80), weight)

    def given(rows: NDArray[np.int64]) -> Answering:
        return told(np.column_stack([1 - positive, positive])[None, rows])

    weighted = score_rows("binary", target, given(np.arange(80)), weight_N=weight.astype(float))
    repeated = score_rows("binary", target[rows], given(rows))
    plain = score_rows("binary", target, given(np.arange(80)))
    for metric, found in weighted.items():
        assert found.value == pytest.approx(repeated[metric].value)
        assert found.members == pytest.approx(repeated[metric].members)
        assert found.low is not None
        assert found.high is not None
        assert found.value is not None
        assert found.low <= found.value <= found.high
        assert found.value != pytest.approx(plain[metric].value)
