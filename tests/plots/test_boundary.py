from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.boundary import Boundary
from separatrix.metrics.answers import Answers
from separatrix.plots.boundary import class_shading, draw_boundary
from separatrix.plots.points import Names
from separatrix.plots.style import CLASS_COLOURS

Sloped = Callable[..., Boundary]


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def names(classes: int) -> Names:
    return Names("x1", "x2", "label", tuple(range(classes)))


def line_places(axes: Axes) -> list[float]:
    """Return where lines cross the picture, as the first feature's values."""
    lines = [one for one in axes.collections if isinstance(one, ContourSet)]
    vertices = [np.asarray(path.vertices) for line in lines for path in line.get_paths()]
    return sorted({round(float(place), 2) for points in vertices for place in points[:, 0]})


def field(axes: Axes) -> NDArray[np.float64]:
    return np.asarray(axes.images[0].get_array())


def test_two_classes_are_shaded_by_the_probability_of_the_second(
    axes: Axes, sloped: Sloped
) -> None:
    boundary = sloped(2)
    assert draw_boundary(axes, boundary, names(2)) is axes
    np.testing.assert_allclose(field(axes), boundary.probabilities_GGC[..., 1])
    assert axes.images[0].get_clim() == (0, 1)
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 2), (-1, 1))


@pytest.mark.parametrize(("threshold", "place"), [(0.5, 1.0), (0.7, 1.4)])
def test_the_line_of_two_classes_stands_at_the_threshold(
    axes: Axes, sloped: Sloped, threshold: float, place: float
) -> None:
    draw_boundary(axes, sloped(2, threshold=threshold), names(2))
    assert line_places(axes) == [place]


@pytest.mark.parametrize("classes", [3, 5, 12])
def test_lines_of_more_classes_stand_where_two_are_even(
    axes: Axes, sloped: Sloped, classes: int
) -> None:
    draw_boundary(axes, sloped(classes, steps=12 * classes), names(classes))
    np.testing.assert_allclose(line_places(axes), np.arange(1, classes), atol=0.02)


def test_where_one_class_is_predicted_everywhere_there_is_no_line_but_a_word(axes: Axes) -> None:
    flat = Answers(np.tile([0.7, 0.3], (9, 1)))
    boundary = Boundary(np.arange(3.0), np.arange(3.0), flat)
    draw_boundary(axes, boundary, Names("a", "b", "kind", ("cat", "dog")))
    assert line_places(axes) == []
    assert [text.get_text() for text in axes.texts] == ["predicts cat everywhere"]


def test_shading_fades_to_nearly_paper_where_nothing_is_known() -> None:
    sure, even = np.array([[[1.0, 0.0, 0.0]]]), np.full((1, 1, 3), 1 / 3)
    sure_GG3, even_GG3 = (class_shading(each, CLASS_COLOURS[:3]) for each in (sure, even))
    assert even_GG3.mean() > 0.85
    assert sure_GG3.mean() < even_GG3.mean() - 0.1


def test_values_are_shaded_by_themselves_on_their_own_range(axes: Axes, valued: Boundary) -> None:
    draw_boundary(axes, valued, Names("x1", "x2", "price"))
    np.testing.assert_allclose(field(axes), valued.values_GG)
    assert axes.images[0].get_clim() == (-1, 21)


def test_the_shading_lies_where_the_grid_does(axes: Axes, valued: Boundary) -> None:
    draw_boundary(axes, valued, Names("x1", "x2", "price"))
    left, right, bottom, top = axes.images[0].get_extent()
    pixels = (right - left) / len(valued.x_G), (top - bottom) / len(valued.y_G)
    assert (left + pixels[0] / 2, bottom + pixels[1] / 2) == pytest.approx((0.0, -1.0))
