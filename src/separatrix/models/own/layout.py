"""Where each tensor of a user's own module lies in the flat tensors of a stack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from separatrix.errors import RecipeError
from separatrix.models.architecture import Piece, unflatten
from separatrix.models.own.module import numbers


@dataclass(frozen=True)
class Layout:
    """The tensors of a module in four kinds, each in the order in which it lies flat.

    Args:
        weights: Trained parameters.
        frozen: Parameters that ask for no gradient.
        statistics: Buffers in floating point, which training may change.
        integers: Buffers of integers and truth values, which training may change.
        types: Type of each of the integers.
    """

    weights: tuple[Piece, ...]
    frozen: tuple[Piece, ...]
    statistics: tuple[Piece, ...]
    integers: tuple[Piece, ...]
    types: tuple[torch.dtype, ...]

    def flat(self, module: nn.Module) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return a module's numbers as four flat tensors, in the order of the kinds."""
        there = numbers(module)
        weights, frozen, statistics, integers = (
            [there[piece.name].detach().flatten() for piece in pieces]
            for pieces in (self.weights, self.frozen, self.statistics, self.integers)
        )
        whole = [integer.to(torch.int64) for integer in integers]
        dtype = weights[0].dtype
        return (
            torch.cat(weights),
            _joined(frozen, dtype),
            _joined(statistics, dtype),
            _joined(whole, torch.int64),
        )

    def whole(self, integers_KI: Tensor) -> dict[str, Tensor]:
        """Return the integer buffers in their own types, as copies."""
        views = unflatten(integers_KI, self.integers)
        types = zip(views.items(), self.types, strict=True)
        return {name: view.to(kind, copy=True) for (name, view), kind in types}


def layout_of(name: str, module: nn.Module) -> Layout:
    """Find out what a module is made of.

    Args:
        name: What to call it in a message.
        module: The module, its lazy parameters made.

    Raises:
        RecipeError: it has nothing to train.
    """
    there = numbers(module)
    parameters = dict(module.named_parameters())
    buffers = dict(module.named_buffers())
    trained = [part for part, parameter in parameters.items() if parameter.requires_grad]
    if not trained:
        kind = (
            "every parameter is frozen (requires_grad=False)"
            if parameters
            else "it has no parameters"
        )
        raise RecipeError(f"{name} has nothing to train: {kind}.")
    floating = [part for part, tensor in buffers.items() if tensor.is_floating_point()]
    whole = [part for part in buffers if part not in floating]
    return Layout(
        weights=_pieces(trained, there),
        frozen=_pieces((part for part in parameters if part not in trained), there),
        statistics=_pieces(floating, there),
        integers=_pieces(whole, there),
        types=tuple(buffers[part].dtype for part in whole),
    )


def flattened(tensors: Mapping[str, Tensor], pieces: Iterable[Piece], like_KN: Tensor) -> Tensor:
    """Return named tensors with a leading K side by side, shape (K, N), in the type of another."""
    members = len(like_KN)
    parts = [tensors[piece.name].detach().reshape(members, -1).to(like_KN) for piece in pieces]
    return torch.cat(parts, dim=1) if parts else like_KN


def _pieces(parts: Iterable[str], there: Mapping[str, Tensor]) -> tuple[Piece, ...]:
    return tuple(Piece(part, tuple(there[part].shape)) for part in parts)


def _joined(parts: list[Tensor], dtype: torch.dtype) -> Tensor:
    return torch.cat(parts).to(dtype) if parts else torch.zeros(0, dtype=dtype)
