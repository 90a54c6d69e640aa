"""The loop: it learns, stops, keeps, repeats itself bit for bit, and ends cleanly."""

import subprocess
import sys
from dataclasses import replace as with_changes

import msgspec
import numpy as np
import pytest
import torch

from separatrix.data.task import Task
from separatrix.errors import RecipeError
from separatrix.events import Epoch, Event
from separatrix.models.initial import initialise
from separatrix.models.stack import Noise, Rows, Stack
from separatrix.recipe import Optimizer, Recipe, choices
from separatrix.training.examples import Examples
from separatrix.training.history import History
from separatrix.training.loop import Trained, Training, fit
from separatrix.training.losses import LOSSES, mean_of_rows
from separatrix.training.machine import threads
from separatrix.training.pytorch import PyTorchEngine
from separatrix.training.resolve import resolve
from separatrix.training.unit import Unit
from separatrix.training.watching import Watch
from tests.training.problems import architecture, cast, examples, train

SMALL = Recipe(hidden=(6,), epochs=15, batch_size=8, learning_rate=0.02, dtype="float64")


def run(recipe: Recipe, rows: Examples, task: Task = "binary", seeds: int = 2) -> Trained:
    """Train on the given rows with nothing held out."""
    recipes = [msgspec.structs.replace(recipe, seed=seed) for seed in range(seeds)]
    return fit(recipes, architecture(recipe, task), cast(rows, recipe), task=task)


@pytest.mark.parametrize("optimizer", choices("optimizer"))
def test_every_optimizer_lowers_the_loss(optimizer: Optimizer) -> None:
    rate = 0.3 if optimizer == "sgd" else 0.02
    recipe = msgspec.structs.replace(SMALL, optimizer=optimizer, learning_rate=rate, epochs=40)
    history = train(recipe, held_out=False).history
    assert (history.train_loss_EK[-1] < 0.8 * history.train_loss_EK[0]).all()


def test_a_linear_model_finds_the_least_squares_solution() -> None:
    generator = np.random.default_rng(0)
    features = generator.normal(size=(60, 3))
    target = features @ [2.0, -1.0, 0.5] + 0.7 + 0.1 * generator.normal(size=60)
    rows = Examples(
        torch.tensor(features), torch.zeros(60, 0, dtype=torch.int64), torch.tensor(target)
    )
    recipe = Recipe(
        hidden=(),
        optimizer="sgd",
        learning_rate=0.2,
        epochs=400,
        batch_size="full",
        dtype="float64",
    )
    shape = msgspec.structs.replace(architecture(recipe, "regression"), embedded=())
    trained = fit([recipe], shape, rows, task="regression")
    design = np.column_stack([features, np.ones(60)])
    exact = np.linalg.lstsq(design, target, rcond=None)[0]
    assert trained.stack.weights_KP[0].detach().numpy() == pytest.approx(exact, rel=1e-8)


def test_a_training_is_repeated_bit_for_bit_in_another_process() -> None:
    program = (
        "from tests.training.test_loop import SMALL, train\n"
        "import hashlib, msgspec\n"
        "recipe = msgspec.structs.replace(SMALL, dropout=0.2, norm='batch', dtype='float32')\n"
        "weights = train(recipe).stack.weights_KP.detach().numpy()\n"
        "print(hashlib.sha256(weights.tobytes()).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(hashes) == 1
    assert len(hashes.pop().strip()) == 64


def test_the_best_weights_come_back_with_their_running_statistics() -> None:
    recipe = msgspec.structs.replace(
        SMALL, hidden=(20,), norm="batch", epochs=60, learning_rate=0.1, patience=10
    )
    trained = train(recipe)
    history = trained.history
    assert history.held_loss_EK is not None
    best = np.nanargmin(history.held_loss_EK, axis=0)
    assert history.kept_K.tolist() == best.tolist()
    assert (history.stopped_K <= best + 11).all()
    assert history.stopped_K.min() < 60, "the test needs members that stop"
    loss, _ = Watch(LOSSES["bce"], "binary").look(
        trained.stack, cast(examples(2, "binary", rows=21), recipe)
    )
    assert loss == pytest.approx(history.held_loss_EK[best, range(3)], rel=1e-12)


def test_what_is_kept_last_is_the_last_epoch() -> None:
    recipe = msgspec.structs.replace(SMALL, keep="last", learning_rate=0.1, epochs=30)
    trained = train(recipe)
    assert trained.history.kept_K.tolist() == [29, 29, 29]
    assert trained.history.held_loss_EK is not None
    loss, _ = Watch(LOSSES["bce"], "binary").look(
        trained.stack, cast(examples(2, "binary", rows=21), recipe)
    )
    assert loss == pytest.approx(trained.history.held_loss_EK[-1], rel=1e-12)


def test_held_out_rows_that_steer_nothing_change_nothing() -> None:
    recipe = msgspec.structs.replace(SMALL, keep="last")
    watched, alone = train(recipe), train(recipe, held_out=False)
    assert torch.equal(watched.stack.weights_KP, alone.stack.weights_KP)


def test_a_member_whose_loss_is_not_finite_stops_and_keeps_what_was_finite() -> None:
    rows = examples(1, "regression")
    recipes = [
        msgspec.structs.replace(SMALL, optimizer="sgd", seed=seed, learning_rate=rate)
        for seed, rate in enumerate((0.01, 1e6))
    ]
    trained = fit(recipes, architecture(SMALL, "regression"), rows, task="regression")
    assert trained.history.stopped_K[0] == SMALL.epochs
    assert trained.history.stopped_K[1] < SMALL.epochs
    assert torch.isfinite(trained.stack.weights_KP).all()
    alone = fit(recipes[:1], architecture(SMALL, "regression"), rows, task="regression")
    assert torch.allclose(trained.stack.weights_KP[0], alone.stack.weights_KP[0], rtol=1e-12)


def test_batch_norm_learns_when_the_last_batch_would_be_one_row() -> None:
    recipe = msgspec.structs.replace(SMALL, norm="batch", batch_size=4)
    rows = examples(1, "binary", rows=33)
    trained = run(recipe, rows)
    assert torch.isfinite(trained.stack.weights_KP).all()
    assert torch.isfinite(trained.stack.statistics_KQ).all()
    assert (trained.history.train_loss_EK[-1] < trained.history.train_loss_EK[0]).all()


def test_batch_norm_refuses_a_single_training_row() -> None:
    recipe = msgspec.structs.replace(SMALL, norm="batch")
    with pytest.raises(RecipeError, match="2 or more training rows, got 1"):
        run(recipe, examples(1, "binary", rows=1))


def test_members_may_differ_in_rate_decay_and_seed_only() -> None:
    recipes = [SMALL, msgspec.structs.replace(SMALL, clip=1.0)]
    with pytest.raises(RecipeError, match="these differ in clip"):
        fit(recipes, architecture(SMALL, "binary"), examples(1, "binary"), task="binary")


@pytest.mark.parametrize(
    ("loss", "task"), [("mse", "binary"), ("bce", "multiclass"), ("cross-entropy", "regression")]
)
def test_a_loss_that_does_not_suit_the_target_is_refused(loss: str, task: Task) -> None:
    recipe = msgspec.structs.replace(SMALL, loss=loss)
    with pytest.raises(RecipeError, match=f"{loss} does not suit a {task} target"):
        run(recipe, examples(1, task), task)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(RecipeError, match='no device "cuad" here'):
        fit(
            [SMALL],
            architecture(SMALL, "binary"),
            examples(1, "binary"),
            task="binary",
            device="cuad",
        )


def test_an_interrupt_keeps_the_best_so_far() -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Epoch) and event.number == 4:
            raise KeyboardInterrupt

    recipe = msgspec.structs.replace(SMALL, keep="last")
    rows, shape = examples(1, "binary"), architecture(SMALL, "binary")
    stopped = fit([recipe], shape, rows, task="binary", listen=interrupt)
    assert not stopped.finished
    assert stopped.history.epochs == 4
    whole = fit([msgspec.structs.replace(recipe, epochs=4)], shape, rows, task="binary")
    assert torch.equal(stopped.stack.weights_KP, whole.stack.weights_KP)


def test_a_stopped_member_is_frozen_whole() -> None:
    recipe = resolve(msgspec.structs.replace(SMALL, norm="batch", dropout=0.2), "binary", 45)
    members = [msgspec.structs.replace(recipe, seed=seed) for seed in range(3)]
    rows = examples(1, "binary")
    training = Training(members, architecture(recipe, "binary"), rows, None, "binary")
    engine, running_K = training.engine, np.ones(3, dtype=np.bool_)
    assert isinstance(engine, PyTorchEngine)

    def state() -> list[torch.Tensor]:
        optimizer = engine.optimizer
        kept = [training.stack.weights_KP, training.stack.statistics_KQ]
        return [tensor.detach().clone() for tensor in [*kept, *optimizer.moments, optimizer.steps]]

    rates_KS = np.full((3, 6), 0.02)
    engine.train_epoch(0, rates_KS, running_K)
    before = state()
    running_K[1] = False
    engine.train_epoch(1, rates_KS, running_K)
    for old, new in zip(before, state(), strict=True):
        assert torch.equal(old[1], new[1])
        assert not torch.equal(old[0], new[0])
        assert not torch.equal(old[2], new[2])


def test_a_diverged_network_is_told_of() -> None:
    recipe = msgspec.structs.replace(SMALL, optimizer="sgd", learning_rate=1e6)
    (note,) = run(recipe, examples(1, "regression"), "regression").notes
    assert note.startswith("2 of 2 networks diverged")
    assert run(SMALL, examples(1, "regression"), "regression").notes == ()


def test_held_out_rows_of_infinite_loss_stop_nobody() -> None:
    rows = cast(examples(1, "regression"), SMALL)
    far = with_changes(rows, target=torch.full_like(rows.target, 1e200))
    shape = architecture(SMALL, "regression")
    trained = fit([SMALL], shape, rows, far, task="regression")
    assert trained.history.held_loss_EK is not None
    assert not np.isfinite(trained.history.held_loss_EK).any()
    assert trained.history.stopped_K.tolist() == [SMALL.epochs]


def test_every_epoch_is_told() -> None:
    told: list[Event] = []
    rows = examples(1, "regression")
    fit(
        [SMALL],
        architecture(SMALL, "regression"),
        rows,
        rows,
        task="regression",
        unit=Unit(mean=1.0, scale=2.0),
        listen=told.append,
    )
    epochs = [event for event in told if isinstance(event, Epoch)]
    assert [event.number for event in epochs] == list(range(1, 16))
    assert {event.metric for event in epochs} == {"rmse"}
    assert all(event.held_loss == event.train_loss for event in epochs)
    last = epochs[-1]
    assert last.train_metric == pytest.approx(2 * last.train_loss**0.5)


def test_training_leaves_the_number_of_threads_as_it_was() -> None:
    with threads(2):
        trained = train(SMALL)
        assert trained.environment.threads == 1
        assert torch.get_num_threads() == 2


def test_no_global_random_state_is_touched() -> None:
    torch.manual_seed(1)
    state, numpy_state = torch.get_rng_state(), np.random.get_state(legacy=False)
    train(SMALL)
    assert torch.equal(state, torch.get_rng_state())
    assert repr(numpy_state) == repr(np.random.get_state(legacy=False))


def test_the_history_ends_with_the_last_member() -> None:
    history: History = train(msgspec.structs.replace(SMALL, patience=2, epochs=200)).history
    assert history.epochs == history.stopped_K.max()
    ran = np.arange(history.epochs)[:, None] < history.stopped_K
    assert (np.isfinite(history.train_loss_EK) == ran).all()


def test_one_step_equals_a_step_written_by_hand() -> None:
    recipe = msgspec.structs.replace(SMALL, optimizer="sgd", epochs=1, batch_size="full")
    rows = examples(1, "binary")
    trained = fit([recipe], architecture(recipe, "binary"), rows, task="binary")
    by_hand = train_by_hand(recipe, rows)
    assert torch.allclose(trained.stack.weights_KP, by_hand, rtol=1e-12)


def train_by_hand(recipe: Recipe, rows: Examples) -> torch.Tensor:
    """Take one full-batch SGD step without the loop."""
    stack = Stack(architecture(recipe, "binary"), 1, torch.float64)
    initialise(stack, torch.tensor([recipe.seed]))
    logits = stack.train()(
        Rows(rows.features, rows.codes), Noise((), torch.arange(len(rows))[None])
    )
    loss = mean_of_rows(LOSSES["bce"](logits, rows.target[None]), None)
    (gradient,) = torch.autograd.grad(loss.sum(), stack.weights_KP)
    return stack.weights_KP - recipe.learning_rate * gradient


def test_own_rows_of_equal_number_equal_shared_rows() -> None:
    shared = examples(1, "binary")
    own = Examples(*(t.expand(2, *t.shape) for t in (shared.features, shared.codes, shared.target)))
    one, two = run(SMALL, shared), run(SMALL, with_changes(own))
    assert torch.allclose(one.stack.weights_KP, two.stack.weights_KP, rtol=1e-12)
