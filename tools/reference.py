"""Write docs/reference.md: every command with its help, every public name with its docstring."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

import separatrix
from separatrix.cli.main import app
from separatrix.run import Run

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
WIDTH = 96
HEAD = """# Reference

Written by `make surface` from the help of the commands and the docstrings.
"""


def reference() -> str:
    """Return the whole document."""
    return "\n".join([HEAD, "## Commands\n", *commands(), "## Python\n", *names()])


def commands() -> Iterator[str]:
    """Yield a section for the program and for each of its commands."""
    program: Any = typer.main.get_command(app)
    above = _context(program, "separatrix", **program.context_settings)
    yield _section("separatrix", program.get_help(above))
    for name, command in program.commands.items():
        below = _context(command, name, parent=above)
        yield _section(f"separatrix {name}", command.get_help(below))


def names() -> Iterator[str]:
    """Yield a section for each public name, and for each of the members that users call."""
    for name in separatrix.__all__:
        yield _documented(f"separatrix.{name}", getattr(separatrix, name))
    for holder in (Run, separatrix.NetClassifier, separatrix.BoundaryDisplay):
        for name, member in inspect.getmembers(holder):
            if not name.startswith("_") and callable(member) and _is_ours(member):
                yield _documented(f"{holder.__name__}.{name}", member)


def _is_ours(member: Any) -> bool:
    """Tell whether this is of our own code, and not what scikit-learn's bases bring."""
    home = str(getattr(member, "__module__", ""))
    return home.startswith("separatrix")


def _context(command: Any, name: str, **settings: Any) -> Any:
    width = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    return command.context_class(command, info_name=name, **width, **settings)


def _documented(name: str, member: Any) -> str:
    signature = _signature(member) if inspect.isfunction(member) else ""
    return _section(name, f"{name}{signature}\n\n{inspect.getdoc(member)}")


def _signature(function: Any) -> str:
    """Return names and plain defaults; types read differently from one Python to the next."""
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=parameter.empty, default=_default(parameter.default))
        for parameter in signature.parameters.values()
    ]
    return str(signature.replace(parameters=parameters, return_annotation=signature.empty))


def _default(value: Any) -> Any:
    plain = value is inspect.Parameter.empty or isinstance(value, str | int | float | None)
    return value if plain else _Unsaid()


class _Unsaid:
    """A default that the docstring tells better than its repr."""

    def __repr__(self) -> str:
        return "…"


def _section(title: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"### {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    PLACE.write_text(reference(), encoding="utf-8")
