import dataclasses

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score

from separatrix.evaluation.prediction import predict_encoded
from separatrix.events import Epoch, Event
from separatrix.ladders import Rung
from separatrix.ladders.member import only_member
from separatrix.ladders.problem import Problem
from separatrix.ladders.run import RungResult, reached, run_members, run_rung
from separatrix.recipe import replace


@pytest.fixture(scope="module")
def result(moons: Problem, rung: Rung) -> RungResult:
    return run_rung(rung, moons, [0, 1, 2])


def test_every_seed_is_a_member_and_scored_as_scikit_learn_does(
    result: RungResult, moons: Problem
) -> None:
    predictions = predict_encoded(result.fitted, moons.test.encoded)
    labels = [predictions.member(k).labels_N for k in range(3)]
    assert [recipe.seed for recipe in result.fitted.recipes] == [0, 1, 2]
    assert result.metric == "accuracy"
    assert np.allclose(
        result.test_K, [accuracy_score(moons.test.target_N, chosen) for chosen in labels]
    )


def test_a_seed_does_not_hang_on_the_seeds_beside_it(
    result: RungResult, moons: Problem, rung: Rung
) -> None:
    alone = run_rung(rung, moons, [2])
    assert torch.allclose(
        alone.fitted.stack.weights_KP[0], result.fitted.stack.weights_KP[2], rtol=1e-4, atol=1e-5
    )


def test_the_test_rows_are_watched_and_steer_nothing(
    result: RungResult, moons: Problem, rung: Rung
) -> None:
    flipped = dataclasses.replace(moons.test, target_N=1 - moons.test.target_N)
    eager = Rung(rung.name, "", replace(rung.recipe, {"keep": "best", "patience": 1}))
    other = run_rung(eager, dataclasses.replace(moons, test=flipped), [0, 1, 2])
    history = other.fitted.history
    assert history is not None
    assert history.held_metric_EK is not None
    assert torch.equal(other.fitted.stack.weights_KP, result.fitted.stack.weights_KP)
    assert list(history.kept_K) == [rung.recipe.epochs - 1] * 3


def test_the_last_number_of_the_curve_is_the_score(result: RungResult) -> None:
    history = result.fitted.history
    assert history is not None
    assert history.held_metric_EK is not None
    assert np.allclose(history.held_metric_EK[-1], result.test_K)
    assert np.allclose(history.train_metric_EK[-1], result.train_K)


def test_reached_goes_from_the_least_to_the_greatest() -> None:
    scores_K = np.array([0.5, 1.0, 0.75, 0.25])
    found = reached(scores_K)
    assert (found.min, found.median, found.max) == (0.25, 0.625, 1.0)


def test_the_median_member_is_the_one_nearest_to_the_median(result: RungResult) -> None:
    spread = dataclasses.replace(result, test_K=np.array([0.1, 0.9, 0.6]))
    assert spread.median_member == 2
    tied = dataclasses.replace(result, test_K=np.array([0.9, 0.9, 0.9]))
    assert tied.median_member == 0


def test_one_member_alone_answers_as_in_its_stack(result: RungResult, moons: Problem) -> None:
    together = predict_encoded(result.fitted, moons.test.encoded).probabilities_KNC
    alone = predict_encoded(only_member(result.fitted, 1), moons.test.encoded).probabilities_KNC
    assert together is not None
    assert alone is not None
    assert np.allclose(alone[0], together[1], atol=1e-6)
    assert not np.allclose(alone[0], together[0], atol=1e-3)


def test_members_may_have_rates_of_their_own(moons: Problem, rung: Rung) -> None:
    members = [replace(rung.recipe, {"learning_rate": rate}) for rate in (1e-9, 0.05)]
    result = run_members(rung, members, moons)
    history = result.fitted.history
    assert history is not None
    still, moved = history.train_loss_EK[0] - history.train_loss_EK[-1]
    assert abs(still) < moved


def test_two_classes_can_have_two_outputs(moons: Problem, rung: Rung) -> None:
    softmax = Rung("softmax", "", replace(rung.recipe, {"loss": "cross-entropy"}))
    result = run_rung(softmax, moons, [0])
    assert result.fitted.stack.architecture.outputs == 2
    assert result.parameters == run_rung(rung, moons, [0]).parameters + 7


def test_every_epoch_is_told(moons: Problem, rung: Rung) -> None:
    told: list[Event] = []
    run_rung(rung, moons, [0], listen=told.append)
    assert [event.number for event in told if isinstance(event, Epoch)] == list(range(1, 13))


def test_an_interrupted_rung_interrupts_the_ladder(moons: Problem, rung: Rung) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Epoch) and event.number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_rung(rung, moons, [0], listen=interrupt)
