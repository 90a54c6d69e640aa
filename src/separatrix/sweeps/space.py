"""Which settings a sweep tries: lists of values, or ranges to draw from."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.recipe import Recipe, replace

Setting = bool | int | float | str | list[int] | None


@dataclass(frozen=True)
class Values:
    """Values, each as likely as the others."""

    values: tuple[Any, ...]

    def draw(self, random: np.random.Generator) -> Any:
        """Return one of them."""
        return self.values[int(random.integers(len(self.values)))]


@dataclass(frozen=True)
class Range:
    """Numbers between two ends.

    Args:
        low: The least.
        high: The most.
        log: Each power of ten is as likely as the others.
        whole: Whole numbers alone.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def draw(self, random: np.random.Generator) -> int | float:
        """Return a number between the ends, of floats four digits."""
        if self.log:
            value = float(np.exp(random.uniform(np.log(self.low), np.log(self.high))))
        else:
            value = float(random.uniform(self.low, self.high))
        return round(value) if self.whole else float(f"{value:.4g}")


Space = Mapping[str, Values | Range]
"""What is tried of each setting of a recipe."""

USUAL: Space = {
    "learning_rate": Range(3e-4, 3e-2, log=True),
    "hidden": Values(((64,), (128,), (64, 64), (128, 128), (256, 256), (64, 64, 64))),
    "dropout": Values((0.0, 0.1, 0.3)),
    "weight_decay": Values((0.0, 1e-5, 1e-4, 1e-3)),
    "schedule": Values(("constant", "one-cycle")),
}
"""What is tried unless the user says otherwise."""

FIXED = ("seed", "keep", "metric", "dtype", "class_weight", "threshold", "loss")
"""Settings that decide what is compared, or how, and are the same for all trials."""


def drawn(space: Space, base: Recipe, trials: int, seed: int) -> tuple[Recipe, ...]:
    """Return so many recipes: the base as it is, and then draws from the space.

    Args:
        space: What is tried.
        base: The settings that are not, and the first trial.
        trials: How many recipes.
        seed: Decides the draws.

    Raises:
        RecipeError: there are none to draw.
    """
    if trials < 1:
        raise RecipeError(f"trials must be 1 or more, got {trials}.")
    random = np.random.default_rng(seed)
    recipes = [base]
    while len(recipes) < trials:
        recipes.append(replace(base, {name: one.draw(random) for name, one in space.items()}))
    return tuple(recipes)


def grid(space: Space, base: Recipe) -> tuple[Recipe, ...]:
    """Return the base, and a recipe for each combination of the space's values.

    Raises:
        RecipeError: a setting has a range instead of values.
    """
    for name, each in space.items():
        if isinstance(each, Range):
            raise RecipeError(f"A grid needs a list of values of {name}, got a range. List some.")
    lists = [each.values for each in space.values() if isinstance(each, Values)]
    every = (dict(zip(space, values, strict=True)) for values in product(*lists))
    found = {repr(base): base}
    for settings in every:
        recipe = replace(base, settings)
        found.setdefault(repr(recipe), recipe)
    return tuple(found.values())


def read_space(path: Path, base: Recipe) -> Space:
    """Read a space from a TOML file: a list of values, or {low, high, log, whole}, by setting.

    Raises:
        RecipeError: the file cannot be read, or a setting cannot be tried so.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The space {path} cannot be read: {error}.") from None
    return space_of(document, base)


def space_of(document: Mapping[str, Any], base: Recipe) -> Space:
    """Return a space that is written as lists and ranges; see `read_space`."""
    if not document:
        raise RecipeError("A space names one setting to try or more, got none.")
    space = {name: _one(name, asked, base) for name, asked in document.items()}
    for name, each in space.items():
        for value in each.values if isinstance(each, Values) else (each.low, each.high):
            whole = isinstance(each, Range) and each.whole
            replace(base, {name: round(value) if whole else value})
    return space


def _one(name: str, asked: Any, base: Recipe) -> Values | Range:
    known = [field for field in base.__struct_fields__ if field not in FIXED]
    if name not in known:
        raise RecipeError(
            f'A sweep tries no "{name}".{did_you_mean(name, known)} It tries '
            f"{listed(known, most=99)}."
        )
    if isinstance(asked, list | tuple) and asked:
        return Values(tuple(tuple(v) if isinstance(v, list) else v for v in asked))
    if isinstance(asked, Mapping) and set(asked) <= {"low", "high", "log", "whole"}:
        return _range(name, asked)
    raise RecipeError(
        f"{name} needs a list of values or a range as in {{low = 0.001, high = 0.1, log = true}}, "
        f"got {asked!r}."
    )


def _range(name: str, asked: Mapping[str, Any]) -> Range:
    low, high = asked.get("low"), asked.get("high")
    log, whole = bool(asked.get("log", False)), bool(asked.get("whole", False))
    numbers = all(isinstance(each, int | float) for each in (low, high))
    if not numbers or not low < high or (log and low <= 0):  # type: ignore[operator]
        raise RecipeError(
            f"The range of {name} needs low below high, above 0 for log, got {low!r} and {high!r}."
        )
    return Range(float(low), float(high), log, whole)  # type: ignore[arg-type]


def varied(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """Return the settings that are not the same in all recipes."""
    return tuple(_varied(recipes))


def _varied(recipes: Sequence[Recipe]) -> Iterator[str]:
    for name in recipes[0].__struct_fields__:
        if len({repr(getattr(recipe, name)) for recipe in recipes}) > 1:
            yield name
