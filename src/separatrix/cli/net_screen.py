"""A network in words: its layers, or a row stepped through it with the numbers in the formulas."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.names import short, visible
from separatrix.cli.tables import quiet_table
from separatrix.evaluation.inside import Layer, anatomy
from separatrix.evaluation.step import LayerStep, RowStep
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]

MOST_INPUTS, MOST_TERMS, MOST_UNITS = 12, 6, 5
"""Inputs, terms of a sum, and units of a layer, that are written out: the largest ones."""


def net_screen(fitted: Fitted, member: int) -> Iterator[RenderableType]:
    """Yield the layers of a network with their sizes."""
    found, numbers = anatomy(fitted, member), ("inputs", "units", "parameters")
    table = quiet_table("layer", "inputs", "units", "activation", "parameters", right=numbers)
    for name, slots, width in found.embeddings:
        what = f"embedding of {short(name)}"
        table.add_row(what, f"{slots:,}", f"{width}", "", f"{slots * width:,}")
    for layer in found.layers:
        inputs, units = layer.weight_IO.shape
        behind = (
            layer.activation if layer.norm == "none" else f"{layer.norm} norm, {layer.activation}"
        )
        table.add_row(layer.name, f"{inputs:,}", f"{units:,}", behind, f"{layer.parameters:,}")
    table.add_row("all", "", "", "", f"{found.parameters:,}", style="bold")
    yield table


def step_screen(step: RowStep, row: int) -> Iterator[RenderableType]:
    """Yield a row's way forward, its loss, its way back, and what one step would change."""
    yield Text(visible(f"Row {row + 1:,}: the target is {step.target}"), style="bold")
    yield Text("\nForward", style="bold")
    names = [f"x{i + 1}" for i in range(len(step.input_D))]
    yield _inputs(step, names)
    values = step.input_D
    for at, (layer, found) in enumerate(zip(step.anatomy.layers, step.layers, strict=True), 1):
        yield Text(f"{layer.name}: {_law(layer)}", style="dim")
        units = _shown_units(step, at - 1)
        for unit in units:
            yield Text(f"  {_unit(at, unit, layer, found, names, values)}")
        yield from _more(len(found.before_H) - len(units), "unit")
        names, values = [f"a{at},{j + 1}" for j in range(len(found.after_H))], found.after_H
    yield Text(visible(_answered(step)))
    yield Text("\nBackward", style="bold")
    yield Text(f"loss: {step.loss_name} = {step.loss:.4g}")
    for layer, found in reversed(list(zip(step.anatomy.layers, step.layers, strict=True))):
        yield from _back(layer.name, found)
    yield Text(
        f"One step of gradient descent on this row alone, {step.rate:g} times the gradient: "
        f"the loss goes from {step.loss:.4g} to {step.loss_after:.4g}."
    )


def _inputs(step: RowStep, names: Sequence[str]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    shown = _largest(step.input_D, MOST_INPUTS)
    for i in shown:
        name = Text(short(step.anatomy.inputs[i]), style="dim")
        grid.add_row(f"  {names[i]} = {_number(step.input_D[i])}", name)
    for line in _more(len(names) - len(shown), "input"):
        grid.add_row(line, "")
    return grid


def _law(layer: Layer) -> str:
    normed = "" if layer.norm == "none" else f", {layer.norm} norm"
    return f"z = w·x + b{normed}" + (f", a = {layer.activation}(z)" if layer.activation else "")


def _shown_units(step: RowStep, at: int) -> list[int]:
    """Return the units that answer most; of outputs those of the likeliest classes."""
    found, last = step.layers[at], at == len(step.layers) - 1
    by_class = last and len(step.answer) == len(found.before_H)
    return _largest(step.answer if by_class else found.after_H, MOST_UNITS)


def _unit(
    at: int, unit: int, layer: Layer, found: LayerStep, names: Sequence[str], values: Floats
) -> str:
    """Write the sum of a unit with its numbers, and what becomes of it.

    A norm stands between the sum and what reaches the activation.
    """
    weight_I, bias = layer.weight_IO[:, unit], float(layer.bias_O[unit])
    total, reaches = float(values @ weight_I + bias), float(found.before_H[unit])
    words = f"z{at},{unit + 1} = {_sum(weight_I, bias, names, values)} = {_number(total)}"
    if layer.norm != "none":
        words += f", normed {_number(reaches)}"
    if layer.activation:
        after = f"{layer.activation}({_number(reaches)}) = {_number(found.after_H[unit])}"
        words += f", a{at},{unit + 1} = {after}"
    return words


def _sum(weight_I: Floats, bias: float, names: Sequence[str], values: Floats) -> str:
    """Write a sum with its largest terms.

    Example:
        >>> _sum(np.array([0.5, -2.0]), 0.1, ["x1", "x2"], np.array([1.0, 3.0]))
        '0.5·x1 − 2·x2 + 0.1'
    """
    shown = _largest(weight_I * values, MOST_TERMS)
    terms = [(float(weight_I[i]), f"·{names[i]}") for i in shown]
    more = len(weight_I) - len(shown)
    words = "".join(_term(value, name) for value, name in terms).removeprefix(" + ")
    words = f"−{words[3:]}" if words.startswith(" − ") else words
    return words + (f" + … {more} more" if more else "") + _term(bias, "")


def _term(value: float, name: str) -> str:
    return f" {'−' if value < 0 else '+'} {abs(value):.3g}{name}"


def _back(name: str, found: LayerStep) -> Iterator[Text]:
    gradient_H, weight_IH = found.gradient_H, found.weight_gradient_IH
    shown = _largest(gradient_H, MOST_UNITS)
    told = ", ".join(f"dL/dz{j + 1} = {_number(gradient_H[j])}" for j in shown)
    more = len(gradient_H) - len(shown)
    yield Text(f"{name}: {told}{f', … {more} more' if more else ''}")
    i, j = np.unravel_index(int(np.abs(weight_IH).argmax()), weight_IH.shape)
    largest = f"w{i + 1},{j + 1}: {_number(weight_IH[i, j])}"
    yield Text(f"  dL/dw = dL/dz · input, the largest of {largest}", style="dim")


def _answered(step: RowStep) -> str:
    if len(step.answer) == 1:
        return f"answer: {step.answer[0]:.4g}"
    best = sorted(_largest(step.answer, MOST_UNITS), key=lambda c: -step.answer[c])
    return "probabilities: " + ", ".join(f"{step.classes[c]} {step.answer[c]:.3f}" for c in best)


def _more(count: int, what: str) -> Iterator[Text]:
    if count:
        yield Text(f"  … {count} more {what}{'s' if count > 1 else ''}", style="dim")


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _largest(values: Floats, most: int) -> list[int]:
    """Return where the largest values stand, in their order."""
    return sorted(np.argsort(-np.abs(values), kind="stable")[:most].tolist())
