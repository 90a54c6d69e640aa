"""The plane through a network: maps are its answers, and a line behind the last layer parts it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.evaluation.inside import activation_of, passed
from separatrix.evaluation.prediction import logits, predict
from separatrix.evaluation.unit_maps import Warp, class_leads, unit_maps, warps
from separatrix.training.fitted import Fitted
from tests.evaluation.networks import BOUNDS, encoder_of, trained

Floats = NDArray[np.float64]


def test_maps_of_units_are_their_answers_over_the_plane() -> None:
    fitted, _ = trained(make_toy("circles", rows=150))
    encode, (x_G, y_G) = encoder_of(fitted), (np.linspace(*ends, 7) for ends in BOUNDS)
    maps = unit_maps(fitted, encode, BOUNDS, member=1, steps=7)
    assert [(each.name, len(each.units)) for each in maps] == [
        ("hidden 1", 5),
        ("hidden 2", 2),
        ("output", 1),
    ]
    point = encode(np.array([[x_G[2], y_G[5]]]))
    np.testing.assert_allclose(maps[-1].answers_UGG[0, 5, 2], logits(fitted.stack, point)[1, 0, 0])


def points_of(rows: Table) -> Floats:
    return np.column_stack([np.asarray(rows.column(name)) for name in ("x1", "x2")])


def leads(fitted: Fitted, points_N2: Floats, member: int = 0) -> Floats:
    found = class_leads(fitted, logits(fitted.stack, encoder_of(fitted)(points_N2))[member])
    assert found is not None
    return found


def sides_of(last: Warp) -> NDArray[np.bool_]:
    """Say on which side of a warp's one border its rows lie."""
    ((start, end),) = last.borders
    along, apart_N2 = np.subtract(end, start), last.points_N2 - np.array(start)
    return np.asarray(along[0] * apart_N2[:, 1] - along[1] * apart_N2[:, 0] > 0)


def sectors_of(last: Warp) -> NDArray[np.int64]:
    """Say between which two of three rays rows lie."""
    meeting = np.array(last.borders[0][0])
    angle_3 = [np.arctan2(*np.subtract(end, meeting)[::-1]) for _, end in last.borders]
    angle_N = np.arctan2(*(last.points_N2 - meeting).T[::-1])
    return np.asarray(np.searchsorted(np.sort(angle_3), angle_N) % 3)


@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_maps_are_activated_from_what_is_before(activation: Any, norm: Any) -> None:
    fitted, _ = trained(make_toy("circles", rows=150), 1, activation=activation, norm=norm)
    activate = activation_of(fitted)
    for each in unit_maps(fitted, encoder_of(fitted), BOUNDS, steps=7)[:-1]:
        np.testing.assert_allclose(activate(each.before_UGG), each.answers_UGG, atol=1e-12)
        assert each.edge_UGG is each.before_UGG


@pytest.mark.parametrize(("threshold", "temperature"), [(0.5, 1.0), (0.2, 1.0), (0.9, 2.5)])
@pytest.mark.parametrize("loss", ["bce", "cross-entropy"])
def test_the_edge_of_the_output_is_the_boundary(
    threshold: float, temperature: float, loss: Any
) -> None:
    fitted, rows = trained(make_toy("moons", rows=150), 1, loss=loss, epochs=60, hidden=(8,))
    fitted = replace(fitted, threshold=threshold, temperature=temperature)
    answered_N = predict(fitted, rows).answers.labels_N
    assert set(answered_N) == {0, 1}
    np.testing.assert_array_equal(leads(fitted, points_of(rows))[:, -1] > 0, answered_N == 1)


def test_the_edges_of_many_classes_are_their_boundaries() -> None:
    fitted, rows = trained(make_toy("blobs", rows=200), 1, epochs=40, hidden=(8,))
    answered_N = predict(fitted, rows).answers.labels_N
    assert set(answered_N) == {0, 1, 2, 3}
    np.testing.assert_array_equal(
        leads(fitted, points_of(rows)) > 0, answered_N[:, None] == np.arange(4)
    )


def test_a_regression_turns_nowhere_and_has_no_border() -> None:
    random = np.random.default_rng(0)
    x1, x2 = random.normal(size=(2, 90))
    fitted, rows = trained(Table(pa.table({"x1": x1, "x2": x2, "y": x1 + x2})), 1, hidden=(4,))
    assert unit_maps(fitted, encoder_of(fitted), BOUNDS, steps=5)[-1].edge_UGG is None
    last = warps(fitted, encoder_of(fitted), BOUNDS, points_of(rows))[-1]
    assert last.borders == ()
    output_N = logits(fitted.stack, encoder_of(fitted)(points_of(rows)))[0, :, 0]
    assert np.corrcoef(last.points_N2[:, 0], output_N)[0, 1] == pytest.approx(1)


@pytest.mark.parametrize("hidden", [(5, 2), (6,), (4, 4, 4), (1,)])
@pytest.mark.parametrize("loss", ["bce", "cross-entropy"])
@pytest.mark.parametrize("threshold", [0.5, 0.3])
def test_behind_the_last_layer_the_line_parts_rows_as_the_network_does(
    hidden: Any, loss: Any, threshold: float
) -> None:
    fitted, rows = trained(make_toy("moons", rows=150), 1, hidden=hidden, loss=loss, norm="layer")
    fitted = replace(fitted, threshold=threshold)
    points_N2 = points_of(rows)
    found = warps(fitted, encoder_of(fitted), BOUNDS, points_N2)
    names = [f"hidden {i + 1}" for i in range(len(hidden))]
    assert [each.name for each in found] == ["inputs", *names]
    assert all(each.borders == () for each in found[:-1])
    if np.ptp(found[-1].points_N2) > 0:  # a layer norm of one unit answers the same everywhere
        answered_N = leads(fitted, points_N2)[:, -1] > 0
        assert abs(np.mean(sides_of(found[-1]) == answered_N) - 0.5) == pytest.approx(0.5)


@pytest.mark.parametrize("hidden", [(5, 2), (7,), (8, 8)])
def test_behind_the_last_layer_three_rays_part_three_classes_as_the_network_does(
    hidden: Any,
) -> None:
    table = make_toy("spirals", rows=240)
    fitted, rows = trained(table, 1, hidden=hidden, activation="tanh", epochs=60)
    last = warps(fitted, encoder_of(fitted), BOUNDS, points_of(rows))[-1]
    answered_N = leads(fitted, points_of(rows)).argmax(axis=1)
    sectors_N = sectors_of(last)
    pairs = set(zip(answered_N.tolist(), sectors_N.tolist(), strict=True))
    assert len(pairs) == len(set(answered_N.tolist())) == len(set(sectors_N.tolist())) > 1


def test_no_direction_of_a_warp_stretches() -> None:
    fitted, rows = trained(make_toy("blobs", rows=200), 1, hidden=(6, 5))
    encode, points_N2 = encoder_of(fitted), points_of(rows)
    found, units = warps(fitted, encode, BOUNDS, points_N2), passed(fitted, encode(points_N2)).after
    for each, units_NH in zip(found[1:], units[:-1], strict=True):
        spread_NH = units_NH - units_NH.mean(axis=0)
        seen_N, whole_N = (np.linalg.norm(at, axis=1) for at in (each.points_N2, spread_NH))
        assert (seen_N <= whole_N + 1e-9).all()
        assert seen_N.sum() > 0.5 * whole_N.sum()
