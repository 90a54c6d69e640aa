"""What is refused: one clear message, exit code 1, and nothing half-written."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from separatrix.files import failpoint

Separatrix = Callable[..., Result]
Refused = Callable[..., str]

QUICK = ("--epochs", 2, "--no-pictures")


def everything_in(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def refused(separatrix: Separatrix, folder: Path) -> Refused:
    """Run the program, see that it refuses cleanly, and return the message."""

    def run(*words: object, standard_input: str | None = None) -> str:
        before = everything_in(folder)
        result = separatrix(*words, standard_input=standard_input)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        *told, message = result.stderr.splitlines()
        assert not any("Traceback" in line or line.startswith("separatrix:") for line in told)
        assert message.startswith("separatrix: ")
        assert "internal error" not in message
        assert everything_in(folder) == before
        return message.removeprefix("separatrix: ")

    return run


def table(folder: Path, name: str = "points.csv", rows: int = 30) -> Path:
    lines = [f"{i / 10},{(i * 7) % 10},{'inside' if i % 2 else 'outside'}" for i in range(rows)]
    path = folder / name
    path.write_text("\n".join(["x1,x2,label", *lines]) + "\n")
    return path


@pytest.fixture
def trained(separatrix: Separatrix, folder: Path) -> Path:
    table(folder)
    result = separatrix("train", "points.csv", "-t", "label", "--out", "run", *QUICK)
    assert result.exit_code == 0, result.output
    return folder / "run"


# ---- the table ---------------------------------------------------------------------------------


def test_a_file_that_is_not_there(refused: Refused, folder: Path) -> None:
    table(folder)
    assert 'Did you mean "points.csv"?' in refused("train", "point.csv", "-t", "label")


def test_an_empty_file(refused: Refused, folder: Path) -> None:
    (folder / "empty.csv").write_bytes(b"")
    assert "empty.csv is empty" in refused("train", "empty.csv", "-t", "label")


def test_a_header_without_rows(refused: Refused, folder: Path) -> None:
    (folder / "head.csv").write_text("x1,x2,label\n")
    assert "head.csv" in refused("train", "head.csv", "-t", "label")


def test_an_unknown_ending(refused: Refused, folder: Path) -> None:
    table(folder, "points.dat")
    assert '".dat"' in refused("train", "points.dat", "-t", "label")


def test_a_spreadsheet_with_the_way_out(refused: Refused, folder: Path) -> None:
    (folder / "points.xlsx").write_bytes(b"PK\x03\x04")
    assert "Save the sheet as CSV" in refused("train", "points.xlsx", "-t", "label")


@pytest.mark.parametrize("row", ["1,2", "1,2,inside,4"], ids=["short", "long"])
def test_a_ragged_row_with_its_line(refused: Refused, folder: Path, row: str) -> None:
    path = table(folder)
    path.write_text(path.read_text() + row + "\n")
    assert "line 32" in refused("train", "points.csv", "-t", "label").lower()


def test_a_wrong_encoding_with_its_line(refused: Refused, folder: Path) -> None:
    (folder / "latin.csv").write_bytes("x1,label\n1,a\n2,é\n".encode("latin-1"))
    message = refused("train", "latin.csv", "-t", "label")
    assert "line 3" in message.lower()
    assert "--encoding" in message


def test_a_web_page_with_the_ending_of_a_table(refused: Refused, folder: Path) -> None:
    (folder / "page.csv").write_text("<!DOCTYPE html>\n<html><body>Not found</body></html>\n")
    assert "web page" in refused("train", "page.csv", "-t", "label")


def test_columns_of_the_same_name(refused: Refused, folder: Path) -> None:
    (folder / "twice.csv").write_text("x,x,label\n1,2,a\n3,4,b\n")
    assert '"x"' in refused("train", "twice.csv", "-t", "label")


def test_a_table_on_standard_input_is_refused_like_a_file(refused: Refused) -> None:
    assert refused("train", "-", "-t", "label", standard_input="")


@pytest.mark.parametrize("words", [("train", "{}", "-t", "label"), ("toy", "circles", "-o", "{}")])
def test_a_folder_in_the_place_of_a_file(
    refused: Refused, folder: Path, words: tuple[str, ...]
) -> None:
    (folder / "folder.csv").mkdir()
    assert "folder" in refused(*(word.format("folder.csv") for word in words))


# ---- the target and the columns ----------------------------------------------------------------


def test_a_target_that_is_not_there(refused: Refused, folder: Path) -> None:
    table(folder)
    assert 'Did you mean "label"?' in refused("train", "points.csv", "-t", "lable")


def test_a_target_of_one_class(refused: Refused, folder: Path) -> None:
    (folder / "one.csv").write_text("x,label\n" + "".join(f"{i},a\n" for i in range(30)))
    assert "one class" in refused("train", "one.csv", "-t", "label").lower()


def test_a_target_that_is_missing_everywhere(refused: Refused, folder: Path) -> None:
    (folder / "none.csv").write_text("x,label\n" + "".join(f"{i},\n" for i in range(30)))
    assert "label" in refused("train", "none.csv", "-t", "label")


def test_a_positive_class_that_is_not_there(refused: Refused, folder: Path) -> None:
    table(folder)
    message = refused("train", "points.csv", "-t", "label", "--positive", "insid")
    assert 'Did you mean "inside"?' in message


def test_no_usable_column(refused: Refused, folder: Path) -> None:
    table(folder)
    drop = ("--drop", "x1", "--drop", "x2")
    assert "No column can be learned from" in refused("train", "points.csv", "-t", "label", *drop)


def test_a_kind_for_a_column_that_is_not_there(refused: Refused, folder: Path) -> None:
    table(folder)
    message = refused("train", "points.csv", "-t", "label", "--number", "x3")
    assert '"x3"' in message


def test_a_column_of_two_kinds(refused: Refused, folder: Path) -> None:
    table(folder)
    words = ("--number", "x1", "--category", "x1")
    assert "one kind" in refused("train", "points.csv", "-t", "label", *words)


def test_fewer_rows_than_parts(refused: Refused, folder: Path) -> None:
    table(folder, rows=2)
    assert "rows" in refused("train", "points.csv", "-t", "label")


@pytest.mark.parametrize("share", ["--test-share", "--validation-share"])
def test_a_share_out_of_range(refused: Refused, folder: Path, share: str) -> None:
    table(folder)
    message = refused("train", "points.csv", "-t", "label", share, "1.5")
    assert "below 1" in message
    assert "1.5" in message


# ---- the settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--optimizer", "adm"), 'Did you mean "adam"?'),
        (("--hidden", "64,0"), "hidden must be 1 to 65,536"),
        (("--epochs", "0"), "epochs must be 1 or more, got 0"),
        (("--loss", "l1"), "does not suit"),
        (("--seeds", "0"), "seeds must be 1 or more, got 0"),
        (("--device", "tpu"), 'no device "tpu"'),
        (("--preset", "plane"), 'Did you mean "plain"?'),
        (("--recipe", "nowhere.json"), "nowhere.json cannot be read"),
        (("--delimiter", "::"), "one ASCII character"),
        (("--encoding", "utf8000"), "not a known encoding"),
    ],
)
def test_a_setting_that_cannot_be(
    refused: Refused, folder: Path, words: tuple[str, str], said: str
) -> None:
    table(folder)
    assert said in refused("train", "points.csv", "-t", "label", *words)


@pytest.mark.parametrize(
    "words", [("--device", "tpu"), ("--epochs", "0"), ("--seed", "-1"), ("--seeds", "0")]
)
def test_a_setting_is_refused_before_the_table_is_read(
    refused: Refused, folder: Path, words: tuple[str, str]
) -> None:
    (folder / "empty.csv").write_bytes(b"")
    assert "empty.csv" not in refused("train", "empty.csv", "-t", "label", *words)


def test_an_unknown_toy_set(refused: Refused) -> None:
    assert 'Did you mean "circles"?' in refused("toy", "circle")


def test_a_real_table_that_is_to_be_noisier(refused: Refused) -> None:
    assert "--noise" in refused("toy", "penguins", "--noise", "3")


# ---- the place of a run ------------------------------------------------------------------------


def test_a_run_that_is_there_already(refused: Refused, trained: Path) -> None:
    assert "--overwrite" in refused("train", "points.csv", "-t", "label", "--out", "run")


def test_a_folder_of_somebody_else_even_with_overwrite(refused: Refused, folder: Path) -> None:
    table(folder)
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("all of it")
    words = ("train", "points.csv", "-t", "label", "--out", "mine", "--overwrite")
    assert "holds no run" in refused(*words)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_place_without_permission(refused: Refused, folder: Path) -> None:
    table(folder)
    (folder / "closed").mkdir(mode=0o500)
    message = refused("train", "points.csv", "-t", "label", "--out", "closed/run")
    assert "permission denied" in message


@pytest.mark.parametrize(
    "words",
    [
        ("train", "points.csv", "-t", "label", "--out", "points.csv/run"),
        ("train", "points.csv", "-t", "label", "--out", "points.csv"),
        ("toy", "circles", "-o", "points.csv/circles.csv"),
        ("toy", "circles", "-o", "nowhere/circles.csv"),
    ],
)
def test_an_unwritable_output_is_named(
    refused: Refused, folder: Path, words: tuple[str, ...]
) -> None:
    table(folder)
    message = refused(*words)
    assert words[-1].split("/")[0] in message
    assert ".part" not in message


def test_an_output_of_unknown_ending(refused: Refused, trained: Path) -> None:
    assert '".xlsx"' in refused("toy", "circles", "-o", "circles.xlsx")
    assert '".doc"' in refused("predict", "run", "points.csv", "-o", "answers.doc")
    assert ".png or .svg" in refused("show", "run", "curves", "-o", "curves.gif")


def test_predictions_into_a_folder_that_is_not_there(refused: Refused, trained: Path) -> None:
    message = refused("predict", "run", "points.csv", "-o", "nowhere/answers.csv")
    assert message == "nowhere/answers.csv: no such file or directory."


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("predict", "run", "points.csv", "-o", "p.csv"), "p.csv"),
        (("toy", "circles", "-o", "p.csv"), "p.csv"),
        (("show", "run", "curves", "-o", "p.png"), ""),
        (("train", "points.csv", "-t", "label", "--out", "more", *QUICK), "more"),
    ],
)
@pytest.mark.parametrize("operation", ["open", "write", "fsync"])
def test_a_full_disk_leaves_what_was_there(
    refused: Refused, trained: Path, words: tuple[str, ...], place: str, operation: str
) -> None:
    def full(number: int, asked: str, path: Path) -> None:
        if asked == operation:
            raise OSError(errno.ENOSPC, "No space left on device")

    with failpoint(full):
        message = refused(*words)
    assert "no space left on device" in message
    assert place in message


@pytest.mark.parametrize("typed", ["points.csv", "run/../points.csv", "link.csv"])
def test_predictions_over_the_table_that_is_read(
    refused: Refused, trained: Path, folder: Path, typed: str
) -> None:
    (folder / "link.csv").symlink_to("points.csv")
    message = refused("predict", "run", "points.csv", "-o", typed)
    assert "is the table that is read" in message
    assert "another file" in message


@pytest.mark.parametrize(
    "words",
    [
        ("predict", "run", "points.csv", "-o", "run/rows.parquet"),
        ("toy", "circles", "-o", "run/history.csv"),
        ("show", "run", "curves", "-o", "run/pictures/curves.png"),
    ],
)
def test_an_output_inside_a_run(refused: Refused, trained: Path, words: tuple[str, ...]) -> None:
    assert f"lies in the run {trained}" in refused(*words)


def test_another_output_is_written_anew(separatrix: Separatrix, trained: Path) -> None:
    for _ in range(2):
        assert separatrix("toy", "circles", "-o", "out.csv").exit_code == 0
        assert separatrix("predict", "run", "points.csv", "-o", "out.csv").exit_code == 0


# ---- a run that is used ------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["predict", "evaluate"])
def test_a_run_that_is_not_there(refused: Refused, folder: Path, verb: str) -> None:
    table(folder)
    assert "There is no run at" in refused(verb, "nowhere", "points.csv")


@pytest.mark.parametrize("verb", ["predict", "evaluate"])
def test_missing_columns_at_predict_time(
    refused: Refused, trained: Path, folder: Path, verb: str
) -> None:
    (folder / "less.csv").write_text("x1,label\n1,inside\n2,outside\n")
    assert "lacks the column x2" in refused(verb, "run", "less.csv")


def test_an_evaluation_without_the_target(refused: Refused, trained: Path, folder: Path) -> None:
    (folder / "plain.csv").write_text("x1,x2\n1,2\n2,3\n")
    assert '"label"' in refused("evaluate", "run", "plain.csv")


@pytest.mark.parametrize(
    "name", ["model.safetensors", "recipe.json", "scores.json", "history.csv", "manifest.json"]
)
def test_a_damaged_run_names_the_file(refused: Refused, trained: Path, name: str) -> None:
    content = bytearray((trained / name).read_bytes())
    content[len(content) // 2] ^= 1
    (trained / name).write_bytes(content)
    assert name in refused("predict", "run", "points.csv")


def test_an_unfinished_run(refused: Refused, trained: Path) -> None:
    (trained / "manifest.json").unlink()
    assert "unfinished" in refused("predict", "run", "points.csv")


def test_a_run_of_a_later_format(refused: Refused, trained: Path) -> None:
    path = trained / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 999}, indent=2) + "\n")
    message = refused("predict", "run", "points.csv")
    assert "later version" in message
    assert "999" in message


def test_a_model_file_that_is_none(refused: Refused, folder: Path) -> None:
    table(folder)
    (folder / "model.safetensors").write_bytes(b"not a model")
    assert "model.safetensors" in refused("predict", "model.safetensors", "points.csv")


def test_a_picture_that_there_is_not(refused: Refused, trained: Path) -> None:
    assert 'Did you mean "boundary"?' in refused("show", "run", "boundry")


def test_the_curves_of_a_model_file_alone(refused: Refused, trained: Path) -> None:
    assert refused("show", "run/model.safetensors", "curves")


def test_removing_what_is_no_run(refused: Refused, folder: Path) -> None:
    table(folder)
    assert "points.csv" in refused("runs", "rm", "points.csv")
    assert "There is no run" in refused("runs", "rm", "nowhere")


def test_removing_a_link_to_a_run(refused: Refused, trained: Path, folder: Path) -> None:
    (folder / "link").symlink_to(trained)
    assert f"link is a link to {trained}" in refused("runs", "rm", "link")


def test_listing_a_folder_that_is_not_there(refused: Refused) -> None:
    assert "nowhere" in refused("runs", "nowhere")


@pytest.mark.parametrize(
    "words",
    [
        ("train", "nowhere.csv", "-t", "label", "--json"),
        ("evaluate", "nowhere", "points.csv", "--json"),
        ("runs", "nowhere", "--json"),
        ("lesson", "circels", "--json"),
    ],
)
def test_a_refusal_leaves_standard_output_empty_for_json_too(
    refused: Refused, words: tuple[str, ...]
) -> None:
    assert refused(*words)


# ---- lessons -----------------------------------------------------------------------------------


def test_an_unknown_lesson(refused: Refused) -> None:
    assert 'Did you mean "circles"?' in refused("lesson", "circels")


def test_an_unknown_rung(refused: Refused) -> None:
    assert '"relo"' in refused("lesson", "circles", "--code", "relo")


def test_a_parquet_file_that_is_none(refused: Refused, folder: Path) -> None:
    (folder / "points.parquet").write_bytes(b"x1,label\n1,a\n")
    assert "points.parquet" in refused("train", "points.parquet", "-t", "label")


def test_a_parquet_file_that_was_cut_off(refused: Refused, folder: Path) -> None:
    path = folder / "points.parquet"
    pq.write_table(pa.table({"x": [1.0, 2.0, 3.0], "label": ["a", "b", "a"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert "points.parquet" in refused("train", "points.parquet", "-t", "label")


# ---- what the training never saw ---------------------------------------------------------------


@pytest.mark.parametrize("words", [("predict", "-o", "p.csv", "--json"), ("evaluate", "--json")])
def test_strict_refuses_what_training_never_saw(
    refused: Refused, trained: Path, folder: Path, words: tuple[str, ...]
) -> None:
    (folder / "new.csv").write_text("x1,x2,label,x3\n500,1,inside,7\n1,,outside,7\n")
    command, *options = words
    message = refused(command, "run", "new.csv", "--strict", *options)
    for part in ("never saw", '"x1" (50 %) lies above', '"x2" (50 %) is missing', "not used: x3"):
        assert part in message


def test_a_report_as_json_cannot_share_standard_output_with_the_answers(
    refused: Refused, trained: Path
) -> None:
    for out in ((), ("-o", "-")):
        message = refused("predict", "run", "points.csv", "--json", *out)
        assert (
            message == "--json prints the report where the answers would go. Name a file with -o."
        )


def test_numbers_with_a_decimal_comma_that_are_texts(
    refused: Refused, trained: Path, folder: Path
) -> None:
    pq.write_table(pa.table({"x1": ["1,5", "2,5"], "x2": [1, 2]}), folder / "new.parquet")
    message = refused("predict", "run", "new.parquet")
    assert 'row 1 is "1,5", which is not a number. If its comma is the decimal mark' in message
