"""Recipes in which each changes one thing from the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.ladders.words import (
    change_in_words,
    ideas,
    in_words,
    members_in_words,
    tuned_in_words,
)
from separatrix.recipe import Recipe, replace

OF_A_RUNG = ("members", "tune")
"""What a rung may change beside the settings of a recipe."""


@dataclass(frozen=True)
class Rung:
    """One recipe of a ladder.

    Args:
        name: What it is called, short enough to be typed.
        changed: What it changes from the rung before, in words; the first rung's whole recipe.
        recipe: How it is trained; the seed is each member's own.
        members: Networks whose mean answer is taken.
        tune: Settings that are chosen by validation rows, with the values that are tried; empty
            for those of the rung before.
        settings: What it sets anew, by the recipe's names.
    """

    name: str
    changed: str
    recipe: Recipe
    members: int = 1
    tune: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ladder:
    """Rungs from the first to the last."""

    rungs: tuple[Rung, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rungs."""
        return tuple(rung.name for rung in self.rungs)

    def rung(self, asked: str) -> Rung:
        """Find a rung by its name, in any case, or by its number from 1.

        Raises:
            RecipeError: there is no such rung.
        """
        by_name = {rung.name.lower(): rung for rung in self.rungs}
        by_number = {str(number): rung for number, rung in enumerate(self.rungs, start=1)}
        found = (by_name | by_number).get(asked.lower())
        if found is None:
            raise RecipeError(
                f'There is no rung "{asked}".{did_you_mean(asked, self.names)} The rungs are '
                f"{listed(self.names)}, or their numbers 1 to {len(self.rungs)}."
            )
        return found


def climb(name: str, recipe: Recipe, *steps: tuple[str, Mapping[str, Any]]) -> Ladder:
    """Build a ladder from its first recipe and, rung by rung, the one thing that changes.

    Args:
        name: Name of the first rung.
        recipe: The first recipe.
        steps: (name, changed settings) of each further rung.

    Example:
        >>> ladder = climb("linear", Recipe(hidden=()), ("ReLU", {"hidden": (10,)}))
        >>> [rung.changed for rung in ladder.rungs]  # doctest: +NORMALIZE_WHITESPACE
        ['no hidden layer, Adam at rate 0.001, 100 epochs',
         '+ one hidden layer of 10 units with ReLU']
    """
    rungs = [Rung(name, in_words(recipe), recipe)]
    for step, settings in steps:
        rung = stand_on(rungs[-1], step, settings)
        found = (
            *ideas(rungs[-1].recipe, rung.recipe),
            *(key for key in OF_A_RUNG if key in settings),
        )
        assert len(found) == 1, f"{step} changes {found}, not one"
        rungs.append(rung)
    return Ladder(tuple(rungs))


def stand_on(below: Rung, name: str, settings: Mapping[str, Any]) -> Rung:
    """Return the rung that changes some settings from the one below.

    Args:
        below: The rung before.
        name: What the new one is called.
        settings: Settings of a recipe; `members`; `tune`, with the values to try of each setting.

    Raises:
        RecipeError: a setting is unknown or outside its range.
    """
    own = {key: value for key, value in settings.items() if key not in OF_A_RUNG}
    recipe = replace(below.recipe, own)
    members, tried = _members(settings.get("members", below.members)), _tried(settings, recipe)
    told = (
        change_in_words(below.recipe, recipe),
        tuned_in_words(tried, recipe),
        members_in_words(below.members, members),
    )
    changed = "; ".join(filter(None, told)) or "nothing"
    return Rung(name, changed, recipe, members, tried, own)


def _members(asked: object) -> int:
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 1:
        raise RecipeError(f"members of a rung must be a whole number from 1, got {asked!r}.")
    return asked


def _tried(settings: Mapping[str, Any], recipe: Recipe) -> dict[str, tuple[Any, ...]]:
    """Return the values to try of each setting, all of which a recipe can hold."""
    asked = settings.get("tune", {})
    if not isinstance(asked, Mapping):
        raise RecipeError(f"tune names settings and the values to try, got {asked!r}.")
    for setting, values in asked.items():
        if not isinstance(values, list | tuple) or not values:
            raise RecipeError(f"tune needs a list of values for {setting}, got {values!r}.")
        for value in values:
            replace(recipe, {setting: value})
    if {"embed", "seed", "dtype"} & set(asked):
        raise RecipeError("tune chooses no embed, seed or dtype. Make a rung of each instead.")
    return {setting: tuple(values) for setting, values in asked.items()}
