"""Planes of two columns: what is averaged, for whom they speak, how far data reach."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from separatrix.evaluation.axis import Axis, axis_of
from separatrix.evaluation.prediction import Predictions
from separatrix.evaluation.slices import (
    Ask,
    Held,
    commonest,
    compute_slice,
    grouped,
    spoken_for,
)
from separatrix.metrics.answers import Answers

RANDOM = np.random.default_rng(0)
ROWS = {"a": RANDOM.normal(size=80), "b": RANDOM.normal(size=80), "c": RANDOM.normal(size=80)}


def asker(weights: Mapping[str, float], members: int = 1) -> Ask:
    """Answer with a weighted sum of the columns; members differ by their offset."""

    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> Predictions:
        found = {
            name: cells[name].to_numpy() if name in cells else ROWS[name][rows_N] for name in ROWS
        }
        sums = sum(weight * found[name] for name, weight in weights.items())
        return Predictions(None, np.stack([sums + k for k in range(members)]), 0.5)

    return ask


def axes(steps: int = 9) -> tuple[Axis, Axis]:
    a, b = (axis_of(n, pa.chunked_array([ROWS[n]]), "number", steps) for n in ("a", "b"))
    return a, b


def within(plane: tuple[Axis, Axis]) -> NDArray[np.float64]:
    return np.stack([axis.within(ROWS[axis.name]) for axis in plane], axis=1)


def held(rows: list[int] | None = None) -> Held:
    chosen = np.arange(80) if rows is None else np.array(rows)
    return Held(chosen, within(axes())[chosen], "")


def test_a_plane_of_columns_that_alone_count_is_the_function_itself() -> None:
    plane = axes()
    found = compute_slice(asker({"a": 2.0, "b": -1.0}), plane, held(), within(plane))
    x_GG, y_GG = np.meshgrid(plane[0].places_G, plane[1].places_G)
    np.testing.assert_allclose(found.boundary.values_GG, 2 * x_GG - y_GG, atol=1e-12)
    assert found.spread_GG is None
    places_N2 = np.stack([ROWS["a"], ROWS["b"]], axis=1)
    answers = Answers(values_N=2 * ROWS["a"] - ROWS["b"])
    assert spoken_for(found, places_N2, answers) > 0.95  # but for the width of the grid


def test_a_single_row_stands_for_all_other_columns() -> None:
    plane = axes()
    found = compute_slice(asker({"a": 1.0, "c": 5.0}), plane, held([3]), within(plane))
    x_GG, _ = np.meshgrid(plane[0].places_G, plane[1].places_G)
    np.testing.assert_allclose(found.boundary.values_GG, x_GG + 5 * ROWS["c"][3], atol=1e-12)


def test_a_local_average_follows_what_goes_along_with_a_column() -> None:
    """Where c is a, an average over near rows sees c rise with a; one over all rows does not."""
    plane, before = axes(), ROWS["c"].copy()
    try:
        ROWS["c"][:] = ROWS["a"]
        found = compute_slice(asker({"c": 1.0}), plane, held(), within(plane))
    finally:
        ROWS["c"][:] = before
    middle = found.boundary.values_GG[4]
    assert np.corrcoef(middle, plane[0].places_G)[0, 1] > 0.9
    assert np.ptp(middle) > 0.5 * np.ptp(ROWS["a"])


def test_a_plane_of_columns_that_do_not_count_speaks_for_little() -> None:
    plane = axes()
    found = compute_slice(asker({"c": 1.0}), plane, held(), within(plane))
    places_N2 = np.stack([ROWS["a"], ROWS["b"]], axis=1)
    assert spoken_for(found, places_N2, Answers(values_N=ROWS["c"])) < 0.4
    nowhere = np.full((80, 2), np.nan)
    assert np.isnan(spoken_for(found, nowhere, Answers(values_N=ROWS["c"])))


def test_members_that_differ_are_seen() -> None:
    plane = axes()
    found = compute_slice(asker({"a": 1.0}, members=3), plane, held(), within(plane))
    assert found.spread_GG is not None
    np.testing.assert_allclose(found.spread_GG, 1.0)  # of 0, 1 and 2


def test_places_far_from_all_rows_are_known() -> None:
    plane = axes(41)
    found = compute_slice(asker({"a": 1.0}), plane, held([0]), np.tile([[0.0, 0.0]], (5, 1)))
    assert found.near_GG[0, 0] == 1.0
    assert found.near_GG[-1, -1] == 0.0
    nobody = compute_slice(asker({"a": 1.0}), plane, held([0]), np.full((2, 2), np.nan))
    assert (nobody.near_GG == 1).all()


def test_levels_are_stripes_and_never_blend() -> None:
    levels = axis_of("b", pa.chunked_array([["u", "v", "w"]]), "levels", 9)
    plane = (axes()[0], levels)

    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array]) -> Predictions:
        words = cells["b"].to_pylist() if cells else ["u"] * len(rows_N)
        return Predictions(None, np.array([[float("uvw".index(word)) for word in words]]), 0.5)

    nowhere = Held(np.zeros(1, np.int64), np.full((1, 2), np.nan), "")
    found = compute_slice(ask, plane, nowhere, np.zeros((0, 2)))
    assert np.unique(found.boundary.values_GG).tolist() == [0.0, 1.0, 2.0]
    assert found.boundary.y_G[0] > levels.limits[0]
    assert found.boundary.y_G[-1] < levels.limits[1]
    places = np.array([[0.0, 2.0], [0.0, 0.0]])
    assert spoken_for(found, places, Answers(values_N=np.array([2.0, 0.0]))) == 1.0


@pytest.mark.parametrize("classes", [11, 26])
def test_rare_classes_become_one_without_changing_what_is_answered(classes: int) -> None:
    array = RANDOM.dirichlet(np.ones(classes), size=400)
    answers = Answers(array)
    kept = commonest(answers.labels_N, 10)
    assert len(kept) == 9
    counts = np.bincount(answers.labels_N, minlength=classes)
    others = [code for code in range(classes) if code not in kept]
    assert counts[others].max() <= counts[list(kept)].min()
    few = grouped(answers, kept)
    told = [kept[code] if code < len(kept) else -1 for code in few.labels_N]
    expected = [code if code in kept else -1 for code in answers.labels_N]
    assert told == expected
    assert commonest(np.array([2, 0, 2]), 10) == (0, 2)
    assert grouped(answers, tuple(range(classes))) is answers
