"""What was found in the table is kept with the run, and runs without it still open."""

from dataclasses import replace
from pathlib import Path

import pytest

import separatrix
from separatrix.data.check import check_table
from separatrix.data.table import Table
from separatrix.errors import RunError
from separatrix.runs import open_run, run_files, start_run
from separatrix.runs.contents import Contents
from separatrix.runs.documents import readable
from separatrix.runs.manifest import manifest_bytes, mark_of, read_manifest
from separatrix.runs.names import CHECKS, MANIFEST

OLD = Path(__file__).parent / "fixtures" / "format-1" / "run"


@pytest.fixture
def checked(binary: Contents, table: Table) -> Contents:
    kinds = dict.fromkeys(("multiclass", "regression"), "drop")
    return replace(binary, checked=check_table(table, "binary", kinds=kinds))  # type: ignore[arg-type]


@pytest.fixture
def run(checked: Contents, tmp_path: Path) -> Path:
    with start_run(tmp_path / "run") as writer:
        for name, content in run_files(checked).items():
            writer.write(name, content)
        return writer.finish()


def test_findings_are_the_same_when_the_run_is_opened(run: Path, checked: Contents) -> None:
    assert checked.checked is not None
    assert checked.checked.findings
    assert open_run(run).checked == checked.checked
    assert separatrix.load(run).findings == checked.checked.findings
    assert separatrix.load(run).columns == checked.checked.columns


def test_what_is_kept_quotes_no_cell_of_a_number(table: Table) -> None:
    checked = check_table(table, "regression")
    numbers = {*table.columns["weight"].to_pylist(), *table.columns["regression"].to_pylist()}
    kept = readable(checked).decode()
    assert [value for value in numbers if value is not None and repr(value) in kept] == []


def test_a_run_of_before_opens_without_findings() -> None:
    assert not (OLD / CHECKS).exists()
    assert separatrix.load(OLD).findings == ()
    assert separatrix.load(OLD).columns == ()


def test_a_changed_file_of_findings_is_found(run: Path) -> None:
    place = run / CHECKS
    place.write_bytes(place.read_bytes().replace(b"missing", b"mislead"))
    with pytest.raises(RunError, match=CHECKS):
        open_run(run)


def test_a_file_of_other_findings_is_refused(run: Path) -> None:
    strange = b'{"rows": 3}\n'
    (run / CHECKS).write_bytes(strange)
    marks = read_manifest(run).files | {CHECKS: mark_of(strange)}
    (run / MANIFEST).write_bytes(manifest_bytes(marks))
    with pytest.raises(RunError, match="not what a run holds"):
        open_run(run)
