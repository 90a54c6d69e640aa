"""Options in groups: a named tuple of options stands for one parameter of a command.

A command with forty options stays a function of a few arguments: each group is a NamedTuple
(cheap to make, which the start of the program feels), its docstring the heading in the help.
"""

import inspect
from collections.abc import Callable, Iterator
from copy import copy
from functools import wraps
from typing import Annotated, Any, get_args

from typer.core import TyperCommand
from typer.models import ParameterInfo

from separatrix.cli.output import naming


def grouped(function: Callable[..., None]) -> Callable[..., None]:
    """Let a command take each group of options as one parameter; typer sees them one by one.

    Example:
        >>> import typer
        >>> from typing import NamedTuple
        >>> class Size(NamedTuple):
        ...     '''How large'''
        ...     rows: Annotated[int, typer.Option(help="Rows.")] = 10
        >>> @grouped
        ... def make(name: str, size: Size) -> None:
        ...     print(name, size)
        >>> make(name="circles", rows=3)
        circles Size(rows=3)
    """
    signature = inspect.signature(function)
    groups = {
        name: parameter.annotation
        for name, parameter in signature.parameters.items()
        if _is_group(parameter.annotation)
    }

    @wraps(function)
    def command(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field: values.pop(field) for field in group._fields})
        function(**values)

    parameters = [one for each in signature.parameters.values() for one in _spread(each)]
    command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return command


def _is_group(annotation: Any) -> bool:
    return hasattr(annotation, "_field_defaults")


def _spread(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    group = parameter.annotation
    if not _is_group(group):
        yield parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        return
    for name, annotation in group.__annotations__.items():
        yield inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=group._field_defaults.get(name, inspect.Parameter.empty),
            annotation=_headed(annotation, group.__doc__.rstrip(".")),
        )


def _headed(annotation: Any, heading: str) -> Any:
    kind, option = get_args(annotation)
    assert isinstance(option, ParameterInfo)
    option = copy(option)
    option.rich_help_panel = heading
    return Annotated[kind, option]


class GroupedCommand(TyperCommand):
    """A command whose plain help lists its options under the headings of their groups."""

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Read the words that were typed; help is printed here."""
        with naming("standard output"):
            return super().make_context(*args, **settings)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Name the arguments as the help of the command does."""
        return ["[OPTIONS]", *(str(argument.metavar) for argument in _arguments(self, ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write one section for each heading, in the order of the command's parameters."""
        sections: dict[str, list[tuple[str, str]]] = {
            "Arguments": [(str(each.metavar), str(each.help)) for each in _arguments(self, ctx)]
        }
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and parameter.param_type_name == "option":
                heading = getattr(parameter, "rich_help_panel", None) or "Options"
                sections.setdefault(heading, []).append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def _arguments(command: GroupedCommand, ctx: Any) -> list[Any]:
    return [each for each in command.get_params(ctx) if each.param_type_name == "argument"]
