from typing import Any, cast

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.evaluation.line import FittedLine
from separatrix.evaluation.regression import regression_points
from separatrix.plots.points import Names, Part
from separatrix.plots.regression import draw_line, draw_predicted, range_of, residual_sentence


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def offsets(axes: Axes) -> NDArray[Any]:
    return np.asarray(cast(PathCollection, axes.collections[0]).get_offsets())


def test_each_row_stands_at_its_true_and_predicted_value(axes: Axes) -> None:
    points = regression_points(np.array([1.0, 2.0, 4.0]), np.array([1.5, 2.0, 3.0]))
    assert draw_predicted(axes, points, "price (EUR)") is axes
    assert offsets(axes).tolist() == [[1.0, 1.5], [2.0, 2.0], [4.0, 3.0]]
    assert axes.get_xlabel() == "True price (EUR)"
    assert axes.get_ylabel() == "Predicted price (EUR)"


def test_the_line_of_right_predictions_goes_through_the_whole_picture(axes: Axes) -> None:
    points = regression_points(np.array([-3.0, 5.0]), np.array([-4.0, 6.0]))
    draw_predicted(axes, points, "y")
    (line,) = axes.lines
    np.testing.assert_array_equal(np.asarray(line.get_xdata()), np.asarray(line.get_ydata()))
    assert tuple(np.asarray(line.get_xdata())) == axes.get_xlim() == axes.get_ylim()
    assert axes.get_xlim()[0] < -4
    assert axes.get_xlim()[1] > 6


def test_several_parts_can_share_one_range() -> None:
    one = regression_points(np.array([0.0, 10.0]), np.array([1.0, 9.0]))
    other = regression_points(np.array([5.0]), np.array([20.0]))
    low, high = range_of([one, other])
    assert low < 0
    assert high > 20
    assert range_of([regression_points(np.array([2.0]), np.array([2.0]))]) == (1.5, 2.5)
    assert range_of([regression_points(np.array([]), np.array([]))]) == (0.0, 1.0)


def test_thinned_rows_are_announced(axes: Axes) -> None:
    values = np.linspace(0, 1, 9000)
    draw_predicted(axes, regression_points(values, values, most=100), "y")
    assert [text.get_text() for text in axes.texts] == ["100 of 9,000 rows shown"]
    assert len(offsets(axes)) == 100


def test_the_sentence_gives_mean_and_range_of_what_is_left() -> None:
    error = np.linspace(-1.0, 3.0, 101)
    points = regression_points(np.zeros(101), error)
    assert points.residuals is not None
    assert residual_sentence(points.residuals) == (
        "off by +1 on average,\n90 % of rows by −0.8 to +2.8"
    )


def test_a_fitted_line_is_drawn_over_its_rows_members_thin_and_mean_bold(axes: Axes) -> None:
    x = np.linspace(0, 1, 5)
    line = FittedLine(x, np.stack([x, 3 * x]), 2 * x)
    part = Part("train", np.column_stack([x, x]), 2 * x + 0.1)
    assert draw_line(axes, line, part, Names("x", "y", "y")) is axes
    np.testing.assert_allclose(offsets(axes), np.column_stack([x, 2 * x + 0.1]))
    *members, mean = axes.lines
    assert len(members) == 2
    np.testing.assert_allclose(np.asarray(mean.get_ydata()), 2 * x)
    assert mean.get_linewidth() > members[0].get_linewidth()
