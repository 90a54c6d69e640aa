"""A row stepped through a network: every number is that of plain PyTorch."""

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from separatrix.data.table import Table
from separatrix.errors import RunError
from separatrix.evaluation.prediction import logits, predict
from separatrix.evaluation.step import RowStep, step_row
from separatrix.models.plain import member_module
from separatrix.models.stack import Stack
from separatrix.recipe import replace
from separatrix.training.fitted import Fitted
from separatrix.training.losses import LOSSES
from tests.evaluation.networks import table, trained
from tests.models.nets import Mlp, build

ROW = 3


def stepped(task: str, **changes: Any) -> tuple[Fitted, Table, RowStep]:
    fitted, rows = trained(table(task), 1, **changes)
    row = rows.take(np.array([3]))
    told = float(fitted.target.encode(row)[0])
    encoded = fitted.encoder.encode(row, np.float64)
    return fitted, row, step_row(fitted, encoded, told, "as it is")


def nudged(fitted: Fitted, row: Table, at: int, unit: int, nudge: float) -> float:
    """Return the loss of the row with one bias changed."""
    assert isinstance(fitted.stack, Stack)
    told = torch.from_numpy(fitted.target.encode(row))[None]
    bias = fitted.stack.weights()[f"bias.{at}"]
    with torch.no_grad():
        bias[0, unit] += nudge
        output = logits(fitted.stack, fitted.encoder.encode(row, np.float64))
        bias[0, unit] -= nudge
    return float(LOSSES[fitted.recipe.loss](torch.from_numpy(output), told)[0, 0])


def all_gradients(step: RowStep) -> list[Any]:
    pairs = [(layer.weight_gradient_IH, layer.bias_gradient_H) for layer in step.layers]
    return [gradient for pair in pairs for gradient in pair]


def plain_loss(task: str, output: torch.Tensor, told: float) -> torch.Tensor:
    if task == "binary":
        target = torch.tensor([told], dtype=torch.float64)
        return functional.binary_cross_entropy_with_logits(output[:, 0], target)
    if task == "multiclass":
        return functional.cross_entropy(output, torch.tensor([int(told)]))
    return (output[0, 0] - told) ** 2


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("norm", ["none", "batch"])
def test_a_row_steps_forward_and_back_as_plain_pytorch_does(task: str, norm: Any) -> None:
    fitted, rows = trained(table(task), norm=norm)
    row = rows.take(np.array([3]))
    encoded = fitted.encoder.encode(row, np.float64)
    told = float(fitted.target.encode(row)[0])
    step = step_row(fitted, encoded, told, "as it is", member=1)
    module = member_module(fitted.stack, 1).double().eval()
    output = module(torch.from_numpy(encoded.features_ND), torch.from_numpy(encoded.codes_NC))
    loss = plain_loss(task, output, told)
    assert step.loss == pytest.approx(float(loss.detach()))
    linear = [each for each in module.modules() if isinstance(each, torch.nn.Linear)]
    gradients = torch.autograd.grad(loss, [each.weight for each in linear])
    for found, gradient in zip(step.layers, gradients, strict=True):
        np.testing.assert_allclose(found.weight_gradient_IH, gradient.numpy().T, atol=1e-10)
    assert step.loss_after < step.loss or step.loss < 1e-6
    if norm == "none":
        for at, found in enumerate(step.layers):
            below = step.input_D if at == 0 else step.layers[at - 1].after_H
            outer = np.outer(below, found.gradient_H)
            np.testing.assert_allclose(found.weight_gradient_IH, outer, atol=1e-10)
            np.testing.assert_allclose(found.bias_gradient_H, found.gradient_H, atol=1e-10)


def test_a_step_changes_nothing_of_the_network() -> None:
    fitted, rows = trained(table("binary"))
    before = fitted.stack.weights_KP.detach().clone()
    row = rows.take(np.array([0]))
    step_row(fitted, fitted.encoder.encode(row, np.float64), 1.0, "yes")
    assert torch.equal(before, fitted.stack.weights_KP)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky-relu", "gelu", "identity"])
def test_the_chain_rule_holds_between_the_numbers(task: str, norm: Any, activation: Any) -> None:
    fitted, _, step = stepped(task, norm=norm, activation=activation)
    inputs = [step.input_D, *(layer.after_H for layer in step.layers)]
    for input_I, layer, found in zip(inputs, step.anatomy.layers, step.layers, strict=False):
        np.testing.assert_allclose(found.sum_H, input_I @ layer.weight_IO + layer.bias_O)
        np.testing.assert_allclose(
            found.after_gradient_H * found.slope_H, found.gradient_H, atol=1e-12
        )
        outer_IH = np.outer(input_I, found.bias_gradient_H)
        np.testing.assert_allclose(found.weight_gradient_IH, outer_IH, atol=1e-12)
        if layer.norm == "none":
            np.testing.assert_allclose(found.gradient_H, found.bias_gradient_H, atol=1e-12)
            np.testing.assert_allclose(found.sum_H, found.before_H, atol=1e-12)
    for below, above, layer in zip(
        step.layers, step.layers[1:], step.anatomy.layers[1:], strict=False
    ):
        expected_H = layer.weight_IO @ above.bias_gradient_H
        np.testing.assert_allclose(below.after_gradient_H, expected_H, atol=1e-12)
    assert step.anatomy.parameters == fitted.stack.architecture.parameters


@pytest.mark.parametrize("loss", ["bce", "cross-entropy", "mse", "l1", "huber"])
@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_gradients_are_those_of_finite_differences(loss: Any, norm: Any) -> None:
    task = "binary" if loss in ("bce", "cross-entropy") else "regression"
    fitted, row, step = stepped(task, norm=norm, loss=loss, activation="tanh")
    for at, found in enumerate(step.layers):
        numeric_H = np.empty_like(found.bias_gradient_H)
        for unit in range(len(numeric_H)):
            up, down = (nudged(fitted, row, at, unit, nudge) for nudge in (1e-5, -1e-5))
            numeric_H[unit] = (up - down) / 2e-5
        np.testing.assert_allclose(found.bias_gradient_H, numeric_H, rtol=1e-5, atol=1e-8)


def test_each_network_steps_at_its_own_rate() -> None:
    fitted, rows = trained(table("binary"))
    rates = (replace(fitted.recipes[0], {"learning_rate": 1e-3}), fitted.recipes[1])
    fitted = dataclasses.replace(fitted, recipes=rates)
    row = rows.take(np.array([0]))
    encoded = fitted.encoder.encode(row, np.float64)
    slow, fast = (step_row(fitted, encoded, 1.0, "yes", member=k) for k in (0, 1))
    assert (slow.rate, fast.rate) == (1e-3, 0.02)
    gradient = sum(float(np.square(g).sum()) for g in all_gradients(slow))
    assert slow.loss - slow.loss_after == pytest.approx(1e-3 * gradient, rel=0.1)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_the_answer_of_a_step_is_the_prediction(task: str) -> None:
    fitted, rows = trained(table(task))
    fitted = dataclasses.replace(fitted, temperature=1.7)
    row = rows.take(np.array([3]))
    encoded = fitted.encoder.encode(row, np.float64)
    told = float(fitted.target.encode(row)[0])
    answered = predict(fitted, row).member(1).array[0]
    np.testing.assert_allclose(step_row(fitted, encoded, told, "?", 1).answer, answered)


def test_a_module_of_ones_own_is_refused_in_words() -> None:
    fitted, rows = trained(table("binary"))
    encoded = fitted.encoder.encode(rows.take(np.array([0])), np.float64)
    own = dataclasses.replace(fitted, stack=build(Mlp, {"width": 5}))
    with pytest.raises(RunError, match="a module of your own, whose layers are not known"):
        step_row(own, encoded, 1.0, "yes")
