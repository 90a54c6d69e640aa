"""Statistics of layers against autograd on plain modules, planted faults, and both engines."""

from dataclasses import fields

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from separatrix.data.task import Task
from separatrix.models.own.networks import described
from separatrix.models.plain import PlainNetwork, member_module
from separatrix.recipe import Recipe, choices
from separatrix.training.engine import EngineName
from separatrix.training.loop import Training
from separatrix.training.losses import LOSSES
from separatrix.training.probe import probe_of
from separatrix.training.statistics import Statistics
from tests.training.asked import ENGINES, UNEQUAL, quick, training

CASES: list[tuple[Recipe, Task]] = [
    (quick(norm=norm, activation=activation), "binary")
    for norm, activation in (("none", "tanh"), ("batch", "relu"), ("layer", "sigmoid"))
]
CASES += [
    (quick(hidden=(), norm="none"), "regression"),
    (quick(hidden=(6,), loss="huber", activation="gelu"), "regression"),
    (quick(hidden=(6, 4, 3), loss="cross-entropy", norm="layer"), "multiclass"),
]


def arrays(statistics: Statistics) -> dict[str, NDArray[np.float64]]:
    """Return every array by its name."""
    found = {field.name: getattr(statistics, field.name) for field in fields(statistics)}
    found |= {
        field.name: getattr(statistics.units, field.name) for field in fields(statistics.units)
    }
    return {name: array for name, array in found.items() if isinstance(array, np.ndarray)}


def apart(one: Statistics, other: Statistics, member: int | None = None) -> float:
    """Return the largest relative difference, of all members or of one with the other's only."""
    worst = 0.0
    for name, mine in arrays(one).items():
        theirs = arrays(other)[name]
        mine = mine if member is None else mine[member : member + 1]
        assert mine.shape == theirs.shape, name
        if mine.size:
            worst = max(worst, float(np.max(np.abs(mine - theirs) / (np.abs(theirs) + 1e-9))))
    return worst


def by_hand(under_way: Training, member: int) -> tuple[PlainNetwork, list[Tensor]]:
    """Send the probe's rows forward and back through one member as a plain module."""
    probe, recipe = probe_of(under_way.train), under_way.recipe
    real = len(probe) if probe.counts is None else int(probe.counts[member])
    own = probe.target.dim() > 1
    parts = (probe.features, probe.codes, probe.target, probe.weight)
    features, codes, target, weight = ((t[member] if own else t)[:real] for t in parts)  # type: ignore[index]
    network, units = member_module(described(under_way.stack), member).train(), []
    for layer in network.layers:
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
            layer.register_forward_hook(lambda _m, _i, output: units.append(output.detach()))
    logits = network(features, codes)
    loss = (LOSSES[recipe.loss](logits[None], target[None]) * weight).mean()
    torch.autograd.backward(loss)
    return network, units


def gradients(network: PlainNetwork) -> list[Tensor]:
    """Return the gradient of each layer, flat: embeddings, hidden layers, output."""
    layers = [[parameter.grad for parameter in network.embeddings.parameters()]]
    for module in network.layers:
        if isinstance(module, nn.Linear):
            layers.append([])
        layers[-1] += [parameter.grad for parameter in module.parameters()]
    return [torch.cat([g.flatten() for g in layer if g is not None]) for layer in layers]


@pytest.mark.parametrize(("recipe", "task"), CASES)
@pytest.mark.parametrize("counts", [None, UNEQUAL])
def test_they_are_those_of_plain_modules_and_autograd(
    recipe: Recipe, task: Task, counts: tuple[int, ...] | None
) -> None:
    under_way = training(recipe, "compiled", task=task, counts=counts)
    under_way.run(until=2)
    seen = under_way.statistics()
    assert len(seen.layers) == len(recipe.hidden) + 2
    for member in range(3):
        network, units = by_hand(under_way, member)
        flat = gradients(network)
        norms = [float(g.norm()) for g in flat]
        assert seen.gradient_norm[member] == pytest.approx(norms, rel=1e-8)
        sizes = [float(g.abs().mean()) for g in flat]
        assert seen.gradient_size[member] == pytest.approx(sizes, rel=1e-8)
        compare_units(seen, member, units)


def compare_units(seen: Statistics, member: int, units: list[Tensor]) -> None:
    """Compare what is said of a member's units with the units of its plain module."""
    assert seen.units.mean[member] == pytest.approx([float(x.mean()) for x in units], abs=1e-9)
    spread = [float(x.std(correction=0)) for x in units]
    assert seen.units.deviation[member] == pytest.approx(spread, abs=1e-9)
    dead = [float((x == 0).all(dim=0).double().mean()) for x in units]
    assert seen.units.dead[member].tolist() == pytest.approx(dead)


def test_layers_are_named_from_inputs_to_outputs() -> None:
    under_way = training()
    seen = under_way.statistics()
    assert seen.layers == ("embeddings", "hidden 1", "hidden 2", "output")
    weights, sizes = under_way.stack.weights(), {}
    sizes["output"] = torch.cat([weights["weight.2"].flatten(1), weights["bias.2"]], dim=1)
    sizes["embeddings"] = weights["embedding.0"].flatten(1)
    for name, numbers in sizes.items():
        at = seen.layers.index(name)
        assert seen.weight_norm[:, at] == pytest.approx(numbers.norm(dim=1).tolist())


@pytest.mark.parametrize("norm", choices("norm"))
@pytest.mark.parametrize("counts", [None, UNEQUAL])
def test_members_together_are_members_apart(norm: str, counts: tuple[int, ...] | None) -> None:
    recipe = quick(norm=norm)

    def looked(picked: tuple[int, ...]) -> Statistics:
        under_way = training(recipe, picked=picked, counts=counts)
        before = under_way.snapshot()
        under_way.run(until=2)
        return under_way.statistics(before)

    together = looked((0, 1, 2))
    for member in range(3):
        assert apart(together, looked((member,)), member) < 1e-6


@pytest.mark.parametrize(("recipe", "task"), CASES)
def test_both_engines_give_the_same(recipe: Recipe, task: Task) -> None:
    seen = []
    for engine in ENGINES:
        under_way = training(recipe, engine, task=task)
        under_way.run(until=1)
        before = under_way.snapshot()
        under_way.run(until=4)
        seen.append(under_way.statistics(before))
    assert seen[0].epoch == 4
    assert seen[0].update is not None
    assert (seen[0].update > 0).any()
    assert apart(seen[0], seen[1]) < 1e-6


@pytest.mark.parametrize("engine", ENGINES)
def test_an_update_is_told_relative_to_the_weights_before(engine: EngineName) -> None:
    under_way = training(quick(optimizer="sgd", batch_size="full", norm="none"), engine)
    before = under_way.snapshot()
    under_way.run(until=1)
    seen, after = under_way.statistics(before), under_way.snapshot()
    moved = np.linalg.norm((after.weights_KP - before.weights_KP)[:, -6:], axis=1)
    then = np.linalg.norm(before.weights_KP[:, -6:], axis=1)
    assert seen.update is not None
    assert seen.update[:, -1] == pytest.approx(moved / then)
    assert seen.steps_K.tolist() == [1, 1, 1]
    assert under_way.statistics().update is None


def test_an_updates_steps_are_those_since_the_earlier_moment() -> None:
    under_way = training(quick(patience=None))
    under_way.run(until=3)
    before = under_way.snapshot()
    under_way.run(until=5)
    seen = under_way.statistics(before)
    assert seen.steps_K.tolist() == (2 * under_way.batches.steps).tolist()
    assert under_way.statistics().steps_K.tolist() == (5 * under_way.batches.steps).tolist()


def test_a_dead_layer_is_found() -> None:
    under_way = training(quick(norm="none"))
    with torch.no_grad():
        under_way.stack.weights()["bias.1"][1] = -1e6
    seen = under_way.statistics()
    assert seen.units.dead[1].tolist() == [seen.units.dead[1, 0], 1.0]
    assert (seen.units.dead[[0, 2]] < 1).all()
    assert seen.gradient_norm[1, :3].tolist() == [0.0, 0.0, 0.0]
    assert (seen.gradient_norm[[0, 2]] > 0).all()


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_saturated_units_are_found(activation: str) -> None:
    under_way = training(quick(norm="none", activation=activation))
    with torch.no_grad():
        under_way.stack.weights()["bias.0"][2, :4] = torch.tensor([50.0, -50.0, 50.0, -50.0])
    seen = under_way.statistics().units
    assert seen.saturated[2, 0] >= 4 / 7
    assert (seen.saturated[:2] < 0.3).all()
    assert (seen.dead == 0).all()


@pytest.mark.parametrize("activation", ["relu", "gelu", "identity"])
def test_activations_without_bounds_never_saturate(activation: str) -> None:
    under_way = training(quick(norm="none", activation=activation))
    with torch.no_grad():
        under_way.stack.weights()["bias.0"][:] = 50.0
    assert (under_way.statistics().units.saturated == 0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rate_that_explodes_shows(engine: EngineName) -> None:
    settings = {"optimizer": "sgd", "norm": "none", "clip": None, "hidden": (7,)}
    sane, exploding = (
        training(quick(**settings, learning_rate=rate), engine, task="regression")
        for rate in (0.001, 30.0)
    )
    looks = []
    for under_way in (sane, exploding):
        before = under_way.snapshot()
        under_way.run(until=1)
        looks.append(under_way.statistics(before))
    assert looks[0].update is not None
    assert looks[1].update is not None
    assert (looks[0].update / looks[0].steps_K[:, None] < 1e-2).all()
    assert not (looks[1].update[:, -1] < 10).any()
    assert not (looks[1].gradient_norm[:, -1] < 100 * looks[0].gradient_norm[:, -1]).any()


def test_dropout_takes_no_part() -> None:
    without, much = (training(quick(dropout=dropout)).statistics() for dropout in (0.0, 0.9))
    assert apart(without, much) == 0.0


def test_the_running_statistics_and_the_gradient_are_left_alone() -> None:
    under_way = training()
    under_way.run(until=1)
    before = under_way.stack.statistics_KQ.clone()
    gradient = under_way.stack.weights_KP.grad
    under_way.statistics()
    assert torch.equal(under_way.stack.statistics_KQ, before)
    assert under_way.stack.weights_KP.grad is gradient
