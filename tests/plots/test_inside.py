"""Pictures of the inside: what they show is what was computed, and nothing covers anything."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from separatrix.data.target import Target
from separatrix.evaluation.inside import Anatomy, Flow, Layer
from separatrix.evaluation.step import LayerStep, RowStep
from separatrix.evaluation.unit_maps import UnitMap, Warp
from separatrix.plots.inside import Plane, net_figure
from separatrix.plots.network import draw_map, draw_sizes, draw_units, is_small
from separatrix.plots.points import Names
from separatrix.plots.row_step import row_figure
from separatrix.plots.style import new_figure

Floats = NDArray[np.float64]


def network(*widths: int, activation: str = "relu", norm: str = "none") -> Anatomy:
    random = np.random.default_rng(1)
    layers = []
    for at, (inputs, units) in enumerate(pairwise(widths), 1):
        last = at == len(widths) - 1
        weight_IO, bias_O = random.normal(size=(inputs, units)), random.normal(size=units)
        layers.append(
            Layer(
                "output" if last else f"hidden {at}",
                *(weight_IO, bias_O, weight_IO.size + units),
                "" if last else activation,
                "none" if last else norm,
            )
        )
    columns = tuple(f"a column with a name {i}" for i in range(widths[0]))
    return Anatomy(columns, tuple(f"class {i}" for i in range(widths[-1])), tuple(layers), ())


def flows_of(found: Anatomy) -> list[Flow]:
    shares = np.full(60, 1 / 60)
    edges = np.linspace(-2, 3, 61)
    return [Flow(layer.name, edges, shares, 0.25, 0.0) for layer in found.layers[:-1]]


def plane_of(found: Anatomy, classes: tuple[str, ...] = ("no", "yes")) -> Plane:
    random = np.random.default_rng(2)
    x_GG, y_GG = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    maps = []
    for layer in found.layers:
        units = len(layer.bias_O)
        slope_U2 = random.normal(size=(units, 2))
        before_UGG = (
            np.einsum("u,gh->ugh", slope_U2[:, 0], x_GG) + slope_U2[:, 1, None, None] * y_GG
        )
        names = tuple(f"unit {i + 1}" for i in range(units))
        maps.append(UnitMap(layer.name, names, np.maximum(before_UGG, 0), before_UGG, before_UGG))
    points_N2 = random.uniform(-1, 1, size=(30, 2))
    line = np.column_stack([np.linspace(-1, 1, 9), np.zeros(9)])
    warps = [Warp("inputs", ("x1", "x2"), (line,), points_N2)]
    for layer in found.layers[:-1]:
        last = layer is found.layers[-2]
        borders = (((-1.0, 0.0), (1.0, 0.5)),) if last else ()
        warps.append(Warp(layer.name, ("unit 1", "unit 2"), (line,), points_N2, borders))
    target_N = np.arange(30) % max(len(classes), 1)
    called = Names("a rather long column", "another long column", "target", classes)
    return Plane(maps, warps, ((-1.0, 1.0), (-1.0, 1.0)), called, target_N)


def step_of(found: Anatomy) -> RowStep:
    random = np.random.default_rng(3)
    layers = []
    for layer in found.layers:
        sums, before, after, by_after, slope, by_before, by_bias = random.normal(
            scale=0.1, size=(7, len(layer.bias_O))
        )
        by_weight = np.zeros_like(layer.weight_IO)
        layers.append(
            LayerStep(sums, before, after, by_after, slope, by_before, by_weight, by_bias)
        )
    return RowStep(
        anatomy=found,
        input_D=random.normal(size=len(found.inputs)),
        layers=tuple(layers),
        answer=np.array([0.3, 0.7]),
        classes=("no", "yes"),
        target="yes",
        told=1.0,
        loss=0.35,
        loss_name="bce",
        rate=0.01,
        loss_after=0.3,
        learned=Target("y", "binary", ("no", "yes")),
    )


def drawn(figure: Figure) -> Figure:
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure


def texts_of(figure: Figure) -> list[Text]:
    """Return all words; numbers of axes may be there without being shown."""
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and any(map(str.isalpha, text.get_text()))
    ]


def shown_axes(figure: Figure) -> list[Axes]:
    return [axes for axes in figure.findobj(Axes) if isinstance(axes, Axes) and axes.get_visible()]


def lines_of(axes: Axes) -> list[LineCollection]:
    return [each for each in axes.collections if isinstance(each, LineCollection)]


def are_dashed(lines: LineCollection) -> list[bool]:
    strokes: Any = lines.get_linestyle()  # (offset, pattern) of each, whatever the stubs say
    return [pattern is not None for _, pattern in strokes]


def test_every_weight_is_a_line_wide_by_its_size_and_styled_by_its_sign() -> None:
    found = network(3, 4, 2)
    axes = draw_units(new_figure(6, 3).subplots(), found)
    for layer, above, below in zip(
        found.layers, lines_of(axes)[::2], lines_of(axes)[1::2], strict=True
    ):
        for collection, weights in ((above, layer.weight_IO), (below, -layer.weight_IO)):
            there = np.sort(weights[weights > 0])
            widths = np.sort(np.asarray(collection.get_linewidth()))
            np.testing.assert_allclose(widths / widths.max(), there / there.max())
        assert not any(are_dashed(above))
        assert all(are_dashed(below))
    words = [text.get_text() for text in axes.texts]
    assert {"class 0", "class 1", "output", "inputs", "hidden 1\n(relu)"} <= set(words)


@pytest.mark.parametrize(
    ("widths", "small"),
    [((16, 16, 1), True), ((17, 2, 1), False), ((2, 17, 1), False), ((16, 16, 16), False)],
)
def test_networks_of_many_units_or_weights_are_summarised(
    widths: tuple[int, ...], small: bool
) -> None:
    assert is_small(network(*widths)) == small
    figure = net_figure(network(*widths), [], None, None, "title")
    images = [image for axes in shown_axes(figure) for image in axes.images]
    assert len(images) == (0 if small else len(widths) - 1)


def test_a_map_holds_the_weights_on_a_scale_that_it_tells() -> None:
    layer = network(5, 40).layers[0]
    axes = draw_map(new_figure(3, 3).subplots(), layer, tuple("abcde"))
    np.testing.assert_array_equal(axes.images[0].get_array(), layer.weight_IO)
    limit = np.quantile(np.abs(layer.weight_IO), 0.99)
    assert axes.images[0].get_clim() == pytest.approx((-limit, limit))
    assert axes.get_xlabel() == f"full colour: ±{limit:.3g}"
    assert [text.get_text() for text in axes.get_yticklabels()] == list("abcde")


def test_names_of_many_inputs_are_not_written() -> None:
    layer = network(30, 40).layers[0]
    axes = draw_map(new_figure(3, 3).subplots(), layer, tuple(map(str, range(30))))
    assert axes.get_yticklabels() == []


def test_sizes_are_the_parameters_of_each_layer_and_embedding() -> None:
    plain = network(4, 3, 2)
    found = Anatomy(plain.inputs, plain.outputs, plain.layers, (("place", 14, 4),))
    axes = draw_sizes(new_figure(3, 3).subplots(), found)
    assert [bar.get_width() for bar in axes.patches] == [56, 15, 8]  # type: ignore[attr-defined]
    assert axes.get_title() == "79 parameters"


def test_an_edge_is_drawn_where_a_unit_turns_within_the_plane() -> None:
    found = network(2, 3, 1)
    plane = plane_of(found)
    turned = plane.maps[0].before_UGG + np.array([0.0, 100.0, 0.0])[:, None, None]
    plane.maps[0] = UnitMap("hidden 1", ("a", "b", "c"), turned, turned, turned)
    plane.maps[1] = UnitMap("output", ("y",), turned[:1], turned[:1], None)
    figure = net_figure(found, [], None, plane, "title")
    by_name = {axes.get_title("left"): axes for axes in shown_axes(figure)}
    assert [len(by_name[name].collections) for name in ("a", "b", "c", "y")] == [1, 0, 1, 0]


def test_borders_are_dotted_and_told_only_where_they_are() -> None:
    found = network(2, 3, 3, 1)
    plane = plane_of(found)
    figure = net_figure(found, [], None, plane, "title")
    panels = [axes for axes in shown_axes(figure) if axes.get_xlabel() == "unit 1"]
    dotted = [[line for line in axes.lines if line.get_linestyle() == ":"] for axes in panels]
    assert [len(lines) for lines in dotted] == [0, 1]
    assert dotted[1][0].get_xydata().tolist() == [[-1.0, 0.0], [1.0, 0.5]]  # type: ignore[union-attr]
    assert any("dotted: the boundary" in text.get_text() for text in texts_of(figure))


@pytest.mark.parametrize("widths", [(2, 3, 1), (2, 16, 16, 3), (2, 64, 64, 3), (2, *(6,) * 6, 1)])
@pytest.mark.parametrize("norm", ["none", "batch"])
def test_every_word_of_a_network_stands_within_the_picture(
    widths: tuple[int, ...], norm: str
) -> None:
    found = network(*widths, norm=norm)
    figure = net_figure(found, flows_of(found), np.tanh, plane_of(found), "A title")
    assert outside(drawn(figure)) == []


@pytest.mark.parametrize("widths", [(2, 3, 1), (16, 8, 3), (16, 16, 4), (5, 90, 3)])
def test_every_word_of_a_row_stands_within_the_picture(widths: tuple[int, ...]) -> None:
    assert outside(drawn(row_figure(step_of(network(*widths)), "A title"))) == []


def outside(figure: Figure) -> list[str]:
    whole = figure.bbox
    return [
        text.get_text()
        for text in texts_of(figure)
        for box in [text.get_window_extent()]
        if min(box.x0, box.y0) < -1 or box.x1 > whole.x1 + 1 or box.y1 > whole.y1 + 1
    ]


@pytest.mark.parametrize("widths", [(2, 3, 1), (10, 8, 3), (16, 16, 4)])
def test_discs_of_a_row_do_not_cover_each_other_and_hold_their_numbers(widths: Any) -> None:
    figure = drawn(row_figure(step_of(network(*widths)), "A title"))
    above = shown_axes(figure)[0]
    discs = [each for each in above.collections if isinstance(each, PathCollection)]
    checked = 0
    for disc in discs:
        across = np.sqrt(disc.get_sizes()[0]) * figure.dpi / 72
        y_U = above.transData.transform(np.asarray(disc.get_offsets()))[:, 1]
        if len(y_U) > 1:
            assert np.abs(np.diff(y_U)).min() >= across
            checked += 1
    assert checked >= 2


@pytest.mark.parametrize("activation", ["batch", "none"])
def test_a_row_shows_its_answers_above_and_its_derivatives_below(activation: str) -> None:
    step = step_of(network(2, 3, 1, norm=activation))
    above, below = shown_axes(row_figure(step, "A title"))
    for axes, values in (
        (above, [layer.after_H for layer in step.layers]),
        (below, [layer.bias_gradient_H for layer in step.layers]),
    ):
        written = {text.get_text().replace("−", "-") for text in axes.texts}
        numbers = {f"{float(f'{value:.2g}'):g}" for each in values for value in each}
        assert numbers <= written
    assert "bce 0.35" in below.get_title("left")


def test_a_wide_row_is_a_strip_for_each_layer() -> None:
    step = step_of(network(5, 90, 3))
    above, below = shown_axes(row_figure(step, "A title"))
    forward = [step.input_D, *(layer.after_H for layer in step.layers)]
    for image, values in zip(above.images, forward, strict=True):
        np.testing.assert_array_equal(np.asarray(image.get_array())[0], values)
    for image, layer in zip(below.images, step.layers, strict=True):
        np.testing.assert_array_equal(np.asarray(image.get_array())[0], layer.bias_gradient_H)
