import os
import subprocess
import sys
from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from separatrix.evaluation.boundary import Boundary
from separatrix.plots.figures import before_and_after, boundary_figure
from separatrix.plots.points import Names, Part
from separatrix.plots.render import Format, render

FORMATS: list[Format] = ["png", "svg"]

ONE_PICTURE = """
import sys
import numpy as np
from separatrix.evaluation.confusion import ConfusionMatrix
from separatrix.plots.figures import confusion_figure
from separatrix.plots.render import render

assert "matplotlib.pyplot" not in sys.modules
figure = confusion_figure(ConfusionMatrix(np.array([[3, 1], [0, 4]]), ("a", "b")), "kind")
sys.stdout.buffer.write(render(figure, "svg"))
"""


@pytest.fixture
def draw(sloped: Callable[..., Boundary], rows: Callable[..., Part]) -> Callable[[], Figure]:
    def make() -> Figure:
        parts = [rows("train", 40), rows("test", 12, seed=1)]
        panels = before_and_after(sloped(2, threshold=0.7), sloped(2), parts)
        return boundary_figure(panels[:1], Names("x1", "x2", "label", ("no", "yes")))

    return make


@pytest.mark.parametrize("format", FORMATS)
def test_a_figure_gives_the_same_bytes_each_time(
    draw: Callable[[], Figure],
    format: Format,  # noqa: A002
) -> None:
    figure = draw()
    first = render(figure, format)
    assert render(figure, format) == first
    assert render(draw(), format) == first


def test_an_svg_is_the_same_in_every_process() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", ONE_PICTURE],
            env=os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert b"Predicted kind" in found.pop()


def test_a_users_own_settings_do_not_reach_the_picture(draw: Callable[[], Figure]) -> None:
    plain = render(draw(), "svg")
    with mpl.rc_context({"axes.grid": True, "font.size": 20, "svg.fonttype": "path"}):
        assert render(draw(), "svg") == plain


def test_text_stays_text_and_no_date_is_written(draw: Callable[[], Figure]) -> None:
    svg = render(draw(), "svg").decode()
    assert "Before training, train rows</text>" in svg
    assert "dc:date" not in svg


def test_more_dots_an_inch_make_a_larger_png(draw: Callable[[], Figure]) -> None:
    def width(png: bytes) -> int:
        return int.from_bytes(png[16:20])

    figure = draw()
    fine, coarse = render(figure, dpi=200), render(figure, dpi=100)
    assert coarse.startswith(b"\x89PNG\r\n\x1a\n")
    assert width(fine) == 2 * width(coarse)
