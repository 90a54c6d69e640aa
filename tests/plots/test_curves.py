from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from separatrix.evaluation.curves import find_curves
from separatrix.plots.curves import draw_loss, draw_metric
from separatrix.training.history import History

Tell = Callable[..., History]


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def bold(axes: Axes) -> dict[object, Line2D]:
    return {line.get_label(): line for line in axes.lines if line.get_linewidth() == 2}


def thin(axes: Axes) -> list[Line2D]:
    return [line for line in axes.lines if line.get_linewidth() < 1 and line.get_alpha()]


def test_every_member_is_a_thin_line_and_the_median_a_bold_one(
    axes: Axes, told_history: Tell
) -> None:
    curves = find_curves(told_history(members=5))
    assert draw_loss(axes, curves) is axes
    assert len(thin(axes)) == 2 * 5
    medians = bold(axes)
    assert list(medians) == ["train, median of 5", "held-out, median of 5"]
    for curve, line in zip(curves.loss, medians.values(), strict=True):
        np.testing.assert_allclose(np.asarray(line.get_ydata()), curve.median_E)
        np.testing.assert_array_equal(np.asarray(line.get_xdata()), curves.epochs_E)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Epoch", "Loss")


def test_one_member_is_one_line_without_the_word_median(axes: Axes, told_history: Tell) -> None:
    draw_metric(axes, find_curves(told_history(members=1, held=False)))
    assert list(bold(axes)) == ["train"]
    assert not thin(axes)


def test_accuracy_is_written_in_per_cent_and_drawn_as_a_share(
    axes: Axes, told_history: Tell
) -> None:
    draw_metric(axes, find_curves(told_history()), guess=0.5)
    assert axes.get_ylabel() == "Accuracy (%)"
    assert axes.yaxis.get_major_formatter()(0.975) == "97.5"
    (guess,) = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert np.asarray(guess.get_ydata()).tolist() == [0.5, 0.5]


def test_an_error_is_written_in_the_unit_of_the_target(axes: Axes, told_history: Tell) -> None:
    draw_metric(axes, find_curves(told_history(metric="rmse")), guess=3.0, unit="dollars")
    assert axes.get_ylabel() == "RMSE (dollars)"
    assert axes.get_ylim()[1] > 3.0


def test_the_kept_epoch_is_marked_where_it_is_not_the_last(axes: Axes, told_history: Tell) -> None:
    history = replace(told_history(), kept_K=np.array([9, 3, 5]))
    draw_loss(axes, find_curves(history))
    (marks,) = [line for line in axes.lines if line.get_label() == "epoch kept"]
    assert np.asarray(marks.get_xdata()).tolist() == [4, 6]
    assert history.held_loss_EK is not None
    assert np.asarray(marks.get_ydata()).tolist() == [
        history.held_loss_EK[3, 1],
        history.held_loss_EK[5, 2],
    ]


def test_nothing_is_marked_where_the_last_epoch_is_kept(axes: Axes, told_history: Tell) -> None:
    draw_loss(axes, find_curves(told_history()))
    assert "epoch kept" not in [line.get_label() for line in axes.lines]


def test_a_loss_over_several_powers_of_ten_has_a_logarithmic_axis(
    axes: Axes, told_history: Tell
) -> None:
    history = told_history(held=False)
    draw_loss(axes, find_curves(replace(history, train_loss_EK=history.train_loss_EK**6)))
    assert axes.get_yscale() == "log"
    assert axes.get_ylabel() == "Loss (log scale)"


def test_a_runaway_member_does_not_press_the_others_flat(axes: Axes, told_history: Tell) -> None:
    history = told_history(epochs=200, members=9)
    history.train_loss_EK[150, 0] = 1e9
    draw_loss(axes, find_curves(history))
    assert axes.get_ylim()[1] < 2


def test_very_many_epochs_are_thinned_to_first_last_and_between(
    axes: Axes, told_history: Tell
) -> None:
    draw_loss(axes, find_curves(told_history(epochs=10_000, members=1, held=False)))
    epochs = np.asarray(bold(axes)["train"].get_xdata())
    assert len(epochs) <= 500
    assert (epochs[0], epochs[-1]) == (1, 10_000)


def test_a_single_epoch_is_a_point(axes: Axes, told_history: Tell) -> None:
    draw_loss(axes, find_curves(told_history(epochs=1)))
    assert {line.get_marker() for line in bold(axes).values()} == {"o"}
