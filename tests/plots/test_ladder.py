"""The picture of a ladder says what its numbers say."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from separatrix.plots.ladder import RungMark, ladder_figure

RUNGS = [
    RungMark("guess", (0.4, 0.5, 0.6), (0.45, 0.55)),
    RungMark("ReLU", (0.88, 0.9, 0.92), (0.89, 0.91, None), (0.3, 0.4, 0.5), "real"),
    RungMark("dropout", (0.88, 0.9, 0.92), (), (-0.02, 0.0, 0.02), "unclear"),
    RungMark("undefined", (None, None, None), (None,), (None, None, None), "unclear"),
    RungMark("trees", (0.93, 0.94, 0.95), (0.94,), beside=True),
]


def spans(axes: Axes) -> list[list[float]]:
    """Return the ends of every stroke."""
    every = [np.asarray(line.get_xdata()).tolist() for line in axes.lines]
    return [ends for ends in every if len(ends) == 2]


def places(line: Line2D) -> list[float]:
    found: list[float] = np.asarray(line.get_ydata()).tolist()
    return found


@pytest.mark.parametrize("metric", ["accuracy", "roc_auc", "rmse", "r2"])
def test_every_rung_has_its_row_its_interval_and_its_value(metric: str) -> None:
    left, right = ladder_figure(RUNGS, metric, 0.01, "ReLU").axes
    assert [label.get_text() for label in left.get_yticklabels()] == [r.name for r in RUNGS]
    strong = [
        label.get_text() for label in left.get_yticklabels() if label.get_fontweight() == "bold"
    ]
    assert strong == ["ReLU"]
    assert [0.88, 0.92] in spans(left)
    assert [0.3, 0.5] in spans(right)
    assert [0.93, 0.95] not in spans(right)
    shown = {text.get_text() for text in left.texts}
    assert len(shown) == len({r.interval[1] for r in RUNGS if r.interval[1] is not None})


def test_a_step_that_is_noise_is_hollow_and_one_that_is_not_is_filled() -> None:
    _, right = ladder_figure(RUNGS, "accuracy", 0.01).axes
    marks = {places(line)[0]: line for line in right.lines if line.get_marker() == "o"}
    assert marks[1].get_markerfacecolor() == marks[1].get_color()
    assert marks[2].get_markerfacecolor() == "white"
    assert {1, 2} == set(marks)
