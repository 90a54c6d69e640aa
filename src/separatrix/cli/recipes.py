"""From typed options to a recipe: the preset, over it the file, over it the options."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from separatrix.cli.options import RecipeOptions
from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.recipe import Recipe, from_json, replace
from separatrix.recipe.presets import PRESETS


def recipe_of(options: RecipeOptions) -> Recipe:
    """Return the recipe that the options ask for.

    Raises:
        RecipeError: a setting is unknown or outside its range, or the file holds no recipe.
    """
    recipe = _preset(options.preset)
    if options.recipe is not None:
        recipe = replace(recipe, _settings_of_file(Path(options.recipe)))
    typed = {name: _READ.get(name, _as_it_is)(value) for name, value in options.given().items()}
    return replace(recipe, typed)


def _preset(name: str) -> Recipe:
    if name not in PRESETS:
        raise RecipeError(
            f'No preset is called "{name}".{did_you_mean(name, PRESETS)} '
            f"There is: {listed(PRESETS)}."
        )
    return PRESETS[name]


def _settings_of_file(path: Path) -> dict[str, Any]:
    file = path / "recipe.json" if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8-sig")  # editors put a mark first
        from_json(text)
    except OSError as error:
        reason = str(error.strerror).lower()
        raise RecipeError(f"The recipe {file} cannot be read: {reason}.") from error
    except ValueError as error:  # RecipeError, and bytes that are no UTF-8
        raise RecipeError(f"The recipe {file}: {error}") from error
    settings: dict[str, Any] = json.loads(text)
    return settings


def _as_it_is(value: Any) -> Any:
    return value


def _units(text: str) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",")]
    if words in ([""], ["none"]):
        return ()
    try:
        return tuple(int(word) for word in words)
    except ValueError:
        raise RecipeError(
            f'hidden must be units of each layer, as in 64,64, got "{text}". '
            'A linear model is "none".'
        ) from None


def _rows(text: str) -> int | str:
    if text in ("auto", "full"):
        return text
    try:
        return int(text)
    except ValueError:
        raise RecipeError(f'batch_size must be a number, "auto" or "full", got "{text}".') from None


def _number_or_none(name: str, number: Callable[[str], float]) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        try:
            return None if text == "none" else number(text)
        except ValueError:
            raise RecipeError(f'{name} must be a number or "none", got "{text}".') from None

    return read


def _class_weight(text: str) -> str | dict[str, float]:
    """Read a word, or weights of classes as in yes=5,no=1; a class may hold = itself."""
    if "=" not in text:
        return text
    weights = {}
    for part in text.split(","):
        name, _, weight = part.rpartition("=")
        try:
            weights[name.strip()] = float(weight)
        except ValueError:
            raise RecipeError(
                'class_weight must be "balanced", "none" or weights as in yes=5,no=1, '
                f'got "{text}".'
            ) from None
    return weights


def _threshold(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


_READ: dict[str, Callable[[Any], Any]] = {
    "hidden": _units,
    "batch_size": _rows,
    "patience": _number_or_none("patience", int),
    "warmup": _number_or_none("warmup", float),
    "clip": _number_or_none("clip", float),
    "class_weight": _class_weight,
    "threshold": _threshold,
}
