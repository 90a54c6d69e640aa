from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize, to_rgba
from matplotlib.figure import Figure

from separatrix.plots.points import MOST_POINTS, Names, Part, draw_points, scale_of
from separatrix.plots.style import PAPER, class_colour

TWO = Names("petal length", "petal width", "kind", ("no", "yes"))
Make = Callable[..., Part]


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def clouds(axes: Axes) -> list[PathCollection]:
    return [cast(PathCollection, one) for one in axes.collections]


def shown(axes: Axes) -> int:
    return sum(np.asarray(cloud.get_offsets()).shape[0] for cloud in clouds(axes))


def test_every_class_stands_at_its_own_rows_in_its_own_colour(axes: Axes, rows: Make) -> None:
    part = rows("train", 50)
    assert draw_points(axes, part, TWO) is axes
    for code, cloud in enumerate(clouds(axes)):
        expected = part.features_N2[part.target_N == code]
        np.testing.assert_array_equal(cloud.get_offsets(), expected)
        face = np.asarray(cloud.get_facecolor())[0, :3]
        assert tuple(face) == to_rgba(class_colour(code))[:3]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("petal length", "petal width")


@pytest.mark.parametrize("name", ["test", "validation"])
def test_rows_that_were_not_trained_on_are_hollow(axes: Axes, rows: Make, name: str) -> None:
    draw_points(axes, rows(name, 50), TWO)
    for code, cloud in enumerate(clouds(axes)):
        face, edge = np.asarray(cloud.get_facecolor())[0], np.asarray(cloud.get_edgecolor())[0]
        assert tuple(face[:3]) == to_rgba(PAPER)[:3]
        assert tuple(edge[:3]) == to_rgba(class_colour(code))[:3]


def test_too_many_rows_are_thinned_in_fair_shares_and_the_picture_says_so(
    axes: Axes, rows: Make
) -> None:
    train, test = rows("train", 40_000), rows("test", 10_000)
    for part in (train, test):
        draw_points(axes, part, TWO, crowd=50_000)
    assert shown(axes) == MOST_POINTS
    words = [text.get_text() for text in axes.texts]
    assert words == ["2,400 of 40,000 train rows shown", "600 of 10,000 test rows shown"]


def test_few_rows_are_all_shown_without_a_word(axes: Axes, rows: Make) -> None:
    draw_points(axes, rows("train", MOST_POINTS), TWO)
    assert shown(axes) == MOST_POINTS
    assert not axes.texts


def test_values_are_coloured_on_one_scale(axes: Axes, rows: Make) -> None:
    part = rows("train", 30, classes=0)
    draw_points(axes, part, Names("x", "y", "price"), Normalize(-100, 100))
    (cloud,) = clouds(axes)
    np.testing.assert_array_equal(cast(np.ndarray, cloud.get_array()), part.target_N)
    assert (cloud.norm.vmin, cloud.norm.vmax) == (-100, 100)


def test_no_rows_draw_nothing(axes: Axes) -> None:
    nothing = Part("test", np.zeros((0, 2)), np.zeros(0, dtype=int))
    draw_points(axes, nothing, TWO)
    assert shown(axes) == 0


def test_the_scale_of_values_leaves_out_what_is_not_finite() -> None:
    scale = scale_of(np.array([np.nan, 3.0, np.inf, -1.0]))
    assert (scale.vmin, scale.vmax) == (-1.0, 3.0)
    assert scale_of(np.array([])).vmax == 1
