import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import Result

from separatrix.cli.screen import Screen
from separatrix.events import Epoch, Event, Listener, Stage

Separatrix = Callable[..., Result]


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Heed the signals where the tests were started with them ignored, as nohup does."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    ignored = [number for number in numbers if signal.getsignal(number) == signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def signalled(monkeypatch: pytest.MonkeyPatch, number: int, when: Callable[[Event], bool]) -> None:
    """Let a signal come the first time that an event is so."""

    def listen(event: Event) -> None:
        if when(event):
            signal.raise_signal(number)

    @contextmanager
    def progress(self: Screen) -> Iterator[Listener]:
        yield listen

    monkeypatch.setattr(Screen, "progress", progress)


@pytest.fixture
def train(separatrix: Separatrix, folder: Path) -> Callable[..., Result]:
    assert separatrix("toy", "circles", "-n", 60, "-o", "c.csv").exit_code == 0

    def run(*words: object) -> Result:
        return separatrix("train", "c.csv", "-t", "label", "--hidden", 4, "--no-pictures", *words)

    return run


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_signal_in_a_training_keeps_the_best_so_far_as_an_unfinished_run(
    train: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    number: int,
    code: int,
    words: tuple[str, ...],
) -> None:
    signalled(monkeypatch, number, lambda event: isinstance(event, Epoch) and event.number == 5)
    result = train("--out", "run", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(
        "separatrix: stopped; the best so far is kept as an unfinished run: "
    )
    assert str(folder / "run") in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert (folder / "run" / "model.safetensors").exists()
    assert not (folder / "run" / "manifest.json").exists()


def test_a_signal_before_the_training_leaves_nothing(
    train: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    signalled(monkeypatch, signal.SIGTERM, lambda event: isinstance(event, Stage))
    result = train("--out", "run")
    assert (result.exit_code, result.output) == (143, "separatrix: stopped.\n")
    assert [path.name for path in folder.iterdir()] == ["c.csv"]


def test_handlers_are_as_before_when_a_command_has_ended(separatrix: Separatrix) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert separatrix("runs", "--json").exit_code == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
