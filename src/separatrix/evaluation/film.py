"""A training's film: what the networks answered in a plane, moment by moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from numpy.typing import NDArray

from separatrix.data.encoder import Encoder
from separatrix.data.table import Table
from separatrix.evaluation.axis import Axis, axis_kind, axis_of
from separatrix.models.architecture import Architecture
from separatrix.models.stack import Rows
from separatrix.training.film import MOST_FRAMES, Film, Frame
from separatrix.training.fitted import Fitted
from separatrix.training.loop import Training
from separatrix.training.snapshot import Snapshot

STEPS = 40
"""Places along each side of the plane that a large network is filmed on."""

MOST_NUMBERS = 16_000_000
"""Answers that a film keeps at most, 64 MB in 32 bits, but for its ten moments."""

MOST_ROWS, MOST_MEMBERS = 10_000, 50
"""Training rows of two number columns, and networks, up to which a training counts as made to be
looked at, and is filmed unasked."""

SHARE, SECONDS = 0.04, 0.4
"""Filming may take this share of the training so far, or these seconds; moments for which there is
no time are left out."""

NOT_FILMED = (
    "It was not filmed: a network of this size is filmed on tables of two number columns alone, by "
    "its answers."
)

Moment = Snapshot | Frame


@dataclass(frozen=True)
class Filmed:
    """The moments of a training.

    Args:
        moments: Weights of small networks, answers on a grid of large ones, in their order.
        x_G: The grid of the first column; empty without one.
        y_G: That of the second.
    """

    moments: tuple[Moment, ...]
    x_G: NDArray[np.float64]
    y_G: NDArray[np.float64]

    @property
    def epochs(self) -> tuple[int, ...]:
        """Epochs that were done at each moment."""
        return tuple(moment.epoch for moment in self.moments)

    def until(self, epoch: int) -> Moment:
        """Return the last moment that is not after an epoch."""
        return next(each for each in reversed(self.moments) if each.epoch <= epoch)


class Camera:
    """Films a training: `see` is what a training takes as observer.

    Args:
        encoder: Encodes the rows.
        train: The training rows, whose first two columns span the plane of large networks.
        dtype: Type of the features.
    """

    def __init__(self, encoder: Encoder, train: Table, dtype: str) -> None:
        axes = _plane(encoder, train)
        empty = np.empty(0)
        self._grid = (axes[0].places_G, axes[1].places_G) if axes else (empty, empty)
        self._rows = _grid_rows(encoder, axes, dtype)
        self._film = Film(self._rows)
        self._seconds = 0.0

    def see(self, training: Training) -> None:
        """Take a moment, where there is time for it; the first and the last in any case."""
        began = perf_counter()
        if training.epoch == 0:
            self._film = Film(self._rows, _most_frames(training))
        last = training.epoch == training.recipe.epochs or not training.keeper.running_K.any()
        allowed = max(SHARE * (began - training.began), SECONDS)
        if self._seconds < allowed or last or training.epoch == 0:
            self._film.see(training)
            self._seconds += perf_counter() - began

    def filmed(self) -> Filmed | None:
        """Return what was filmed; None of a large network that has no plane to be filmed on."""
        moments = self._film.moments
        if not len(self._grid[0]) and any(isinstance(moment, Frame) for moment in moments):
            return None
        return Filmed(moments, *self._grid)


def _most_frames(training: Training) -> int:
    """Return how many moments are kept: of many networks at once fewer, for their answers."""
    stack = training.stack
    numbers = stack.members * stack.architecture.outputs * STEPS**2
    return max(10, min(MOST_FRAMES, MOST_NUMBERS // numbers))


def is_filmed(encoder: Encoder, rows: int, members: int) -> bool:
    """Say whether a training is filmed unasked: of few rows, two number columns, few networks."""
    columns = encoder.columns
    two = len(columns) == 2 and encoder.features == 2
    numbers = all(axis_kind(encoder, column.name) == "number" for column in columns) if two else 0
    return bool(numbers) and rows <= MOST_ROWS and members <= MOST_MEMBERS


def at_moment(fitted: Fitted, moment: Moment) -> Fitted | None:
    """Return the networks as they were at a moment; None where only their answers were kept."""
    return replace(fitted, stack=moment.stack()) if isinstance(moment, Snapshot) else None


def snapshot_of(
    epoch: int, architecture: Architecture, weights_KP: NDArray[Any], statistics_KQ: NDArray[Any]
) -> Snapshot:
    """Return weights that were kept as a moment."""
    steps_K = np.zeros(len(weights_KP), np.int64)
    return Snapshot(epoch, steps_K, architecture, weights_KP, statistics_KQ)


def _plane(encoder: Encoder, train: Table) -> tuple[Axis, Axis] | None:
    names = [column.name for column in encoder.columns]
    if len(names) != 2 or any(axis_kind(encoder, name) != "number" for name in names):
        return None
    x, y = (axis_of(name, train.column(name), "number", STEPS) for name in names)
    return x, y


def _grid_rows(encoder: Encoder, axes: tuple[Axis, Axis] | None, dtype: str) -> Rows:
    if axes is None:
        return Rows(torch.zeros(0, encoder.features), torch.zeros(0, 0, dtype=torch.int64))
    grid = np.meshgrid(*(axis.places_G for axis in axes))
    cells = {a.name: pa.array(each.ravel()) for a, each in zip(axes, grid, strict=True)}
    encoded = encoder.encode(Table(pa.table(cells)), np.dtype(dtype))
    return Rows(torch.from_numpy(encoded.features_ND), torch.from_numpy(encoded.codes_NC))


def shown_epochs(films: tuple[Filmed, ...], most: int) -> Iterator[int]:
    """Yield the epochs of a film of one or several trainings, in their order, at most so many."""
    epochs = sorted({epoch for film in films for epoch in film.epochs})
    places = np.unique(np.linspace(0, len(epochs) - 1, most).round().astype(int))
    return (epochs[place] for place in places)
