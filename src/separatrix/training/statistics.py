"""How gradients, units, weights and updates of a training stand, layer by layer."""

from dataclasses import dataclass, replace

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.errors import RecipeError
from separatrix.models.architecture import Architecture, size, weight_pieces
from separatrix.models.own.shape import OwnShape
from separatrix.models.stack import Noise, Stack
from separatrix.training.examples import Examples
from separatrix.training.losses import RowLoss, mean_of_rows, weighted
from separatrix.training.machine import choose_threads, step_work, threads
from separatrix.training.snapshot import Snapshot
from separatrix.training.units import UnitStatistics, unit_statistics

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Statistics:
    """What one pass forward and back through a few training rows shows of each layer.

    The layers hold everything that is trained: "embeddings" (all together, where there are any),
    "hidden 1" and so on (weight, bias and norm), "output". Arrays have shape (K, layers).

    Args:
        epoch: Epochs that were done.
        layers: Names of the layers, inputs to outputs.
        gradient_norm: Norm of the gradient of each member's own loss, before clipping and
            without weight decay.
        gradient_size: Mean of the gradient's absolute values.
        weight_norm: Norm of the weights.
        update: Norm of what the weights moved by since an earlier moment, relative to their
            norm then; None when no such moment is given. Some 1e-3 for *each step* is Karpathy's
            rule of thumb (CS231n, "Learning", ratio of weights to updates). Moves of n steps add
            up to sqrt(n) times one step's where they point anywhere, to n times where they agree.
        steps_K: Steps of each member since that moment, or since the first.
        units: What the hidden units showed, behind their activation.
    """

    epoch: int
    layers: tuple[str, ...]
    gradient_norm: Floats
    gradient_size: Floats
    weight_norm: Floats
    update: Floats | None
    steps_K: NDArray[np.int64]
    units: UnitStatistics


def statistics(
    now: Snapshot, probe: Examples, loss: RowLoss, since: Snapshot | None = None
) -> Statistics:
    """Look at every layer of every member.

    Dropout is off: two looks differ by what was learned and not by their masks, and no unit is
    zero by chance. Batch norm takes the moments of the rows at hand, as the training does, because
    the gradient passes through them.

    Args:
        now: The moment to look at.
        probe: The rows to go through the networks, on the device to compute on.
        loss: Loss of each row.
        since: An earlier moment of the same training, to see what moved.

    Raises:
        RecipeError: the networks are of the user's own module.
    """
    architecture, weights_KP = now.architecture, torch.tensor(now.weights_KP)
    if isinstance(architecture, OwnShape):
        raise RecipeError(
            f"{architecture.name} is a module of your own, whose layers are not known: statistics "
            "of layers are there for networks that a recipe describes."
        )
    with threads(choose_threads(step_work(architecture, len(weights_KP), len(probe)))):
        gradient_KP, units = _pass(now, probe, loss)
    weight_norm = _norms(weights_KP, architecture)
    update, steps_K = None, now.steps_K
    if since is not None:
        before_KP = torch.tensor(since.weights_KP)
        moved = _norms(weights_KP - before_KP, architecture)
        update = (moved / _norms(before_KP, architecture)).numpy()
        steps_K = now.steps_K - since.steps_K
    return Statistics(
        epoch=now.epoch,
        layers=tuple(layer_sizes(architecture)),
        gradient_norm=_norms(gradient_KP, architecture).numpy(),
        gradient_size=_sizes(gradient_KP, architecture).numpy(),
        weight_norm=weight_norm.numpy(),
        update=update,
        steps_K=steps_K,
        units=unit_statistics(units, _real(probe, len(weights_KP)), architecture.activation),
    )


def layer_sizes(architecture: Architecture) -> dict[str, int]:
    """Count what is trained in each layer, by the layer's name, as it lies in the flat weights."""
    sizes: dict[str, int] = {}
    for piece in weight_pieces(architecture):
        kind, _, number = piece.name.partition(".")
        last = int(number) == len(architecture.hidden)
        name = "output" if last else f"hidden {int(number) + 1}"
        name = "embeddings" if kind == "embedding" else name
        sizes[name] = sizes.get(name, 0) + size([piece])
    return sizes


def _pass(now: Snapshot, probe: Examples, loss: RowLoss) -> tuple[Tensor, list[Tensor]]:
    """Return the gradient of every weight, shape (K, P), and every hidden layer's units."""
    assert isinstance(now.architecture, Architecture)
    undropped = msgspec.structs.replace(now.architecture, dropout=0.0)
    stack = replace(now, architecture=undropped).stack().to(probe.target.device).train()
    assert isinstance(stack, Stack)
    rows_KB = torch.arange(len(probe), device=probe.target.device).expand(stack.members, -1)
    units: list[Tensor] = []
    logits = stack(probe.rows(), Noise((), rows_KB, probe.mask()), units)
    loss_KB = weighted(loss(logits, probe.target.expand(stack.members, -1)), probe.weight)
    loss_K = mean_of_rows(loss_KB, probe.mask())
    (gradient_KP,) = torch.autograd.grad(loss_K.sum(), stack.weights_KP)
    return gradient_KP.cpu(), [x.detach() for x in units]


def _real(probe: Examples, members: int) -> Tensor:
    """Return which rows are real for each member, shape (K, B)."""
    mask = probe.mask()
    if mask is None:
        return probe.target.new_ones(members, len(probe), dtype=torch.bool)
    return mask


def _norms(flat_KP: Tensor, architecture: Architecture) -> Tensor:
    parts = _by_layer(flat_KP, architecture)
    return torch.stack([torch.linalg.vector_norm(part, dim=1) for part in parts], dim=1)


def _sizes(flat_KP: Tensor, architecture: Architecture) -> Tensor:
    parts = _by_layer(flat_KP, architecture)
    return torch.stack([part.abs().mean(dim=1) for part in parts], dim=1)


def _by_layer(flat_KP: Tensor, architecture: Architecture) -> tuple[Tensor, ...]:
    return torch.split(flat_KP.double(), list(layer_sizes(architecture).values()), dim=1)
