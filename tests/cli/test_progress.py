import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console

from separatrix.cli.progress import Bar, Lines, epoch_line
from separatrix.cli.screen import Screen
from separatrix.events import Epoch, Event, Listener, Note, Stage

WORK: list[Event] = [
    Stage("reading circles.csv"),
    Note("12 rows without a target were left out"),
    Stage("training 4 members"),
    *(Epoch(i, 50, 4, 1 / i, 1 - 1 / i, None, None, "accuracy", i / 10) for i in range(1, 51)),
]


def shown_on(
    console: Console, listener: Callable[[Console, Callable[[str], None]], Lines | Bar]
) -> str:
    notes: list[str] = []
    with listener(console, notes.append) as listen:
        for event in WORK:
            listen(event)
    assert notes == ["12 rows without a target were left out"]
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_off_a_terminal_it_is_one_line_a_stage() -> None:
    console = Console(file=io.StringIO(), width=20)
    assert shown_on(console, Lines) == "reading circles.csv\ntraining 4 members\n"


def test_on_a_terminal_it_is_a_line_that_moves() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    screen = shown_on(console, Bar)
    assert "training 4 members" in screen
    assert "epoch 50/50" in screen
    assert screen.endswith(("\x1b[2K", "\x1b[?25h"))


def test_a_small_networks_thousands_of_epochs_do_not_wait_for_the_screen() -> None:
    file = io.StringIO()
    with Bar(Console(file=file, width=80, force_terminal=True), lambda text: None) as listen:
        for i in range(1, 20_001):
            listen(Epoch(i, 20_000, 1, 0.5, 0.5, None, None, "accuracy", i / 1000))
    assert file.getvalue().count("epoch") < 100


def test_where_rows_are_held_out_the_line_speaks_of_them() -> None:
    event = Epoch(10, 10, 1, 0.1, 0.99, 0.2, 0.9, "accuracy", 1.0)
    assert epoch_line(event) == "epoch 10/10  loss 0.200  accuracy 0.900  0 s left"


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(quiet=True)
    with screen.progress() as listen:
        tell(listen)
    screen.say("done")
    assert capsys.readouterr() == ("", "")


def test_a_note_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    with screen.progress() as listen:
        tell(listen)
    screen.notes(["12 rows without a target were left out", "another"])
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("12 rows") == 1
    assert "note: another" in written.err


def test_a_terminal_breaks_notes_between_words_and_a_file_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"word{number}" for number in range(30))
    monkeypatch.setenv("COLUMNS", "40")
    Screen().note(words)
    assert capsys.readouterr().err == f"note: {words}\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    Screen().note(words)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err).splitlines()
    assert " ".join(map(str.strip, lines)) == f"note: {words}"
    assert len(lines) > 4


def tell(listen: Listener) -> None:
    for event in WORK:
        listen(event)
