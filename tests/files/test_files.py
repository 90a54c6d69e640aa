"""A file is there whole or as it was, whatever happens while it is written."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix import files

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)


class Crash(BaseException):
    """Stand in for a killed process: nothing above may catch it as an error."""


def operations_of_writing(path: Path, content: bytes) -> int:
    numbers = []
    with files.failpoint(lambda number, name, place: numbers.append(number)):
        files.write_bytes(path, content)
    return numbers[-1]


def fail(at: int, error: BaseException) -> files.Failpoint:
    def hook(number: int, name: str, path: Path) -> None:
        if number == at:
            raise error

    return hook


def exit_at(last: int) -> files.Failpoint:
    def hook(number: int, name: str, path: Path) -> None:
        if number == last:
            os._exit(0)

    return hook


def test_every_operation_is_counted(tmp_path: Path) -> None:
    assert operations_of_writing(tmp_path / "file", b"content") == 5


@pytest.mark.parametrize("error", [Crash(), *(OSError(code, "full") for code in ERRORS)])
def test_a_failure_at_any_operation_leaves_old_or_new_content_and_no_litter(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "file"
    count = operations_of_writing(path, b"old")
    for number in range(1, count + 1):
        files.write_bytes(path, b"old")
        with files.failpoint(fail(number, error)), pytest.raises(type(error)):
            files.write_bytes(path, b"new, and longer")
        assert path.read_bytes() == (b"old" if number < count else b"new, and longer")
        assert [child.name for child in tmp_path.iterdir()] == ["file"]


def test_a_killed_process_leaves_old_or_new_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    seen = set()
    for number in range(1, 6):
        files.write_bytes(path, b"old")
        child = os.fork()
        if child == 0:
            with files.failpoint(exit_at(number)):
                files.write_bytes(path, b"new, and longer")
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        seen.add(path.read_bytes())
    assert seen == {b"old", b"new, and longer"}


@given(content=st.binary(max_size=2_000))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("files") / "file"
    files.write_bytes(path, content)
    assert path.read_bytes() == content


def test_a_file_keeps_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    files.write_bytes(tmp_path / "file", b"content")
    assert (tmp_path / "file").stat().st_mode == usual.stat().st_mode


def test_lines_are_appended(tmp_path: Path) -> None:
    for line in ("first", "zweite Zeile, größer"):
        files.append_line(tmp_path / "journal", line)
    text = (tmp_path / "journal").read_text(encoding="utf-8")
    assert text == "first\nzweite Zeile, größer\n"


def test_a_folder_is_moved_whole(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "deep" / "from")
    files.write_text(tmp_path / "deep" / "from" / "file", "content")
    files.move_folder(tmp_path / "deep" / "from", tmp_path / "to")
    assert (tmp_path / "to" / "file").read_text(encoding="utf-8") == "content"
    assert not (tmp_path / "deep" / "from").exists()


def test_a_removed_folder_is_gone_and_may_be_removed_again(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "folder" / "inner")
    for _ in range(2):
        files.remove_folder(tmp_path / "folder")
        assert not (tmp_path / "folder").exists()


def test_a_hash_is_that_of_the_content(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "file", b"abc")  # the example of FIPS 180-2
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.sha256_of(tmp_path / "file") == expected
