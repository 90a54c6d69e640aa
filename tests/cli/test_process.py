"""The program as a shell sees it: signals, pipes, full disks, terminals, and how fast it starts."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest
from typer.testing import Result

PROGRAM = (sys.executable, "-m", "separatrix")
NOT_PASSED_ON = ("COLUMNS", "NO_COLOR", "PYTHONUNBUFFERED")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON},
    "OMP_NUM_THREADS": "1",
}
LONG = ("--epochs", "1000000", "--patience", "none", "--hidden", "4", "--no-pictures")

Separatrix = Callable[..., Result]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    settings = {"capture_output": True, "text": True, "env": ENVIRONMENT, "timeout": 120}
    return subprocess.run([*PROGRAM, *map(str, words)], **(settings | options))  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="module")
def circles(separatrix: Separatrix, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "circles.csv"
    assert separatrix("toy", "circles", "-n", 60, "-o", path).exit_code == 0
    once = ("--epochs", 1, "--no-pictures", "--out", path.parent / "once")
    assert separatrix("train", path, "-t", "label", *once).exit_code == 0  # compiles the engine
    return path


def test_a_polite_kill_ends_a_training_and_keeps_the_best_so_far(
    separatrix: Separatrix, circles: Path, tmp_path: Path
) -> None:
    words = (*PROGRAM, "train", str(circles), "-t", "label", "--out", "run", *LONG)
    with subprocess.Popen(
        words, cwd=tmp_path, env=ENVIRONMENT, stdout=PIPE, stderr=PIPE, text=True
    ) as process:
        assert process.stderr is not None
        while "Training" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(3)  # the engine is imported, then some epochs
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (143, "")
    assert err.removeprefix("Scoring\n") == (
        "separatrix: stopped; the best so far is kept as an unfinished run: "
        f"{tmp_path / 'run'}. Its model.safetensors predicts by itself.\n"
    )
    refused = separatrix("predict", tmp_path / "run", circles)
    assert refused.exit_code == 1
    assert "unfinished" in refused.stderr
    answered = separatrix("predict", tmp_path / "run" / "model.safetensors", circles)
    assert len(answered.stdout.splitlines()) == 61


def test_a_signal_before_there_is_anything_to_keep_leaves_nothing(
    circles: Path, tmp_path: Path
) -> None:
    words = (*PROGRAM, "train", str(circles), "-t", "label", "--out", "run", *LONG)
    with subprocess.Popen(words, cwd=tmp_path, env=ENVIRONMENT, stderr=PIPE, text=True) as process:
        time.sleep(0.6)  # in the middle of its imports
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode in (143, -signal.SIGTERM)  # the latter before the first import
    assert err.splitlines()[-1:] in ([], ["separatrix: stopped."])
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    words = " ".join((*PROGRAM, "toy", "circles", "-n", "20000"))
    shell = f"{words} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert done.stdout == "x1,x2,label\n"
    assert (done.returncode, done.stderr) == (141, "")


def test_every_row_comes_through_a_pipe_when_python_does_not_buffer() -> None:
    done = run("toy", "circles", "-n", 20_000, env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 20_001


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("toy", "circles"), ("lesson", "list"), ("runs", "--json")])
def test_a_full_disk_behind_standard_output_is_one_message(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*words, cwd=tmp_path, capture_output=False, stdout=full, stderr=PIPE)
    assert done.returncode == 1
    assert done.stderr == "separatrix: standard output: no space left on device.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", ["--help", "--version", "train --help"])
def test_help_into_a_full_disk_is_one_message(words: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*words.split(), capture_output=False, stdout=full, stderr=PIPE)
    assert done.returncode == 1
    assert done.stderr == "separatrix: standard output: no space left on device.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_error_ends_no_job_and_a_full_output_says_what_is_kept(
    circles: Path, tmp_path: Path
) -> None:
    words = ("train", circles, "-t", "label", "--epochs", 1, "--no-pictures", "--out")
    with Path("/dev/full").open("w") as full:
        trained = run(*words, "one", cwd=tmp_path, capture_output=False, stdout=PIPE, stderr=full)
        done = run(
            *("predict", "one", circles, "-o", "p.csv"),
            cwd=tmp_path,
            capture_output=False,
            stdout=PIPE,
            stderr=full,
        )
        kept = run(*words, "two", cwd=tmp_path, capture_output=False, stdout=full, stderr=PIPE)
    assert (trained.returncode, done.returncode, kept.returncode) == (0, 0, 1)
    assert "Accuracy" in trained.stdout
    assert (tmp_path / "p.csv").exists()
    assert kept.stderr.endswith("no space left on device. The run is kept: two.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_program_is_imported_ends_it_in_one_line(number: int) -> None:
    code = (
        "import signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'typer': signal.raise_signal({int(number)})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from separatrix.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert (done.returncode, done.stdout) == (128 + number, "")
    assert done.stderr == "separatrix: stopped.\n"


def test_a_closed_standard_output_is_one_message(tmp_path: Path) -> None:
    shell = " ".join((*PROGRAM, "toy", "circles", "-n", "10", ">&-"))
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("separatrix: standard output: ")
    assert len(done.stderr.splitlines()) == 1


def test_on_a_terminal_a_bar_moves_and_json_stands_alone_on_standard_output(
    circles: Path, tmp_path: Path
) -> None:
    long = ("--no-pictures", "--epochs", "10000", "--patience", "none")
    words = (*PROGRAM, "train", str(circles), "-t", "label", *long)
    terminal, end = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm-256color", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*words, "--json"], cwd=tmp_path, env=environment, stdout=PIPE, stderr=end
    ) as process:
        os.close(end)
        shown = b"".join(read_all(terminal)).decode()
        assert process.stdout is not None
        assert json.loads(process.stdout.read())["task"] == "binary"
    assert process.returncode == 0
    assert "Training 1 network on" in shown
    assert "epoch" in shown
    assert "\x1b[2K" in shown  # the lines are taken away
    assert "\x1b[3" not in shown.replace("\x1b[?25", "")  # and had no colour


def read_all(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            content = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            content = b""
        if not content:
            os.close(terminal)
            return
        yield content


def test_help_takes_less_than_a_third_of_a_second() -> None:
    def seconds() -> float:
        before = os.times()
        assert run("--help").returncode == 0
        after = os.times()
        used = after.children_user + after.children_system
        return used - before.children_user - before.children_system

    assert min(seconds() for _ in range(5)) < 0.3


def test_the_module_is_the_program() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("separatrix 0.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete_commands_and_words(shell: str) -> None:
    for typed, expected in (("separatrix tr", "train"), ("separatrix train t --norm ", "layer")):
        asked = {
            "_SEPARATRIX_COMPLETE": f"complete_{shell}",
            "_TYPER_COMPLETE_ARGS": typed,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(typed.split(" ")) - 1),
        }
        assert expected in run(env=ENVIRONMENT | asked).stdout
