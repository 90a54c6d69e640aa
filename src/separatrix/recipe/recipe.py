"""Everything that decides one training, frozen, checked and closed.

Defaults are those of PyTorch's own optimizers and layers where it has one.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.recipe.types import check_type

Activation = Literal["identity", "relu", "leaky-relu", "tanh", "sigmoid", "gelu", "silu"]
Norm = Literal["none", "batch", "layer"]
Loss = Literal["auto", "bce", "cross-entropy", "l1", "mse", "huber"]
Optimizer = Literal["sgd", "adam", "adamw", "rmsprop"]
Schedule = Literal["constant", "linear", "cosine", "one-cycle", "warm-up"]
Keep = Literal["best", "last"]
Embed = Literal["some", "all"]
DType = Literal["float32", "float64", "mixed"]
BatchSize = int | Literal["auto", "full"]
Metric = Literal[
    "loss", "accuracy", "balanced_accuracy", "roc_auc", "average_precision", "f1", "precision",
    "recall", "mcc", "log_loss", "brier", "r2", "rmse", "mae",
]  # fmt: skip
ClassWeight = Literal["none", "balanced"] | dict[str, float]
Threshold = float | Literal["auto", "accuracy", "balanced_accuracy", "f1", "mcc"]

WIDEST = 65_536
"""Units of the widest layer; wider ones would ask for more memory than machines have."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "activation": get_args(Activation),
    "norm": get_args(Norm),
    "embed": get_args(Embed),
    "loss": get_args(Loss),
    "optimizer": get_args(Optimizer),
    "schedule": get_args(Schedule),
    "keep": get_args(Keep),
    "dtype": get_args(DType),
    "metric": get_args(Metric),
    "class_weight": ("none", "balanced"),
    "threshold": ("auto", "accuracy", "balanced_accuracy", "f1", "mcc"),
}

_OTHERWISE = {
    "class_weight": "or weights by class",
    "threshold": "or a probability from 0 to 1",
}
"""What a field may hold beside its words."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The frozen settings of one training.

    Args:
        hidden: Units of each hidden layer, from input to output; empty for a linear model.
        activation: What follows each hidden layer.
        norm: Normalisation between a hidden layer and its activation.
        dropout: Share of hidden units set to zero in a training step, 0 up to but not including 1.
        loss: "auto" takes bce for two classes, cross-entropy for more and mse for numbers.
        optimizer: The rule of a step.
        learning_rate: Size of a step before the schedule, above 0.
        momentum: For sgd and rmsprop, 0 up to but not including 1.
        beta1: Adam's decay of the first moment.
        beta2: Adam's decay of the second moment.
        weight_decay: L2 penalty (decoupled for adamw), 0 or more.
        schedule: How the rate moves over the steps of the whole training.
        warmup: Share of the steps over which the rate rises; None takes 0.3 for one-cycle
            (Smith 2018), 0.1 for warm-up and 0 otherwise.
        clip: Largest norm of a member's gradient; None leaves it as it is.
        epochs: Most passes over the training rows.
        batch_size: Rows of a step; "full" for all, "auto" by the number of training rows.
        patience: Epochs without a better validation loss before a member stops; None never stops.
        keep: "best" brings back the weights of the best validation loss where there are
            validation rows, "last" keeps those of the last epoch.
        seed: Decides initial weights, row order and dropout masks.
        dtype: Precision of training and prediction. "mixed" keeps float32 for all but the products
            of a training step, which are taken in bfloat16 (Micikevicius et al. 2018): faster for
            wide networks on devices that have it.
        metric: What early stopping and the choice of weights look at on the validation rows;
            "loss" or the name of a metric that suits the task.
        class_weight: "balanced" gives every class the same part in the loss; or a weight by the
            name of a class, 1 for those that are not named.
        threshold: Probability above which the positive class of two is predicted; the name of a
            metric chooses it on the validation rows for that metric, "auto" for `metric` where
            that looks at predicted classes, and takes 0.5 otherwise.
        embed: Which columns are embedded: "some" gives vectors to categories of many levels, "all"
            to every category, and writes numbers piecewise linearly (Gorishniy et al. 2022).

    Raises:
        RecipeError: a value is outside its range.

    Example:
        >>> Recipe(hidden=(10, 10), optimizer="sgd", learning_rate=0.1).epochs
        100
        >>> Recipe(dropout=1.5)
        Traceback (most recent call last):
        ...
        separatrix.errors.RecipeError: dropout must be at least 0 and below 1, got 1.5.
    """

    hidden: tuple[int, ...] = (128, 128)
    activation: Activation = "relu"
    norm: Norm = "none"
    dropout: float = 0.0
    loss: Loss = "auto"
    optimizer: Optimizer = "adam"
    learning_rate: float = 1e-3
    momentum: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.999
    weight_decay: float = 0.0
    schedule: Schedule = "constant"
    warmup: float | None = None
    clip: float | None = None
    epochs: int = 100
    batch_size: BatchSize = "auto"
    patience: int | None = None
    keep: Keep = "best"
    seed: int = 0
    dtype: DType = "float32"
    metric: Metric = "loss"
    class_weight: ClassWeight = "none"
    threshold: Threshold = "auto"
    embed: Embed = "some"

    @property
    def numbers(self) -> Literal["float32", "float64"]:
        """Type of the numbers that are kept: weights, inputs and answers."""
        return "float64" if self.dtype == "float64" else "float32"

    def __post_init__(self) -> None:
        for name in _fields():
            check_type(name, getattr(self, name))
        for name, known in _CHOICES.items():
            _check_choice(name, getattr(self, name), known)
        _check_class_weight(self.class_weight)
        _check_threshold(self.threshold)
        for width in self.hidden:
            _check(
                1 <= width <= WIDEST,
                f"hidden must be 1 to {WIDEST:,} units in each layer, got {width}. "
                "Leave it empty for a linear model.",
            )
        for name in ("dropout", "momentum", "beta1", "beta2"):
            value = getattr(self, name)
            _check(0 <= value < 1, f"{name} must be at least 0 and below 1, got {value}.")
        _check_rates(self)
        _check_lengths(self)


def _check_class_weight(asked: ClassWeight) -> None:
    if isinstance(asked, str):
        return
    for name, weight in asked.items():
        _check(
            0 <= weight < float("inf"),
            f'class_weight must be 0 or more and finite, got {weight} for "{name}".',
        )
    _check(
        not asked or any(asked.values()),
        "class_weight is 0 for every class that it names. Give one of them a weight.",
    )


def _check_threshold(asked: Threshold) -> None:
    _check(
        isinstance(asked, str) or 0 <= asked <= 1,
        f"threshold must be a probability from 0 to 1, got {asked}.",
    )


def _check_rates(recipe: Recipe) -> None:
    rate, decay, warmup, clip = (
        recipe.learning_rate,
        recipe.weight_decay,
        recipe.warmup,
        recipe.clip,
    )
    _check(0 < rate < float("inf"), f"learning_rate must be above 0 and finite, got {rate}.")
    _check(0 <= decay < float("inf"), f"weight_decay must be 0 or more and finite, got {decay}.")
    _check(warmup is None or 0 <= warmup <= 1, f"warmup must be a share from 0 to 1, got {warmup}.")
    _check(
        clip is None or 0 < clip < float("inf"),
        f"clip must be above 0 and finite, got {clip}. Leave it out for no clipping.",
    )


def _check_lengths(recipe: Recipe) -> None:
    batch, patience = recipe.batch_size, recipe.patience
    _check(recipe.epochs >= 1, f"epochs must be 1 or more, got {recipe.epochs}.")
    _check(
        isinstance(batch, int) or batch in ("auto", "full"),
        f'batch_size must be a number, "auto" or "full", got "{batch}".',
    )
    _check(not isinstance(batch, int) or batch >= 1, f"batch_size must be 1 or more, got {batch}.")
    _check(
        batch != 1 or recipe.norm != "batch",
        "batch normalisation needs batches of 2 or more rows, got batch_size 1.",
    )
    _check(patience is None or patience >= 1, f"patience must be 1 or more, got {patience}.")
    _check(0 <= recipe.seed < 2**63, f"seed must be from 0 to 2^63 - 1, got {recipe.seed}.")


def choices(field: str) -> tuple[str, ...]:
    """Return the words that a field of the recipe may hold."""
    return _CHOICES[field]


def changed(before: Recipe, after: Recipe) -> dict[str, tuple[Any, Any]]:
    """Return what differs between two recipes: {field: (before, after)}, in the fields' order.

    Example:
        >>> changed(Recipe(), Recipe(optimizer="sgd"))
        {'optimizer': ('adam', 'sgd')}
    """
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _fields()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def replace(recipe: Recipe, settings: Mapping[str, Any]) -> Recipe:
    """Return the recipe with some settings changed.

    Raises:
        RecipeError: a setting is unknown or outside its range.
    """
    return _convert(msgspec.to_builtins(recipe) | dict(settings))


def to_json(recipe: Recipe) -> str:
    """Return the recipe as indented JSON with every field written out."""
    return json.dumps(msgspec.to_builtins(recipe), indent=2) + "\n"


def from_json(text: str | bytes) -> Recipe:
    """Read a recipe; fields left out take their defaults.

    Raises:
        RecipeError: it is not JSON, or a field is unknown, of the wrong type or out of range.
    """
    try:
        settings = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"A recipe is a JSON object; this text is not JSON: {error}.") from error
    _check(isinstance(settings, dict), "A recipe is a JSON object with a recipe's fields.")
    return _convert(settings)


def _convert(settings: dict[str, Any]) -> Recipe:
    for name in settings:
        if name not in _fields():
            raise RecipeError(
                f'A recipe has no setting "{name}".{did_you_mean(name, _fields())} '
                f"It knows: {listed(_fields(), most=99)}."
            )
    for name, value in settings.items():
        check_type(name, value)
        if name in _CHOICES:
            _check_choice(name, value, _CHOICES[name])
    try:
        return msgspec.convert(settings, Recipe)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, RecipeError):
            raise error.__cause__ from None
        field = re.search(r"\$\.(\w+)", str(error))
        name = field.group(1) if field else ""
        raise RecipeError(
            f"{name or 'The recipe'} cannot be {settings.get(name, settings)!r}: "
            f"{str(error).split(' - at')[0].lower()}."
        ) from error


def _fields() -> tuple[str, ...]:
    return Recipe.__struct_fields__


def _check_choice(name: str, value: object, known: tuple[str, ...]) -> None:
    other = _OTHERWISE.get(name)
    if other is not None and not isinstance(value, str):
        return
    if value not in known:
        raise RecipeError(
            f'{name} cannot be "{value}".{did_you_mean(str(value), known)} '
            f"It is one of {listed(known, most=99)}{f', {other}' if other else ''}."
        )


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise RecipeError(message)
