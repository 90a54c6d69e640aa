import errno
import io
import sys
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from separatrix.cli.guard import GuardedGroup
from separatrix.errors import DataError


def program_that(raises: Callable[[], object]) -> Result:
    app = typer.Typer(cls=GuardedGroup, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.command()
    def work(number: int = 1) -> None:
        raises()

    @app.command()
    def rest() -> None:
        """Two commands make a group."""

    return CliRunner().invoke(app, ["work"])


def raising(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_a_refusal_is_one_message_and_exit_code_1() -> None:
    result = program_that(raising(DataError("no column is left.")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "separatrix: no column is left.\n"


def test_ctrl_c_is_one_line_and_exit_code_130() -> None:
    result = program_that(raising(KeyboardInterrupt()))
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "separatrix: stopped.\n"


def test_what_the_system_refuses_is_named_with_its_reason() -> None:
    result = program_that(raising(PermissionError(errno.EACCES, "Permission denied", "out/p.csv")))
    assert result.exit_code == 1
    assert result.stderr == "separatrix: out/p.csv: permission denied.\n"


def test_a_reader_that_has_seen_enough_is_no_error_to_speak_of() -> None:
    result = program_that(raising(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    assert (result.exit_code, result.output) == (141, "")


def test_a_mistake_of_ours_is_one_line_that_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SEPARATRIX_DEBUG", raising=False)
    result = program_that(raising(KeyError("columns")))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "internal error" in result.stderr
    assert "KeyError: 'columns'" in result.stderr
    assert "SEPARATRIX_DEBUG=1" in result.stderr


def test_a_mistake_of_ours_keeps_its_traceback_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SEPARATRIX_DEBUG", "1")
    result = program_that(raising(KeyError("columns")))
    assert isinstance(result.exception, KeyError)


def test_wrong_usage_and_chosen_exit_codes_pass_through() -> None:
    assert program_that(raising(typer.BadParameter("which run?"))).exit_code == 2
    assert program_that(raising(typer.Exit(7))).exit_code == 7
    assert program_that(lambda: None).exit_code == 0


def test_a_full_disk_behind_standard_output_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, content: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def write() -> None:
        from separatrix.cli.output import print_bytes

        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Full(), write_through=True))
        print_bytes(b"rows")

    result = program_that(write)
    assert result.exit_code == 1
    assert result.stderr == "separatrix: standard output: no space left on device.\n"
