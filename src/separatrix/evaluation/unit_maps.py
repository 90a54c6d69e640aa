"""What every unit answers over the plane of two columns, and how the layers warp the plane."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.evaluation.boundary import Bounds
from separatrix.evaluation.inside import Layer, anatomy, decision_logit, output_names, passed
from separatrix.evaluation.shadow import Segment, Shadow, border_line, border_rays, shadow_of
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
        before_UGG: What reaches its activation, norms done; of the output the logits again.
        edge_UGG: What is 0 where the unit turns: what reaches the activation, or by how much a
            class leads; None for the output of a regression, which turns nowhere.
    """

    name: str
    units: tuple[str, ...]
    answers_UGG: Floats
    before_UGG: Floats
    edge_UGG: Floats | None


@dataclass(frozen=True)
class Warp:
    """Where the plane comes to lie behind a layer.

    Args:
        name: The layer; "inputs" for the plane itself.
        axes: What the two axes are.
        lines: Grid lines of the plane, each of shape (points, 2).
        points_N2: Rows.
        borders: Where the output changes its mind, as straight lines; none where these two axes do
            not tell, which is before the last hidden layer and above three classes.
    """

    name: str
    axes: tuple[str, str]
    lines: tuple[Floats, ...]
    points_N2: Floats
    borders: tuple[Segment, ...] = ()


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

    def over_plane(layer_NU: Floats) -> Floats:
        return layer_NU.T.reshape(-1, steps, steps)

    maps = []
    for at, layers in enumerate(zip(found.after[:-1], found.before[:-1], strict=True), 1):
        after_UGG, before_UGG = map(over_plane, layers)
        units = tuple(f"unit {number + 1}" for number in range(len(after_UGG)))
        maps.append(UnitMap(f"hidden {at}", units, after_UGG, before_UGG, before_UGG))
    logits_UGG, lead_NU = over_plane(found.after[-1]), class_leads(fitted, found.after[-1])
    edge_UGG = None if lead_NU is None else over_plane(lead_NU)
    return [*maps, UnitMap("output", output_names(fitted), logits_UGG, logits_UGG, edge_UGG)]


def class_leads(fitted: Fitted, logits_NO: Floats) -> Floats | None:
    """Return by how much the logit of each class leads, shape (N, O); None for a regression.

    A class is answered where it leads by more than 0: over the best other class, and of two
    classes by more than the threshold of probability asks for.
    """
    if fitted.target.task == "regression":
        return None
    if logits_NO.shape[1] == 1:
        return logits_NO - decision_logit(fitted)
    if logits_NO.shape[1] == 2:
        lead_N = logits_NO[:, 1] - logits_NO[:, 0] - decision_logit(fitted)
        return np.column_stack([-lead_N, lead_N])
    order_NO = np.sort(logits_NO, axis=1)
    best_N1, second_N1 = order_NO[:, -1:], order_NO[:, -2:-1]
    lead_NO: Floats = logits_NO - np.where(logits_NO == best_N1, second_N1, best_N1)
    return lead_NO


def warps(
    fitted: Fitted, encode: Encode, bounds: Bounds, rows_N2: Floats, member: int = 0
) -> list[Warp]:
    """Return where grid lines and rows lie before the first layer and behind every hidden one.

    Two units are their own axes. Of more in the last hidden layer the first axis is the direction
    that the output weighs, and the second the one along which the rows vary most besides; with
    three or more classes both are directions by which the outputs differ most. In the layers before
    they are the two along which the rows vary most (principal components).

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
    columns = tuple(column.name for column in fitted.encoder.columns)
    found = [Warp("inputs", (columns[0], columns[1]), tuple(lines), rows_N2)]
    for at, units_NH in enumerate(rows.after[:-1]):
        last = anatomy(fitted, member).layers[-1] if at == len(rows.after) - 2 else None
        shadow = shadow_of(units_NH, last)
        seen = tuple(shadow.of(each.after[at]) for each in along)
        lie_N2 = shadow.of(units_NH)
        borders = () if last is None else tuple(_borders(fitted, last, shadow, lie_N2))
        found.append(Warp(f"hidden {at + 1}", shadow.axes, seen, lie_N2, borders))
    return found


def _borders(fitted: Fitted, last: Layer, shadow: Shadow, lie_N2: Floats) -> Iterator[Segment]:
    """Yield where the output changes its mind: a line for two classes, three rays for three."""
    slope_O2 = last.weight_IO.T @ shadow.to_H2
    height_O = last.bias_O + shadow.centre_H @ last.weight_IO
    if fitted.target.task == "regression" or len(height_O) > 3:
        return
    if len(height_O) == 3:
        yield from border_rays(slope_O2, height_O, lie_N2)
        return
    if len(height_O) == 2:
        slope_O2, height_O = np.diff(slope_O2, axis=0), np.diff(height_O)
    yield from border_line(slope_O2[0], float(height_O[0]) - decision_logit(fitted), lie_N2)


def _grid_lines(bounds: Bounds, count: int = 9, points: int = 60) -> list[Floats]:
    (left, right), (low, high) = bounds
    x_P, y_P = np.linspace(left, right, points), np.linspace(low, high, points)
    upright = [np.column_stack([np.full(points, x), y_P]) for x in np.linspace(left, right, count)]
    level = [np.column_stack([x_P, np.full(points, y)]) for y in np.linspace(low, high, count)]
    return [*upright, *level]
