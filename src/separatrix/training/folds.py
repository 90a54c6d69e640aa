"""Members that each have rows of their own: the folds of a cross-validation as one stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import pad

from separatrix.data.encoder import Encoder
from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.events import Listener, silent
from separatrix.models.own.module import OwnModule
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples
from separatrix.training.fitted import Fitted
from separatrix.training.learn import examples_of, learn_examples
from separatrix.training.weighting import class_weights

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Fold:
    """What one member learns from and what it is watched with.

    Args:
        train: Row numbers.
        held_out: Row numbers, none of them among the others.
    """

    train: Rows
    held_out: Rows


def learn_folds(
    recipes: Sequence[Recipe],
    encoder: Encoder,
    target: Target,
    part: Part,
    folds: Sequence[Fold],
    *,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
    own: OwnModule | None = None,
    begin: Fitted | None = None,
) -> Fitted:
    """Build a stack of one network for each recipe, each on its own fold, and train it.

    A member gets the weights that it would get alone: its held-out rows steer its own end.

    Args:
        recipes: One for each member; they differ in learning rate, weight decay and seed only.
        encoder: What encoded the rows, the same for all.
        target: What is predicted.
        part: All rows.
        folds: One for each member.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.
        own: A module of the user's own, as in `learn_rows`.
        begin: Networks to go on with, likewise.

    Raises:
        RecipeError: the recipes do not fit together, the target, the module or the machine.
    """
    assert len(recipes) == len(folds), "a fold for each member"
    train, held_out = [], []
    for recipe, fold in zip(recipes, folds, strict=True):
        learned = part.take(fold.train)
        class_weight_C = class_weights(recipe.class_weight, target, learned)
        train.append(examples_of(learned, recipe, class_weight_C))
        held_out.append(examples_of(part.take(fold.held_out), recipe, class_weight_C))
    return learn_examples(
        recipes,
        encoder,
        target,
        side_by_side(train),
        side_by_side(held_out),
        device=device,
        engine=engine,
        listen=listen,
        own=own,
        begin=begin,
    )


def side_by_side(members: Sequence[Examples]) -> Examples:
    """Return members' rows as those of one stack, the shorter ones filled up with rows of zeros.

    Args:
        members: The rows of each, at least one.
    """
    counts_K = torch.tensor([len(each) for each in members])
    wide = int(counts_K.max())
    return Examples(
        torch.stack([_filled(each.features, wide) for each in members]),
        torch.stack([_filled(each.codes, wide) for each in members]),
        torch.stack([_filled(each.target, wide) for each in members]),
        counts=None if bool((counts_K == wide).all()) else counts_K,
        weight=_stacked([each.weight for each in members], wide),
        sample_weight=_stacked([each.sample_weight for each in members], wide),
    )


def _filled(rows: Tensor, wide: int) -> Tensor:
    """Return rows of shape (n, ...) with zeros after them, shape (wide, ...)."""
    return pad(rows, (*(0, 0) * (rows.dim() - 1), 0, wide - len(rows)))


def _stacked(weights: Sequence[Tensor | None], wide: int) -> Tensor | None:
    there = [_filled(each, wide) for each in weights if each is not None]
    return torch.stack(there) if there else None
