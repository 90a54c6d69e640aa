"""The learning rate beneath the curves, where it moves."""

import numpy as np
import pytest
from numpy.typing import NDArray

from separatrix.evaluation.curves import find_curves
from separatrix.plots.figures import curves_figure
from separatrix.training.history import History


def history(rate_EK: NDArray[np.float64]) -> History:
    loss_EK = np.linspace(1, 0.1, 6)[:, None].repeat(rate_EK.shape[1], axis=1)
    kept_K = np.full(rate_EK.shape[1], 5)
    return History("accuracy", loss_EK, 1 - loss_EK, None, None, rate_EK, kept_K)


@pytest.mark.parametrize("moves", [False, True])
def test_the_rate_is_drawn_where_it_moves(moves: bool) -> None:
    rate_EK = np.full((6, 2), 0.01) * (np.linspace(1, 0.1, 6)[:, None] if moves else 1)
    rate_EK[4:, 1] = np.nan  # one that stopped
    curves = find_curves(history(rate_EK))
    assert curves.rate_moves is moves
    figure = curves_figure(curves)
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert labels.count("Rate") == (2 if moves else 0)
    if moves:
        drawn = figure.axes[2].lines[0].get_ydata()
        np.testing.assert_allclose(np.asarray(drawn, np.float64), curves.rate.median_E)


def test_members_of_different_rates_that_stand_still_do_not_move() -> None:
    assert not find_curves(history(np.tile([0.1, 0.01], (6, 1)))).rate_moves
