"""From what people type at MLPClassifier to the settings of a Recipe: the one table of names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from separatrix.data.task import Task
from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.models.own.module import OwnModule
from separatrix.recipe import Recipe, choices, replace
from separatrix.training.resolve import resolve

SMALL = 500
"""Rows up to which a table is small, by their number and by their summed weight: it is learned in
one full batch of float64, for a fixed number of epochs."""

USUAL_RATE = 1e-3
"""Learning rate of "auto" in batches, which is Adam's own."""

HIGHEST_RATE, RATE_WIDTH = 3e-3, 0.064
"""Learning rate of "auto" in full batches, one step an epoch: a constant over the widest layer, for
Adam moves what a layer answers by its rate times its width (Yang et al. 2022), and never more than
the first. On nine small data sets, cross-validated, 128 units were best at 0.0005 to 0.001 where
the target is noisy, and 16 units at 0.003."""

FIELDS: dict[str, str] = {
    "hidden_layer_sizes": "hidden",
    "activation": "activation",
    "norm": "norm",
    "embed": "embed",
    "dropout": "dropout",
    "loss": "loss",
    "solver": "optimizer",
    "learning_rate_init": "learning_rate",
    "momentum": "momentum",
    "beta_1": "beta1",
    "beta_2": "beta2",
    "schedule": "schedule",
    "clip": "clip",
    "max_iter": "epochs",
    "batch_size": "batch_size",
    "n_iter_no_change": "patience",
    "dtype": "dtype",
    "metric": "metric",
    "class_weight": "class_weight",
    "threshold": "threshold",
}
"""The field of a Recipe that each parameter sets."""

_OTHER_WORDS: dict[str, dict[str, str]] = {
    "activation": {"logistic": "sigmoid"},
    "solver": {},
    "loss": {"log_loss": "auto", "squared_error": "mse", "absolute_error": "l1"},
}
"""What scikit-learn calls what a Recipe calls otherwise."""

_NOT_THERE = {
    "lbfgs": "It needs all rows and a line search in every step, for one network alone. Take "
    '"adam", which goes through a small table in full batches as well.'
}


@dataclass(frozen=True)
class Size:
    """How much there is to learn from.

    Args:
        rows: Rows that are learned from.
        counted: What they count for together; as many as rows where they have no weights.
    """

    rows: int
    counted: float

    @property
    def small(self) -> bool:
        """Whether full batches and float64 cost nothing: see `SMALL`."""
        return max(self.rows, self.counted) <= SMALL


def recipe_of(
    parameters: Mapping[str, Any], size: Size, task: Task, *, small: bool, stopping: bool
) -> Recipe:
    """Return the recipe that an estimator's parameters ask for, nothing in it left open.

    Args:
        parameters: The estimator's parameters by name.
        size: What a member learns from.
        task: What is predicted.
        small: Whether "auto" is that of a small table.
        stopping: Whether held-out rows steer the end of the training.

    Raises:
        RecipeError: a parameter cannot be used; it is called by the estimator's name for it.
    """
    settings = {
        field: _setting(name, parameters[name], small)
        for name, field in FIELDS.items()
        if name in parameters
    }
    settings |= {
        "learning_rate": _rate(parameters, small),
        "keep": "best" if stopping else "last",
    }
    if not stopping:
        settings["patience"] = None
    if settings["optimizer"] != "sgd":  # as in MLPClassifier
        settings["momentum"] = 0.0
    try:
        recipe = resolve(replace(Recipe(), settings), task, size.rows)
    except RecipeError as error:
        raise RecipeError(in_estimator_words(str(error))) from error
    return replace(recipe, {"weight_decay": weight_decay(parameters["alpha"], recipe, size)})


def weight_decay(alpha: object, recipe: Recipe, size: Size) -> float:
    """Return the decay that equals MLPClassifier's alpha: its penalty is alpha / 2 · |W|² / rows.

    The rows are those of a batch, a full one counted by weight, so that a row of weight 2 is as
    good as two. For adamw, whose decay is no penalty, it is alpha itself.

    Raises:
        RecipeError: alpha is no number, or negative.
    """
    if not _is_number(alpha) or not 0 <= alpha < float("inf"):  # type: ignore[operator]
        raise RecipeError(f"alpha must be 0 or more and finite, got {alpha!r}.")
    assert isinstance(recipe.batch_size, int)
    if recipe.optimizer == "adamw":
        return float(alpha)  # type: ignore[arg-type]
    whole = recipe.batch_size >= size.rows
    return float(alpha) / (size.counted if whole else recipe.batch_size)  # type: ignore[arg-type]


def in_estimator_words(message: str) -> str:
    """Return a message with the field at its head, and options, called as the estimator has them.

    Example:
        >>> in_estimator_words("epochs must be 1 or more, got 0.")
        'max_iter must be 1 or more, got 0.'
        >>> in_estimator_words("Lower --learning-rate or set --clip.")
        'Lower learning_rate_init or set clip.'
    """
    for name, field in FIELDS.items():
        message = message.replace(f"--{field.replace('_', '-')} ", f"{name} ")
    message = re.sub(r"--([a-z]+)", r"\1", message)
    for name, field in FIELDS.items():
        if message.startswith(f"{field} "):
            return name + message.removeprefix(field)
    return message


def check_known(names: Iterable[str], known: Iterable[str], who: str) -> None:
    """Refuse parameters that an estimator does not have.

    Raises:
        RecipeError: a name is unknown.
    """
    known = list(known)
    for name in names:
        first = name.partition("__")[0]
        if first not in known:
            raise RecipeError(
                f'{who} has no parameter "{first}".{did_you_mean(first, known)} '
                f"It knows: {listed(known, most=99)}."
            )


def own_of(parameters: Mapping[str, Any]) -> OwnModule | None:
    """Return the user's own module; None where there is none.

    Raises:
        RecipeError: it is no module, or comes with what does not belong to it.
    """
    module, params = parameters["module"], parameters["module_params"]
    if module is not None:
        return OwnModule(module, params or {})
    if params:
        raise RecipeError(
            f"module_params ({listed(params)}) build a module from its class, and module is None. "
            "Give the class, or leave module_params out."
        )
    return None


def count_of(name: str, value: object) -> int:
    """Return a parameter that counts something.

    Raises:
        RecipeError: it is no whole number from 1 on.
    """
    plain = plain_value(value)
    if isinstance(plain, bool) or not isinstance(plain, int) or plain < 1:
        raise RecipeError(f"{name} must be a whole number from 1 on, got {value!r}.")
    return plain


def plain_value(value: object) -> Any:
    """Return NumPy's numbers and lists of them, which a grid search hands over, as Python's."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in value]
    return value


def _setting(name: str, value: object, small: bool) -> Any:
    plain = plain_value(value)
    if name in _OTHER_WORDS:
        return _word(name, plain)
    if name == "hidden_layer_sizes":
        return plain if isinstance(plain, list) else [plain]
    if name == "class_weight" and plain is None:
        return "none"
    if isinstance(plain, str) and plain == "auto" and name in _AUTO:
        return _AUTO[name][0 if small else 1]
    return plain


_AUTO: dict[str, tuple[Any, Any]] = {
    "batch_size": ("full", "auto"),
    "dtype": ("float64", "float32"),
}
"""What "auto" stands for in a small table and in any other."""


def _rate(parameters: Mapping[str, Any], small: bool) -> Any:
    """Return the learning rate, see `RATE_WIDTH`."""
    asked = plain_value(parameters["learning_rate_init"])
    if asked != "auto":
        return asked
    hidden = _setting("hidden_layer_sizes", parameters["hidden_layer_sizes"], small)
    if not small or parameters["module"] is not None:
        return USUAL_RATE
    widest = max((each for each in hidden if isinstance(each, int)), default=1)
    return min(HIGHEST_RATE, RATE_WIDTH / max(widest, 1))


def _word(name: str, value: object) -> object:
    others, known = _OTHER_WORDS[name], choices(FIELDS[name])
    if value in known:
        return value
    if isinstance(value, str) and value in others:
        return others[value]
    words = (*known, *others)
    reason = _NOT_THERE.get(str(value), "")
    raise RecipeError(
        f'{name} cannot be "{value}".{did_you_mean(str(value), words) if not reason else ""} '
        f"It is one of {listed(words)}. {reason}".rstrip()
    )


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
