"""What colours, marks and lines of a plane mean, beside or below the picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from separatrix.plots.points import Names, Part
from separatrix.plots.style import (
    DIVERGING,
    FAINT,
    FIELD,
    INK,
    PAPER,
    class_mark,
    part_colour,
)
from separatrix.plots.text import short, shorts

MOST_CLASSES = 10
"""With more classes a legend would be larger than the picture."""

_LETTERS, _HANDLE, _MOST_COLUMNS = 14, 7, 6
"""Letters of a legend in an inch; what a mark takes, in letters; columns easily looked over."""


def explain_classes(
    figure: Figure, names: Names, title: str, parts: Sequence[Part] = (), line: bool = False
) -> None:
    """Write a legend below the figure: classes, and how parts differ where there are several.

    Args:
        figure: The whole picture.
        names: What the classes are called; of more than `MOST_CLASSES` only the number is said.
        title: What the colours stand for.
        parts: The parts that are drawn over each other.
        line: Whether a boundary is drawn.
    """
    few = len(names.classes) <= MOST_CLASSES
    classes = range(len(names.classes)) if few else range(0)
    handles = [_mark(names.colour(code), class_mark(code), False) for code in classes]
    words = shorts([names.classes[code] for code in classes])
    if line:
        handles, words = [*handles, Line2D([], [], color=INK, lw=1.6)], [*words, "boundary"]
    if len(parts) > 1:
        handles += [_mark(FAINT, "o", part.hollow) for part in parts]
        words += [f"{part.name} rows" for part in parts]
    title = title if few else f"{title}: {len(names.classes)} classes"
    _below(figure, handles, words, title)


def explain_probability(figure: Figure, grid: Sequence[Axes], names: Names) -> None:
    """Add a bar for the shading of two classes, from 0 by way of the neutral half to 1."""
    positive = f"{short(names.target)} = {short(names.classes[1])}"
    _bar(figure, grid, ScalarMappable(Normalize(0, 1), DIVERGING), f"Probability of {positive}")


def explain_values(figure: Figure, grid: Sequence[Axes], names: Names, norm: Normalize) -> None:
    """Add a bar for the colours of a number."""
    _bar(figure, grid, ScalarMappable(norm, FIELD), short(names.target, 40))


def explain_line(figure: Figure, parts: Sequence[Part], members: int) -> None:
    """Write a legend below a fitted line: the parts, the members, what is predicted."""
    handles = [_mark(part_colour(part.hollow), "o", part.hollow) for part in parts]
    words = [f"{part.name} rows" for part in parts]
    if members > 1:
        handles.append(Line2D([], [], color=INK, lw=0.6, alpha=0.6))
        words.append("each member")
    handles.append(Line2D([], [], color=INK, lw=1.8))
    _below(figure, handles, [*words, "predicted"])


def explain_lines(figure: Figure, *grid: Axes) -> None:
    """Write a legend below the figure for all lines that have a name, each name once."""
    found = [axes.get_legend_handles_labels() for axes in grid]
    named = {
        word: handle
        for handles, words in found
        for handle, word in zip(handles, words, strict=True)
    }
    _below(figure, list(named.values()), list(named))


def _below(
    figure: Figure, handles: Sequence[Artist], words: Sequence[str], title: str | None = None
) -> None:
    """Write a legend below the figure, in as many columns as its width can hold."""
    room = figure.get_figwidth() * _LETTERS
    counts = range(min(len(words), _MOST_COLUMNS), 1, -1)
    columns = next((count for count in counts if _width(words, count) <= room), 1)
    figure.legend(handles, words, loc="outside lower center", ncols=columns, title=title)


def _width(words: Sequence[str], columns: int) -> int:
    """Return the letters that a legend takes; it is filled column by column."""
    split = np.array_split([len(word) for word in words], columns)
    return sum(int(lengths.max()) + _HANDLE for lengths in split)


def _bar(figure: Figure, grid: Sequence[Axes], colours: ScalarMappable, words: str) -> None:
    bar = figure.colorbar(colours, ax=list(grid), aspect=30, pad=0.02)
    bar.set_label(words)
    bar.outline.set_visible(False)


def _mark(colour: str, mark: str, hollow: bool) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=mark,
        markersize=6,
        markerfacecolor=PAPER if hollow else colour,
        markeredgecolor=colour,
        markeredgewidth=1.2 if hollow else 0.4,
    )
