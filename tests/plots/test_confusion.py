import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from separatrix.evaluation.confusion import ConfusionMatrix
from separatrix.plots.confusion import draw_confusion


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def matrix(classes: int) -> ConfusionMatrix:
    counts = np.arange(classes * classes).reshape(classes, classes)
    return ConfusionMatrix(counts, tuple(f"class {code}" for code in range(classes)))


def test_every_cell_has_its_count_and_its_share_of_the_true_class(axes: Axes) -> None:
    found = ConfusionMatrix(np.array([[1999, 1], [0, 3]]), (False, True))
    assert draw_confusion(axes, found, "survived") is axes
    words = {text.get_position(): text.get_text() for text in axes.texts}
    assert words == {(0, 0): "1,999\n99.9 %", (1, 0): "1\n0.1 %", (0, 1): "0", (1, 1): "3\n100 %"}
    assert axes.get_xlabel() == "Predicted survived"
    assert axes.get_ylabel() == "True survived"
    assert [text.get_text() for text in axes.get_yticklabels()] == ["False", "True"]


def test_shades_are_the_shares(axes: Axes) -> None:
    found = matrix(3)
    draw_confusion(axes, found, "kind")
    np.testing.assert_allclose(np.asarray(axes.images[0].get_array()), found.shares_CC)
    assert axes.images[0].get_clim() == (0, 1)


@pytest.mark.parametrize(("classes", "texts", "bars"), [(7, 49, 0), (16, 256, 0), (32, 0, 1)])
def test_more_classes_have_less_written_in(axes: Axes, classes: int, texts: int, bars: int) -> None:
    draw_confusion(axes, matrix(classes), "kind")
    assert len(axes.texts) == texts
    assert len(axes.figure.axes) == 1 + bars


def test_long_class_names_are_cut_but_differ(axes: Axes) -> None:
    names = tuple(f"an endless name that goes on and on, number {code}" for code in range(3))
    draw_confusion(axes, ConfusionMatrix(np.eye(3, dtype=int), names), "kind")
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert len(set(labels)) == 3
    assert max(map(len, labels)) <= 16
