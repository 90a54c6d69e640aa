"""A training's film: at most a hundred moments of it, whatever its length."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from separatrix.models.stack import Rows
from separatrix.training.snapshot import Snapshot
from separatrix.training.thinned import Thinned

if TYPE_CHECKING:
    from separatrix.training.loop import Training

MOST_FRAMES = 100
"""Frames of a film at most."""

LARGEST_SNAPSHOT = 100_000
"""Numbers in all members up to which a frame keeps the weights: a hundred such frames are 40 MB in
32 bits. Of a larger stack it keeps the answers alone."""


@dataclass(frozen=True)
class Frame:
    """What every member answered for a film's rows at one moment.

    Args:
        epoch: Epochs that were done.
        answers_KNO: Logits, or values.
    """

    epoch: int
    answers_KNO: NDArray[Any]


class Film:
    """Keep the first moment of a training, the last, and every 2^j-th between.

    `see` is what `fit` takes as `observe`.

    Args:
        rows: The rows whose answers are shown.
        most: Frames at most.
    """

    def __init__(self, rows: Rows, most: int = MOST_FRAMES) -> None:
        self.rows = rows
        self._moments = Thinned[Snapshot | Frame](most, self._settle)

    def see(self, training: "Training") -> None:
        """Take a frame."""
        self._moments.add(training.snapshot())

    @property
    def moments(self) -> tuple[Snapshot | Frame, ...]:
        """What is kept: snapshots of a small stack, frames of a large one."""
        return self._moments.items

    def frames(self) -> Iterator[Frame]:
        """Yield the answers for the film's rows at each moment that is kept."""
        return (self._frame(moment) for moment in self.moments)

    def _settle(self, moment: Snapshot | Frame) -> Snapshot | Frame:
        small = isinstance(moment, Snapshot) and moment.numbers <= LARGEST_SNAPSHOT
        return moment if small else self._frame(moment)

    def _frame(self, moment: Snapshot | Frame) -> Frame:
        if isinstance(moment, Frame):
            return moment
        return Frame(moment.epoch, moment.answers(self.rows))
