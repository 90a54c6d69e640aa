"""A training runs until an epoch, can be asked in between, and goes on as if it had not been."""

from typing import Any

import numpy as np
import pytest
import torch

from separatrix.recipe import choices
from separatrix.training.engine import EngineName
from separatrix.training.loop import Training, fit
from separatrix.training.observing import at
from tests.training.asked import ENGINES, EVERYTHING, probe_rows, quick, training
from tests.training.problems import architecture, examples, members_of


def state(training: Training) -> list[torch.Tensor | np.ndarray[Any, Any]]:
    """Return all that the future of a training hangs on."""
    engine: Any = training.engine
    numbers = [training.stack.weights_KP.detach(), training.stack.statistics_KQ]
    kept = [training.keeper.running_K, training.steps_K, training.keeper.bring_back()]
    if hasattr(engine, "optimizer"):
        return [*numbers, *engine.optimizer.moments, engine.optimizer.steps, *kept]
    return [*numbers, engine.state.first, engine.state.second, engine.state.taken, *kept]


def alike(one: Training, other: Training) -> bool:
    """Say whether two trainings stand bit for bit alike, with what they have kept."""
    pairs = zip(state(one), state(other), strict=True)
    return all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in pairs)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("norm", choices("norm"))
def test_asking_in_between_changes_no_bit(engine: EngineName, norm: str) -> None:
    silent, asked = (training(quick(norm=norm), engine) for _ in range(2))
    silent.run()
    before = asked.snapshot()
    while asked.epoch < EVERYTHING.epochs and asked.keeper.running_K.any():
        asked.run(until=asked.epoch + 1)
        asked.answers(probe_rows())
        asked.statistics(before)
        before = asked.snapshot()
    stopped = silent.recorder.history(silent.keeper.bring_back()).stopped_K
    assert stopped.min() < stopped.max(), "the test needs members that stop and others that go on"
    assert asked.epoch == silent.epoch
    assert alike(asked, silent)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("stops", [(1, 4), (0, 3, 3, 99)])
def test_a_training_in_parts_is_the_training_in_one(
    engine: EngineName, stops: tuple[int, ...]
) -> None:
    whole, parted = training(engine=engine), training(engine=engine)
    whole.run()
    for stop in stops:
        parted.run(until=stop)
        assert parted.epoch == min(stop, whole.epoch)
    parted.run()
    assert alike(parted, whole)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_observer_is_called_before_the_first_epoch_and_after_each(engine: EngineName) -> None:
    seen: list[int] = []
    under_way = training(quick(epochs=4, patience=None), engine)
    under_way.run(until=0, observe=lambda training: seen.append(training.epoch))
    assert seen == []
    under_way.run(until=2, observe=lambda training: seen.append(training.epoch))
    under_way.run(observe=lambda training: seen.append(training.epoch))
    assert seen == [0, 1, 2, 3, 4]


def test_an_observer_may_choose_its_epochs() -> None:
    seen: list[int] = []
    observe = at({0, 3, 99}, lambda training: seen.append(training.epoch))
    training(quick(epochs=4)).run(observe=observe)
    assert seen == [0, 3]


@pytest.mark.parametrize("engine", ENGINES)
def test_fit_hands_the_training_to_an_observer(engine: EngineName) -> None:
    seen: list[np.ndarray[Any, Any]] = []
    arguments = members_of(EVERYTHING), architecture(EVERYTHING, "binary"), examples(1, "binary")
    observed, alone = (
        fit(*arguments, task="binary", engine=engine, observe=observe)
        for observe in (lambda training: seen.append(training.answers(probe_rows())), None)
    )
    assert torch.equal(observed.stack.weights_KP, alone.stack.weights_KP)
    assert len(seen) == EVERYTHING.epochs + 1
    assert all(one.shape == (3, 33, 1) for one in seen)
    assert not np.array_equal(seen[0], seen[-1])


@pytest.mark.parametrize("engine", ENGINES)
def test_steps_are_counted_for_each_member_as_the_engine_counts_them(engine: EngineName) -> None:
    under_way: Any = training(engine=engine)
    under_way.run()
    taken = (
        under_way.engine.state.taken
        if engine == "compiled"
        else under_way.engine.optimizer.steps[:, 0].numpy()
    )
    assert under_way.steps_K.tolist() == taken.tolist()
    assert len(set(taken.tolist())) > 1
