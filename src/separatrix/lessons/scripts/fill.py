"""The template engine of the scripts: indented text with $names in it."""

from collections.abc import Mapping
from string import Template
from textwrap import dedent


def fill(text: str, values: Mapping[str, object] | None = None) -> str:
    """Return a block of code without its common indentation, its $names replaced.

    Example:
        >>> fill('''
        ...     epochs = $epochs
        ... ''', {"epochs": 100})
        'epochs = 100'
    """
    return Template(dedent(text).strip("\n")).substitute(values or {})
