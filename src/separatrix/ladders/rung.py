"""Recipes in which each changes one thing from the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.ladders.words import change_in_words, ideas, in_words
from separatrix.recipe import Recipe, replace


@dataclass(frozen=True)
class Rung:
    """One recipe of a ladder.

    Args:
        name: What it is called, short enough to be typed.
        changed: What it changes from the rung before, in words; the first rung's whole recipe.
        recipe: How it is trained; the seed is each member's own.
    """

    name: str
    changed: str
    recipe: Recipe


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
    """Build a ladder from its first recipe and, rung by rung, what changes.

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
        before = rungs[-1].recipe
        after = replace(before, settings)
        assert len(ideas(before, after)) == 1, f"{step} changes {ideas(before, after)}, not one"
        rungs.append(Rung(step, change_in_words(before, after), after))
    return Ladder(tuple(rungs))
