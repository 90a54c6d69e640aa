"""Pictures of what matters: intervals, curves of columns of any kind, an answer taken apart."""

import numpy as np
import pyarrow as pa
import pytest
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from separatrix.evaluation.axis import axis_of, ordered
from separatrix.evaluation.contributions import Contribution, Contributions
from separatrix.evaluation.effects import Effect
from separatrix.evaluation.importance import Importance
from separatrix.plots.matters import (
    MOST_COLUMNS,
    MOST_PARTS,
    contributions_figure,
    effects_figure,
    importance_figure,
)
from separatrix.plots.points import Names
from separatrix.plots.render import render

RANDOM = np.random.default_rng(0)


def effect(kind: str, classes: int = 1, *, in_order: bool = False) -> Effect:
    cells = pa.chunked_array([["u", "v", "w"] * 20 if kind == "levels" else RANDOM.normal(size=60)])
    axis = axis_of("a", cells, "levels" if kind == "levels" else "number", 9, margin=0.0)
    axis = ordered(axis, ("w", "v", "u")) if in_order else axis
    answers_MGC = RANDOM.random((50, len(axis), classes))
    return Effect(axis, answers_MGC, axis.places(cells))


def bold(found: Effect) -> NDArray[np.float64]:
    """Return what is drawn of a single answer's mean."""
    names = Names("", "", "y", ("no", "yes"))
    (axes,) = effects_figure([found], names).axes
    drawn = [line for line in axes.lines if line.get_linewidth() == 2.2]
    return np.asarray(drawn[0].get_ydata(), np.float64) if drawn else np.empty(0)


def test_importance_tells_columns_that_may_be_nothing_from_the_others() -> None:
    found = [Importance(f"c{i}", 1.0 - 0.01 * i, 0.5 if i < 3 else -0.1, 1.5) for i in range(30)]
    (axes,) = importance_figure(found, "roc_auc", "9 rows").axes
    assert len(axes.get_yticks()) == MOST_COLUMNS
    assert "10 more columns" in axes.get_title(loc="left")
    sure, unsure = (container[0].get_xdata() for container in axes.containers)
    assert (len(sure), len(unsure)) == (3, MOST_COLUMNS - 3)


def test_a_mean_is_bold_where_rows_lie_and_levels_without_an_order_are_not_joined() -> None:
    number = effect("number")
    np.testing.assert_array_equal(np.isfinite(bold(number)), number.near_G)
    far = Effect(number.axis, number.answers_MGC, np.full(5, number.axis.places_G[0]))
    assert np.isfinite(bold(far)).sum() == far.near_G.sum() < len(far.axis)
    assert len(bold(effect("levels"))) == 0
    assert len(bold(effect("levels", in_order=True))) == 3


@pytest.mark.parametrize("kind", ["number", "levels"])
def test_few_classes_are_drawn_and_named(kind: str) -> None:
    names = Names("", "", "y", tuple("abcdefg"))
    figure = effects_figure([effect(kind, 7), effect("number", 7)], names)
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 5
    assert render(figure).startswith(b"\x89PNG")


def test_an_answer_is_reached_from_the_mean_bar_by_bar() -> None:
    each = tuple(Contribution(f"c{i}", (-1) ** i / (i + 2), 0.01) for i in range(20))
    answer = 0.3 + sum(one.value for one in each)
    found = Contributions("y = yes", 0.3, answer, each, 64)
    (axes,) = contributions_figure(found, {"c0": "red"}, "row").axes
    bars = [(p.get_x(), p.get_width()) for p in axes.patches if isinstance(p, Rectangle)]
    assert len(bars) == MOST_PARTS + 1
    at = 0.3
    for left, width in bars:
        assert left == pytest.approx(at)
        at += width
    assert at == pytest.approx(answer)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[1] == "c0 = red"
    assert labels[-2] == "8 more columns"
    assert all(0 <= tick <= 1 for tick in axes.get_xticks())
