"""The shape of a network, and where each of its tensors lies in the flat parameters."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import torch
from torch import Tensor

from separatrix.recipe import Activation, Norm, Recipe

BATCH_NORM_MOMENTUM = 0.1
NORM_EPSILON = 1e-5


class Piece(NamedTuple):
    """One named tensor of a network."""

    name: str
    shape: tuple[int, ...]


class Architecture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shape of one network.

    Args:
        features: Columns of numbers that go in.
        embedded: (slots, width) of each category column that goes in as a code.
        hidden: Units of each hidden layer; empty for a linear model.
        activation: What follows each hidden layer.
        norm: Normalisation before the activation.
        dropout: Share of hidden units dropped in a training step.
        outputs: Logits, or predicted numbers, of a row.
    """

    features: int
    embedded: tuple[tuple[int, int], ...] = ()
    hidden: tuple[int, ...]
    activation: Activation = "relu"
    norm: Norm = "none"
    dropout: float = 0.0
    outputs: int

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of every layer, inputs and outputs included."""
        inputs = self.features + sum(width for _, width in self.embedded)
        return (inputs, *self.hidden, self.outputs)

    @property
    def parameters(self) -> int:
        """Count the trained numbers of one member."""
        return size(weight_pieces(self))

    @property
    def noisy_layers(self) -> int:
        """Count the layers that draw random numbers in train mode."""
        return len(self.hidden) if self.dropout > 0 else 0

    @property
    def needs_pairs(self) -> bool:
        """Whether a training batch of one row is too small: it has no variance."""
        return self.norm == "batch"


def architecture_of(
    recipe: Recipe, features: int, slots: Sequence[int], outputs: int
) -> Architecture:
    """Build the shape that a recipe asks for.

    Args:
        recipe: The settings.
        features: Columns of numbers.
        slots: Slots of each embedded category column.
        outputs: Logits of a row.
    """
    return Architecture(
        features=features,
        embedded=tuple((count, embedding_width(count)) for count in slots),
        hidden=recipe.hidden,
        activation=recipe.activation,
        norm=recipe.norm,
        dropout=recipe.dropout,
        outputs=outputs,
    )


def embedding_width(slots: int) -> int:
    """Return how many numbers stand for a level: fastai's rule 1.6 slots^0.56, at most 50."""
    return min(50, round(1.6 * math.pow(slots, 0.56)))


def weight_pieces(architecture: Architecture) -> list[Piece]:
    """Name the trained tensors in the order in which they lie in `weights_KP`."""
    widths = architecture.widths
    pieces = [Piece(f"embedding.{i}", shape) for i, shape in enumerate(architecture.embedded)]
    for i, (inputs, units) in enumerate(pairwise(widths)):
        pieces += [Piece(f"weight.{i}", (inputs, units)), Piece(f"bias.{i}", (units,))]
        if architecture.norm != "none" and i < len(architecture.hidden):
            pieces += [Piece(f"scale.{i}", (units,)), Piece(f"shift.{i}", (units,))]
    return pieces


def statistic_pieces(architecture: Architecture) -> list[Piece]:
    """Name the running statistics in the order in which they lie in `statistics_KQ`."""
    if architecture.norm != "batch":
        return []
    return [
        Piece(f"{name}.{i}", (units,))
        for i, units in enumerate(architecture.hidden)
        for name in ("mean", "variance")
    ]


def size(pieces: Sequence[Piece]) -> int:
    """Count the numbers of some pieces together."""
    return sum(_count(piece) for piece in pieces)


def unflatten(flat: Tensor, pieces: Sequence[Piece]) -> dict[str, Tensor]:
    """Return each piece of a flat (K, P) tensor as a view of shape (K, *piece).

    One split for all of them, so that the gradient is put together in one operation.
    """
    parts = torch.split(flat, [_count(piece) for piece in pieces], dim=1)
    return {
        piece.name: part.view(-1, *piece.shape) for piece, part in zip(pieces, parts, strict=True)
    }


def _count(piece: Piece) -> int:
    return math.prod(piece.shape)
