"""What the documents show runs, and what they say of the code is so."""

import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
import typer.main
from typer.testing import CliRunner

from separatrix.cli.main import app

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(*languages: str) -> list[tuple[str, str, str]]:
    """Return (document, language, content) of the blocks in some languages."""
    return [
        (path.name, language, content)
        for path in DOCUMENTS
        for language, content in BLOCK.findall(path.read_text(encoding="utf-8"))
        if language in languages
    ]


@pytest.mark.parametrize("content", [content for *_, content in blocks("sh")])
def test_every_shell_block_runs(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in content.splitlines():
        program, *words = shlex.split(line)
        assert program == "separatrix"
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, f"{line}\n{done.output}"


@pytest.mark.parametrize("content", [content for *_, content in blocks("python")])
def test_every_python_block_runs(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(content, "block", "exec"), {})


def test_there_are_blocks_to_run() -> None:
    assert {language for _, language, _ in blocks("sh", "python")} == {"sh", "python"}


def test_every_other_block_is_known_not_to_run() -> None:
    known = {"sh", "python", "console", "text"}
    for path in DOCUMENTS:
        assert {language for language, _ in BLOCK.findall(path.read_text("utf-8"))} <= known


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_every_make_command_in_a_document_exists() -> None:
    for path in DOCUMENTS:
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named <= targets(), path


def test_make_lists_every_command() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^make ([a-z-]+)", done.stdout, re.MULTILINE))
    assert listed == targets()


def test_every_link_to_a_file_leads_somewhere() -> None:
    for path in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_every_command_is_in_the_readme() -> None:
    program = typer.main.get_command(app)
    shown = (ROOT / "README.md").read_text("utf-8")
    for name in program.commands:  # type: ignore[attr-defined]
        assert f"separatrix {name}" in shown


def test_the_reference_is_that_of_the_commands_and_docstrings() -> None:
    written = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert written == runpy.run_path(str(ROOT / "tools" / "reference.py"))["reference"](), (
        "make surface"
    )


def dependencies() -> dict[str, set[str]]:
    """Return {library: rooms} of the table in the design."""
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\w-]+) \| [^|]+ \| ([\w, ]+) \| [\d.]+ MB ", text, re.MULTILINE)
    return {library: set(rooms.split(", ")) for library, rooms in rows}


def imported() -> dict[str, set[str]]:
    """Return {library: rooms} of the source itself."""
    graph = grimp.build_graph(
        "separatrix", include_external_packages=True, exclude_type_checking_imports=True
    )
    libraries = {
        module
        for module in graph.modules
        if not module.startswith("separatrix") and module not in sys.stdlib_module_names
    }
    names = {"sklearn": "scikit-learn", "PIL": "pillow"}
    return {
        names.get(library, library): {
            importer.split(".")[1] for importer in graph.find_modules_that_directly_import(library)
        }
        for library in libraries
    }


def test_the_design_names_every_library_with_the_rooms_that_import_it() -> None:
    assert dependencies() == imported()


def test_every_library_has_its_door() -> None:
    doors = (ROOT / ".importlinter").read_text("utf-8")
    free = {"numpy"}  # arrays are everywhere
    for library in set(imported()) - free:
        name = {"scikit-learn": "sklearn", "pillow": "PIL"}.get(library, library)
        assert re.search(rf"^(protected_modules =|   ) {name}$", doors, re.MULTILINE), library


def test_every_dependency_is_declared_and_pinned() -> None:
    declared = (ROOT / "pyproject.toml").read_text("utf-8")
    pinned = (ROOT / "constraints.txt").read_text("utf-8")
    for library in set(imported()) - {"IPython"}:  # which is there where it is asked for
        assert re.search(rf'"{library}[>=]', declared), library
        assert re.search(rf"^{library}==", pinned, re.MULTILINE), library


def test_the_rooms_of_the_design_are_those_of_the_layers() -> None:
    contract = (ROOT / ".importlinter").read_text("utf-8")
    layers = contract.split("\nlayers =\n")[1].split("\n\n")[0]
    built = [room for room in re.findall(r"\(?\w+\)?", layers) if not room.startswith("(")]
    design = (ROOT / "docs" / "design.md").read_text("utf-8")
    table = design.split("| room |")[1].split("\n\n")[0]
    named = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)))
    assert sorted(named) == sorted(built)
