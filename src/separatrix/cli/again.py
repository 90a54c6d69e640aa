"""What was typed, to be typed again: the options that are not as they would be by themselves."""

import shlex
from collections.abc import Iterator
from typing import Any, get_args

from typer.models import OptionInfo

ONCE = frozenset({"out", "overwrite", "json", "quiet", "pictures", "report", "columns"})
"""Options that say what becomes of a result and not what it is."""


def command_of(name: str, table: str, *groups: Any) -> str:
    """Return a command with all options of some groups that say what it computes.

    Args:
        name: The command.
        table: Its argument.
        groups: Named tuples of options, as commands take them.

    Example:
        >>> from typing import Annotated, NamedTuple
        >>> import typer
        >>> class Size(NamedTuple):
        ...     rows: Annotated[int, typer.Option()] = 10
        ...     noise: Annotated[float, typer.Option("--noise", "-n")] = 0.1
        >>> command_of("toy", "a table.csv", Size(rows=20))
        "separatrix toy 'a table.csv' --rows 20"
    """
    words = ["separatrix", name, table]
    for group in groups:
        for field, value in group._asdict().items():
            if field not in ONCE and value != group._field_defaults.get(field):
                words += _words(_option(group, field), value)
    return shlex.join(words)


def again_about(table: str) -> str:
    """Name a table in a command to type next; standard input is read by then."""
    return "TABLE" if table == "-" else table


def _option(group: Any, field: str) -> str:
    """Return what an option is called, in its longest form."""
    _, option = get_args(type(group).__annotations__[field])
    assert isinstance(option, OptionInfo)
    names = [name for name in option.param_decls or () if name.startswith("--")]
    return names[0].split("/")[0] if names else f"--{field.replace('_', '-')}"


def _words(option: str, value: Any) -> Iterator[str]:
    if value is True:
        yield option
    elif isinstance(value, list):
        for each in value:
            yield from (option, str(each))
    elif value is not None and value is not False:
        yield from (option, str(value))
