"""A manifest names what a run holds, and nothing that was changed passes it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.errors import RunError
from separatrix.runs.manifest import (
    Mark,
    check_format,
    checked_content,
    manifest_bytes,
    mark_of,
    read_manifest,
)
from separatrix.runs.names import FORMAT, MANIFEST, NEEDED

MARKS = {name: mark_of(name.encode()) for name in (*NEEDED, "pictures/curves.png")}


def written(folder: Path, content: bytes) -> Path:
    (folder / MANIFEST).write_bytes(content)
    return folder


def changed(**fields: Any) -> bytes:
    document = json.loads(manifest_bytes(MARKS)) | fields
    return json.dumps(document).encode()


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_manifest(written(tmp_path, manifest_bytes(MARKS))).files == MARKS


def test_the_order_of_the_files_does_not_matter() -> None:
    backwards = dict(reversed(MARKS.items()))
    assert manifest_bytes(backwards) == manifest_bytes(MARKS)


@given(position=st.integers(0, 8 * len(manifest_bytes(MARKS)) - 1))
def test_any_changed_bit_of_the_manifest_is_found(
    tmp_path_factory: pytest.TempPathFactory, position: int
) -> None:
    content = bytearray(manifest_bytes(MARKS))
    content[position // 8] ^= 1 << position % 8
    folder = written(tmp_path_factory.mktemp("run"), bytes(content))
    with pytest.raises(RunError, match=MANIFEST):
        read_manifest(folder)


@given(length=st.integers(0, len(manifest_bytes(MARKS)) - 1))
def test_a_manifest_that_was_cut_off_is_found(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    folder = written(tmp_path_factory.mktemp("run"), manifest_bytes(MARKS)[:length])
    with pytest.raises(RunError, match=MANIFEST):
        read_manifest(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'"run"',
        b"[" * 100_000,
        b"\xff\xfe",
        changed(files=[]),
        changed(files={"model.safetensors": {"bytes": "3", "sha256": ""}}),
        changed(files={"model.safetensors": {"bytes": 3}}),
        changed(separatrix="model"),
        changed(more=1),
        changed(sha256="0" * 64),
        changed(format="1"),
        changed(format=True),
        changed(format=0),
        changed(format=1.5),
    ],
)
def test_a_manifest_of_another_content_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RunError, match=MANIFEST):
        read_manifest(written(tmp_path, content))


@pytest.mark.parametrize(
    "name",
    [
        "../scores.json",
        "/etc/passwd",
        "pictures/../../scores.json",
        "pictures/deep/curves.png",
        "pictures/.hidden.png",
        "pictures\\curves.png",
        "C:\\scores.json",
        "model.pkl",
        "manifest.json",
        "scores.json\x00",
        "",
        ".",
    ],
)
def test_a_manifest_that_names_anything_else_is_refused(tmp_path: Path, name: str) -> None:
    content = manifest_bytes({**MARKS, name: mark_of(b"")})
    with pytest.raises(RunError, match="no file of a run"):
        read_manifest(written(tmp_path, content))


@pytest.mark.parametrize("name", NEEDED)
def test_a_manifest_without_a_needed_file_is_refused(tmp_path: Path, name: str) -> None:
    content = manifest_bytes({other: mark for other, mark in MARKS.items() if other != name})
    with pytest.raises(RunError, match=f"does not name {name}"):
        read_manifest(written(tmp_path, content))


def test_a_later_format_is_named_as_such_even_when_the_rest_is_unknown(tmp_path: Path) -> None:
    later = json.dumps({"format": FORMAT + 1, "pages": []}).encode()
    with pytest.raises(RunError, match="later version"):
        read_manifest(written(tmp_path, later))


def test_every_format_up_to_this_one_is_accepted() -> None:
    for number in range(1, FORMAT + 1):
        check_format(number, Path("manifest.json"))


def test_a_huge_manifest_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / MANIFEST).open("wb") as stream:
        stream.truncate(10 * 2**30)  # sparse: takes no room
    with pytest.raises(RunError, match="no manifest has more"):
        read_manifest(tmp_path)


def test_a_file_as_it_was_written_is_returned(tmp_path: Path) -> None:
    (tmp_path / "scores.json").write_bytes(b"{}")
    assert checked_content(tmp_path, "scores.json", mark_of(b"{}")) == b"{}"


@pytest.mark.parametrize("content", [b"", b"{", b"{} ", b"{ ", b"[]"])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "scores.json").write_bytes(content)
    with pytest.raises(RunError, match=r"scores\.json is damaged"):
        checked_content(tmp_path, "scores.json", mark_of(b"{}"))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"scores\.json is missing"):
        checked_content(tmp_path, "scores.json", mark_of(b"{}"))


def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"{}")
    (tmp_path / "scores.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RunError, match=r"scores\.json is no plain file"):
        checked_content(tmp_path, "scores.json", mark_of(b"{}"))


def test_a_linked_folder_of_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "curves.png").write_bytes(b"picture")
    (tmp_path / "pictures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RunError, match="no plain file"):
        checked_content(tmp_path, "pictures/curves.png", mark_of(b"picture"))


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scores.json").mkdir()
    with pytest.raises(RunError, match="no plain file"):
        checked_content(tmp_path, "scores.json", Mark(0, ""))
