"""The rows that a stack is trained on or watched with, as tensors."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64, Shaped
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.encoder import Encoded
from separatrix.models.stack import Rows


@dataclass(frozen=True)
class Examples:
    """Encoded rows with their targets, the same for every member or each member's own.

    Args:
        features: Numbers, shape (N, D) or (K, N, D).
        codes: Levels of embedded columns, shape (N, C) or (K, N, C).
        target: Class codes or numbers, shape (N,) or (K, N).
        counts: Real rows of each member, which stand first; None when all N are real.
        weight: What each row's loss counts for, with mean 1 over the real rows, shape (N,) or
            (K, N); None when all count the same.
        sample_weight: What each row counts for in a metric, likewise but of any mean.
    """

    features: Float[Tensor, "... N D"]
    codes: Int64[Tensor, "... N C"]
    target: Shaped[Tensor, "... N"]
    counts: Int64[Tensor, "K"] | None = None
    weight: Float[Tensor, "... N"] | None = None
    sample_weight: Float[Tensor, "... N"] | None = None

    def __len__(self) -> int:
        return int(self.target.shape[-1])

    def rows(self) -> Rows:
        """Return what goes into the networks."""
        return Rows(self.features, self.codes)

    def mask(self) -> Bool[Tensor, "K N"] | None:
        """Return which rows are real for each member; None when all are."""
        if self.counts is None:
            return None
        return torch.arange(len(self), device=self.target.device) < self.counts[:, None]

    def to(self, device: str) -> "Examples":
        """Return the same rows on a device."""
        there = (self.counts, self.weight, self.sample_weight)
        moved = (None if tensor is None else tensor.to(device) for tensor in there)
        return Examples(
            self.features.to(device), self.codes.to(device), self.target.to(device), *moved
        )

    def slice(self, start: int, stop: int) -> "Examples":
        """Return rows from `start` up to `stop`, counts left out."""
        return Examples(
            self.features[..., start:stop, :],
            self.codes[..., start:stop, :],
            self.target[..., start:stop],
            weight=None if self.weight is None else self.weight[..., start:stop],
        )

    def gather(self, rows_KB: Int64[Tensor, "K B"]) -> "Examples":
        """Return each member's own choice of rows."""
        if self.target.dim() == 1:
            return self._picked(rows_KB)
        at = (torch.arange(len(rows_KB), device=rows_KB.device)[:, None], rows_KB)
        weight = None if self.weight is None else self.weight[at]
        return Examples(self.features[at], self.codes[at], self.target[at], weight=weight)

    def _picked(self, rows_KB: Tensor) -> "Examples":
        """Return rows that all members share, whole rows at a time."""
        flat = rows_KB.flatten()

        def of(tensor: Tensor) -> Tensor:
            return tensor.index_select(0, flat).view(*rows_KB.shape, *tensor.shape[1:])

        weight = None if self.weight is None else of(self.weight)
        return Examples(of(self.features), of(self.codes), of(self.target), weight=weight)


def make_examples(
    encoded: Encoded,
    target: NDArray[np.int64] | NDArray[np.float64],
    dtype: torch.dtype,
    weight_N: NDArray[np.float64] | None = None,
    sample_weight_N: NDArray[np.float64] | None = None,
) -> Examples:
    """Turn encoded rows and their targets into tensors.

    Args:
        encoded: What the Encoder made of the rows.
        target: Class codes (int64) or standardised numbers, shape (N,).
        dtype: Precision of features, weights and targets that are numbers.
        weight_N: What each row's loss counts for, with mean 1; None when all count the same.
        sample_weight_N: What each row counts for in a metric; None when all count the same.
    """
    values = torch.from_numpy(target)
    weights = (weight_N, sample_weight_N)
    weight, sample_weight = (
        None if each is None else torch.from_numpy(each).to(dtype) for each in weights
    )
    return Examples(
        torch.from_numpy(encoded.features_ND).to(dtype),
        torch.from_numpy(encoded.codes_NC),
        values.to(dtype) if values.is_floating_point() else values,
        weight=weight,
        sample_weight=sample_weight,
    )
