from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import make_circles, make_gaussian_quantiles, make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from separatrix.data.table import Table
from separatrix.data.toy import DEFAULT_NOISE, TOYS, make_toy, toy_target
from separatrix.errors import DataError


def _arrays(table: Table) -> tuple[Any, Any]:
    columns = [table.column(name).to_numpy() for name in table.names]
    return np.stack(columns[:-1], axis=1), columns[-1]


@pytest.mark.parametrize("name", TOYS)
@settings(max_examples=10, deadline=None)
@given(rows=st.integers(5, 300), seed=st.integers(0, 2**32 - 1))
def test_a_toy_set_has_its_rows_and_every_class(name: str, rows: int, seed: int) -> None:
    table = make_toy(name, rows, seed=seed)
    assert len(table) == rows
    assert table.names[-1] == toy_target(name)
    assert table.columns.equals(make_toy(name, rows, seed=seed).columns)
    points, label = _arrays(table)
    assert np.isfinite(points).all()
    if name not in ("line", "xor"):
        classes = {"blobs": 4, "gaussians": 3, "spirals": 3}.get(name, 2)
        assert sorted(set(label)) == list(range(classes))


@pytest.mark.parametrize("name", [name for name in TOYS if name != "line"])
def test_another_seed_gives_other_points(name: str) -> None:
    assert not make_toy(name, 50, seed=1).columns.equals(make_toy(name, 50, seed=2).columns)


def test_circles_and_moons_are_those_of_scikit_learn() -> None:
    for name, make in (("circles", make_circles), ("moons", make_moons)):
        points, label = _arrays(make_toy(name, 101, noise=0.05, seed=42))
        expected, classes = make(101, noise=0.05, random_state=42)
        np.testing.assert_array_equal(points, expected)
        np.testing.assert_array_equal(label, classes)


def test_gaussians_are_those_of_scikit_learn() -> None:
    points, label = _arrays(make_toy("gaussians", 90, seed=3, classes=5))
    expected, classes = make_gaussian_quantiles(n_samples=90, n_classes=5, random_state=3)
    np.testing.assert_array_equal(points, expected)
    np.testing.assert_array_equal(label, classes)


def test_the_line_is_the_line() -> None:
    x, y = _arrays(make_toy("line", 50))
    np.testing.assert_allclose(y, 0.7 * x[:, 0] + 0.3)
    assert x.min() == 0
    _, noisy = _arrays(make_toy("line", 5000, noise=0.1))
    x, y = _arrays(make_toy("line", 5000))
    assert np.std(noisy - y) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("name", ["blobs", "gaussians", "xor", "spirals", "circles", "moons"])
def test_noise_spreads_the_points(name: str) -> None:
    still, _ = _arrays(make_toy(name, 2000, noise=0.0, seed=1))
    shaken, _ = _arrays(make_toy(name, 2000, noise=0.2, seed=1))
    assert np.abs(shaken - still).max() > 0.05


def test_blobs_can_be_told_apart_by_lines_and_the_others_cannot() -> None:
    for name in ("blobs", "circles", "xor", "spirals", "gaussians"):
        points, label = _arrays(make_toy(name, 1000))
        line = LogisticRegression(max_iter=1000).fit(points, label).score(points, label)
        near = KNeighborsClassifier(5).fit(points, label).score(points, label)
        assert near > 0.9
        assert (line > 0.99) == (name == "blobs")


def test_spirals_have_any_number_of_arms() -> None:
    for arms in (2, 5, 7):
        _, label = _arrays(make_toy("spirals", 100, arms=arms))
        assert set(label) == set(range(arms))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"name": "circle"}, 'no toy set "circle". Did you mean "circles"'),
        ({"name": "circles", "rows": 1}, "circles need 2 or more rows, got 1"),
        ({"name": "spirals", "rows": 4, "arms": 5}, "spirals need 5 or more rows, got 4"),
        ({"name": "blobs", "rows": 0}, "blobs need 4 or more rows, got 0"),
        ({"name": "moons", "noise": -0.1}, "noise must be 0 or more and finite, got -0.1"),
        ({"name": "line", "noise": float("nan")}, "noise must be 0 or more and finite, got nan"),
        ({"name": "spirals", "arms": 1}, "2 or more arms, got 1"),
        ({"name": "blobs", "classes": 9}, "blobs have 2 to 8 classes, got 9"),
        ({"name": "gaussians", "classes": 1}, "gaussians have 2 or more classes, got 1"),
        ({"name": "xor", "seed": -1}, "seed of a toy set is from 0"),
    ],
)
def test_what_no_set_can_be_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        make_toy(**asked)


def test_every_set_has_a_default_noise() -> None:
    assert set(DEFAULT_NOISE) == set(TOYS)
    for name in TOYS:
        assert make_toy(name, 20).columns.equals(
            make_toy(name, 20, noise=DEFAULT_NOISE[name]).columns
        )
    with pytest.raises(DataError, match="no toy set"):
        toy_target("circle")


@pytest.mark.parametrize("name", TOYS)
def test_more_rows_than_memory_holds_are_refused_before_they_are_made(name: str) -> None:
    with pytest.raises(DataError, match="GiB"):
        make_toy(name, rows=10**12)
