"""Starting is quick because nothing heavy is imported before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "sklearn", "scipy", "matplotlib", "pyarrow", "pandas", "numba", "polars", "rich")


def imported_by(statements: str) -> set[str]:
    """Return the top-level packages that are imported once the statements have run."""
    code = (
        "import os, sys\nos._exit = sys.exit  # by which the program ends at once\n"
        f"{statements}\nprint('\\nMODULES', *{{n.split('.')[0] for n in sys.modules}})"
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


def test_a_training_without_pictures_imports_what_it_needs_and_no_more(tmp_path: Path) -> None:
    words = [
        "train",
        "penguins",
        "--target",
        "species",
        "--no-pictures",
        "--no-report",
        "--epochs",
        "1",
    ]
    modules = imported_by(
        f"from separatrix.cli.main import run\n"
        f"sys.argv = ['separatrix', *{words}, '--out', {str(tmp_path / 'run')!r}]\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert {"torch", "numba", "pyarrow"} <= modules
    assert modules.isdisjoint({"pandas", "matplotlib", "polars"})


def test_pandas_is_left_out_by_the_program_alone() -> None:
    assert "pandas" in imported_by("import separatrix, pandas\nseparatrix.open_table({'x': [1.0]})")
    without = "from separatrix.cli.light import leave_pandas_out\nleave_pandas_out()\n"
    modules = imported_by(f"{without}import separatrix\nseparatrix.open_table({{'x': [1.0]}})")
    assert "pyarrow" in modules
    assert "pandas" not in modules
