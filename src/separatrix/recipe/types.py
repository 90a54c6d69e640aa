"""What a field of the recipe may hold, in words."""

from collections.abc import Callable, Mapping
from numbers import Integral, Real

from separatrix.errors import RecipeError

_Holds = Callable[[object], bool]


def check_type(name: str, value: object) -> None:
    """Refuse a value that is of no use for a field, whatever its range.

    Raises:
        RecipeError: it is of another type.

    Example:
        >>> check_type("epochs", "ten")
        Traceback (most recent call last):
        ...
        separatrix.errors.RecipeError: epochs must be a whole number, got 'ten'.
    """
    if name not in _MEANT:
        return
    holds, meant = _MEANT[name]
    if not holds(value):
        raise RecipeError(f"{name} must be {meant}, got {value!r}.")


def _whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _widths(value: object) -> bool:
    return isinstance(value, tuple | list) and all(map(_whole, value))


def _by_class(value: object) -> bool:
    if not isinstance(value, Mapping):
        return isinstance(value, str)
    return all(isinstance(name, str) for name in value) and all(map(_number, value.values()))


def _or_none(holds: _Holds) -> _Holds:
    return lambda value: value is None or holds(value)


def _or_word(holds: _Holds) -> _Holds:
    return lambda value: isinstance(value, str) or holds(value)


_A_NUMBER = (_number, "a number")
_WHOLE = (_whole, "a whole number")

_MEANT: Mapping[str, tuple[_Holds, str]] = {
    "hidden": (
        _widths,
        "the units of each hidden layer, as in (64, 64); empty for a linear model",
    ),
    **dict.fromkeys(("dropout", "learning_rate", "momentum"), _A_NUMBER),
    **dict.fromkeys(("beta1", "beta2", "weight_decay"), _A_NUMBER),
    **dict.fromkeys(("warmup", "clip"), (_or_none(_number), "a number or None")),
    **dict.fromkeys(("epochs", "seed"), _WHOLE),
    "patience": (_or_none(_whole), "a whole number or None"),
    "batch_size": (_or_word(_whole), 'a whole number, "auto" or "full"'),
    "class_weight": (_by_class, '"balanced", "none" or numbers by the names of classes'),
    "threshold": (_or_word(_number), "a number from 0 to 1 or a word"),
}
"""Fields that do not hold one word of a few, which is looked at apart."""
