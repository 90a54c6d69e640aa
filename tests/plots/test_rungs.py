from typing import cast

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from separatrix.plots.rungs import Spread, draw_rungs

SPREADS = [
    Spread("linear", np.array([0.5, 0.46, 0.48])),
    Spread("+ ReLU, a rung with a very long name that would not fit", np.array([0.6, 0.99, 0.7])),
    Spread("+ Adam", np.array([1.0, 1.0, np.nan])),
]


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def test_every_seed_is_a_dot_in_the_row_of_its_rung(axes: Axes) -> None:
    assert draw_rungs(axes, SPREADS, "accuracy") is axes
    for place, (spread, cloud) in enumerate(zip(SPREADS, axes.collections, strict=True)):
        x, y = np.asarray(cast(PathCollection, cloud).get_offsets()).T
        finite = spread.values_K[np.isfinite(spread.values_K)]
        np.testing.assert_allclose(x, finite)
        assert np.abs(y - place).max() < 0.3
    bottom, top = axes.get_ylim()
    assert bottom > top, "the first rung is on top"


def test_least_median_and_greatest_are_drawn_and_the_median_is_written(axes: Axes) -> None:
    draw_rungs(axes, SPREADS, "accuracy")
    reach, median = axes.lines[:2]
    assert np.asarray(reach.get_xdata()).tolist() == [0.46, 0.5]
    assert np.asarray(median.get_xdata()).tolist() == [0.48, 0.48]
    words = [text.get_text() for text in axes.texts]
    assert words == ["48.0 %", "70.0 %", "100 %", "median"]
    assert axes.get_xlabel() == "Accuracy (%)"


def test_the_bar_to_reach_is_a_dotted_line(axes: Axes) -> None:
    draw_rungs(axes, SPREADS, "accuracy", bar=0.99)
    (line,) = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert np.asarray(line.get_xdata()).tolist() == [0.99, 0.99]
    assert "to reach" in [text.get_text() for text in axes.texts]


def test_long_names_are_cut(axes: Axes) -> None:
    draw_rungs(axes, SPREADS, "accuracy")
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names[0] == "linear"
    assert len(names[1]) <= 44


def test_a_rung_without_any_score_is_an_empty_row(axes: Axes) -> None:
    draw_rungs(axes, [Spread("failed", np.array([np.nan, np.nan]))], "mae", unit="y")
    assert not axes.collections
    assert axes.get_xlabel() == "MAE (y)"
