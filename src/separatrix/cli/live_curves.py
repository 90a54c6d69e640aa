"""The curves of a training while it runs, drawn in dots of Braille on a terminal."""

from collections.abc import Sequence
from math import inf, isfinite

import numpy as np
from rich.table import Table
from rich.text import Text

from separatrix.cli.numbers import significant
from separatrix.events import Epoch

WIDTH, HEIGHT = 32, 5
"""Characters of a chart; each holds two by four dots."""

LEAST_WIDTH, LEAST_HEIGHT = 84, 16
"""Columns and lines of a terminal from which there is room for them."""

MOST = 1024
"""Epochs that are kept; of more, every second one goes."""

LARGEST = 1e300
"""The largest value that is told from others."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a Braille character, by its row and column."""

_STYLES = ("dim", "bold cyan")
"""Training rows, and those held out."""


class LiveCurves:
    """Loss and metric of the epochs so far, on training and held-out rows."""

    def __init__(self) -> None:
        self._epochs: list[Epoch] = []
        self._every = 1

    def see(self, epoch: Epoch) -> None:
        """Take note of an epoch."""
        if self._epochs and epoch.number <= self._epochs[-1].number:  # another training began
            self._epochs, self._every = [], 1
        if (epoch.number - 1) % self._every == 0:
            self._epochs.append(epoch)
        if len(self._epochs) > MOST:
            self._epochs, self._every = self._epochs[::2], 2 * self._every

    def chart(self) -> Table | None:
        """Return both charts side by side; None before the second epoch."""
        if len(self._epochs) < 2:
            return None
        first, grid = self._epochs[0], Table.grid(padding=(0, 3, 0, 0))
        losses: list[list[float | None]] = [
            [each.train_loss for each in self._epochs],
            [each.held_loss for each in self._epochs],
        ]
        scores: list[list[float | None]] = [
            [each.train_metric for each in self._epochs],
            [each.held_metric for each in self._epochs],
        ]
        name = first.metric.replace("_", " ")
        held = "  held out" if first.held_loss is not None else ""
        grid.add_row(_headed("loss", held, losses), _headed(name, held, scores))
        return grid


def _headed(name: str, held: str, series: Sequence[Sequence[float | None]]) -> Text:
    text = Text(no_wrap=True)
    text.append(f"{name}: ")
    text.append("training", _STYLES[0])
    text.append(held, _STYLES[1])
    for line in drawn(series):
        text.append("\n")
        text.append_text(line)
    return text


def drawn(series: Sequence[Sequence[float | None]]) -> list[Text]:
    """Draw series over each other, the later ones on top, the ends of the axis at the right.

    Args:
        series: Values of equal number, one or two series; None and what is not finite leave a gap.
    """
    values = [[_within(value) for value in each] for each in series]
    finite = [v for each in values for v in each if isfinite(v)]
    if not finite:
        return [Text(" " * WIDTH)] * HEIGHT
    low, high = min(finite), max(finite)
    cells = np.zeros((HEIGHT, WIDTH), np.int64)
    owner = np.zeros((HEIGHT, WIDTH), np.int64)
    for which, each in enumerate(values):
        for column, row in _dots(each, low, high):
            cells[row // 4, column // 2] |= _DOTS[row % 4][column % 2]
            owner[row // 4, column // 2] = which
    return [_line(cells[row], owner[row], row, low, high) for row in range(HEIGHT)]


def _within(value: float | None) -> float:
    """Return a number whose distances can be told, infinity for a gap."""
    if value is None or not isfinite(value):
        return inf
    return max(-LARGEST, min(LARGEST, value))


def _dots(values: Sequence[float], low: float, high: float) -> list[tuple[int, int]]:
    """Return column and row of every dot of a line through the values."""
    array, last = np.asarray(values), 4 * HEIGHT - 1
    there = np.flatnonzero(np.isfinite(array))
    if not len(there):
        return []
    at = np.linspace(0, len(array) - 1, 2 * WIDTH)
    inside = (at >= there[0] - 0.5) & (at <= there[-1] + 0.5)
    if not inside.any():
        return []
    heights = (np.interp(at[inside], there, array[there]) - low) / ((high - low) or 1.0)
    rows = last - np.rint(heights * last).astype(int)
    found = []
    for column, row, before in zip(np.flatnonzero(inside), rows, [rows[0], *rows], strict=False):
        step = 1 if row >= before else -1
        join = range(before + step, row, step) if row != before else ()
        found += [(int(column), int(each)) for each in (*join, row)]
    return found


def _line(
    cells_W: np.ndarray[tuple[int], np.dtype[np.int64]],
    owner_W: np.ndarray[tuple[int], np.dtype[np.int64]],
    row: int,
    low: float,
    high: float,
) -> Text:
    text = Text(no_wrap=True)
    for cell, owner in zip(cells_W.tolist(), owner_W.tolist(), strict=True):
        text.append(chr(0x2800 + cell) if cell else " ", _STYLES[owner])
    ends = {0: high, HEIGHT - 1: low}
    if row in ends:
        text.append(f" {significant(ends[row])}", "dim")
    return text
