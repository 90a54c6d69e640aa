import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from separatrix.plots.map import ScoreMap, draw_map

SCORES = np.array([[0.5, 0.75], [0.994, np.nan], [0.6, 1.0]])


def test_every_cell_has_its_score_at_its_settings() -> None:
    axes = Figure().add_subplot()
    score_map = ScoreMap(SCORES, [10, 1000], [0.001, 0.01, 0.1])
    assert draw_map(axes, score_map, Normalize(0.5, 1)) is axes
    shown: NDArray[np.float64] = np.ma.asarray(axes.images[0].get_array()).filled(np.nan)
    np.testing.assert_array_equal(shown, SCORES)
    words = {text.get_position(): text.get_text() for text in axes.texts}
    assert words[(0, 1)] == "99"
    assert words[(1, 1)] == "–"
    assert [text.get_text() for text in axes.get_xticklabels()] == ["10", "1,000"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["0.001", "0.01", "0.1"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Epochs", "Learning rate")


def test_very_many_cells_have_no_numbers() -> None:
    axes = Figure().add_subplot()
    draw_map(axes, ScoreMap(np.ones((10, 10)), range(10), range(10)), Normalize(0, 1))
    assert not axes.texts
