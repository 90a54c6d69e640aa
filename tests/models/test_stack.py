"""Stacks against plain PyTorch: the same logits, the same gradients, the same statistics."""

from itertools import product

import pytest
import torch
from torch import Tensor, nn

from separatrix.models.architecture import (
    Architecture,
    size,
    unflatten,
    weight_pieces,
)
from separatrix.models.initial import initialise
from separatrix.models.plain import member_module, member_sequential
from separatrix.models.stack import Noise, Rows, Stack, dropout_keys
from separatrix.recipe import Activation, Norm, choices

NORMS = (nn.BatchNorm1d, nn.LayerNorm)
MEMBERS, ROWS, SLOTS = 3, 11, 6
SEEDS = torch.tensor([4, 2, 9])


def build(
    activation: Activation = "relu",
    norm: Norm = "none",
    hidden: tuple[int, ...] = (5, 4),
    dropout: float = 0.0,
) -> Stack:
    architecture = Architecture(
        features=3,
        embedded=((SLOTS, 2),),
        hidden=hidden,
        activation=activation,
        norm=norm,
        dropout=dropout,
        outputs=2,
    )
    stack = Stack(architecture, MEMBERS, torch.float64)
    initialise(stack, SEEDS)
    return stack


def rows(seed: int = 0) -> Rows:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(ROWS, 3, dtype=torch.float64, generator=generator)
    return Rows(features, torch.randint(0, SLOTS, (ROWS, 1), generator=generator))


@pytest.mark.parametrize(("activation", "norm"), [*product(choices("activation"), choices("norm"))])
def test_a_member_answers_like_its_plain_module_and_sequential(
    activation: Activation, norm: Norm
) -> None:
    stack, batch = build(activation, norm), rows()
    stack.train()
    stack(rows(seed=1))  # moves the running statistics
    logits = stack.eval()(batch)
    together = torch.cat([batch.features, batch.codes], dim=1)
    for member in range(MEMBERS):
        module = member_module(stack, member)
        assert torch.allclose(module(batch.features, batch.codes), logits[member], rtol=1e-12)
        sequential = member_sequential(stack, member)
        assert isinstance(sequential, nn.Sequential)
        assert torch.allclose(sequential(together), logits[member], rtol=1e-12)


def test_without_categories_the_sequential_takes_features_alone() -> None:
    stack = Stack(Architecture(features=2, hidden=(3,), outputs=1), 1)
    initialise(stack, torch.tensor([1]))
    batch = Rows(torch.randn(4, 2), torch.zeros(4, 0, dtype=torch.int64))
    kinds = [type(layer) for layer in member_sequential(stack, 0)]
    assert kinds == [nn.Linear, nn.ReLU, nn.Linear]
    assert torch.allclose(member_sequential(stack, 0)(batch.features), stack(batch)[0])


@pytest.mark.parametrize("norm", choices("norm"))
@pytest.mark.parametrize("hidden", [(), (5,), (5, 4, 3)])
def test_the_gradient_is_autograds_on_the_plain_module(norm: Norm, hidden: tuple[int, ...]) -> None:
    stack, batch = build("tanh", norm, hidden), rows()
    modules = [member_module(stack, member).train() for member in range(MEMBERS)]
    stack.train()(batch).square().sum().backward()
    assert stack.weights_KP.grad is not None
    gradients = unflatten(stack.weights_KP.grad, weight_pieces(stack.architecture))
    for member, module in enumerate(modules):
        module(batch.features, batch.codes).square().sum().backward()
        linears = [layer for layer in module.layers if isinstance(layer, nn.Linear)]
        for i, layer in enumerate(linears):
            mine = gradients[f"weight.{i}"][member].T
            assert torch.allclose(mine, gradient_of(layer.weight), rtol=1e-9, atol=1e-12)
            assert torch.allclose(
                gradients[f"bias.{i}"][member], gradient_of(layer.bias), atol=1e-12
            )
        norms = [layer for layer in module.layers if isinstance(layer, NORMS)]
        for i, normal in enumerate(norms):
            for name, theirs in (("scale", normal.weight), ("shift", normal.bias)):
                found = gradients[f"{name}.{i}"][member]
                assert torch.allclose(found, gradient_of(theirs), rtol=1e-9, atol=1e-12)
        (table,) = module.embeddings.parameters()
        assert torch.allclose(gradients["embedding.0"][member], gradient_of(table), rtol=1e-9)


def gradient_of(parameter: Tensor) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad


def test_running_statistics_are_those_of_batchnorm1d() -> None:
    stack = build(norm="batch")
    modules = [member_module(stack, member).train() for member in range(MEMBERS)]
    stack.train()
    for step in range(4):
        stack(rows(step))
        for module in modules:
            module(rows(step).features, rows(step).codes)
    statistics = stack.statistics()
    for member, module in enumerate(modules):
        norms = [layer for layer in module.layers if isinstance(layer, nn.BatchNorm1d)]
        for i, norm in enumerate(norms):
            assert norm.running_mean is not None
            assert norm.running_var is not None
            assert torch.allclose(statistics[f"mean.{i}"][member], norm.running_mean)
            assert torch.allclose(statistics[f"variance.{i}"][member], norm.running_var)


def test_padded_rows_change_nothing_under_batch_norm() -> None:
    stack, alone = build(norm="batch").train(), build(norm="batch").train()
    batch = rows()
    own = Rows(batch.features.expand(MEMBERS, -1, -1).clone(), batch.codes.expand(3, -1, -1))
    own.features[:, 8:] = 1e6
    mask = (torch.arange(ROWS) < 8).expand(MEMBERS, -1)
    numbers = torch.arange(ROWS).expand(MEMBERS, -1)
    padded = stack(own, Noise((), numbers, mask))[:, :8]
    assert torch.allclose(padded, alone(Rows(batch.features[:8], batch.codes[:8])), rtol=1e-9)
    assert torch.allclose(stack.statistics_KQ, alone.statistics_KQ, rtol=1e-9)


def test_a_member_without_rows_keeps_its_running_statistics() -> None:
    stack = build(norm="batch").train()
    before = stack.statistics_KQ.clone()
    mask = torch.ones(MEMBERS, ROWS, dtype=torch.bool)
    mask[1] = False
    stack(rows(), Noise((), torch.arange(ROWS).expand(MEMBERS, -1), mask))
    assert torch.equal(stack.statistics_KQ[1], before[1])
    assert not torch.equal(stack.statistics_KQ[0], before[0])


def test_dropout_drops_in_train_mode_only_and_keeps_the_mean() -> None:
    stack, batch = build("identity", hidden=(4000,), dropout=0.4), rows()
    keys = dropout_keys(stack.architecture, SEEDS, epoch=0)
    noise = Noise(keys, torch.arange(ROWS).expand(MEMBERS, -1))
    quiet = stack.eval()(batch)
    assert torch.equal(quiet, stack(batch, noise))
    noisy = stack.train()(batch, noise)
    assert not torch.allclose(noisy, quiet)
    assert (noisy - quiet).mean().abs() < 0.1


def test_initial_weights_are_spread_like_those_of_nn_linear() -> None:
    stack = Stack(Architecture(features=50, hidden=(400,), outputs=1), 2)
    initialise(stack, torch.tensor([1, 2]))
    weight, bound = stack.weights()["weight.0"], 50**-0.5
    assert weight.abs().max() <= bound
    assert weight.std().item() == pytest.approx(bound / 3**0.5, rel=0.02)
    assert not torch.equal(weight[0], weight[1])


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_a_norm_leaves_the_other_initial_weights_as_they_are(norm: Norm) -> None:
    plain, normed = build().weights(), build(norm=norm).weights()
    assert all(torch.equal(tensor, normed[name]) for name, tensor in plain.items())


def test_initial_weights_do_not_depend_on_the_other_members() -> None:
    stack, alone = build(), Stack(build().architecture, 1, torch.float64)
    initialise(alone, SEEDS[1:2])
    assert torch.equal(alone.weights_KP[0], stack.weights_KP[1])


def test_the_slot_of_unseen_levels_is_zero() -> None:
    assert not build().weights()["embedding.0"][:, 0].any()


def test_parameters_are_counted_as_pytorch_counts_them() -> None:
    for norm in choices("norm"):
        stack = build(norm=norm)  # type: ignore[arg-type]
        module = member_module(stack, 0)
        counted = sum(parameter.numel() for parameter in module.parameters())
        assert stack.architecture.parameters == counted == size(weight_pieces(stack.architecture))
