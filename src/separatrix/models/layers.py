"""The layers of a stack, as functions of tensors with a leading member axis K.

`B` is the rows of a batch. Where members have different numbers of rows, a batch is padded and
`mask_KB` says which rows are real.
"""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor
from torch.nn import functional

from separatrix.models.architecture import BATCH_NORM_MOMENTUM, NORM_EPSILON
from separatrix.randomness import kept
from separatrix.recipe import Activation

ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x,
    "relu": torch.relu,
    "leaky-relu": functional.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": functional.gelu,
    "silu": functional.silu,
}


def linear(
    x: Float[Tensor, "K B D"], weight: Float[Tensor, "K D H"], bias: Float[Tensor, "K H"]
) -> Float[Tensor, "K B H"]:
    """Multiply each member's rows with its weights and add its bias: x W + b."""
    return torch.baddbmm(bias[:, None], x, weight)


def embed(codes: Int64[Tensor, "K B"], table: Float[Tensor, "K L W"]) -> Float[Tensor, "K B W"]:
    """Look up each code in its member's table of levels."""
    members, levels, width = table.shape
    offsets = torch.arange(members, device=codes.device)[:, None] * levels
    return functional.embedding(codes + offsets, table.reshape(members * levels, width))


def layer_norm(
    x: Float[Tensor, "K B H"], scale: Float[Tensor, "K H"], shift: Float[Tensor, "K H"]
) -> Float[Tensor, "K B H"]:
    """Normalise each row over its units (Ba, Kiros and Hinton 2016)."""
    normal = functional.layer_norm(x, x.shape[-1:], eps=NORM_EPSILON)
    return normal * scale[:, None] + shift[:, None]


def batch_norm(
    x: Float[Tensor, "K B H"],
    scale: Float[Tensor, "K H"],
    shift: Float[Tensor, "K H"],
    mean: Float[Tensor, "K H"],
    variance: Float[Tensor, "K H"],
) -> Float[Tensor, "K B H"]:
    """Normalise each unit with a given mean and variance (Ioffe and Szegedy 2015)."""
    gain = scale * torch.rsqrt(variance + NORM_EPSILON)
    return (x - mean[:, None]) * gain[:, None] + shift[:, None]


def batch_moments(
    x: Float[Tensor, "K B H"], mask: Bool[Tensor, "K B"] | None
) -> tuple[Float[Tensor, "K H"], Float[Tensor, "K H"], Float[Tensor, "#K 1"]]:
    """Return mean, variance (biased) and number of rows of each member's real rows."""
    if mask is None:
        variance, mean = torch.var_mean(x, dim=1, correction=0)
        return mean, variance, torch.full_like(x[:1, 0, :1], x.shape[1])
    weight = mask[:, :, None].to(x.dtype)
    count = weight.sum(dim=1).clamp(min=1)
    mean = (x * weight).sum(dim=1) / count
    variance = ((x - mean[:, None]).square() * weight).sum(dim=1) / count
    return mean, variance, count


def track(
    running: Float[Tensor, "K H"], batch: Float[Tensor, "K H"], seen: Bool[Tensor, "K 1"] | None
) -> None:
    """Move running statistics towards a batch's, in place, for members that saw rows."""
    moved = torch.lerp(running, batch, BATCH_NORM_MOMENTUM)
    running.copy_(moved if seen is None else torch.where(seen, moved, running))


def dropout(
    x: Float[Tensor, "K B H"],
    share: float,
    keys: Int64[Tensor, "K"],
    rows: Int64[Tensor, "K B"],
) -> Float[Tensor, "K B H"]:
    """Set a share of the units to zero and scale up the others (Srivastava et al. 2014)."""
    return x * kept(keys, rows, x.shape[-1], share) / (1 - share)
