import numpy as np
import pytest

from separatrix.data.encoder import Encoded
from separatrix.data.prepare import prepare
from separatrix.data.toy import make_toy
from separatrix.evaluation.modes import ask_often, batch_and_running_mean
from separatrix.evaluation.prediction import predict_encoded
from separatrix.recipe import Recipe, replace
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn


def fitted(**settings: object) -> tuple[Fitted, Encoded]:
    table = make_toy("moons", 120)
    recipe = replace(Recipe(hidden=(32,), epochs=5, learning_rate=0.05), settings)
    learned = learn(prepare(table, "label"), recipe, 2)
    return learned, learned.encoder.encode(table.take(np.arange(20)))


@pytest.fixture(scope="module")
def noisy() -> tuple[Fitted, Encoded]:
    return fitted(dropout=0.4, norm="batch")


def test_eval_mode_gives_one_answer_and_it_is_the_prediction(
    noisy: tuple[Fitted, Encoded],
) -> None:
    learned, batch = noisy
    asked_TKC = ask_often(learned, batch, train_mode=False, times=4)
    predicted_KNC = predict_encoded(learned, batch).probabilities_KNC
    assert predicted_KNC is not None
    assert asked_TKC.shape == (4, 2, 2)
    assert np.array_equal(asked_TKC, np.repeat(predicted_KNC[None, :, 0], 4, axis=0))


def test_train_mode_gives_different_answers_under_dropout(noisy: tuple[Fitted, Encoded]) -> None:
    asked_TKC = ask_often(*noisy, train_mode=True, times=30)
    assert all(len(np.unique(asked_TKC[:, k, 1])) > 5 for k in range(2))


def test_without_dropout_and_norm_both_modes_agree() -> None:
    learned, batch = fitted()
    train_TKC = ask_often(learned, batch, train_mode=True, times=3)
    assert np.array_equal(train_TKC, ask_often(learned, batch, train_mode=False, times=3))


def test_asking_changes_nothing_in_the_network(noisy: tuple[Fitted, Encoded]) -> None:
    learned, batch = noisy
    before = {name: tensor.clone() for name, tensor in learned.stack.state_dict().items()}
    ask_often(learned, batch, train_mode=True, times=5)
    assert not learned.stack.training
    assert all(before[name].equal(now) for name, now in learned.stack.state_dict().items())


def test_the_batch_mean_is_that_of_the_first_layers_outputs(
    noisy: tuple[Fitted, Encoded],
) -> None:
    learned, batch = noisy
    weights = {name: tensor.detach().numpy() for name, tensor in learned.stack.weights().items()}
    outputs_KNH = batch.features_ND @ weights["weight.0"] + weights["bias.0"][:, None]
    batch_KH, running_KH = batch_and_running_mean(learned, batch)
    assert np.allclose(batch_KH, outputs_KNH.mean(axis=1), atol=1e-5)
    assert np.array_equal(running_KH, learned.stack.statistics()["mean.0"].numpy())
