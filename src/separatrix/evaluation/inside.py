"""Inside one network: its layers, what their units answer, and what flowed through them."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.encoder import Encoded
from separatrix.errors import RunError
from separatrix.models.architecture import Architecture
from separatrix.models.layers import ACTIVATIONS
from separatrix.models.stack import Rows, Stack
from separatrix.training.fitted import Fitted
from separatrix.training.machine import threads
from separatrix.training.units import SATURATED

Floats = NDArray[np.float64]

BINS = 60
"""Bins of the distribution of what flowed into an activation."""


@dataclass(frozen=True)
class Layer:
    """One layer of one network.

    Args:
        name: "hidden 1" and so on, or "output".
        weight_IO: Its weights, a column for each unit.
        bias_O: Its biases.
        parameters: Numbers that are trained in it, norms included.
        activation: What follows it; "" for none.
        norm: What stands between: "none", "batch" or "layer".
    """

    name: str
    weight_IO: Floats
    bias_O: Floats
    parameters: int
    activation: str
    norm: str


@dataclass(frozen=True)
class Anatomy:
    """The parts of one network.

    Args:
        inputs: What the inputs are called: features, then the embedded columns' numbers.
        outputs: What the outputs are called.
        layers: The layers, inputs to outputs.
        embeddings: (column, slots, width) of every embedded column.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    layers: tuple[Layer, ...]
    embeddings: tuple[tuple[str, int, int], ...]

    @property
    def parameters(self) -> int:
        """Count everything that is trained."""
        embedded = sum(slots * width for _, slots, width in self.embeddings)
        return embedded + sum(layer.parameters for layer in self.layers)


@dataclass(frozen=True)
class Flow:
    """What flowed into the activation of a layer, over rows and units.

    Args:
        name: The layer.
        edges: Ends of the bins.
        shares: Share of the numbers in each bin.
        dead: Share of the units that answer 0 for every row; 0 but under ReLU.
        saturated: Share of the numbers behind the activation near the bounds of tanh or sigmoid.
    """

    name: str
    edges: Floats
    shares: Floats
    dead: float
    saturated: float


@dataclass(frozen=True)
class Passed:
    """What every layer of one network answers for some rows.

    Args:
        inputs_ND: What goes in.
        before: What reaches each activation, shape (N, H), norms done; the last are the logits.
        after: What leaves it; the last are the logits again.
    """

    inputs_ND: Floats
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]


def architecture_of_run(fitted: Fitted) -> Architecture:
    """Return the shape of networks that a recipe describes.

    Raises:
        RunError: they are of the user's own module, whose layers are not known.
    """
    shape = fitted.stack.architecture
    if not isinstance(shape, Architecture):
        raise RunError(f"{shape.name} is a module of your own, whose layers are not known.")
    return shape


def anatomy(fitted: Fitted, member: int = 0) -> Anatomy:
    """Return the parts of one network.

    Raises:
        RunError: it is a module of the user's own.
    """
    shape = architecture_of_run(fitted)
    weights = _weights(fitted, member)
    last = len(shape.hidden)
    layers = []
    for i in range(last + 1):
        weight_IO, bias_O = weights[f"weight.{i}"], weights[f"bias.{i}"]
        more = sum(weights[name].size for name in (f"scale.{i}", f"shift.{i}") if name in weights)
        layers.append(
            Layer(
                "output" if i == last else f"hidden {i + 1}",
                weight_IO,
                bias_O,
                weight_IO.size + bias_O.size + more,
                "" if i == last else shape.activation,
                "none" if i == last else shape.norm,
            )
        )
    return Anatomy(
        input_names(fitted), output_names(fitted), tuple(layers), tuple(_embeddings(fitted, shape))
    )


def input_names(fitted: Fitted) -> tuple[str, ...]:
    """Return what the inputs of the first layer are called."""
    names = list(fitted.encoder.feature_names)
    for column, _, width in _embeddings(fitted, architecture_of_run(fitted)):
        names += [f"{column} {number + 1}" for number in range(width)]
    return tuple(names)


def output_names(fitted: Fitted) -> tuple[str, ...]:
    """Return what the outputs are called: the classes, the positive class, or the target."""
    target = fitted.target
    if target.task == "regression":
        return (target.name,)
    outputs = fitted.stack.architecture.outputs
    if outputs == 1:
        return (f"{target.name}={target.class_names[1]}",)
    return tuple(map(str, target.class_names))


def passed(fitted: Fitted, encoded: Encoded, member: int = 0) -> Passed:
    """Send rows through one network and keep what every layer answers.

    Args:
        fitted: The training.
        encoded: The rows.
        member: Which network.
    """
    stack = alone(fitted, member)
    features, codes = map(torch.from_numpy, (encoded.features_ND, encoded.codes_NC))
    rows = Rows(features.to(stack.weights_KP.dtype), codes)
    after: list[Tensor] = []
    before: list[Tensor] = []
    with torch.inference_mode(), threads(1):
        inputs = stack.inputs(rows, stack.weights())
        logits = stack(rows, units=after, before=before)
    numbers = [tensor[0].double().numpy() for tensor in (inputs, *before, *after, logits)]
    hidden = len(before)
    return Passed(
        numbers[0],
        (*numbers[1 : 1 + hidden], numbers[-1]),
        (*numbers[1 + hidden : 1 + 2 * hidden], numbers[-1]),
    )


def flows(fitted: Fitted, encoded: Encoded, member: int = 0) -> Iterator[Flow]:
    """Yield what flowed into the activation of every hidden layer."""
    found, activation = passed(fitted, encoded, member), fitted.recipe.activation
    for at, (before, after) in enumerate(zip(found.before[:-1], found.after[:-1], strict=True)):
        low, high = np.quantile(before, [0.002, 0.998])
        edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
        counts, _ = np.histogram(np.clip(before, edges[0], edges[-1]), edges)
        scaled = {"tanh": after, "sigmoid": 2 * after - 1}.get(activation)
        yield Flow(
            f"hidden {at + 1}",
            edges,
            counts / max(before.size, 1),
            float((after == 0).all(axis=0).mean()) if activation == "relu" else 0.0,
            0.0 if scaled is None else float((np.abs(scaled) > SATURATED).mean()),
        )


def activation_of(fitted: Fitted) -> Callable[[Floats], Floats]:
    """Return the activation as a function of arrays."""
    activate = ACTIVATIONS[architecture_of_run(fitted).activation]

    def of(z: Floats) -> Floats:
        answered: Floats = activate(torch.from_numpy(z)).numpy()
        return answered

    return of


def decision_logit(fitted: Fitted) -> float:
    """Return the logit above which the positive class of two is answered.

    It is 0 but where a threshold of probability other than one half was chosen.
    """
    threshold = min(max(fitted.threshold, 1e-12), 1 - 1e-12)
    return fitted.temperature * math.log(threshold / (1 - threshold))


def alone(fitted: Fitted, member: int) -> Stack:
    """Return a stack of one network, in eval mode."""
    shape, whole = architecture_of_run(fitted), fitted.stack
    assert isinstance(whole, Stack)
    one = Stack(shape, 1, whole.weights_KP.dtype)
    with torch.no_grad():
        one.weights_KP.copy_(whole.weights_KP[member : member + 1])
        one.statistics_KQ.copy_(whole.statistics_KQ[member : member + 1])
    return one.eval()


def _weights(fitted: Fitted, member: int) -> dict[str, Floats]:
    tensors = alone(fitted, member).weights()
    return {name: tensor[0].detach().double().numpy() for name, tensor in tensors.items()}


def _embeddings(fitted: Fitted, shape: Architecture) -> Iterator[tuple[str, int, int]]:
    columns = [column for column in fitted.encoder.columns if not column.feature_names]
    for column, (slots, width) in zip(columns, shape.embedded, strict=True):
        yield column.name, slots, width
