"""The program in this process: quick, and with the exit code that a shell would see."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from separatrix.cli.main import app

Separatrix = Callable[..., Result]


@pytest.fixture(scope="session")
def separatrix() -> Separatrix:
    """Run the program: separatrix("toy", "circles", "-n", 10) -> Result."""

    def run(*words: object, standard_input: str | None = None) -> Result:
        return CliRunner().invoke(
            app,
            [str(word) for word in words],
            input=standard_input,
            env={"COLUMNS": "100", "NO_COLOR": "1"},
            prog_name="separatrix",
        )

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
