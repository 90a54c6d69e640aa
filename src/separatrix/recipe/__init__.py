"""The frozen settings of one training."""

from separatrix.recipe.recipe import (
    Activation,
    BatchSize,
    DType,
    Keep,
    Loss,
    Norm,
    Optimizer,
    Recipe,
    Schedule,
    changed,
    choices,
    from_json,
    replace,
    to_json,
)

__all__ = [
    "Activation",
    "BatchSize",
    "DType",
    "Keep",
    "Loss",
    "Norm",
    "Optimizer",
    "Recipe",
    "Schedule",
    "changed",
    "choices",
    "from_json",
    "replace",
    "to_json",
]
