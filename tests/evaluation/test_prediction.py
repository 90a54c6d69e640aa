"""Predictions: the mean of probabilities, batches that do not matter, weights as they began."""

from pathlib import Path

import numpy as np
import pytest
import torch

from separatrix.data.prepare import prepare
from separatrix.data.toy import make_toy
from separatrix.evaluation import prediction
from separatrix.evaluation.prediction import predict, untrained
from separatrix.metrics.probabilities import probabilities
from separatrix.models.plain import member_module
from separatrix.recipe import Recipe, replace
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn

RECIPE = Recipe(hidden=(6,), epochs=5, batch_size=32, learning_rate=0.02)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Three members on three rings."""
    return learn(prepare(make_toy("gaussians", 150, seed=1), "label"), RECIPE, seeds=3)


def test_the_prediction_is_the_mean_of_probabilities_and_not_of_logits(fitted: Fitted) -> None:
    rows = make_toy("gaussians", 40, seed=2)
    encoded = fitted.encoder.encode(rows)
    logits = prediction.logits(fitted.stack, encoded)
    by_member = torch.softmax(torch.from_numpy(logits), dim=2).numpy()
    answers = predict(fitted, rows).answers
    assert answers.probabilities_NC == pytest.approx(by_member.mean(axis=0), rel=1e-12)
    of_logits = torch.softmax(torch.from_numpy(logits.mean(axis=0)), dim=1).numpy()
    assert not np.allclose(answers.probabilities_NC, of_logits, rtol=1e-4)


def test_a_member_alone_answers_like_its_plain_module(fitted: Fitted) -> None:
    rows = make_toy("gaussians", 40, seed=2)
    features = torch.from_numpy(fitted.encoder.encode(rows).features_ND)
    for k in range(3):
        plain = torch.softmax(member_module(fitted.stack, k)(features).double(), dim=1)
        mine = predict(fitted, rows).member(k).probabilities_NC
        assert mine == pytest.approx(plain.detach().numpy(), rel=1e-5)


def test_rows_answered_in_chunks_are_answered_as_one(
    fitted: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = make_toy("gaussians", 40, seed=2)
    whole = predict(fitted, rows).probabilities_KNC
    monkeypatch.setattr(prediction, "chunk_rows", lambda stack: 7)
    assert predict(fitted, rows).probabilities_KNC == pytest.approx(whole, rel=1e-6)
    monkeypatch.undo()
    assert prediction.chunk_rows(fitted.stack) > 1000


def test_no_rows_get_no_answers(fitted: Fitted) -> None:
    none = make_toy("gaussians", 40, seed=2).take(np.zeros(0, dtype=np.int64))
    assert predict(fitted, none).answers.array.shape == (0, 3)


@pytest.mark.parametrize("logit", [-800.0, -3.0, 0.0, 2.0, 800.0])
def test_one_logit_is_the_sigmoid_of_the_positive_class(logit: float) -> None:
    found = probabilities(np.full((1, 1, 1), logit))[0, 0]
    expected = torch.sigmoid(torch.tensor(logit, dtype=torch.float64)).item()
    assert found == pytest.approx([1 - expected, expected], abs=1e-15)


def test_untrained_weights_are_those_the_training_began_with(fitted: Fitted) -> None:
    began = untrained(fitted)
    other = learn(
        prepare(make_toy("gaussians", 150, seed=1), "label"),
        replace(RECIPE, {"epochs": 1, "learning_rate": 1e-30, "keep": "last"}),
        seeds=3,
    )
    assert torch.allclose(began.stack.weights_KP, other.stack.weights_KP, rtol=1e-12)
    assert not torch.equal(began.stack.weights_KP, fitted.stack.weights_KP)


def test_values_come_back_in_the_unit_of_the_table() -> None:
    prepared = prepare(make_toy("line", 200, noise=0.0, seed=1), "y")
    fitted = learn(prepared, Recipe(hidden=(), learning_rate=0.05, epochs=150, batch_size="full"))
    truth = np.asarray(prepared.table.column("y"))
    assert predict(fitted, prepared.table).answers.array == pytest.approx(truth, abs=0.01)


def test_nothing_is_written_by_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    learn(prepare(make_toy("moons", 60, seed=1), "label"), RECIPE)
    assert list(tmp_path.iterdir()) == []
