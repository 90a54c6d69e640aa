"""`separatrix check`: a screen or one JSON document, whatever is found."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import Result

import separatrix as package
from separatrix.cli.check_screen import check_screen
from separatrix.data.check import check
from tests.data.checks.tables import ROWS, clean

Separatrix = Callable[..., Result]


@pytest.fixture
def dirty(folder: Path) -> Path:
    """Write a table with a leak, stand-in numbers and a constant column."""
    columns = clean(0)
    columns["age"] = [-999 if row % 20 == 0 else row % 71 for row in range(ROWS)]
    columns["late"] = columns["y"]
    columns["site"] = ["Kiel"] * ROWS
    lines = [",".join(columns)]
    lines += [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    place = folder / "dirty table.csv"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_the_screen_says_what_is_there_and_what_to_do(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix("check", dirty.name, "--target", "y")
    assert shown.exit_code == 0
    assert (
        "dirty table.csv: 400 rows; 9 columns beside the target y, 8 of them used" in shown.stdout
    )
    assert "! late alone tells the target almost perfectly (ROC AUC 1.0000)." in shown.stdout
    assert "! -999 may stand for something that is no number: age (20 cells" in shown.stdout
    assert '· Never changing: site (every cell is "Kiel").' in shown.stdout
    assert "next  separatrix train 'dirty table.csv' --target y" in shown.stdout
    classes = check(dirty, target="y").classes
    assert f"yes   {classes['yes']}" in shown.stdout


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_screen_or_too_long_to_read(dirty: Path, width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    with console.capture() as written:
        for part in check_screen(check(dirty, target="y"), str(dirty)):
            console.print(part)
    assert max(map(len, written.get().splitlines())) <= width
    prose = written.get().split("! late alone")[1].split("next")[0]
    assert max(map(len, prose.splitlines())) <= 100


def test_json_is_one_document_and_nothing_else(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix("check", dirty, "-t", "y", "--json")
    document = json.loads(shown.stdout)
    assert document == json.loads(json.dumps(check(dirty, target="y").to_json()))
    assert document["findings"][0]["code"] == "leak"


def test_the_way_out_that_is_named_works(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix(
        "check", dirty, "-t", "y", "--missing", "-999", "--drop", "late", "--drop", "site", "--json"
    )
    codes = [finding["code"] for finding in json.loads(shown.stdout)["findings"]]
    assert codes == ["missing"]


def test_a_table_without_findings_says_so(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix(
        "check", dirty, "-t", "y", "--drop", "age", "--drop", "late", "--drop", "site"
    )
    assert "Nothing was found" in shown.stdout


def test_a_number_is_shown_by_its_quantiles(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix("check", dirty, "-t", "size")
    assert "median" in shown.stdout
    assert "multiclass" not in shown.stdout
    shown = separatrix("check", dirty, "-t", "grade", "--task", "regression", "--json")
    assert json.loads(shown.stdout)["task"] == "regression"


def test_many_columns_are_shown_when_asked_for(separatrix: Separatrix, folder: Path) -> None:
    names = [f"x{number}" for number in range(20)]
    rows = [",".join(str((row * number) % 97) for number in range(3, 24)) for row in range(60)]
    (folder / "wide.csv").write_text("\n".join([",".join([*names, "y"]), *rows]))
    few = separatrix("check", "wide.csv", "-t", "y").stdout
    every = separatrix("check", "wide.csv", "-t", "y", "--columns").stdout
    assert "… 8 more" in few
    assert "\nx19 " not in few
    assert "\nx19 " in every


def test_names_in_brackets_are_shown_as_they_stand(separatrix: Separatrix, folder: Path) -> None:
    lines = [f"{row % 7},{row % 5},{('[red]', '[bold]b')[row % 2]}" for row in range(60)]
    (folder / "marks.csv").write_text("\n".join(["[b]x,[dim]z,[i]y", *lines]))
    shown = separatrix("check", "marks.csv", "-t", "[i]y").stdout
    for name in ("[b]x", "[dim]z", "[i]y  ", "[red]", "[bold]b"):
        assert name in shown


def test_standard_input_is_checked(separatrix: Separatrix, dirty: Path) -> None:
    shown = separatrix("check", "-", "-t", "y", standard_input=dirty.read_text("utf-8"))
    assert "standard input: 400 rows" in shown.stdout
    assert "next  separatrix train TABLE --target y" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--target", "nonesuch"], "There is no column"),
        (["--target", "y", "--group", "nonesuch"], "There is no column"),
        (["--target", "y", "--task", "binary", "--positive", "maybe"], "is not a class"),
        (["--target", "y", "--drop", "age", "--number", "age"], "A column has one kind"),
    ],
)
def test_what_cannot_be_used_is_one_message(
    separatrix: Separatrix, dirty: Path, words: list[str], said: str
) -> None:
    refused = separatrix("check", dirty, *words)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("separatrix: ")
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_training_shows_a_few_lines_and_keeps_all_findings(
    separatrix: Separatrix, dirty: Path, folder: Path
) -> None:
    words = ("train", dirty.name, "-t", "y", "--epochs", 1, "--engine", "pytorch", "--out", "run")
    shown = separatrix(*words, "--no-pictures")
    lines = [line for line in shown.stdout.splitlines() if line.startswith("check  ")]
    assert lines[0].startswith("check  late alone tells the target")
    assert lines[-1] == "check  1 more finding: separatrix check 'dirty table.csv' --target y"
    assert len(lines) == 3
    run = package.load(folder / "run")
    assert run.findings == check(dirty, target="y").findings
    assert [column.name for column in run.columns][-1] == "site"
