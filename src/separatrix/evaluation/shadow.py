"""The plane through the space of a layer's units on which it is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.inside import Layer

Floats = NDArray[np.float64]
Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Shadow:
    """A plane through the space of a layer's units.

    Args:
        centre_H: The point of the space that lies at (0, 0).
        to_H2: Its two directions, orthonormal.
        axes: What the two are.
    """

    centre_H: Floats
    to_H2: Floats
    axes: tuple[str, str]

    def of(self, units_NH: Floats) -> Floats:
        """Return where units lie in the plane, shape (N, 2)."""
        lie_N2: Floats = (units_NH - self.centre_H) @ self.to_H2
        return lie_N2


def shadow_of(units_NH: Floats, last: Layer | None) -> Shadow:
    """Choose the plane on which a layer is seen.

    Args:
        units_NH: What its units answer for some rows.
        last: The output layer, where it comes next; None where a hidden one does.
    """
    units = units_NH.shape[1]
    if units <= 2:
        return Shadow(np.zeros(units), np.eye(units, 2), ("unit 1", "unit 2" if units > 1 else ""))
    centre_H = units_NH.mean(axis=0)
    centred_NH = units_NH - centre_H
    if last is None:
        return Shadow(centre_H, _principal(centred_NH), ("component 1", "component 2"))
    weight_HO = last.weight_IO
    if weight_HO.shape[1] > 2:
        axes = ("outputs differ most", "and second most")
        return Shadow(centre_H, _parting_axes(centred_NH, weight_HO), axes)
    first_H1 = _unit_vector(weight_HO[:, -1] - (weight_HO[:, 0] if weight_HO.shape[1] == 2 else 0))
    rest_NH = centred_NH - centred_NH @ first_H1 @ first_H1.T
    to_H2 = np.column_stack([first_H1, _principal(rest_NH)[:, :1]])
    return Shadow(centre_H, to_H2, ("what the output weighs", "component 1 of the rest"))


def _principal(centred_NH: Floats) -> Floats:
    """Return the two directions along which rows vary most, shape (H, 2)."""
    _, _, rows_MH = np.linalg.svd(centred_NH, full_matrices=False)
    to_H2 = np.zeros((centred_NH.shape[1], 2))
    to_H2[:, : min(2, len(rows_MH))] = rows_MH[:2].T
    return to_H2


def _parting_axes(centred_NH: Floats, weight_HO: Floats) -> Floats:
    """Return the two directions by which the logits of the rows differ most, shape (H, 2)."""
    apart_HO = weight_HO - weight_HO.mean(axis=1, keepdims=True)  # softmax sees differences alone
    mixed_O2 = _principal(centred_NH @ apart_HO)
    to_H2, _ = np.linalg.qr(apart_HO @ mixed_O2)
    return to_H2


def _unit_vector(along_H: Floats) -> Floats:
    vector_H1: Floats = along_H[:, None] / max(float(np.linalg.norm(along_H)), 1e-12)
    return vector_H1


def border_line(slope_2: Floats, height: float, lie_N2: Floats) -> Iterator[Segment]:
    """Yield the line slope·x + height = 0 as far as some points reach, nothing without a slope."""
    squared = float(slope_2 @ slope_2)
    if squared < 1e-24:
        return
    foot_2 = -height * slope_2 / squared
    along_2 = _reach(foot_2, lie_N2) * np.array([-slope_2[1], slope_2[0]]) / np.sqrt(squared)
    yield _segment(foot_2 - along_2, foot_2 + along_2)


def border_rays(slope_O2: Floats, height_O: Floats, lie_N2: Floats) -> Iterator[Segment]:
    """Yield the rays on which two of three logits are equal and the third is below them.

    Args:
        slope_O2: How each logit grows along the two axes.
        height_O: Each logit at (0, 0).
        lie_N2: Points that the rays shall lead past.
    """
    apart_22, apart_2 = slope_O2[1:] - slope_O2[0], height_O[1:] - height_O[0]
    if abs(np.linalg.det(apart_22)) < 1e-12:
        return
    meeting_2 = np.linalg.solve(apart_22, -apart_2)
    for below, (first, second) in enumerate(((1, 2), (0, 2), (0, 1))):
        across_2 = slope_O2[first] - slope_O2[second]
        along_2 = np.array([-across_2[1], across_2[0]]) / np.linalg.norm(across_2)
        if along_2 @ (slope_O2[below] - slope_O2[first]) > 0:
            along_2 = -along_2
        yield _segment(meeting_2, meeting_2 + _reach(meeting_2, lie_N2) * along_2)


def _reach(from_2: Floats, lie_N2: Floats) -> float:
    """Return a length that leads past all points, wherever it begins."""
    return 2 * float(np.linalg.norm(lie_N2 - from_2, axis=1).max()) + 1.0


def _segment(start_2: Floats, end_2: Floats) -> Segment:
    return (float(start_2[0]), float(start_2[1])), (float(end_2[0]), float(end_2[1]))
