"""The ladder that is climbed on every table, and ladders of one's own from a TOML file."""

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.ladders.rung import Ladder, Rung, climb, stand_on
from separatrix.ladders.words import in_words, members_in_words, tuned_in_words
from separatrix.recipe import Recipe

FIRST = Recipe(
    hidden=(),
    activation="identity",
    optimizer="sgd",
    learning_rate=0.05,
    epochs=30,
    keep="last",
)
"""A linear model by stochastic gradient descent."""

STEPS: dict[str, dict[str, Any]] = {
    "deeper": {"hidden": (64, 64)},
    "ReLU": {"activation": "relu"},
    "Adam": {"optimizer": "adam", "learning_rate": 2e-3},
    "tuned": {"tune": {"schedule": ("constant", "one-cycle"), "learning_rate": (1e-3, 3e-3, 1e-2)}},
    "dropout": {"dropout": 0.1},
    "embeddings": {"embed": "all"},
    "ensemble": {"members": 5},
}
"""What each rung of the story changes from the one below."""

EXTRA: dict[str, dict[str, Any]] = {
    "batch norm": {"norm": "batch"},
    "layer norm": {"norm": "layer"},
    "wider": {"hidden": (256, 256)},
    "longer": {"epochs": 100},
    "weight decay": {"weight_decay": 1e-4},
}
"""Rungs that can be asked for by name beside those of the story."""

STORY = climb("linear", FIRST, *STEPS.items())
"""The story that is told of every table."""


def chosen(names: Sequence[str]) -> Ladder:
    """Return a ladder of rungs by their names, in the order in which they are named.

    Each changes from the one before it what it changes in the story, so that leaving one out or
    trying it earlier shows what it buys there.

    Args:
        names: Names of the story's rungs, or of `EXTRA`.

    Raises:
        RecipeError: there is no such rung, or one is named twice.

    Example:
        >>> [rung.changed for rung in chosen(["linear", "Adam"]).rungs][1]
        'Adam at rate 0.002 instead of SGD at rate 0.05'
    """
    known = {name.lower(): (name, step) for name, step in {"linear": {}, **STEPS, **EXTRA}.items()}
    rungs: list[Rung] = []
    for asked in names:
        found = known.get(asked.strip().lower())
        if found is None:
            every = [name for name, _ in known.values()]
            raise RecipeError(
                f'There is no rung "{asked}".{did_you_mean(asked, every)} '
                f"There are {listed(every, most=99)}; or name a TOML file."
            )
        name, step = found
        if name in [rung.name for rung in rungs]:
            raise RecipeError(f'A rung is climbed once, got "{name}" twice.')
        rungs.append(stand_on(rungs[-1], name, step) if rungs else _first(name, step))
    if not rungs:
        raise RecipeError("A ladder has one rung or more, got none.")
    return Ladder(tuple(rungs))


def read_ladder(path: Path) -> Ladder:
    """Read a ladder from a TOML file.

    It is a list of `[[rung]]`, each with a `name` and the settings of a recipe that it changes from
    the rung before (the first from the story's line), `members` or `tune`.

    Raises:
        RecipeError: the file cannot be read, or a rung cannot be climbed.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The ladder {path} cannot be read: {error}.") from None
    return ladder_from(document, str(path))


def ladder_from(document: Mapping[str, Any], source: str) -> Ladder:
    """Return the ladder that a TOML document describes; see `read_ladder`."""
    steps = document.get("rung")
    if set(document) != {"rung"} or not isinstance(steps, list) or not steps:
        raise RecipeError(
            f"{source} holds a list of [[rung]] and nothing else, got {set(document)}."
        )
    rungs: list[Rung] = []
    for number, step in enumerate(steps, start=1):
        settings = dict(step)
        name = settings.pop("name", None)
        if not isinstance(name, str) or not name or name in [rung.name for rung in rungs]:
            raise RecipeError(f"Rung {number} of {source} needs a name of its own, got {name!r}.")
        try:
            rungs.append(stand_on(rungs[-1], name, settings) if rungs else _first(name, settings))
        except RecipeError as error:
            raise RecipeError(f'Rung "{name}" of {source}: {error}') from None
    return Ladder(tuple(rungs))


def _first(name: str, settings: Mapping[str, Any]) -> Rung:
    """Return a rung that stands on the ground: on the story's line, described as a whole."""
    rung = stand_on(Rung("", "", FIRST), name, settings)
    tuned = tuned_in_words(rung.tune, rung.recipe)
    told = (in_words(rung.recipe), tuned, members_in_words(1, rung.members))
    return dataclasses.replace(rung, changed="; ".join(filter(None, told)))
