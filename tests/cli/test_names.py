"""Names out of tables cannot steer a terminal or fill a screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from separatrix.cli.names import LONGEST, short, visible

Separatrix = Callable[..., Result]


@given(st.text())
def test_nothing_that_is_shown_steers_a_terminal(text: str) -> None:
    shown = visible(text)
    assert not {each for each in shown if ord(each) < 32 or 127 <= ord(each) < 160} - {"\n"}
    assert shown.count("\n") == text.count("\n")
    assert "\n" not in short(text)
    assert len(short(text)) <= LONGEST


@pytest.mark.parametrize("text", ["", "alter", "größe in m²", "年齢", "a b", "[bold]x", "50 %"])
def test_plain_names_stay_as_they_are(text: str) -> None:
    assert visible(text) == short(text) == text


def test_screens_and_messages_write_out_what_would_steer_a_terminal(
    separatrix: Separatrix, folder: Path
) -> None:
    red, long = "a\x1b[31mred", "n" * 300
    lines = [
        f"{red},{long},[bold]c,y\x07",
        *(f"{i % 7},{i % 5},{i % 3},{i % 2}" for i in range(60)),
    ]
    (folder / "odd.csv").write_text("\n".join(lines), encoding="utf-8")
    quick = ("--epochs", 1, "--engine", "pytorch", "--no-pictures", "--out", "run")
    for words in (("check",), ("train", *quick)):
        shown = separatrix(words[0], "odd.csv", "-t", "y\x07", *words[1:])
        assert shown.exit_code == 0, shown.output
        assert "\x1b" not in shown.output
        assert "\x07" not in shown.output
        assert "a\\x1b[31mred" in shown.stdout
        assert "[bold]c" in shown.stdout
        assert long[:LONGEST] not in shown.stdout.replace("\n", "")
    refused = separatrix("train", "odd.csv", "-t", "z\x1b[2J")
    assert "z\\x1b[2J" in refused.stderr
    assert "\x1b" not in refused.stderr
