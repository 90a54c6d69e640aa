from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from separatrix.evaluation.boundary import Boundary
from separatrix.evaluation.confusion import ConfusionMatrix
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.line import FittedLine
from separatrix.evaluation.regression import regression_points
from separatrix.evaluation.scores import Score
from separatrix.plots.figures import (
    before_and_after,
    boundary_figure,
    confusion_figure,
    curves_figure,
    data_figure,
    line_figure,
    map_figure,
    regression_figure,
    rungs_figure,
    scores_figure,
)
from separatrix.plots.map import ScoreMap
from separatrix.plots.points import Names, Part
from separatrix.plots.rungs import Spread
from separatrix.plots.style import styled
from separatrix.training.history import History

Make = Callable[..., Any]
LONG = "a name of a column that somebody did not want to shorten"


def boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield where axes with their names, titles, notes and legends stand, in pixels."""
    for number, axes in enumerate(figure.axes):
        for text in (axes.title, axes.xaxis.label, axes.yaxis.label):
            if text.get_text() and text.get_visible():
                yield f"{number}: {text.get_text()}", text.get_window_extent()
        yield f"{number}: axes", axes.get_window_extent()
    for legend in figure.legends:
        yield "legend", legend.get_window_extent()


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    with styled():
        figure.draw_without_rendering()
    found = list(boxes(figure))
    page = figure.bbox
    outside = [
        (name, "page")
        for name, box in found
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
    return outside + [
        (one, other)
        for (one, box), (other, second) in combinations(found, 2)
        if box.padded(-1).overlaps(second.padded(-1))
    ]


def legend_words(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def named(classes: int, long: bool = False) -> Names:
    words = tuple(f"{LONG if long else 'class'} {code}" for code in range(classes))
    return Names(LONG if long else "x1", LONG if long else "x2", "kind", words)


@pytest.fixture
def pictures(
    sloped: Make, valued: Boundary, rows: Make, told_history: Callable[..., History]
) -> dict[str, Figure]:
    """Make every kind of picture with names that are as long as they can be."""
    generator = np.random.default_rng(0)
    two, four = [rows("train", 60), rows("test", 20)], [rows("train", 60, 4), rows("test", 20, 4)]
    numbers = [rows("train", 60, 0), rows("test", 20, 0)]
    true = 1e5 * generator.random(50)
    points = regression_points(true, true + 1e4)
    captions = [["accuracy 50.1 %"] * 2] * 2
    x = np.linspace(0, 1, 9)
    line = FittedLine(x, np.stack([x, x]), x)
    spread = Spread(LONG, generator.random(20))
    score = Score(0.8, 0.7, 0.9, (0.7, 0.8))
    cells = ScoreMap(generator.random((3, 4)), [10, 100, 1000, 10000], [0.001, 0.01, 0.1])
    return {
        "data": data_figure(two, named(2, long=True)),
        "data of values": data_figure(numbers, named(0, long=True)),
        "two classes": boundary_figure(
            before_and_after(sloped(2), sloped(2), two, captions), named(2, long=True)
        ),
        "four classes": boundary_figure(
            before_and_after(sloped(4), sloped(4), four), named(4, long=True)
        ),
        "values": boundary_figure(before_and_after(valued, valued, numbers), named(0, long=True)),
        "curves": curves_figure(find_curves(told_history()), LONG, guess=0.5),
        "regression": regression_figure({"train": points, "test": points}, LONG),
        "line": line_figure([("Before", line), ("After", line)], numbers, named(0)),
        "confusion": confusion_figure(
            ConfusionMatrix(np.eye(7, dtype=int), named(7, long=True).classes), LONG
        ),
        "map": map_figure({"5 units": cells, "10 units": cells}, "Median test accuracy"),
        "rungs": rungs_figure([spread] * 4, "accuracy", "Test accuracy of 20 seeds", bar=0.9),
        "scores": scores_figure({part: {"accuracy": score} for part in ("train", "test")}, {}),
    }


def test_nothing_overlaps_in_any_picture(pictures: dict[str, Figure]) -> None:
    assert {name: overlapping(figure) for name, figure in pictures.items()} == {
        name: [] for name in pictures
    }


def test_before_and_after_stand_above_each_other_and_the_parts_side_by_side(
    sloped: Make, rows: Make
) -> None:
    parts = [rows("train", 30), rows("test", 10)]
    panels = before_and_after(sloped(2, threshold=0.9), sloped(2), parts, [["a", "b"], ["c", "d"]])
    figure = boundary_figure(panels, named(2))
    titles = [axes.get_title("left") for axes in figure.axes[:4]]
    assert titles == [
        "Before training, train rows\na",
        "Before training, test rows\nb",
        "After training, train rows\nc",
        "After training, test rows\nd",
    ]
    limits = {(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes[:4]}
    assert len(limits) == 1, "all on the same axes"


def test_boundaries_are_drawn_without_rows_where_the_table_is_gone(sloped: Make) -> None:
    figure = boundary_figure(before_and_after(sloped(2), sloped(2), []), named(2))
    titles = [axes.get_title("left") for axes in figure.axes[:2]]
    assert titles == ["Before training", "After training"]


def test_values_of_all_panels_share_one_range_of_colours(valued: Boundary, rows: Make) -> None:
    parts = [rows("train", 30, classes=0), Part("test", np.zeros((1, 2)), np.array([500.0]))]
    figure = boundary_figure(before_and_after(valued, valued, parts), named(0))
    assert {axes.images[0].get_clim() for axes in figure.axes[:4]} == {(-1.0, 500.0)}


@pytest.mark.parametrize(("classes", "entries"), [(2, 3), (10, 11), (11, 1), (32, 1)])
def test_the_legend_names_up_to_ten_classes_and_the_boundary(
    sloped: Make, rows: Make, classes: int, entries: int
) -> None:
    panels = before_and_after(sloped(classes), sloped(classes), [rows("train", 90, classes)])
    figure = boundary_figure(panels, named(classes))
    assert len(legend_words(figure)) == entries
    assert legend_words(figure)[-1] == "boundary"
    (legend,) = figure.legends
    assert (f"{classes} classes" in legend.get_title().get_text()) == (classes > 10)


def test_the_data_picture_counts_its_rows_and_explains_its_marks(rows: Make) -> None:
    figure = data_figure([rows("train", 1200), rows("test", 300)], named(2))
    assert figure.axes[0].get_title("left") == "Rows: 1,200 train, 300 test"
    assert legend_words(figure) == ["class 0", "class 1", "train rows", "test rows"]


def test_two_classes_have_a_bar_from_nothing_to_certain(sloped: Make, rows: Make) -> None:
    figure = boundary_figure(before_and_after(sloped(2), sloped(2), [rows("train", 9)]), named(2))
    bar = figure.axes[-1]
    assert bar.get_ylabel() == "Probability of kind = class 1"
    assert bar.get_ylim() == (0, 1)


def test_regression_panels_have_one_range_and_say_what_is_left() -> None:
    parts = {
        "train": regression_points(np.array([0.0, 1.0]), np.array([0.5, 1.5])),
        "test": regression_points(np.array([5.0]), np.array([9.0])),
    }
    figure = regression_figure(parts, "y")
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert figure.axes[0].get_title("left").startswith("Train rows: off by +0.5 on average")


def test_maps_share_one_range_of_colours() -> None:
    low, high = ScoreMap(np.full((2, 2), 0.2), [1, 2], [1, 2]), ScoreMap(np.eye(2), [1, 2], [1, 2])
    figure = map_figure({"low": low, "high": high}, "Accuracy")
    assert {axes.images[0].get_clim() for axes in figure.axes[:2]} == {(0.0, 1.0)}
    assert figure.axes[-1].get_ylabel() == "Accuracy (%)"


def test_scores_have_a_row_of_axes_for_each_metric() -> None:
    score = Score(0.8, 0.7, 0.9, (0.8,))
    figure = scores_figure({"test": {"accuracy": score, "log_loss": score}}, {"accuracy": 0.5})
    assert [axes.get_xlabel() for axes in figure.axes] == ["Accuracy (%)", "Log loss"]
