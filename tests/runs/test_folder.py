"""Whatever happens while a run is saved, the old run is whole, the new whole or visibly not."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from separatrix import files
from separatrix.data.table import Source
from separatrix.errors import RunError
from separatrix.runs.documents import readable
from separatrix.runs.folder import start_run
from separatrix.runs.index import list_runs, remove_run, summarise
from separatrix.runs.journal import read_journal, record
from separatrix.runs.manifest import checked_content, read_manifest
from separatrix.runs.names import ABOUT, MANIFEST, MODEL, NEEDED, TABLE
from separatrix.runs.records import About, TableFile

NAMES = (MODEL, *(name for name in NEEDED if name != MODEL), "pictures/curves.png")


def content(name: str, words: str) -> bytes:
    if name == ABOUT:
        about = About(
            saved="2026-01-01T00:00:00+00:00",
            seconds=1.0,
            task="binary",
            target=words,
            members=2,
            metric="accuracy",
            score=0.5,
            part="test",
        )
        return readable(about)
    if name == TABLE:
        table = TableFile(
            source=Source(),
            rows=9,
            target=words,
            kinds={},
            validation_share=0.2,
            test_share=0.2,
            seed=0,
        )
        return readable(table)
    return f"{words} {name}".encode()


def save(path: Path, words: str, overwrite: bool = False) -> Path:
    with start_run(path, overwrite) as writer:
        for name in NAMES:
            writer.write(name, content(name, words))
        return writer.finish()


def words_of(run: Path) -> str:
    """Return which run stands here, having seen that all of it does."""
    words = str(summarise(run).target)
    for name, mark in read_manifest(run).files.items():
        assert checked_content(run, name, mark) == content(name, words)
    return words


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def count_operations(work: Callable[[], object]) -> int:
    numbers = [0]
    with files.failpoint(lambda number, name, path: numbers.append(number)):
        work()
    return numbers[-1]


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that dies before its file operation of this number."""

    def hook(at: int, name: str, path: Path) -> None:
        if at == number:
            os._exit(9)

    child = os.fork()
    if child == 0:
        try:
            with files.failpoint(hook):
                work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def failing_at(number: int, code: int) -> files.Failpoint:
    def hook(at: int, name: str, path: Path) -> None:
        if at == number:
            raise OSError(code, os.strerror(code))

    return hook


def test_a_run_is_saved_with_all_its_files(tmp_path: Path) -> None:
    run = save(tmp_path / "deep" / "run", "first")
    assert run == tmp_path / "deep" / "run"
    assert words_of(run) == "first"
    assert [entry.what for entry in read_journal(run)[0]] == ["started"]
    assert hidden(tmp_path / "deep") == []


def test_a_relative_place_is_one_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert save(Path("run"), "first") == tmp_path / "run"


def test_a_run_may_be_saved_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    assert words_of(save(tmp_path / "run", "first")) == "first"


def test_a_finished_run_is_not_overwritten_unasked(tmp_path: Path) -> None:
    save(tmp_path / "run", "first")
    with pytest.raises(RunError, match=r"already holds a run \(finished\).*--overwrite"):
        save(tmp_path / "run", "second")
    assert words_of(tmp_path / "run") == "first"


def test_a_finished_run_is_overwritten_when_asked(tmp_path: Path) -> None:
    save(tmp_path / "run", "first")
    save(tmp_path / "run", "second", overwrite=True)
    assert words_of(tmp_path / "run") == "second"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_that_is_no_run_is_never_touched(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "model.safetensors").write_text("years of work")
    with pytest.raises(RunError, match="holds no run"):
        save(tmp_path / "thesis", "first", overwrite)
    with pytest.raises(RunError, match="is no run"):
        remove_run(tmp_path / "thesis")
    assert (tmp_path / "thesis" / "model.safetensors").read_text() == "years of work"


def test_a_file_in_the_place_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(RunError, match="is a file"):
        save(tmp_path / "run", "first", overwrite=True)
    assert (tmp_path / "run").read_text() == "a file"


def test_a_run_with_files_of_the_user_is_not_removed(tmp_path: Path) -> None:
    run = save(tmp_path / "run", "first")
    (run / "pictures" / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match=r"pictures/notes\.txt"):
        save(run, "second", overwrite=True)
    with pytest.raises(RunError, match=r"pictures/notes\.txt"):
        remove_run(run)
    assert words_of(run) == "first"


def test_an_abandoned_run_leaves_nothing(tmp_path: Path) -> None:
    with start_run(tmp_path / "a" / "b" / "run") as writer:
        writer.write(MODEL, b"model")
    assert list(tmp_path.iterdir()) == []


def test_a_failing_training_leaves_nothing_and_the_old_run(tmp_path: Path) -> None:
    save(tmp_path / "run", "first")
    with suppress(ZeroDivisionError), start_run(tmp_path / "run", overwrite=True) as writer:
        writer.write(MODEL, b"model")
        raise ZeroDivisionError
    assert words_of(tmp_path / "run") == "first"
    assert hidden(tmp_path) == []


def test_an_interrupted_run_is_kept_unfinished_and_named_as_such(tmp_path: Path) -> None:
    with start_run(tmp_path / "run") as writer:
        writer.write(MODEL, b"model")
        assert writer.keep_unfinished() == tmp_path / "run"
    assert (tmp_path / "run" / MODEL).read_bytes() == b"model"
    with pytest.raises(RunError, match=r"unfinished run.*predicts by itself"):
        read_manifest(tmp_path / "run")
    with pytest.raises(RunError, match="unfinished"):
        start_run(tmp_path / "run")
    [summary] = list_runs(tmp_path)
    assert (summary.name, summary.state) == ("run", "unfinished")
    assert words_of(save(tmp_path / "run", "second", overwrite=True)) == "second"


def test_an_interrupted_run_does_not_replace_a_finished_one(tmp_path: Path) -> None:
    save(tmp_path / "run", "first")
    with start_run(tmp_path / "run", overwrite=True) as writer:
        writer.write(MODEL, b"model")
        assert writer.keep_unfinished() == tmp_path / "run-2"
    assert words_of(tmp_path / "run") == "first"
    assert (tmp_path / "run-2" / MODEL).exists()


def test_a_place_that_was_taken_meanwhile_is_left_to_its_owner(tmp_path: Path) -> None:
    with start_run(tmp_path / "run") as writer:
        for name in NAMES:
            writer.write(name, content(name, "late"))
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "theirs").write_text("first come")
        assert words_of(writer.finish()) == "late"
    assert (tmp_path / "run" / "theirs").read_text() == "first come"
    assert words_of(tmp_path / "run-2") == "late"


def test_runs_are_listed_with_what_is_known_of_them(tmp_path: Path) -> None:
    save(tmp_path / "b", "second")
    save(tmp_path / "a", "first")
    with start_run(tmp_path / "c") as writer:
        writer.write(MODEL, b"model")
        writer.keep_unfinished()
    damaged = save(tmp_path / "d", "fourth")
    (damaged / ABOUT).write_bytes(b"{}")
    (tmp_path / "thesis").mkdir()
    first, second, third, fourth = list_runs(tmp_path)
    assert (first.name, first.state, first.target, first.score) == ("a", "finished", "first", 0.5)
    assert first.bytes == sum(path.stat().st_size for path in (tmp_path / "a").rglob("*.*"))
    assert (second.name, second.path) == ("b", str(tmp_path / "b"))
    assert (third.name, third.state, third.target) == ("c", "unfinished", None)
    assert (fourth.name, fourth.state) == ("d", "damaged")
    assert "about.json" in str(fourth.note)
    assert first.to_json()["metric"] == "accuracy"


def test_a_folder_that_is_not_there_cannot_be_listed(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot be listed: no such file"):
        list_runs(tmp_path / "nothing")


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_kill_at_any_file_operation_loses_no_run(tmp_path: Path, overwrite: bool) -> None:
    number, states = 0, set()
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        if overwrite:
            save(folder / "run", "old")
        if not killed_at(number, lambda folder=folder: save(folder / "run", "new", overwrite)):  # type: ignore[misc]
            break
        names = {summary.name: summary.state for summary in list_runs(folder)}
        whole = {name: words_of(folder / name) for name in names if names[name] == "finished"}
        assert whole.get("run") in ({"old", "new"} if overwrite else {None, "new"})
        assert "damaged" not in names.values()
        assert hidden(folder) == []
        states.add((tuple(sorted(whole.items())), "unfinished" in names.values()))
    assert number > 50
    assert len(states) > 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("overwrite", [False, True])
def test_an_error_at_any_file_operation_is_one_message_and_loses_no_run(
    tmp_path: Path, overwrite: bool, code: int
) -> None:
    if overwrite:
        save(tmp_path / "count", "old")
    count = count_operations(lambda: save(tmp_path / "count", "new", overwrite))
    last = count - 1 if overwrite else count  # removing the old run at last may fail in silence
    for number in range(1, last + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        if overwrite:
            save(folder / "run", "old")
        with (
            files.failpoint(failing_at(number, code)),
            pytest.raises(RunError, match=os.strerror(code).lower()),
        ):
            save(folder / "run", "new", overwrite)
        if overwrite:
            assert words_of(folder / "run") == "old"
        else:
            assert list_runs(folder) == []
        assert hidden(folder) == []


def test_what_a_killed_process_left_is_gone_after_the_next_start(tmp_path: Path) -> None:
    assert killed_at(4, lambda: save(tmp_path / "run", "killed"))
    assert hidden(tmp_path) != []
    assert words_of(save(tmp_path / "run", "new")) == "new"
    assert hidden(tmp_path) == []


def test_what_a_living_process_builds_is_left_alone(tmp_path: Path) -> None:
    with start_run(tmp_path / "run") as writer:
        mine = hidden(tmp_path)
        child = os.fork()
        if child == 0:
            try:
                save(tmp_path / "run", "child")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert words_of(tmp_path / "run") == "child"
        assert hidden(tmp_path) == mine
        for name in NAMES:
            writer.write(name, content(name, "parent"))
        assert words_of(writer.finish()) == "parent"


def test_what_another_machine_builds_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / ".run.another-host-1.new"
    theirs.mkdir()
    record(theirs, "started")
    assert list_runs(tmp_path) != []
    assert theirs.exists()


def test_an_unwritable_place_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    child = os.fork()
    if child == 0:
        message = ""
        try:
            if os.getuid() == 0:  # root may write everywhere
                os.chdir(tmp_path / "locked")
                os.setuid(65534)
            start_run(tmp_path / "locked" / "run")
        except RunError as error:
            message = str(error)
        finally:
            os._exit(0 if "permission denied" in message else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("place", ["/proc/run", "/dev/null/run"])
def test_a_place_that_can_never_be_written_is_refused_before_any_work(place: str) -> None:
    with pytest.raises(RunError, match="cannot be written"):
        start_run(place)


def test_a_removed_run_is_gone(tmp_path: Path) -> None:
    save(tmp_path / "run", "first")
    remove_run(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_run_may_be_removed(tmp_path: Path) -> None:
    run = save(tmp_path / "run", "first")
    (run / MANIFEST).write_text("{")
    (run / MODEL).unlink()
    remove_run(run)
    assert list(tmp_path.iterdir()) == []


def test_a_kill_while_a_run_is_removed_leaves_it_whole_or_gone(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        save(folder / "run", "first")
        if not killed_at(number, lambda folder=folder: remove_run(folder / "run")):  # type: ignore[misc]
            break
        assert [summary.name for summary in list_runs(folder)] in ([], ["run"])
        assert hidden(folder) == []
        if (folder / "run").exists():
            assert words_of(folder / "run") == "first"
    assert number > 3


def test_a_run_that_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run at"):
        remove_run(tmp_path / "nothing")
