"""From a module of the user's own, recipes and rows to a stack that is ready to be trained."""

from collections.abc import Sequence

import torch

from separatrix.errors import RecipeError
from separatrix.models.own.build import Wanted, own_stack
from separatrix.models.own.module import OwnModule
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Rows
from separatrix.recipe import Loss, Recipe, replace
from separatrix.training.examples import Examples
from separatrix.training.resolve import outputs_of

SAMPLE_ROWS = 5
"""Training rows on which a module is tried before it is trained."""


def own_networks(
    own: OwnModule,
    recipes: Sequence[Recipe],
    train: Examples,
    slots: Sequence[int],
    classes: int,
) -> tuple[OwnStack, tuple[Recipe, ...]]:
    """Build a stack of a user's own module, and let the loss follow from its outputs.

    A recipe's `hidden`, `activation`, `norm` and `dropout` do not apply. For two classes a module
    may give one number (bce) or two (cross-entropy), unless the recipe says which.

    Args:
        own: The module.
        recipes: One for each member.
        train: The rows to learn from, the same for every member.
        slots: Slots of each column that comes as a code.
        classes: Classes of the target; 0 for a number.

    Returns:
        The stack, and the recipes with the loss that suits it.

    Raises:
        RecipeError: the module cannot be built or trained, or gives something else than the
            target needs.
    """
    wanted = _wanted(recipes[0], classes)
    stack = own_stack(own, [recipe.seed for recipe in recipes], _sample(train), slots, wanted)
    if stack.architecture.needs_pairs:
        _check_pairs(stack.architecture.name, recipes[0], len(train))
    loss = wanted.accepted[stack.architecture.outputs]
    return stack, tuple(replace(recipe, {"loss": loss}) for recipe in recipes)


def _wanted(recipe: Recipe, classes: int) -> Wanted:
    losses: dict[int, Loss]
    if classes == 0:
        losses = {1: "mse" if recipe.loss == "auto" else recipe.loss}
        return Wanted("a target that is a number needs", 1, losses)
    if classes == 2 and recipe.loss == "auto":
        return Wanted("2 classes need", 1, {1: "bce", 2: "cross-entropy"})
    loss: Loss = "cross-entropy" if recipe.loss == "auto" else recipe.loss
    resolved = replace(recipe, {"loss": loss})
    outputs = outputs_of(resolved, classes)
    return Wanted(f"{classes} classes need", outputs, {outputs: loss})


def _sample(train: Examples) -> Rows:
    """Return a few rows, some of them twice where there are not enough."""
    chosen = torch.arange(SAMPLE_ROWS) % len(train)
    return Rows(train.features[..., chosen, :].cpu(), train.codes[..., chosen, :].cpu())


def _check_pairs(name: str, recipe: Recipe, rows: int) -> None:
    if rows < 2:
        raise RecipeError(
            f"{name} holds batch normalisation, which needs 2 or more training rows, got {rows}."
        )
    if recipe.batch_size == 1:
        raise RecipeError(
            f"{name} holds batch normalisation, which needs batches of 2 or more rows, got "
            "batch_size 1."
        )
