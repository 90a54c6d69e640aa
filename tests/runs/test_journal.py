"""The journal only grows, and a damaged line is left out and told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.runs.journal import read_journal, record
from separatrix.runs.names import JOURNAL


@given(details=st.lists(st.text(max_size=40), max_size=5))
def test_what_is_recorded_is_read(
    tmp_path_factory: pytest.TempPathFactory, details: list[str]
) -> None:
    run = tmp_path_factory.mktemp("run")
    for detail in details:
        record(run, "evaluated", detail)
    entries, notes = read_journal(run)
    assert [(entry.what, entry.detail) for entry in entries] == [
        ("evaluated", detail) for detail in details
    ]
    assert notes == ()


def test_a_run_without_a_journal_has_no_entries(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == ((), ())


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_last_line_that_was_cut_off_is_left_out_with_a_note(tmp_path: Path, cut: int) -> None:
    record(tmp_path, "started")
    record(tmp_path, "evaluated")
    path = tmp_path / JOURNAL
    path.write_bytes(path.read_bytes()[:-cut])
    entries, (note,) = read_journal(tmp_path)
    assert [entry.what for entry in entries] == ["started"]
    assert "cut off" in note


def test_every_changed_bit_of_a_line_is_found(tmp_path: Path) -> None:
    record(tmp_path, "started", "here")
    path = tmp_path / JOURNAL
    whole = path.read_bytes()
    for bit in range(8 * (len(whole) - 1)):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        entries, (note, *_) = read_journal(tmp_path)
        assert entries == ()
        assert JOURNAL in note
