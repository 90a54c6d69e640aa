"""A network with its real weights: units as discs and weights as lines, or layers as maps."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import TwoSlopeNorm
from numpy.typing import NDArray

from separatrix.evaluation.inside import Anatomy, Layer
from separatrix.plots.style import CLASS_COLOURS, DIVERGING, FAINT, INK, PAPER
from separatrix.plots.text import number, short

MOST_UNITS, MOST_LINES = 16, 400
"""Units of a layer, and weights in all, up to which every one is drawn."""

POSITIVE, NEGATIVE = CLASS_COLOURS[1], CLASS_COLOURS[0]


def is_small(found: Anatomy) -> bool:
    """Say whether a network can be drawn unit by unit."""
    widths = [len(found.inputs), *(len(layer.bias_O) for layer in found.layers)]
    lines = sum(layer.weight_IO.size for layer in found.layers)
    return max(widths) <= MOST_UNITS and lines <= MOST_LINES


def draw_units(axes: Axes, found: Anatomy, gap: float = 9.0) -> Axes:
    """Draw every unit as a disc and every weight as a line, the wider the larger.

    Positive weights are orange and whole, negative ones blue and dashed; a disc is filled the
    darker the larger its bias.

    Args:
        axes: Where to draw.
        found: The network.
        gap: From the middle of a unit to its name, in points.
    """
    places = unit_places(found)
    for at, layer in enumerate(found.layers):
        _draw_weights(axes, layer, places[at], places[at + 1])
    x_I, y_I = places[0].T
    axes.scatter(x_I, y_I, s=90, marker="s", facecolors=PAPER, edgecolors=INK, lw=1.0, zorder=3)
    for layer, place_U2 in zip(found.layers, places[1:], strict=True):
        draw_discs(axes, place_U2, layer.bias_O)
    _write_names(axes, found.inputs, places[0], -gap)
    _write_names(axes, found.outputs, places[-1], gap)
    low, high = ends(found)
    for at, name in enumerate(["inputs", *(_named(layer) for layer in found.layers)]):
        axes.text(at, high - 0.75, name, ha="center", va="bottom", fontsize=8)
    axes.set_xlim(-0.5, len(places) - 0.5)
    axes.set_ylim(low, high)
    axes.axis("off")
    return axes


def ends(found: Anatomy) -> tuple[float, float]:
    """Return the lower and the upper end of a drawing of the units."""
    top = max(*(len(place_U2) / 2 for place_U2 in unit_places(found)), 1.5)
    return -top - 0.2, top + 1.1


def unit_places(found: Anatomy) -> list[NDArray[np.float64]]:
    """Return where the units of every layer are drawn, inputs first, each of shape (U, 2).

    The units of the largest layer are 1 apart, those of others up to 2.
    """
    columns = [len(found.inputs), *(len(layer.bias_O) for layer in found.layers)]
    return [_column(at, units, max(columns)) for at, units in enumerate(columns)]


def spacing(units: int, most: int) -> float:
    """Return how far apart the units of a layer are drawn."""
    return min(2.0, max(1.0, (most - 1) / max(units - 1, 1)))


def draw_map(axes: Axes, layer: Layer, inputs: Sequence[str] = ()) -> Axes:
    """Draw the weights of a layer as a map, a row for each input, a column for each unit.

    Args:
        axes: Where to draw.
        layer: The layer.
        inputs: What its inputs are called; where there are many they are not written.
    """
    limit = float(np.quantile(np.abs(layer.weight_IO), 0.99)) or 1.0
    norm = TwoSlopeNorm(0.0, -limit, limit)
    axes.imshow(layer.weight_IO, aspect="auto", cmap=DIVERGING, norm=norm, interpolation="nearest")
    names = [short(name, 16) for name in inputs] if len(inputs) <= 24 else []
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xticks([])
    rows, columns = layer.weight_IO.shape
    axes.set_title(f"{_named(layer)}\n{rows} × {columns} weights")
    axes.set_xlabel(f"full colour: ±{number(limit)}", fontsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    return axes


def draw_sizes(axes: Axes, found: Anatomy) -> Axes:
    """Draw how many numbers are trained in each layer, the first layer on top."""
    names = [*(f"embedding of {short(n, 16)}" for n, _, _ in found.embeddings)]
    counts = [slots * width for _, slots, width in found.embeddings]
    names += [layer.name for layer in found.layers]
    counts += [layer.parameters for layer in found.layers]
    axes.barh(range(len(names)), counts, color=FAINT, height=0.62)
    for at, count in enumerate(counts):
        axes.text(count, at, f" {count:,}", va="center", fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, 1.25 * max(counts))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(f"{found.parameters:,} parameters")
    return axes


def _named(layer: Layer) -> str:
    what = "" if layer.norm == "none" else f"{layer.norm} norm, "
    return f"{layer.name}\n({what}{layer.activation})" if layer.activation else layer.name


def _write_names(
    axes: Axes, names: Sequence[str], place_U2: NDArray[np.float64], gap: float
) -> None:
    side = "left" if gap > 0 else "right"
    for name, place in zip(names, place_U2, strict=True):
        axes.annotate(
            *(short(name, 22), place, (gap, 0)),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=8,
        )


def _column(at: int, units: int, most: int) -> NDArray[np.float64]:
    y_U = ((units - 1) / 2 - np.arange(units)) * spacing(units, most)
    return np.column_stack([np.full(units, float(at)), y_U])


def _draw_weights(
    axes: Axes, layer: Layer, from_I2: NDArray[np.float64], to_O2: NDArray[np.float64]
) -> None:
    largest = float(np.abs(layer.weight_IO).max()) or 1.0
    for sign, colour, stroke in ((1, POSITIVE, "solid"), (-1, NEGATIVE, (0, (4, 1.5)))):
        lines, widths = [], []
        for i, o, weight in _weights(layer):
            if np.sign(weight) == sign:
                lines.append([from_I2[i], to_O2[o]])
                widths.append(3.2 * abs(weight) / largest)
        alphas = [min(1.0, 0.25 + width / 3.2) for width in widths]
        drawn = LineCollection(lines, linewidths=widths, colors=colour, linestyles=stroke, zorder=1)
        if alphas:
            drawn.set_alpha(alphas)
        axes.add_collection(drawn)


def _weights(layer: Layer) -> Iterator[tuple[int, int, float]]:
    for (i, o), weight in np.ndenumerate(layer.weight_IO):
        yield i, o, float(weight)


def draw_discs(
    axes: Axes, place_U2: NDArray[np.float64], value_U: NDArray[np.float64], size: float = 170
) -> None:
    """Draw units as discs, orange above 0 and blue below.

    Args:
        axes: Where to draw.
        place_U2: Where the units are.
        value_U: What colours them.
        size: Area of a disc, in square points.
    """
    x_U, y_U = place_U2.T
    limit = float(np.abs(value_U).max()) or 1.0
    norm = TwoSlopeNorm(0.0, -limit, limit)
    axes.scatter(x_U, y_U, size, value_U, cmap=DIVERGING, norm=norm, edgecolors=INK, zorder=3)
