"""A network in words: its layers, or a row stepped through it with the numbers in the formulas."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.backward_screen import backward
from separatrix.cli.formulas import Equation, equations, figure, largest, more, weighted_sum
from separatrix.cli.names import short, visible
from separatrix.cli.tables import quiet_table
from separatrix.evaluation.inside import Layer, anatomy
from separatrix.evaluation.step import LayerStep, RowStep
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]

MOST_INPUTS, MOST_UNITS = 12, 5
"""Inputs, and units of a layer, that are written out: the largest ones."""


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
    """Yield a row's way forward, its loss, its way back, and what one step would change.

    Args:
        step: The row.
        row: Its number, from 0.
    """
    yield Text(visible(f"Row {row + 1:,}: the target is {step.target}"), style="bold")
    yield Text.assemble(("\nForward", "bold"), (f" ({_terms_of(step)})", "dim"))
    names = [f"x{i + 1}" for i in range(len(step.input_D))]
    yield _inputs(step, names)
    values = step.input_D
    for at, (layer, found) in enumerate(zip(step.anatomy.layers, step.layers, strict=True), 1):
        yield Text(f"{layer.name}: {_law(layer)}", style="dim")
        units = _shown_units(step, at - 1)
        yield equations(_unit(at, unit, layer, found, names, values) for unit in units)
        yield from more(len(found.before_H) - len(units), "unit")
        names, values = [f"a{at},{j + 1}" for j in range(len(found.after_H))], found.after_H
    yield Text(visible(_answered(step)))
    yield Text("\nBackward", style="bold")
    yield from backward(step)


def _terms_of(step: RowStep) -> str:
    batch = any(layer.norm == "batch" for layer in step.anatomy.layers)
    more = ", batch norm by its running statistics" if batch else ""
    return f"as in predictions: no dropout{more}"


def _inputs(step: RowStep, names: Sequence[str]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    shown = largest(step.input_D, MOST_INPUTS)
    for i in shown:
        name = Text(short(step.anatomy.inputs[i]), style="dim")
        grid.add_row(f"  {names[i]} = {figure(step.input_D[i])}", name)
    for line in more(len(names) - len(shown), "input"):
        grid.add_row(line, "")
    return grid


def _law(layer: Layer) -> str:
    if layer.norm == "none":
        return "z = w·x + b" + (f", a = {layer.activation}(z)" if layer.activation else "")
    return f"z = w·x + b, n = {layer.norm} norm of z, a = {layer.activation}(n)"


def _shown_units(step: RowStep, at: int) -> list[int]:
    """Return the units that answer most; of outputs those of the likeliest classes."""
    found, last = step.layers[at], at == len(step.layers) - 1
    by_class = last and len(step.answer) == len(found.before_H)
    return largest(step.answer if by_class else found.after_H, MOST_UNITS)


def _unit(
    at: int, unit: int, layer: Layer, found: LayerStep, names: Sequence[str], values: Floats
) -> Equation:
    """Write the sum of a unit with its numbers, and what becomes of it."""
    weight_I, bias = layer.weight_IO[:, unit], float(layer.bias_O[unit])
    called, reaches = f"{at},{unit + 1}", figure(found.before_H[unit])
    words = f"{weighted_sum(weight_I, names, values, bias)} = {figure(found.sum_H[unit])}"
    if layer.norm != "none":
        words += f", n{called} = {reaches}"
    if layer.activation:
        words += f", a{called} = {layer.activation}({reaches}) = {figure(found.after_H[unit])}"
    return f"z{called}", words


def _answered(step: RowStep) -> str:
    if not step.classes:
        return _value(step)
    best = sorted(largest(step.answer, MOST_UNITS), key=lambda c: -step.answer[c])
    told = ", ".join(f"{step.classes[c]} {step.answer[c]:.3f}" for c in best)
    cooled = "" if step.temperature == 1 else f" (z over the temperature {step.temperature:.3g})"
    return f"probabilities{cooled}: {told}"


def _value(step: RowStep) -> str:
    """Write how the output becomes a number in the unit of the table."""
    learned, output, answer = step.learned, float(step.layers[-1].after_H[0]), float(step.answer[0])
    if (learned.mean, learned.scale, learned.log) == (0.0, 1.0, False):
        return f"answer: {answer:.4g}"
    scaled = f"{output:.4g} · {learned.scale:.4g} + {learned.mean:.4g}"
    words = f"exp({scaled})" if learned.log else scaled
    return f"answer: {words} = {answer:.4g}".replace("+ -", "− ").replace("-", "−")
