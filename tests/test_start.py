"""Starting is quick because nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "sklearn", "scipy", "matplotlib", "pyarrow", "pandas", "numba", "polars", "rich")


def imported_by(statements: str) -> set[str]:
    """Return the top-level packages that are imported once the statements have run."""
    code = (
        f"import sys\n{statements}\nprint('\\nMODULES', *{{n.split('.')[0] for n in sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    modules = imported_by("import separatrix")
    assert "separatrix" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["--version"]])
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    modules = imported_by(
        f"from separatrix.cli.main import run\n"
        f"sys.argv = ['separatrix', *{arguments}]\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert "typer" in modules
    assert modules.isdisjoint(HEAVY)
