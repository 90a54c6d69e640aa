"""A run is the same when it is opened, and nothing that happened to its files passes unseen."""

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest

from separatrix.data.table import Table
from separatrix.errors import RunError
from separatrix.evaluation.prediction import predict
from separatrix.recipe import from_json
from separatrix.runs import open_run, read_model, record, run_files, start_run
from separatrix.runs.contents import Contents, read_rows, rows_bytes
from separatrix.runs.journal import read_journal
from separatrix.runs.manifest import manifest_bytes, read_manifest
from separatrix.runs.names import FORMAT, JOURNAL, MANIFEST, MODEL

PICTURE = "pictures/curves.png"


def save(contents: Contents, path: Path) -> Path:
    with start_run(path) as writer:
        for name, content in run_files(contents).items():
            writer.write(name, content)
        writer.write(PICTURE, b"\x89PNG and more")
        return writer.finish()


@pytest.fixture
def run(binary: Contents, tmp_path: Path) -> Path:
    return save(binary, tmp_path / "run")


def test_a_run_is_the_same_when_it_is_opened(
    contents: Contents, table: Table, tmp_path: Path
) -> None:
    stored = open_run(save(contents, tmp_path / "run"))
    assert stored.scores == contents.scores
    assert stored.guess == contents.guess
    assert stored.table == contents.table
    for part in ("train", "validation", "test"):
        np.testing.assert_array_equal(getattr(stored.split, part), getattr(contents.split, part))
    one, other = predict(stored.fitted, table).answers, predict(contents.fitted, table).answers
    for name in ("probabilities_NC", "values_N"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    before, after = contents.fitted.history, stored.fitted.history
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(after.train_loss_EK, before.train_loss_EK)
    assert stored.about.seconds == contents.seconds
    assert stored.about.members == contents.fitted.members
    assert stored.about.part == "test"
    assert stored.notes == ()


def test_the_model_file_alone_is_the_same_model(run: Path, table: Table) -> None:
    alone, stored = read_model(run / MODEL), open_run(run).fitted
    one, other = predict(alone, table).answers, predict(stored, table).answers
    np.testing.assert_array_equal(one.probabilities_NC, other.probabilities_NC)


def test_the_recipe_of_a_run_is_that_of_its_training(run: Path, binary: Contents) -> None:
    assert from_json((run / "recipe.json").read_bytes()) == binary.fitted.recipe


def test_the_rows_are_a_table_that_other_tools_read(run: Path, binary: Contents) -> None:
    rows = pq.read_table(run / "rows.parquet").to_pydict()
    assert rows["row"] == sorted(rows["row"])
    assert rows["part"].count("test") == len(binary.split.test)


def test_a_split_without_test_rows_is_the_same_after_its_file(binary: Contents) -> None:
    split = replace(binary.split, test=binary.split.test[:0])
    again = read_rows(rows_bytes(split), binary.table.rows)
    np.testing.assert_array_equal(again.train, split.train, strict=True)
    np.testing.assert_array_equal(again.test, split.test, strict=True)


def test_row_numbers_that_the_table_has_not_are_refused(binary: Contents) -> None:
    content = rows_bytes(binary.split)
    with pytest.raises(RunError, match="names others"):
        read_rows(content, binary.table.rows - 1)
    with pytest.raises(RunError, match="not what a run holds"):
        read_rows(b"PAR1", binary.table.rows)


def test_a_run_holds_no_row_of_its_table(run: Path, table: Table) -> None:
    everything = b"".join(path.read_bytes() for path in run.rglob("*.*"))
    values = table.columns["weight"].drop_null().to_pylist()
    held = {value for value in values if repr(value).encode() in everything}
    assert held == set(open_run(run).fitted.encoder.profiles[0].quantiles)


def names_of(run: Path) -> list[str]:
    return [*read_manifest(run).files, MANIFEST]


def damage(content: bytes, chance: random.Random) -> bytes:
    kind = chance.choice(["flip", "cut", "append", "empty"])
    if kind == "flip":
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(changed)
    if kind == "cut":
        return content[: chance.randrange(len(content))]
    return content + chance.randbytes(chance.randrange(1, 9)) if kind == "append" else b""


def test_every_damage_to_any_file_is_found_and_the_file_named(run: Path) -> None:
    chance, names = random.Random(0), names_of(run)
    found = dict.fromkeys(names, 0)
    for _ in range(300):
        name = chance.choice(names)
        whole = (run / name).read_bytes()
        (run / name).write_bytes(damage(whole, chance))
        with pytest.raises(RunError, match=name):
            open_run(run)
        (run / name).write_bytes(whole)
        found[name] += 1
    assert min(found.values()) > 10
    assert open_run(run).path == run


def test_every_missing_file_is_found_and_named(run: Path) -> None:
    for name in names_of(run):
        aside = run.parent / "aside"
        (run / name).rename(aside)
        with pytest.raises(RunError, match="unfinished" if name == MANIFEST else name):
            open_run(run)
        aside.rename(run / name)
    assert open_run(run).path == run


def test_a_file_of_another_kind_is_refused_without_being_read(run: Path) -> None:
    (run / PICTURE).unlink()
    os.mkfifo(run / PICTURE)
    with pytest.raises(RunError, match=f"{PICTURE} is no plain file"):
        open_run(run)


def test_a_file_outside_the_run_is_not_read(run: Path, tmp_path: Path) -> None:
    marks = read_manifest(run).files
    (tmp_path / "secret").write_bytes((run / MODEL).read_bytes())
    (run / MODEL).unlink()
    (run / MODEL).symlink_to(tmp_path / "secret")
    with pytest.raises(RunError, match=f"{MODEL} is no plain file"):
        open_run(run)
    (run / MANIFEST).write_bytes(manifest_bytes({**marks, "../secret": marks[MODEL]}))
    with pytest.raises(RunError, match="no file of a run"):
        open_run(run)


def test_a_later_format_is_named_as_such(run: Path) -> None:
    document = json.loads((run / MANIFEST).read_bytes())
    (run / MANIFEST).write_text(json.dumps(document | {"format": FORMAT + 1}))
    with pytest.raises(RunError, match="made by a later version"):
        open_run(run)


@pytest.mark.parametrize("place", ["nothing", "empty", "model.safetensors/run"])
def test_a_place_without_a_run_is_refused(run: Path, place: str) -> None:
    (run.parent / "empty").mkdir()
    with pytest.raises(RunError, match=r"no (run at|finished run)"):
        open_run(run.parent / place)


def test_an_unfinished_run_is_refused_and_told_apart(binary: Contents, tmp_path: Path) -> None:
    with start_run(tmp_path / "run") as writer:
        for name, content in run_files(binary).items():
            writer.write(name, content)
        place = writer.keep_unfinished()
    with pytest.raises(RunError, match="unfinished run"):
        open_run(place)
    assert read_model(place / MODEL).members == 2


def test_files_beside_the_manifest_do_no_harm(run: Path) -> None:
    (run / "report.html").write_text("<p>")
    assert open_run(run).path == run


def test_the_journal_is_read_and_its_damage_told(run: Path) -> None:
    record(run, "evaluated", "a table")
    assert [entry.what for entry in open_run(run).journal] == ["started", "evaluated"]
    journal = run / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-5])
    stored = open_run(run)
    assert [entry.what for entry in stored.journal] == ["started"]
    assert JOURNAL in stored.notes[0]
    assert read_journal(run)[1] == stored.notes


def test_another_version_or_processor_is_told(binary: Contents, tmp_path: Path) -> None:
    elsewhere = msgspec.structs.replace(
        binary.fitted.environment, torch="2.6.0", processor="ALTIVEC"
    )
    contents = replace(binary, fitted=replace(binary.fitted, environment=elsewhere))
    notes = open_run(save(contents, tmp_path / "run")).notes
    assert "PyTorch 2.6.0" in notes[0]
    assert "ALTIVEC" in notes[1]
