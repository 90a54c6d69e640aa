"""One row stepped forward through one network and backward again, with every number."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.encoder import Encoded
from separatrix.data.target import Target
from separatrix.evaluation.inside import Anatomy, Layer, alone, anatomy
from separatrix.models.architecture import unflatten, weight_pieces
from separatrix.models.stack import Rows, Stack
from separatrix.training.fitted import Fitted
from separatrix.training.losses import LOSSES
from separatrix.training.machine import threads

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LayerStep:
    """A layer, forward and backward: z = w·x + b, n its norm (z where there is none), a = act(n).

    Args:
        sum_H: z.
        before_H: n, which reaches the activation; of the output the logits.
        after_H: a; of the output the logits again.
        after_gradient_H: dL/da.
        slope_H: da/dn, the slope of the activation; 1 for the output.
        gradient_H: dL/dn = dL/da · da/dn.
        weight_gradient_IH: dL/dw, which is dL/dz times the input.
        bias_gradient_H: dL/db, which is dL/dz.
    """

    sum_H: Floats
    before_H: Floats
    after_H: Floats
    after_gradient_H: Floats
    slope_H: Floats
    gradient_H: Floats
    weight_gradient_IH: Floats
    bias_gradient_H: Floats


@dataclass(frozen=True)
class RowStep:
    """One row, forward and backward.

    Args:
        anatomy: The network.
        input_D: What goes in, encoded.
        layers: Every layer, inputs to outputs.
        answer: The probability of each class, or the value in the unit of the table.
        classes: What the classes are called; empty for a number.
        target: The true class, or the true value, as the table says it.
        told: The target as the loss sees it: 0 or 1, a class code, a scaled number.
        loss: Loss of the row, without weights of rows and classes.
        loss_name: Which loss.
        rate: The learning rate of the network's recipe.
        loss_after: Loss of the row after one step of plain gradient descent on it alone.
        learned: How the target is scaled.
        temperature: What logits are divided by for the answer; the loss takes them as they are.
    """

    anatomy: Anatomy
    input_D: Floats
    layers: tuple[LayerStep, ...]
    answer: Floats
    classes: tuple[str, ...]
    target: object
    told: float
    loss: float
    loss_name: str
    rate: float
    loss_after: float
    learned: Target
    temperature: float = 1.0


@dataclass(frozen=True)
class _Way:
    """Tensors of the way forward, for one row and one network, and the derivatives by them."""

    inputs: Tensor
    before: list[Tensor]
    after: list[Tensor]
    loss: Tensor
    by_before: list[Tensor]
    by_after: list[Tensor]
    slopes: list[Tensor]
    by_weight: dict[str, Tensor]
    by_weight_KP: Tensor


def step_row(
    fitted: Fitted, encoded: Encoded, told: float, target: object, member: int = 0
) -> RowStep:
    """Step a row through one network: forward, loss, backward, and one step of gradient descent.

    Dropout is off, and batch norm uses its running statistics, as in predictions; the training has
    them otherwise. All is computed in float64.

    Args:
        fitted: The training.
        encoded: The row alone, encoded.
        told: Its target as it is learned: a class code, or a number as `Target.encode` gives it.
        target: Its target as the table says it.
        member: Which network.

    Raises:
        RunError: it is a module of the user's own.
    """
    found = anatomy(fitted, member)
    stack, rows = alone(fitted, member).double(), _rows(encoded)
    rate = fitted.recipes[member].learning_rate
    with threads(1):
        way = _way(fitted, stack, rows, told)
        with torch.no_grad():
            stack.weights_KP.sub_(rate * way.by_weight_KP)
            moved = _loss(fitted, stack(rows), told)
    return RowStep(
        anatomy=found,
        input_D=_row(way.inputs),
        layers=tuple(_layer_steps(found, way)),
        answer=_answer(fitted, _row(way.before[-1])),
        classes=tuple(map(str, fitted.target.class_names)),
        target=target,
        told=told,
        loss=float(way.loss.detach()),
        loss_name=fitted.recipe.loss,
        rate=rate,
        loss_after=float(moved),
        learned=fitted.target,
        temperature=fitted.temperature,
    )


def _rows(encoded: Encoded) -> Rows:
    features, codes = map(torch.from_numpy, (encoded.features_ND, encoded.codes_NC))
    return Rows(features.double(), codes)


def _loss(fitted: Fitted, logits: Tensor, told: float) -> Tensor:
    kind = torch.float64 if fitted.target.task == "regression" else torch.int64
    return LOSSES[fitted.recipe.loss](logits, torch.tensor([[told]], dtype=kind))[0, 0]


def _way(fitted: Fitted, stack: Stack, rows: Rows, told: float) -> _Way:
    before: list[Tensor] = []
    after: list[Tensor] = []
    inputs = stack.inputs(rows, stack.weights())
    logits = stack(rows, units=after, before=before)
    loss = _loss(fitted, logits, told)
    slopes = [
        torch.autograd.grad(a.sum(), n, retain_graph=True)[0]  # units do not see each other here
        for n, a in zip(before, after, strict=True)
    ]
    before, after, slopes = [*before, logits], [*after, logits], [*slopes, torch.ones_like(logits)]
    found = torch.autograd.grad(loss, [*before, *after, stack.weights_KP])
    by_weight = unflatten(found[-1], weight_pieces(stack.architecture))
    by_before, by_after = found[: len(before)], found[len(before) : -1]
    return _Way(
        *(inputs, before, after, loss, list(by_before), list(by_after), slopes),
        by_weight,
        found[-1],
    )


def _layer_steps(found: Anatomy, way: _Way) -> list[LayerStep]:
    steps, input_I = [], _row(way.inputs)
    for at, layer in enumerate(found.layers):
        steps.append(_layer_step(at, layer, input_I, way))
        input_I = steps[-1].after_H
    return steps


def _layer_step(at: int, layer: Layer, input_I: Floats, way: _Way) -> LayerStep:
    return LayerStep(
        sum_H=input_I @ layer.weight_IO + layer.bias_O,
        before_H=_row(way.before[at]),
        after_H=_row(way.after[at]),
        after_gradient_H=_row(way.by_after[at]),
        slope_H=_row(way.slopes[at]),
        gradient_H=_row(way.by_before[at]),
        weight_gradient_IH=way.by_weight[f"weight.{at}"][0].numpy(),
        bias_gradient_H=way.by_weight[f"bias.{at}"][0].numpy(),
    )


def _row(tensor_KBH: Tensor) -> Floats:
    found: Floats = tensor_KBH[0, 0].detach().double().numpy()
    return found


def _answer(fitted: Fitted, logits_O: Floats) -> Floats:
    if fitted.target.task == "regression":
        return np.asarray(fitted.target.restore(logits_O), np.float64)
    scaled_O = logits_O / fitted.temperature
    if len(scaled_O) == 1:
        positive = 1 / (1 + np.exp(-scaled_O[0]))
        return np.array([1 - positive, positive])
    powers_O = np.exp(scaled_O - scaled_O.max())
    answer_C: Floats = powers_O / powers_O.sum()
    return answer_C
