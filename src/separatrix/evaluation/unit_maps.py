"""What every unit answers over the plane of two columns, and how the layers warp the plane."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.evaluation.boundary import Bounds
from separatrix.evaluation.inside import Passed, anatomy, output_names, passed
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]
Encode = Callable[[Floats], Encoded]
"""Encodes points of the plane, shape (n, 2), in the units of the table."""


@dataclass(frozen=True)
class UnitMap:
    """What the units of a layer answer over the plane.

    Args:
        name: The layer.
        units: What its units are called: numbers from 1, or outputs.
        answers_UGG: What each answers, by second and first column.
    """

    name: str
    units: tuple[str, ...]
    answers_UGG: Floats


@dataclass(frozen=True)
class Warp:
    """Where the plane comes to lie behind a layer.

    Args:
        name: The layer; "inputs" for the plane itself.
        axes: What the two axes are.
        lines: Grid lines of the plane, each of shape (points, 2).
        points_N2: Rows.
        line: The line where the output changes its mind, as ((x, y), (x, y)); None where it is no
            line of these two axes.
    """

    name: str
    axes: tuple[str, str]
    lines: tuple[Floats, ...]
    points_N2: Floats
    line: tuple[tuple[float, float], tuple[float, float]] | None = None


def unit_maps(
    fitted: Fitted, encode: Encode, bounds: Bounds, member: int = 0, steps: int = 60
) -> list[UnitMap]:
    """Return what every unit answers, layer by layer.

    Args:
        fitted: A training of two number columns.
        encode: Encodes points.
        bounds: Range of the first and of the second column.
        member: Which network.
        steps: Points along each side.
    """
    axes = [np.linspace(low, high, steps) for low, high in bounds]
    points_N2 = np.column_stack([each.ravel() for each in np.meshgrid(*axes)])
    found = passed(fitted, encode(points_N2), member)
    names = [f"hidden {i + 1}" for i in range(len(found.after) - 1)] + ["output"]
    return [
        UnitMap(name, _units(fitted, name, layer_NH), layer_NH.T.reshape(-1, steps, steps))
        for name, layer_NH in zip(names, found.after, strict=True)
    ]


def warps(
    fitted: Fitted, encode: Encode, bounds: Bounds, rows_N2: Floats, member: int = 0
) -> list[Warp]:
    """Return where grid lines and rows lie before the first layer and behind every hidden one.

    Two units are their own axes. Of more the first axis is the direction by which the output
    parts the last layer, or along which the rows vary most, and the second the one along which they
    vary most besides (principal components).

    Args:
        fitted: A training of two number columns.
        encode: Encodes points.
        bounds: Range of the first and of the second column.
        rows_N2: Rows to show, in the units of the table.
        member: Which network.
    """
    lines = _grid_lines(bounds)
    rows = passed(fitted, encode(rows_N2), member)
    along = [passed(fitted, encode(line), member) for line in lines]
    names = tuple(column.name for column in fitted.encoder.columns)
    found = [Warp("inputs", (names[0], names[1]), tuple(lines), rows_N2)]
    hidden = len(rows.after) - 1
    for at in range(hidden):
        weight_H = _parting(fitted, member) if at == hidden - 1 else None
        found.append(_warp(f"hidden {at + 1}", at, rows, along, weight_H))
    return found


def _warp(
    name: str,
    at: int,
    rows: Passed,
    along: list[Passed],
    parting: tuple[Floats, float] | None,
) -> Warp:
    units_NH = rows.after[at]
    line = None
    if units_NH.shape[1] == 2:
        to_H2, centre_H, axes = np.eye(2), np.zeros(2), ("unit 1", "unit 2")
        if parting is not None:
            line = _line(parting[0], parting[1], units_NH)
    else:
        centre_H = units_NH.mean(axis=0)
        to_H2, axes = _two_axes(units_NH - centre_H, parting)
        if parting is not None:
            norm = float(np.linalg.norm(parting[0]))
            x = (-parting[1] - float(centre_H @ parting[0])) / max(norm, 1e-12)
            heights = (units_NH - centre_H) @ to_H2[:, 1]
            line = ((x, float(heights.min())), (x, float(heights.max())))
    lines = tuple((each.after[at] - centre_H) @ to_H2 for each in along)
    return Warp(name, axes, lines, (units_NH - centre_H) @ to_H2, line)


def _two_axes(
    centred_NH: Floats, parting: tuple[Floats, float] | None
) -> tuple[Floats, tuple[str, str]]:
    """Return two orthonormal directions, shape (H, 2), and what they are."""
    if parting is None:
        _, _, rows_HH = np.linalg.svd(centred_NH, full_matrices=False)
        to_H2 = np.zeros((centred_NH.shape[1], 2))
        to_H2[:, : min(2, len(rows_HH))] = rows_HH[:2].T
        return to_H2, ("component 1", "component 2")
    first_H = parting[0] / max(float(np.linalg.norm(parting[0])), 1e-12)
    rest_NH = centred_NH - np.outer(centred_NH @ first_H, first_H)
    _, _, rows_HH = np.linalg.svd(rest_NH, full_matrices=False)
    to_H2 = np.column_stack([first_H, rows_HH[0]])
    return to_H2, ("what the output weighs", "component 1 of the rest")


def _parting(fitted: Fitted, member: int) -> tuple[Floats, float] | None:
    """Return weights and bias by which a single logit parts the last layer; None of several."""
    last = anatomy(fitted, member).layers[-1]
    if len(last.bias_O) == 2:
        weight_H = last.weight_IO[:, 1] - last.weight_IO[:, 0]
        return weight_H, float(last.bias_O[1] - last.bias_O[0])
    if len(last.bias_O) > 2 or fitted.target.task == "regression":
        return None
    return last.weight_IO[:, 0], float(last.bias_O[0])


def _line(
    weight_2: Floats, bias: float, points_N2: Floats
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return two points of the line w·x + b = 0 around some points."""
    squared = float(weight_2 @ weight_2)
    if squared == 0:
        return None
    foot_2 = -bias * weight_2 / squared
    along_2 = np.array([-weight_2[1], weight_2[0]]) / np.sqrt(squared)
    reach = float(np.abs(points_N2 - foot_2).max()) + 1.0
    first, second = foot_2 - reach * along_2, foot_2 + reach * along_2
    return (float(first[0]), float(first[1])), (float(second[0]), float(second[1]))


def _grid_lines(bounds: Bounds, count: int = 9, points: int = 60) -> list[Floats]:
    (left, right), (low, high) = bounds
    x_P, y_P = np.linspace(left, right, points), np.linspace(low, high, points)
    upright = [np.column_stack([np.full(points, x), y_P]) for x in np.linspace(left, right, count)]
    level = [np.column_stack([x_P, np.full(points, y)]) for y in np.linspace(low, high, count)]
    return [*upright, *level]


def _units(fitted: Fitted, name: str, layer_NH: NDArray[Any]) -> tuple[str, ...]:
    if name == "output":
        return output_names(fitted)
    return tuple(f"unit {number + 1}" for number in range(layer_NH.shape[1]))
