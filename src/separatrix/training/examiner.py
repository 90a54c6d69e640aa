"""Looks at the layers of a training at a few of its epochs, cheap enough to be always taken."""

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from separatrix.models.architecture import Architecture
from separatrix.training.checkups import Checkup, Checkups, Numbers
from separatrix.training.snapshot import Snapshot
from separatrix.training.statistics import Statistics

if TYPE_CHECKING:
    from separatrix.training.loop import Training

SHARE, SECONDS = 0.05, 0.25
"""Looks may take this share of the training so far, or these seconds; what they cannot is left."""

MOST_MEMBERS = 64
"""Members whose numbers are kept, the first ones."""


class Examiner:
    """Takes checkups of a training: `see` is what a training takes as observer.

    They are taken before the first epoch, after epochs 1, 2, 4, 8 and so on, and after the last
    that the recipe has or that any member trains.
    """

    def __init__(self) -> None:
        self._taken: list[Checkup] = []
        self._layers: tuple[str, ...] = ()
        self._inputs = (0.0, 1.0)
        self._before: Snapshot | None = None
        self._seconds = self._slowest = 0.0

    def see(self, training: "Training") -> None:
        """Look, where it is time to and there is time for it."""
        if not isinstance(training.stack.architecture, Architecture):
            self._see_inputs(training)
            return
        began = perf_counter()
        if self._affordable(began - training.began):
            self._see(training)
        took = perf_counter() - began
        self._seconds += took
        self._slowest = max(self._slowest, took)

    def checkups(self) -> Checkups:
        """Return what was found."""
        return Checkups(self._layers, tuple(self._taken), round(self._seconds, 4), *self._inputs)

    def _affordable(self, elapsed: float) -> bool:
        return self._seconds + self._slowest <= max(SHARE * elapsed, SECONDS)

    def _see(self, training: "Training") -> None:
        epoch, last = training.epoch, training.epoch == training.recipe.epochs
        last = last or not training.keeper.running_K.any()
        if epoch == 0:
            self._see_inputs(training)
        if _is_power(epoch) or epoch == 0 or last:
            since = self._before if self._before and self._before.epoch == epoch - 1 else None
            found = training.statistics(since)
            self._layers = found.layers
            self._taken.append(_checkup(found, moved=since is not None))
        near_end = epoch + 1 == training.recipe.epochs
        wanted = _is_power(epoch + 1) or near_end
        self._before = training.snapshot() if wanted else None

    def _see_inputs(self, training: "Training") -> None:
        if training.epoch == 0:
            rows = training.train.features[..., :4096, :].double()
            if rows.shape[-1]:
                flat = rows.reshape(-1, rows.shape[-1])
                wide = float(flat.std(dim=0, correction=0).max())
                self._inputs = (float(flat.mean(dim=0).abs().max()), wide)


def _checkup(found: Statistics, *, moved: bool) -> Checkup:
    units = found.units
    return Checkup(
        found.epoch,
        found.steps_K[:MOST_MEMBERS].tolist() if moved else [],
        _kept(found.gradient_norm),
        _kept(found.gradient_size),
        _kept(found.weight_norm),
        None if found.update is None else _kept(found.update),
        _kept(units.deviation),
        _kept(units.dead),
        _kept(units.saturated),
    )


def _kept(array_KL: NDArray[Any]) -> Numbers:
    """Return numbers in six digits, None for what is not finite."""
    return [
        [float(f"{x:.6g}") if np.isfinite(x) else None for x in row]
        for row in array_KL[:MOST_MEMBERS].tolist()
    ]


def _is_power(epoch: int) -> bool:
    return epoch > 0 and epoch & (epoch - 1) == 0
