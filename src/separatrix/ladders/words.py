"""Recipes and what changed between two of them, in words.

What is printed beside a rung follows from its recipe, so that it cannot say anything else than
what was trained.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from separatrix.recipe import (
    Activation,
    Embed,
    Loss,
    Norm,
    Optimizer,
    Recipe,
    Schedule,
    changed,
    replace,
)

GOES_WITH: dict[str, str] = {
    "learning_rate": "optimizer",
    "momentum": "optimizer",
    "beta1": "optimizer",
    "beta2": "optimizer",
    "warmup": "schedule",
}
"""Fields that belong to the idea of another when that one changes; else each is its own."""

ACTIVATIONS: dict[Activation, str] = {
    "identity": "",
    "relu": "ReLU",
    "leaky-relu": "leaky ReLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "gelu": "GELU",
    "silu": "SiLU",
}
NORMS: dict[Norm, str] = {"none": "", "batch": "batch norm", "layer": "layer norm"}
LOSSES: dict[Loss, str] = {
    "auto": "",
    "bce": "one output with sigmoid and binary cross-entropy",
    "cross-entropy": "an output for each class with softmax and cross-entropy",
    "l1": "L1 loss",
    "mse": "squared error",
    "huber": "Huber loss",
}
OPTIMIZERS: dict[Optimizer, str] = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
}
SCHEDULES: dict[Schedule, str] = {
    "constant": "",
    "linear": "a rate that falls linearly to 0",
    "cosine": "a rate that falls along a cosine",
    "one-cycle": "a one-cycle rate",
    "warm-up": "a rate that warms up",
}
EMBED: dict[Embed, str] = {
    "some": "",
    "all": "a vector for every category, numbers in bins (piecewise linear)",
}
TOLD = (
    "hidden",
    "activation",
    "norm",
    "dropout",
    "embed",
    "loss",
    "optimizer",
    "schedule",
    "epochs",
)
"""The ideas that describe a recipe; the batch size too where it is a number."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def ideas(before: Recipe, after: Recipe) -> tuple[str, ...]:
    """Return the ideas in which two recipes differ, in the order of the recipe's fields.

    Example:
        >>> ideas(Recipe(), Recipe(optimizer="sgd", learning_rate=0.1))
        ('optimizer',)
    """
    fields = changed(before, after)
    told = {field: GOES_WITH.get(field, field) for field in fields}
    return tuple(dict.fromkeys(told[field] if told[field] in fields else field for field in told))


def in_words(recipe: Recipe) -> str:
    """Describe a recipe by what a learner sets.

    Example:
        >>> in_words(Recipe(hidden=(5,), activation="identity", optimizer="sgd"))
        'one hidden layer of 5 units without an activation, SGD at rate 0.001, 100 epochs'
    """
    parts = [_idea_in_words(idea, recipe) for idea in TOLD]
    if recipe.hidden and recipe.activation == "identity":
        parts[0] += " without an activation"
    if isinstance(recipe.batch_size, int):
        parts.append(_batch_size(recipe))
    return ", ".join(part for part in parts if part)


def change_in_words(before: Recipe, after: Recipe) -> str:
    """Describe what a recipe changes from another; '' for equal ones.

    Example:
        >>> change_in_words(Recipe(activation="identity"), Recipe())
        '+ ReLU'
        >>> change_in_words(Recipe(epochs=100), Recipe(epochs=1000))
        '1,000 epochs instead of 100'
    """
    changes = (_step(idea, before, after) for idea in ideas(before, after))
    return "; ".join(changes)


def tuned_in_words(tried: Mapping[str, Sequence[Any]], recipe: Recipe) -> str:
    """Describe what a rung chooses by validation rows; '' for nothing.

    Example:
        >>> tuned_in_words({"learning_rate": (0.001, 0.01)}, Recipe())
        'tuned on validation rows: learning rate 0.001 or 0.01'
    """
    if not tried:
        return ""
    parts = (_tried(setting, values, recipe) for setting, values in tried.items())
    return f"tuned on validation rows: {', '.join(parts)}"


def members_in_words(before: int, after: int) -> str:
    """Describe a change of how many networks answer together; '' for none.

    Example:
        >>> members_in_words(1, 5)
        'the mean of 5 networks'
    """
    if before == after:
        return ""
    return "one network alone" if after == 1 else f"the mean of {after} networks"


def _tried(setting: str, values: Sequence[Any], recipe: Recipe) -> str:
    words = [_value(setting, replace(recipe, {setting: value})) for value in values]
    return f"{setting.replace('_', ' ')} {_either(words)}"


def _value(setting: str, recipe: Recipe) -> str:
    value = getattr(recipe, setting)
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _step(idea: str, before: Recipe, after: Recipe) -> str:
    old, new = _idea_in_words(idea, before), _idea_in_words(idea, after)
    if idea == "hidden" and not before.hidden:
        old, new = "", " with ".join(filter(None, [new, _activation(after)]))
    if not old:
        return f"+ {new}"
    return f"{new} instead of {_short(old, new)}" if new else f"without {old}"


def _short(old: str, new: str) -> str:
    """Leave out the one word of two that the new words have said already."""
    words, said = old.split(), new.split()
    kept = [word for word in words if word not in said] if len(words) == 2 else words
    return " ".join(kept)


def _idea_in_words(idea: str, recipe: Recipe) -> str:
    if idea not in _IDEAS:
        return f"{idea.replace('_', ' ')} {getattr(recipe, idea)}"
    return _IDEAS[idea](recipe)


def _layers(recipe: Recipe) -> str:
    widths = recipe.hidden
    if not widths:
        return "no hidden layer"
    if len(set(widths)) > 1:
        return f"hidden layers of {_joined(widths)} units"
    plural = "s" if len(widths) > 1 else ""
    return f"{_number(len(widths))} hidden layer{plural} of {widths[0]} units"


def _activation(recipe: Recipe) -> str:
    return ACTIVATIONS[recipe.activation] if recipe.hidden else ""


def _dropout(recipe: Recipe) -> str:
    return f"dropout of {100 * recipe.dropout:g} %" if recipe.dropout else ""


def _rate(recipe: Recipe) -> str:
    return f"rate {recipe.learning_rate:g}"


def _optimizer(recipe: Recipe) -> str:
    momentum = f" with momentum {recipe.momentum:g}" if recipe.momentum else ""
    return f"{OPTIMIZERS[recipe.optimizer]}{momentum} at {_rate(recipe)}"


def _batch_size(recipe: Recipe) -> str:
    if isinstance(recipe.batch_size, int):
        return f"batches of {recipe.batch_size:,} rows"
    return f"{recipe.batch_size} batches"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _joined(widths: Sequence[int]) -> str:
    return f"{', '.join(map(str, widths[:-1]))} and {widths[-1]}"


_IDEAS: dict[str, Callable[[Recipe], str]] = {
    "hidden": _layers,
    "activation": _activation,
    "norm": lambda recipe: NORMS[recipe.norm],
    "dropout": _dropout,
    "embed": lambda recipe: EMBED[recipe.embed],
    "loss": lambda recipe: LOSSES[recipe.loss],
    "optimizer": _optimizer,
    "learning_rate": _rate,
    "schedule": lambda recipe: SCHEDULES[recipe.schedule],
    "epochs": lambda recipe: f"{recipe.epochs:,} epochs",
    "batch_size": _batch_size,
}
