"""A row's way back through a network: the loss, and the chain rule with its numbers."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.text import Text

from separatrix.cli.formulas import (
    Equation,
    equations,
    factor,
    figure,
    largest,
    more,
    weighted_sum,
)
from separatrix.cli.names import short
from separatrix.evaluation.inside import Layer
from separatrix.evaluation.step import RowStep

Floats = NDArray[np.float64]

MOST_UNITS = 4
"""Units of a layer whose derivatives are written out: the largest ones."""


def backward(step: RowStep) -> Iterator[RenderableType]:
    """Yield the loss, the derivatives from the output to the inputs, and what one step changes."""
    yield Text(_loss(step))
    layers = list(zip(step.anatomy.layers, step.layers, strict=True))
    for at in reversed(range(len(layers))):
        layer, found = layers[at]
        last = at == len(layers) - 1
        yield Text(f"{layer.name}: {_output_law(step) if last else _law(layers[at + 1][0])}", "dim")
        shown = largest(found.bias_gradient_H, MOST_UNITS)
        written = [_output(step, unit) if last else _hidden(step, at, unit) for unit in shown]
        yield equations(pair for unit in written for pair in unit)
        yield from more(len(found.bias_gradient_H) - len(shown), "unit")
        yield equations([_largest_weight(step, at)])
    yield Text(
        f"One step of gradient descent on this row alone, {step.rate:g} times the gradient: "
        f"the loss goes from {step.loss:.4g} to {step.loss_after:.4g}."
    )


def _loss(step: RowStep) -> str:
    """Write the loss as a formula of the logits, which no temperature divides."""
    name, output = f"z{len(step.layers)}", step.layers[-1].before_H
    if step.loss_name == "bce":
        share = _shares(step)[int(step.told)]
        of = f"σ({name},1)" if step.told == 1 else f"(1 − σ({name},1))"
        return f"loss: bce = −ln {of} = −ln {figure(share)} = {step.loss:.4g}"
    if step.loss_name == "cross-entropy":
        true = int(step.told)
        share = figure(_shares(step)[true])
        of = f"softmax({name}){true + 1}"
        told = short(step.classes[true])
        return f"loss: cross-entropy = −ln {of} = −ln {share} = {step.loss:.4g} ({told})"
    apart = f"{figure(output[0])} − {factor(step.told)}"
    quadratic = abs(float(output[0]) - step.told) <= 1
    huber = f"½·({apart})²" if quadratic else f"|{apart}| − ½"
    formula = {"mse": f"({apart})²", "l1": f"|{apart}|", "huber": huber}[step.loss_name]
    return f"{_scaled(step)}loss: {step.loss_name} = {formula} = {step.loss:.4g}"


def _scaled(step: RowStep) -> str:
    """Write how the target became what the loss sees, where that is not the same."""
    learned = step.learned
    if (learned.mean, learned.scale, learned.log) == (0.0, 1.0, False):
        return ""
    value = figure(float(learned.restore(step.told)))
    value = f"ln {value}" if learned.log else value
    words = f"({value} − {factor(learned.mean)}) / {figure(learned.scale)} = {figure(step.told)}"
    return f"the target is learned as {words}\n"


def _shares(step: RowStep) -> Floats:
    """Return the probability of each class as the loss sees it, without a temperature."""
    logits_O = step.layers[-1].before_H
    powers_O = np.array([0.0, logits_O[0]]) if len(logits_O) == 1 else logits_O
    powers_O = np.exp(powers_O - powers_O.max())
    shares_C: Floats = powers_O / powers_O.sum()
    return shares_C


def _output_law(step: RowStep) -> str:
    return {
        "bce": "dL/dz = σ(z) − target",
        "cross-entropy": "dL/dz = softmax(z) − 1 for the true class, softmax(z) for the others",
        "mse": "dL/dz = 2·(z − target)",
        "l1": "dL/dz = sign of z − target",
        "huber": "dL/dz = z − target, at most 1 and at least −1",
    }[step.loss_name]


def _output(step: RowStep, unit: int) -> list[Equation]:
    found, told = step.layers[-1], step.told
    name, value = f"dL/dz{len(step.layers)},{unit + 1}", figure(found.gradient_H[unit])
    if step.loss_name == "bce":
        return [(name, f"{figure(_shares(step)[1])} − {told:g} = {value}")]
    if step.loss_name == "cross-entropy":
        return [(name, f"{figure(_shares(step)[unit])} − {int(told == unit)} = {value}")]
    if step.loss_name == "mse":
        return [(name, f"2·({figure(found.before_H[unit])} − {factor(told)}) = {value}")]
    return [(name, value)]


def _law(above: Layer) -> str:
    return f"dL/da = sum over {above.name} of w·dL/dz"


def _hidden(step: RowStep, at: int, unit: int) -> list[Equation]:
    """Write the chain rule of one unit: through the weights above, and through its activation."""
    layer, found, above = step.anatomy.layers[at], step.layers[at], step.layers[at + 1]
    called, gradients = f"{at + 1},{unit + 1}", above.bias_gradient_H
    names = [f"dL/dz{at + 2},{j + 1}" for j in range(len(gradients))]
    summed = weighted_sum(step.anatomy.layers[at + 1].weight_IO[unit], names, gradients)
    arrives, slope = figure(found.after_gradient_H[unit]), factor(float(found.slope_H[unit]))
    through = f"{arrives} · {layer.activation}′({figure(found.before_H[unit])})"
    words = f"{through} = {arrives} · {slope} = {figure(found.gradient_H[unit])}"
    first = (f"dL/da{called}", f"{summed} = {arrives}")
    if layer.norm == "none":
        return [first, (f"dL/dz{called}", words)]
    normed = f"{figure(found.bias_gradient_H[unit])}, through the {layer.norm} norm"
    return [first, (f"dL/dn{called}", words), (f"dL/dz{called}", normed)]


def _largest_weight(step: RowStep, at: int) -> Equation:
    """Write the weight that changes most, and by how much."""
    layer, found = step.anatomy.layers[at], step.layers[at]
    i, j = np.unravel_index(int(np.abs(found.weight_gradient_IH).argmax()), layer.weight_IO.shape)
    gradient = float(found.weight_gradient_IH[i, j])
    if gradient == 0:
        return "largest dL/dw", "0: no weight moves, as every dL/dz, or every input, is 0"
    input_I = step.input_D if at == 0 else step.layers[at - 1].after_H
    put_in, unit = f"x{i + 1}" if at == 0 else f"a{at},{i + 1}", f"z{at + 1},{j + 1}"
    product = f"{figure(found.bias_gradient_H[j])} · {factor(float(input_I[i]))}"
    moved = -step.rate * gradient
    return (
        "largest dL/dw",
        f"dL/d{unit} · {put_in} = {product} = {figure(gradient)}; a step moves this weight from "
        f"{figure(layer.weight_IO[i, j])} by {'+' if moved > 0 else ''}{figure(moved)}",
    )
