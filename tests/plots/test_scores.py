import numpy as np
from matplotlib.figure import Figure

from separatrix.evaluation.scores import Score
from separatrix.plots.scores import draw_scores


def test_value_interval_members_and_guess_are_drawn() -> None:
    axes = Figure().add_subplot()
    scores = {
        "train": Score(0.9, 0.88, 0.92, (0.85, 0.86)),
        "test": Score(0.8, 0.7, 0.85, (0.75, None)),
    }
    assert draw_scores(axes, scores, "accuracy", guess=0.6) is axes
    drawn = [np.asarray(line.get_xdata()).tolist() for line in axes.lines]
    assert drawn == [[0.88, 0.92], [0.9], [0.7, 0.85], [0.8], [0.6, 0.6]]
    assert len(axes.collections) == 1, "one member alone has no strokes"
    assert [text.get_text() for text in axes.get_yticklabels()] == ["train", "test"]
    assert axes.get_title("right") == "better to the right"


def test_what_is_undefined_is_not_drawn() -> None:
    axes = Figure().add_subplot()
    draw_scores(axes, {"test": Score(None, None, None, (None, None))}, "log_loss")
    assert not axes.lines
    assert axes.get_title("right") == "better to the left"
