"""`separatrix check`: a screen or one JSON document, whatever is found."""

import io
import json
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
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
        for part in check_screen(check(dirty, target="y"), str(dirty), "separatrix train"):
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


@pytest.fixture
def served(folder: Path) -> Path:
    """Write a table of a weight, a time, a group and a part, and rows that differ in these."""
    columns = clean(3)
    copied = {name: np.append(cells, cells[:30]) for name, cells in columns.items()}
    rows = ROWS + 30
    copied["how much"] = np.arange(rows) % 7
    copied["hour"] = np.arange(rows)
    copied["house"] = np.arange(rows) // 3
    copied["part"] = np.where(np.arange(rows) % 3, "train", "test")
    lines = [
        ",".join(copied),
        *(",".join(map(str, row)) for row in zip(*copied.values(), strict=True)),
    ]
    place = folder / "served.csv"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


SERVING = [
    ["--weight", "how much", "--group", "house"],
    ["--time", "hour", "--text", "grade", "--drop", "house"],
    ["--split", "part", "--task", "binary", "--positive", "no", "--missing", "n.k."],
]


@pytest.mark.parametrize("words", SERVING)
def test_what_is_typed_next_says_all_that_was_said(
    separatrix: Separatrix, served: Path, words: list[str]
) -> None:
    checked = separatrix("check", served.name, "-t", "y", *words, "--columns")
    assert checked.exit_code == 0, checked.stderr
    typed = shlex.split(" ".join(checked.stdout.split("next  ")[1].split()))
    assert typed[:5] == ["separatrix", "train", "served.csv", "--target", "y"]
    assert dict(_pairs(typed[5:])) == dict(_pairs(words))

    quick = ("--epochs", 1, "--engine", "pytorch", "--no-pictures", "--out", "run", "--overwrite")
    trained = separatrix("train", served.name, "-t", "y", *words, *quick, "--columns")
    assert trained.exit_code == 0, trained.stderr
    said = trained.stdout[trained.stdout.index("separatrix check") :].split("\n\n")[0]
    typed = shlex.split(" ".join(said.split()))
    assert dict(_pairs(typed[5:])) == dict(_pairs(words))


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--weight", "part"], 'row 1 is "test", which is not a number'),
        (["--split", "size"], "A split column names the part of each row"),
        (["--time", "part"], "A time is a number or a date"),
        (["--time", "hour", "--group", "house"], "One column decides which rows are for what"),
        (["--time", "nonesuch"], "There is no column"),
        (["--weight", "y"], '"y" is the target'),
    ],
)
def test_a_column_that_train_refuses_is_refused_alike(
    separatrix: Separatrix, served: Path, words: list[str], said: str
) -> None:
    messages = []
    for verb in ("check", "train"):
        refused = separatrix(verb, served.name, "-t", "y", *words)
        assert refused.exit_code == 1
        messages += [line for line in refused.stderr.splitlines() if line.startswith("separatrix:")]
    assert said in messages[0]
    assert messages[0] == messages[1]


def test_no_training_is_suggested_where_no_column_can_be_learned_from(
    separatrix: Separatrix, folder: Path
) -> None:
    (folder / "bare.csv").write_text("\n".join(["c,y", *(f"1,{row % 2}" for row in range(40))]))
    shown = separatrix("check", "bare.csv", "-t", "y").stdout
    assert "separatrix train" not in shown
    assert "No column can be learned from." in shown


def test_no_finding_is_cut_in_mid_sentence(separatrix: Separatrix, dirty: Path) -> None:
    quick = ("--epochs", 1, "--engine", "pytorch", "--no-pictures", "--out", "run")
    shown = " ".join(separatrix("train", dirty.name, "-t", "y", *quick).stdout.split())
    for warning in check(dirty, target="y").warnings:
        assert warning.what in shown
