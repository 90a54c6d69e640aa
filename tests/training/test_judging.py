"""What steers a training when a metric is asked for."""

import numpy as np
import pytest

from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.toy import make_toy
from separatrix.errors import RecipeError
from separatrix.evaluation.prediction import predict_encoded
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import score
from separatrix.recipe import Recipe, replace
from separatrix.workflow import learn_parts

RECIPE = Recipe(hidden=(8,), epochs=25, learning_rate=0.02, dtype="float64")
PARTS = encode_parts(prepare(make_toy("moons", 300, noise=0.4, seed=2), "label"), "float64")


@pytest.mark.parametrize("engine", ["compiled", "pytorch"])
@pytest.mark.parametrize("metric", ["roc_auc", "average_precision", "f1", "log_loss", "recall"])
def test_the_weights_kept_are_those_of_the_best_epoch_by_the_metric(
    metric: str, engine: str
) -> None:
    fitted = learn_parts(PARTS, replace(RECIPE, {"metric": metric}), 2, engine=engine)
    history = fitted.history
    assert history is not None
    assert history.metric == metric
    assert history.held_metric_EK is not None
    best = history.held_metric_EK.min if metric == "log_loss" else history.held_metric_EK.max
    np.testing.assert_array_equal(
        history.held_metric_EK[history.kept_K, np.arange(2)], best(axis=0)
    )
    held = PARTS.by_name["validation"]
    predictions = predict_encoded(fitted, held.encoded)
    for k in range(2):
        alone = predictions.member(k)
        if metric not in ("f1", "recall"):  # for which each look chooses its own threshold
            given = score(metric, held.target_N, alone)
            assert given == pytest.approx(history.held_metric_EK[history.kept_K[k], k])


def test_the_threshold_is_chosen_on_the_validation_rows_for_the_metric() -> None:
    fitted = learn_parts(PARTS, replace(RECIPE, {"metric": "f1"}))
    held = PARTS.by_name["validation"]
    array = predict_encoded(fitted, held.encoded).answers.array
    chosen = score("f1", held.target_N, Answers(array, threshold=fitted.threshold))
    others = [
        score("f1", held.target_N, Answers(array, threshold=float(each))) for each in array[:, 1]
    ]
    assert chosen >= max(others)
    assert any("was chosen on the validation rows for f1" in note for note in fitted.notes)
    assert learn_parts(PARTS, replace(RECIPE, {"metric": "roc_auc"})).threshold == 0.5
    assert learn_parts(PARTS, replace(RECIPE, {"threshold": 0.2})).threshold == 0.2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"metric": "r2"}, "metric r2 does not suit a binary target; take accuracy"),
        ({"loss": "mse"}, "loss mse does not suit"),
    ],
)
def test_what_does_not_suit_the_task_is_refused(settings: dict[str, str], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        learn_parts(PARTS, replace(RECIPE, settings))
