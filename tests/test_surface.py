"""What users rely on is written down in tests/surface, so that changing it is a decision.

`make surface` writes the files anew; their difference belongs into the changelog.
"""

import inspect
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer.main

import separatrix
from separatrix.cli.main import app
from separatrix.data.toy import make_toy, toy_target
from separatrix.recipe import Recipe
from separatrix.run import Run
from separatrix.runs.model_file import KEY
from separatrix.runs.names import FORMAT, MANIFEST, MODEL

SURFACE = Path(__file__).parent / "surface"


def python_surface() -> Iterator[str]:
    """Yield every public name, with the parameters of what can be called."""
    for name in separatrix.__all__:
        yield f"{name}{_parameters(getattr(separatrix, name))}"
    for name, member in inspect.getmembers(Run):
        if not name.startswith("_"):
            yield f"Run.{name}{_parameters(member)}"
    for name in Recipe.__struct_fields__:
        yield f"Recipe.{name}"


def _parameters(member: Any) -> str:
    if not inspect.isfunction(member):
        return ""
    return f"({', '.join(inspect.signature(member).parameters)})"


def command_surface() -> Iterator[str]:
    """Yield every command with its arguments and options."""
    program: Any = typer.main.get_command(app)
    for option in program.params:
        yield f"separatrix {'/'.join(option.opts)}"
    for name, command in sorted(program.commands.items()):
        for parameter in command.params:
            words = parameter.opts if parameter.param_type_name == "option" else [parameter.name]
            yield f"separatrix {name} {'/'.join([*words, *parameter.secondary_opts])}"


def run_surface(run: Path) -> Iterator[str]:
    """Yield every file of a run folder with the keys or columns that it holds."""
    yield f"format {FORMAT}"
    for path in sorted(run.rglob("*")):
        name = path.relative_to(run).as_posix()
        if path.is_file():
            yield name
        if name == MANIFEST:
            yield from (f"{name} {key}" for key in json.loads(path.read_bytes()))
        elif path.suffix == ".json":
            yield from (f"{name} {key}" for key in _keys(json.loads(path.read_bytes())))
        elif path.suffix == ".csv":
            yield from (f"{name} {key}" for key in path.read_text().splitlines()[0].split(","))
        elif path.suffix == ".parquet":
            yield from (f"{name} {field.name} {field.type}" for field in pq.read_schema(path))
        elif name == MODEL:
            yield from (f"{name} {key}" for key in _model_keys(path.read_bytes()))


def _keys(document: Any, prefix: str = "", most: int = 2) -> Iterator[str]:
    """Yield the keys of a document and of the documents in it, some levels deep."""
    if isinstance(document, dict) and most:
        for key, value in document.items():
            yield f"{prefix}{key}"
            yield from _keys(value, f"{prefix}{key}.", most - 1)


def _model_keys(content: bytes) -> Iterator[str]:
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    yield from sorted(name for name in header if name != "__metadata__")
    for name, part in sorted(json.loads(header["__metadata__"][KEY]).items()):
        yield name
        yield from _keys(part, f"{name}.")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small finished run."""
    place = tmp_path_factory.mktemp("surface") / "run"
    recipe = Recipe(hidden=(4,), epochs=2)
    table = make_toy("circles", 100)
    return separatrix.train(table, target=toy_target("circles"), recipe=recipe, out=place).path


def compare(name: str, lines: Iterator[str]) -> None:
    """Compare lines with those written down, or write them down where that is asked for."""
    path, text = SURFACE / name, "".join(f"{line}\n" for line in lines)
    if os.environ.get("SEPARATRIX_WRITE_SURFACE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} changed; see make surface"


def test_the_names_for_python_are_those_written_down() -> None:
    compare("python.txt", python_surface())


def test_the_commands_and_options_are_those_written_down() -> None:
    compare("commands.txt", command_surface())


def test_the_files_of_a_run_are_those_written_down(run: Path) -> None:
    compare("run-folder.txt", run_surface(run))


def test_every_public_name_can_be_imported() -> None:
    for name in separatrix.__all__:
        assert getattr(separatrix, name) is not None
    assert set(separatrix.__all__) < set(dir(separatrix))
    with pytest.raises(AttributeError, match="has no nonesuch"):
        _ = separatrix.nonesuch
