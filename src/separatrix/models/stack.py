"""K networks of one shape, trained and asked together; a single network is a stack of one."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from separatrix.models.architecture import (
    Architecture,
    size,
    statistic_pieces,
    unflatten,
    weight_pieces,
)
from separatrix.models.layers import (
    ACTIVATIONS,
    batch_moments,
    batch_norm,
    dropout,
    embed,
    layer_norm,
    linear,
    track,
)
from separatrix.randomness import Stream, key


@dataclass(frozen=True)
class Rows:
    """Encoded rows, the same for every member or each member's own.

    Args:
        features: Numbers, shape (N, D) or (K, N, D).
        codes: Levels of the embedded columns, shape (N, C) or (K, N, C).
    """

    features: Float[Tensor, "... D"]
    codes: Int64[Tensor, "... C"]


@dataclass(frozen=True)
class Noise:
    """What a stack in train mode needs to know about the step it takes.

    Args:
        keys: Keys of the dropout masks, (K,) for each hidden layer; see `dropout_keys`.
        rows: Numbers of the rows within the training rows, shape (K, B).
        mask: Which rows are real, shape (K, B); None when all are.
        step: Number of the step within its epoch, for modules that draw without knowing their rows.
    """

    keys: tuple[Int64[Tensor, "K"], ...]
    rows: Int64[Tensor, "K B"]
    mask: Bool[Tensor, "K B"] | None = None
    step: int = 0


@runtime_checkable
class Noisy(Protocol):
    """The shape of a network, as far as its random numbers need it."""

    @property
    def noisy_layers(self) -> int:
        """Count the layers that draw random numbers in train mode."""


def dropout_keys(
    shape: Noisy, seeds: Int64[Tensor, "K"], epoch: int
) -> tuple[Int64[Tensor, "K"], ...]:
    """Return the keys of each hidden layer's dropout masks in one epoch; none without dropout."""
    return tuple(key(seeds, Stream.DROPOUT, epoch, i) for i in range(shape.noisy_layers))


class Stack(nn.Module):
    """K networks of one shape with their parameters in one flat tensor.

    Args:
        architecture: The shape of every member.
        members: How many, K.
        dtype: Precision of parameters and logits.

    Attributes:
        weights_KP: What is trained, a row for each member.
        statistics_KQ: Running means and variances of batch norm; empty without it.
    """

    def __init__(
        self, architecture: Architecture, members: int, dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.members = members
        self._weight_pieces = weight_pieces(architecture)
        self._statistic_pieces = statistic_pieces(architecture)
        self.weights_KP = nn.Parameter(torch.zeros(members, size(self._weight_pieces), dtype=dtype))
        self.statistics_KQ: Tensor
        self.register_buffer(
            "statistics_KQ", torch.zeros(members, size(self._statistic_pieces), dtype=dtype)
        )

    def weights(self) -> dict[str, Tensor]:
        """Return every trained tensor by name, as views with a leading K."""
        return unflatten(self.weights_KP, self._weight_pieces)

    def statistics(self) -> dict[str, Tensor]:
        """Return every running statistic by name, as views with a leading K."""
        return unflatten(self.statistics_KQ, self._statistic_pieces)

    def moving(self) -> tuple[Tensor, ...]:
        """Return what a training changes, a row for each member in each tensor."""
        return (self.weights_KP.detach(), self.statistics_KQ)

    def forward(
        self,
        rows: Rows,
        noise: Noise | None = None,
        units: list[Tensor] | None = None,
        before: list[Tensor] | None = None,
    ) -> Float[Tensor, "K B O"]:
        """Return the logits of every member for a batch of rows.

        Args:
            rows: Encoded rows.
            noise: What train mode needs for dropout and padded rows; unused in eval mode.
            units: Gets each hidden layer's units, shape (K, B, H), behind the activation.
            before: Gets what reaches each activation, norms done, likewise.
        """
        weights = self.weights()
        x = self.inputs(rows, weights)
        for i in range(len(self.architecture.hidden)):
            x = linear(x, weights[f"weight.{i}"], weights[f"bias.{i}"])
            x = self._normalised(x, i, weights, noise)
            if before is not None:
                before.append(x)
            x = ACTIVATIONS[self.architecture.activation](x)
            if units is not None:
                units.append(x)
            x = self._dropped(x, i, noise)
        last = len(self.architecture.hidden)
        return linear(x, weights[f"weight.{last}"], weights[f"bias.{last}"])

    def inputs(self, rows: Rows, weights: dict[str, Tensor]) -> Float[Tensor, "K B D"]:
        """Return what the first layer gets: features, then the vectors of embedded columns."""
        features_KBD = rows.features.expand(self.members, *rows.features.shape[-2:])
        codes_KBC = rows.codes.expand(self.members, *rows.codes.shape[-2:])
        levels = [
            embed(codes_KBC[:, :, i], weights[f"embedding.{i}"])
            for i in range(len(self.architecture.embedded))
        ]
        return torch.cat([features_KBD, *levels], dim=2) if levels else features_KBD

    def _normalised(
        self, x: Tensor, i: int, weights: dict[str, Tensor], noise: Noise | None
    ) -> Tensor:
        if self.architecture.norm == "none":
            return x
        scale, shift = weights[f"scale.{i}"], weights[f"shift.{i}"]
        x = x.to(scale.dtype)  # products may be in fewer bits, averages never
        if self.architecture.norm == "layer":
            return layer_norm(x, scale, shift)
        running = self.statistics()
        mean, variance = running[f"mean.{i}"], running[f"variance.{i}"]
        if self.training:
            mask = None if noise is None else noise.mask
            return self._normalised_by_batch(x, scale, shift, mean, variance, mask)
        return batch_norm(x, scale, shift, mean, variance)

    @staticmethod
    def _normalised_by_batch(
        x: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, mask: Tensor | None
    ) -> Tensor:
        batch_mean, batch_variance, count = batch_moments(x, mask)
        with torch.no_grad():
            seen = None if mask is None else mask.any(dim=1, keepdim=True)
            unbiased = batch_variance * (count / (count - 1).clamp(min=1))
            track(mean, batch_mean, seen)
            track(variance, unbiased, seen)
        return batch_norm(x, scale, shift, batch_mean, batch_variance)

    def _dropped(self, x: Tensor, i: int, noise: Noise | None) -> Tensor:
        if not self.training or self.architecture.dropout == 0:
            return x
        assert noise is not None, "a stack with dropout in train mode needs to know its noise"
        return dropout(x, self.architecture.dropout, noise.keys[i], noise.rows)
