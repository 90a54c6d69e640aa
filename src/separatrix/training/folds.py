"""Members that each have rows of their own: the folds of a cross-validation as one stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from separatrix.data.encoder import Encoder
from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.events import Listener, silent
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples
from separatrix.training.fitted import Fitted
from separatrix.training.learn import learn_examples

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

    Raises:
        RecipeError: the recipes do not fit together, the target or the machine.
    """
    assert len(recipes) == len(folds), "a fold for each member"
    dtype = getattr(torch, recipes[0].numbers)
    return learn_examples(
        recipes,
        encoder,
        target,
        own_examples(part, [fold.train for fold in folds], dtype),
        own_examples(part, [fold.held_out for fold in folds], dtype),
        device=device,
        engine=engine,
        listen=listen,
    )


def own_examples(part: Part, rows: Sequence[Rows], dtype: torch.dtype) -> Examples:
    """Return each member's own rows, the shorter ones filled up with a row that does not count.

    Args:
        part: All rows.
        rows: Row numbers of each member, at least one.
        dtype: Precision of features and of targets that are numbers.
    """
    counts = np.array([len(each) for each in rows])
    wide = int(counts.max())
    rows_KN = np.stack([np.pad(each, (0, wide - len(each)), mode="edge") for each in rows])
    target = torch.from_numpy(part.target_N[rows_KN])
    return Examples(
        torch.from_numpy(part.encoded.features_ND[rows_KN]).to(dtype),
        torch.from_numpy(part.encoded.codes_NC[rows_KN]),
        target.to(dtype) if target.is_floating_point() else target,
        counts=None if (counts == wide).all() else torch.from_numpy(counts),
        weight=_own_weights(part.weight_N, rows_KN, counts, dtype),
    )


def _own_weights(
    weight_N: NDArray[np.float64] | None, rows_KN: Rows, counts: NDArray[np.int64], dtype: torch.dtype
) -> torch.Tensor | None:
    """Return the weights of each member's rows, with mean 1 over those that are real."""
    if weight_N is None:
        return None
    weight_KN = weight_N[rows_KN]
    real_KN = np.arange(rows_KN.shape[1]) < counts[:, None]
    sums_K = (weight_KN * real_KN).sum(axis=1)
    return torch.from_numpy(weight_KN * (counts / sums_K)[:, None]).to(dtype)
