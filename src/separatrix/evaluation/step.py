"""One row stepped forward through one network and backward again, with every number."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.encoder import Encoded
from separatrix.evaluation.inside import Anatomy, alone, anatomy
from separatrix.models.architecture import unflatten, weight_pieces
from separatrix.models.stack import Rows
from separatrix.training.fitted import Fitted
from separatrix.training.losses import LOSSES
from separatrix.training.machine import threads

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LayerStep:
    """A layer, forward and backward.

    Args:
        before_H: What reaches the activation, norms done; of the output the logits.
        after_H: What leaves it.
        gradient_H: Derivative of the loss by `before_H`.
        weight_gradient_IH: Derivative of the loss by each weight.
        bias_gradient_H: Derivative of the loss by each bias.
    """

    before_H: Floats
    after_H: Floats
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
        rate: The recipe's learning rate.
        loss_after: Loss of the row after one step of plain gradient descent on it alone.
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


def step_row(
    fitted: Fitted, encoded: Encoded, told: float, target: object, member: int = 0
) -> RowStep:
    """Step a row through one network: forward, loss, backward, and one step of gradient descent.

    Dropout is off, and batch norm uses its running statistics, as in predictions; the training has
    them otherwise.

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
    stack = alone(fitted, member).double()
    features, codes = map(torch.from_numpy, (encoded.features_ND, encoded.codes_NC))
    rows = Rows(features.double(), codes)
    regression = fitted.target.task == "regression"
    target_KB = torch.tensor([[told]], dtype=torch.float64 if regression else torch.int64)
    loss = LOSSES[fitted.recipe.loss]
    before: list[Tensor] = []
    after: list[Tensor] = []
    with threads(1):
        inputs = stack.inputs(rows, stack.weights())
        logits = stack(rows, units=after, before=before)
        value = loss(logits, target_KB)[0, 0]
        places = [*before, logits]
        *by_place, by_weight_KP = torch.autograd.grad(value, [*places, stack.weights_KP])
        with torch.no_grad():
            stack.weights_KP.sub_(fitted.recipe.learning_rate * by_weight_KP)
            moved = float(loss(stack(rows), target_KB)[0, 0])
    gradients = unflatten(by_weight_KP, weight_pieces(stack.architecture))
    layers = tuple(
        LayerStep(
            _row(places[i]),
            _row(after[i]) if i < len(after) else _row(logits),
            _row(by_place[i]),
            gradients[f"weight.{i}"][0].numpy(),
            gradients[f"bias.{i}"][0].numpy(),
        )
        for i in range(len(places))
    )
    return RowStep(
        found,
        _row(inputs),
        layers,
        _answer(fitted, _row(logits)),
        tuple(map(str, fitted.target.class_names)),
        target,
        told,
        float(value.detach()),
        fitted.recipe.loss,
        fitted.recipe.learning_rate,
        moved,
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
