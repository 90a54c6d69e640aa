"""Trainings of users' own modules: against our own networks, a loop by hand, and each other."""

import pickle
import re
from collections.abc import Callable, Sequence
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from separatrix.data.parts import Parts, encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.data.task import Task
from separatrix.data.toy import make_toy, toy_target
from separatrix.errors import RecipeError, RunError
from separatrix.evaluation.prediction import logits, predict_encoded, untrained
from separatrix.models.architecture import Architecture
from separatrix.models.own.module import OwnModule
from separatrix.models.own.stack import OwnStack
from separatrix.models.plain import member_module
from separatrix.models.stack import Rows
from separatrix.recipe import Optimizer, Recipe
from separatrix.runs.model_file import model_bytes
from separatrix.training.batches import Batches
from separatrix.training.engine import choose_engine
from separatrix.training.examples import Examples
from separatrix.training.film import Film
from separatrix.training.fitted import Fitted
from separatrix.training.learn import learn_rows
from separatrix.training.loop import Trained, Training, fit
from separatrix.training.own import own_networks
from separatrix.training.resolve import resolve
from tests.models.nets import Embedding, Mlp, Recurrent, build
from tests.training.problems import CLASSES, ROWS, SEEDS, cast, examples, members_of

SMALL = Recipe(
    hidden=(6,), activation="tanh", epochs=20, batch_size=8, learning_rate=0.02, dtype="float64"
)
EVERYTHING = msgspec.structs.replace(
    SMALL, weight_decay=0.01, clip=0.5, schedule="cosine", patience=3, learning_rate=0.1
)


def rows_of(seed: int, recipe: Recipe, task: Task = "binary", rows: int = ROWS) -> Examples:
    """Return random rows with features alone, as many as nets.py expects."""
    drawn = cast(examples(seed, task, rows), recipe)
    features = torch.cat([drawn.features, drawn.codes.to(drawn.features)], dim=1)
    return Examples(features, drawn.codes[:, :0], drawn.target)


def train(
    module: Any,
    params: dict[str, object] | None = None,
    recipe: Recipe = SMALL,
    *,
    task: Task = "binary",
    picked: Sequence[int] = (0, 1, 2),
    held_out: bool = True,
    change: Callable[[OwnStack], object] = lambda _: None,
) -> Trained:
    """Train some of three members, whose rates and decays differ as well."""
    members = [members_of(recipe)[k] for k in picked]
    rows = rows_of(1, recipe, task)
    classes = {"binary": 2, "multiclass": CLASSES, "regression": 0}[task]
    stack, members_with_loss = own_networks(
        OwnModule(module, params or {}), members, rows, (), classes
    )
    change(stack)
    watched = rows_of(2, recipe, task, rows=21) if held_out else None
    return fit(members_with_loss, stack, rows, watched, task=task)


def differ(one: Trained, other: Trained, member: int = 0, of: int = 0) -> float:
    """Return the largest difference of weights and buffers of two members."""
    pairs = zip(_moving(one), _moving(other), strict=True)
    return max(float((a[member] - b[of]).abs().max()) for a, b in pairs if a.numel())


def _moving(trained: Trained) -> tuple[Tensor, ...]:
    assert isinstance(trained.stack, OwnStack)
    return trained.stack.moving()


# Oracles


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("norm", ["none", "batch"])
def test_our_own_network_written_by_a_user_is_trained_to_the_same_weights(
    optimizer: Optimizer, norm: str
) -> None:
    recipe = msgspec.structs.replace(EVERYTHING, optimizer=optimizer, norm=norm)
    members, rows = members_of(recipe), rows_of(1, recipe)
    watched = rows_of(2, recipe, rows=21)
    shape = Architecture(features=4, hidden=(6,), activation="tanh", norm=recipe.norm, outputs=1)
    once = [msgspec.structs.replace(r, loss="bce") for r in members]
    begun = Training(once, shape, rows, None, "binary").stack
    described = fit(members, shape, rows, watched, task="binary", engine="pytorch")

    def begin_alike(stack: OwnStack) -> None:
        for member in range(3):
            stack.fill(member, _written_by_hand(member_module(begun, member)))

    own = train(Mlp, {"norm": norm == "batch"}, recipe, change=begin_alike)
    assert own.history.kept_K.tolist() == described.history.kept_K.tolist()
    for member in range(3):
        mine = member_module(own.stack, member)
        theirs = _written_by_hand(member_module(described.stack, member))
        for (name, number), other in zip(
            mine.state_dict().items(), theirs.state_dict().values(), strict=True
        ):
            if not name.endswith("num_batches_tracked"):
                assert torch.allclose(number, other, rtol=1e-9, atol=1e-9), name


def _written_by_hand(network: nn.Module) -> nn.Module:
    """Return what PlainNetwork holds in the module that a user would write."""
    layers = [part for part in network.layers if part.state_dict()]  # type: ignore[union-attr]
    module = Mlp(4, 1, norm=len(layers) == 3).double()
    parts = (
        (module.first, module.norm, module.last)
        if len(layers) == 3
        else (
            module.first,
            module.last,
        )
    )
    for part, layer in zip(parts, layers, strict=True):
        part.load_state_dict(layer.state_dict())
    return module


@pytest.mark.parametrize("norm", [False, True])
def test_a_loop_by_hand_gives_the_same_weights_and_running_statistics(norm: bool) -> None:
    trained = train(Mlp, {"norm": norm}, held_out=False)
    rows, seeds_K = rows_of(1, SMALL), torch.tensor(SEEDS)
    batches = Batches(ROWS, None, 8, seeds_K, join_single=norm)
    for member, recipe in enumerate(members_of(SMALL)):
        torch.manual_seed(recipe.seed)
        module = Mlp(4, 1, norm=norm).double()
        optimizer = torch.optim.Adam(module.parameters(), recipe.learning_rate)
        for epoch in range(SMALL.epochs):
            for batch in batches.epoch(epoch):
                chosen = batch.rows[member]
                answers = module(rows.features[chosen])[:, 0]
                loss = nn.functional.binary_cross_entropy_with_logits(
                    answers, rows.target[chosen].double()
                )
                optimizer.zero_grad()
                torch.autograd.backward(loss)
                optimizer.step()
        mine = member_module(trained.stack, member).state_dict()
        for name, theirs in module.state_dict().items():
            assert torch.allclose(mine[name], theirs, rtol=1e-9, atol=1e-9), name


@pytest.mark.parametrize(
    ("module", "params"),
    [
        (Mlp, {}),
        (Mlp, {"norm": True}),
        (nn.Sequential(nn.LazyLinear(5), nn.LayerNorm(5), nn.GELU(), nn.Linear(5, 1)), {}),
        (Recurrent, {"kind": "GRU"}),
        (Recurrent, {"kind": "LSTM"}),
    ],
)
def test_a_stack_of_own_modules_equals_its_members_trained_apart(
    module: Any, params: dict[str, object]
) -> None:
    recipe = msgspec.structs.replace(EVERYTHING, epochs=12, patience=2)
    together = train(module, params, recipe)
    assert len(set(together.history.stopped_K.tolist())) > 1, "needs members that stop apart"
    for member in range(3):
        if member and not isinstance(module, type):
            continue  # alone, an instance would be the start of whichever seed is the first
        alone = train(module, params, recipe, picked=[member])
        assert differ(together, alone, member) < 1e-9
        assert together.history.kept_K[member] == alone.history.kept_K[0]


def test_members_that_go_one_after_another_keep_randomness_of_their_own() -> None:
    params: dict[str, object] = {"kind": "GRU", "dropout": 0.4}
    together = train(Recurrent, params, held_out=False)
    for member in range(3):
        alone = train(Recurrent, params, picked=[member], held_out=False)
        assert differ(together, alone, member) < 1e-9
    quiet = train(Recurrent, {"kind": "GRU"}, held_out=False)
    assert differ(together, quiet) > 1e-3, "needs dropout that does something"


def test_a_mistake_in_the_rows_order_would_be_seen() -> None:
    """The comparisons above must not hold for any two trainings."""
    assert differ(train(Mlp), train(Mlp, picked=[1])) > 1e-3
    assert differ(train(Mlp, {"norm": True}), train(Mlp, {"norm": True}), 0, 1) > 1e-3


# Behaviour


def test_a_module_with_dropout_learns_and_repeats_itself_bit_for_bit() -> None:
    recipe = msgspec.structs.replace(SMALL, dtype="float32", epochs=40)
    params: dict[str, object] = {"dropout": 0.3, "width": 20}
    torch.manual_seed(1)
    first = train(Mlp, params, recipe)
    torch.manual_seed(2)
    again = train(Mlp, params, recipe)
    assert differ(first, again) == 0
    assert first.history.train_loss_EK.tolist() == again.history.train_loss_EK.tolist()
    losses_EK = first.history.train_loss_EK
    assert (losses_EK[-1] < 0.9 * losses_EK[0]).all()
    assert differ(first, first, 0, 1) > 1e-3
    assert differ(first, train(Mlp, {"width": 20}, recipe)) > 1e-3, (
        "needs dropout that does something"
    )


def test_the_note_says_why_the_seeds_go_one_after_another() -> None:
    (note,) = train(Recurrent, {"kind": "LSTM"}).notes
    assert note == (
        "Recurrent cannot be stacked, torch.func has no batching rule for aten::lstm.input: its 3 "
        "seeds are trained one after another."
    )
    assert train(Mlp).notes == ()


def test_a_diverged_member_is_told_of_beside_it() -> None:
    recipe = msgspec.structs.replace(SMALL, optimizer="sgd", learning_rate=1e308, epochs=3)
    first, second = train(Recurrent, {}, recipe, task="regression").notes
    assert "one after another" in first
    assert "diverged" in second


@pytest.mark.parametrize(
    ("task", "outputs", "loss"),
    [
        ("binary", 1, "bce"),
        ("binary", 2, "cross-entropy"),
        ("multiclass", 3, "cross-entropy"),
        ("regression", 1, "mse"),
    ],
)
def test_the_loss_follows_from_the_outputs(task: Task, outputs: int, loss: str) -> None:
    trained = train(Mlp, {"out_features": outputs}, task=task)
    assert {recipe.loss for recipe in trained.recipes} == {loss}
    assert (trained.history.train_loss_EK[-1] < trained.history.train_loss_EK[0]).all()


@pytest.mark.parametrize(
    ("loss", "task", "sentence"),
    [
        ("bce", "binary", "Mlp gives 4 numbers a row; 2 classes need 1 (bce)."),
        ("cross-entropy", "binary", "Mlp gives 4 numbers a row; 2 classes need 2 (cross-entropy)."),
        ("auto", "binary", "gives 4 numbers a row; 2 classes need 1 (bce) or 2 (cross-entropy)."),
        ("auto", "multiclass", "gives 4 numbers a row; 3 classes need 3 (cross-entropy)."),
        (
            "huber",
            "regression",
            "gives 4 numbers a row; a target that is a number needs 1 (huber).",
        ),
    ],
)
def test_outputs_that_fit_no_loss_are_refused(loss: str, task: Task, sentence: str) -> None:
    recipe = msgspec.structs.replace(SMALL, loss=loss)
    with pytest.raises(RecipeError, match=re.escape(sentence)):
        train(Mlp, {"out_features": 4}, recipe, task=task)


def test_a_last_batch_of_one_row_joins_the_one_before_under_batch_norm() -> None:
    recipe = msgspec.structs.replace(SMALL, batch_size=11, epochs=2)  # 45 rows: 4 batches and 1
    assert train(Mlp, {"norm": True}, recipe).finished
    alone = msgspec.structs.replace(recipe, batch_size=1)
    with pytest.raises(
        RecipeError, match="Mlp holds batch normalisation, which needs batches of 2"
    ):
        train(Mlp, {"norm": True}, alone)
    assert train(Mlp, {}, alone).finished


def test_members_with_unequal_rows_equal_their_trainings_alone() -> None:
    counts = (45, 31, 17)
    rows = rows_of(1, SMALL)
    own = Examples(
        rows.features.expand(3, -1, -1),
        rows.codes.expand(3, -1, -1),
        rows.target.expand(3, -1),
        torch.tensor(counts),
    )
    # Not Adam: biases before batch norm have a gradient of rounding, which it blows up to steps.
    recipe = msgspec.structs.replace(SMALL, optimizer="sgd", learning_rate=0.1, loss="bce")
    recipes = members_of(recipe)
    stack, _ = own_networks(OwnModule(Mlp, {"norm": True}), recipes, rows, (), 2)
    together = fit(recipes, stack, own, task="binary")
    for member, count in enumerate(counts):
        alone, _ = own_networks(OwnModule(Mlp, {"norm": True}), [recipes[member]], rows, (), 2)
        expected = fit([recipes[member]], alone, rows.slice(0, count), task="binary")
        assert differ(together, expected, member) < 1e-9


def test_fields_of_the_inside_of_a_network_do_not_apply() -> None:
    other = msgspec.structs.replace(
        SMALL, hidden=(99,), activation="relu", norm="layer", dropout=0.5
    )
    assert differ(train(Mlp), train(Mlp, recipe=other)) == 0


def test_mixed_precision_trains_own_modules() -> None:
    recipe = msgspec.structs.replace(SMALL, dtype="mixed")
    for module in (Mlp, Recurrent):
        trained = train(module, recipe=recipe)
        assert trained.stack.weights_KP.dtype is torch.float32
        assert np.isfinite(trained.history.train_loss_EK[0]).all()


def test_the_users_instance_is_not_changed_by_a_training() -> None:
    module = Mlp(4, 1, norm=True)
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    trained = train(module, held_out=False)
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    assert not torch.allclose(
        member_module(trained.stack, 0).get_parameter("first.weight").float(), module.first.weight
    )


def test_a_frozen_part_is_not_trained() -> None:
    module = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 1))
    module[0].requires_grad_(False)
    trained = train(module)
    for member in range(3):
        mine = member_module(trained.stack, member)
        assert torch.equal(
            mine.get_parameter("0.weight").float(), module[0].get_parameter("weight")
        )


# Engines and looks


def test_the_engine_is_pytorch_because_the_module_is_the_users() -> None:
    environment = train(Mlp).environment
    assert (environment.engine, environment.why) == ("pytorch", "the module is your own")
    shape = build(Mlp).architecture
    assert choose_engine("pytorch", shape, "cpu").why == "asked for"
    with pytest.raises(RecipeError, match="The compiled engine trains networks that a recipe des"):
        choose_engine("compiled", shape, "cpu")


@pytest.mark.parametrize("module", [Mlp, Recurrent])
def test_a_training_can_be_asked_on_the_way(module: type[nn.Module]) -> None:
    rows = rows_of(1, SMALL)
    stack, recipes = own_networks(OwnModule(module), members_of(SMALL), rows, (), 2)
    resolved = [resolve(recipe, "binary", ROWS) for recipe in recipes]
    training = Training(resolved, stack, rows, None, "binary")
    asked = Rows(rows.features, rows.codes)
    film = Film(asked)
    training.run(until=2, observe=film.see)
    earlier, answers = training.snapshot(), training.answers(asked)
    training.run(until=4, observe=film.see)
    assert np.array_equal(earlier.answers(asked), answers)
    assert not np.array_equal(training.answers(asked), answers)
    frames = list(film.frames())
    second = next(frame for frame in frames if frame.epoch == 2)
    assert np.array_equal(second.answers_KNO, answers)
    with pytest.raises(RecipeError, match="is a module of your own, whose layers are not known"):
        training.statistics()


# From a table


def parts_of(table: Table, target: str) -> Parts:
    return encode_parts(prepare(table, target), "float32")


@pytest.fixture(scope="module")
def moons() -> Parts:
    return parts_of(make_toy("moons", rows=200), toy_target("moons"))


def learn(parts: Parts, module: Any, params: dict[str, object] | None = None) -> Fitted:
    recipe = Recipe(epochs=60, learning_rate=0.02)
    return learn_rows(
        [msgspec.structs.replace(recipe, seed=seed) for seed in (3, 4)],
        parts.encoder,
        parts.target,
        parts.by_name["train"],
        parts.by_name["validation"],
        own=OwnModule(module, params or {}),
    )


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_fitted_of_own_modules_predicts_as_its_members_do(moons: Parts, outputs: int) -> None:
    fitted = learn(moons, Mlp, {"width": 32, "out_features": outputs, "norm": True})
    test = moons.by_name["test"]
    found = predict_encoded(fitted, test.encoded)
    assert found.probabilities_KNC is not None
    features = torch.from_numpy(test.encoded.features_ND)
    for member in range(2):
        with torch.no_grad():
            answers = member_module(fitted.stack, member)(features).double()
        expected = answers.softmax(1)[:, 1] if outputs == 2 else answers[:, 0].sigmoid()
        assert np.allclose(found.probabilities_KNC[member, :, 1], expected.numpy(), atol=1e-6)
    right = found.probabilities_KNC.mean(axis=0).argmax(axis=1) == test.target_N
    assert right.mean() > 0.85
    assert logits(fitted.stack, test.encoded).shape == (2, len(test), outputs)


def test_untrained_own_modules_have_the_weights_they_began_with(moons: Parts) -> None:
    fitted = learn(moons, Mlp)
    begun = untrained(fitted).stack
    for member, seed in enumerate((3, 4)):
        torch.manual_seed(seed)
        expected = Mlp(fitted.encoder.features, 1).first.weight
        assert torch.equal(member_module(begun, member).get_parameter("first.weight"), expected)
    assert not torch.equal(begun.weights_KP, fitted.stack.weights_KP)


def test_a_fitted_of_own_modules_goes_through_pickle_and_no_model_file(moons: Parts) -> None:
    fitted = learn(moons, Mlp)
    encoded = moons.by_name["test"].encoded
    there = predict_encoded(pickle.loads(pickle.dumps(fitted)), encoded)
    here = predict_encoded(fitted, encoded)
    assert np.array_equal(there.probabilities_KNC, here.probabilities_KNC)  # type: ignore[arg-type]
    with pytest.raises(RunError, match="Mlp is a module of your own, and a model file holds numb"):
        model_bytes(fitted)


def test_long_tables_are_answered_in_pieces(moons: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = learn(moons, Mlp)
    encoded = moons.by_name["train"].encoded
    whole = logits(fitted.stack, encoded)
    monkeypatch.setattr("separatrix.evaluation.prediction.CHUNK_NUMBERS", 100)
    assert np.allclose(logits(fitted.stack, encoded), whole, atol=1e-6)


@pytest.mark.parametrize("module", [Mlp, Embedding])
def test_tables_with_many_levels_train_modules_with_and_without_codes(
    tmp_path: Path, module: type[nn.Module]
) -> None:
    from separatrix.data.read import open_table

    random = np.random.default_rng(0)
    levels = random.integers(0, 14, 300)
    lines = [
        f"town {level},{x:.3f},{'yes' if level % 2 else 'no'}"
        for level, x in zip(levels, random.normal(size=300), strict=True)
    ]
    path = tmp_path / "towns.csv"
    path.write_text("\n".join(["town,x,answer", *lines]))
    parts = parts_of(open_table(path), "answer")
    assert parts.encoder.embedded == (16,)
    fitted = learn(parts, module)
    inputs = fitted.stack.architecture.widths[0]
    assert inputs == parts.encoder.features + (15 if module is Mlp else 0)
    test = parts.by_name["test"]
    found = predict_encoded(fitted, test.encoded).answers
    assert found.probabilities_NC is not None
    assert (found.probabilities_NC.argmax(axis=1) == test.target_N).mean() > 0.9


def test_a_recipe_that_does_not_suit_the_target_is_refused_before_the_module(moons: Parts) -> None:
    recipe = Recipe(loss="mse")
    with pytest.raises(RecipeError, match="The loss mse does not suit a binary target"):
        learn_rows(
            [recipe],
            moons.encoder,
            moons.target,
            moons.by_name["train"],
            moons.by_name["validation"],
            own=OwnModule(Mlp),
        )


def test_weights_of_rows_count_for_own_modules() -> None:
    rows = rows_of(1, SMALL)
    drawn = torch.from_numpy(np.random.default_rng(0).uniform(0.0, 2.0, ROWS))
    results = []
    for weight in (None, torch.ones(ROWS, dtype=torch.float64), drawn):
        stack, recipes = own_networks(OwnModule(Mlp), members_of(SMALL), rows, (), 2)
        results.append(fit(recipes, stack, with_changes(rows, weight=weight), task="binary"))
    assert differ(results[0], results[1]) < 1e-9
    assert differ(results[0], results[2]) > 1e-3
