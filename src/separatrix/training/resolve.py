"""From what a recipe leaves open to what a training needs."""

from collections.abc import Sequence
from typing import Any

from separatrix.data.task import Task
from separatrix.errors import RecipeError
from separatrix.recipe import Loss, Recipe, changed, replace

LOSSES_OF: dict[Task, tuple[Loss, ...]] = {
    "binary": ("bce", "cross-entropy"),
    "multiclass": ("cross-entropy",),
    "regression": ("mse", "l1", "huber"),
}
"""The losses that suit each task, the one that "auto" takes first."""

MAY_DIFFER = frozenset({"learning_rate", "weight_decay", "seed"})
"""What may differ between the members of one stack."""


def resolve(recipe: Recipe, task: Task, rows: int) -> Recipe:
    """Fill in what follows from task and rows.

    Args:
        recipe: The settings; "auto" and "full" are replaced.
        task: What is predicted.
        rows: Training rows.

    Raises:
        RecipeError: the loss does not suit the task, or batch norm has a single row to learn from.
    """
    suited = LOSSES_OF[task]
    loss = suited[0] if recipe.loss == "auto" else recipe.loss
    if loss not in suited:
        raise RecipeError(
            f"The loss {loss} does not suit a {task} target; take {' or '.join(suited)}, "
            "or leave it out."
        )
    if recipe.norm == "batch" and rows < 2:
        raise RecipeError(f"Batch normalisation needs 2 or more training rows, got {rows}.")
    return replace(recipe, {"loss": loss, "batch_size": _batch_size(recipe, rows)})


def check_members(recipes: Sequence[Recipe]) -> Recipe:
    """Return the recipe that the members of a stack share.

    Raises:
        RecipeError: they differ in more than rate, weight decay and seed.
    """
    first: Recipe = recipes[0]
    differing: dict[str, Any] = {}
    for other in recipes[1:]:
        differing |= changed(first, other)
    wrong = sorted(differing.keys() - MAY_DIFFER)
    if wrong:
        raise RecipeError(
            "The members of a stack may differ in learning_rate, weight_decay and seed only, "
            f"these differ in {', '.join(wrong)}. Train them as stacks of their own."
        )
    return first


def outputs_of(recipe: Recipe, classes: int) -> int:
    """Return how many numbers a network gives for a row.

    Args:
        recipe: A resolved recipe.
        classes: Classes of the target; 0 for regression.
    """
    return classes if recipe.loss == "cross-entropy" else 1


def _batch_size(recipe: Recipe, rows: int) -> int:
    if recipe.batch_size == "full":
        return rows
    if isinstance(recipe.batch_size, int):
        return min(recipe.batch_size, rows)
    return next(size for size in (256, 128, 64, 32, 16) if size * 16 <= rows or size == 16)
