"""What is done with a run: evaluate, predict, show, runs."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from separatrix.cli import show
from separatrix.pictures.catalogue import PICTURES

Separatrix = Callable[..., Result]


@pytest.fixture(scope="module")
def made(separatrix: Separatrix, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs and their tables; nothing in here is changed by a test."""
    folder = tmp_path_factory.mktemp("made")
    table, line = folder / "circles.csv", folder / "line.csv"
    for words in (
        ("toy", "circles", "-n", 100, "-o", table),
        ("toy", "line", "-n", 60, "-o", line),
        (
            "train",
            table,
            "-t",
            "label",
            "--seeds",
            2,
            "--epochs",
            3,
            "--out",
            folder / "runs/circles",
        ),
        ("train", line, "-t", "y", "--epochs", 3, "--out", folder / "runs/line", "--no-pictures"),
    ):
        result = separatrix(*words)
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def run(made: Path) -> Path:
    return made / "runs" / "circles"


@pytest.fixture
def table(made: Path) -> Path:
    return made / "circles.csv"


# ---- evaluate ----------------------------------------------------------------------------------


def test_evaluate_shows_scores_with_intervals(
    separatrix: Separatrix, run: Path, table: Path
) -> None:
    result = separatrix("evaluate", run, table)
    assert result.exit_code == 0, result.output
    assert "100 rows" in result.stdout
    assert "95 % interval" in result.stdout
    assert "guess" not in result.stdout


def test_evaluate_as_json_is_one_document(separatrix: Separatrix, run: Path, table: Path) -> None:
    result = separatrix("evaluate", run, table, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    (scores,) = document["scores"].values()
    assert scores["accuracy"].keys() == {"value", "low", "high", "members"}
    assert "trained on" in result.stderr


# ---- predict -----------------------------------------------------------------------------------


def test_predict_writes_a_row_for_each_row_in_their_order(
    separatrix: Separatrix, run: Path, table: Path, folder: Path
) -> None:
    for _ in range(2):
        result = separatrix("predict", run, table, "-o", "p.csv")
        assert (result.exit_code, result.stdout) == (0, ""), result.output
        assert "100 rows in p.csv" in result.stderr
    answers = pa_csv.read_csv(folder / "p.csv")
    assert answers.column_names == ["prediction", "p_0", "p_1"]
    assert len(answers) == 100


def test_standard_output_a_csv_file_and_a_parquet_file_hold_the_same(
    separatrix: Separatrix, run: Path, table: Path, folder: Path
) -> None:
    for name in ("p.csv", "p.parquet"):
        assert separatrix("predict", run, table, "-o", name, "-q").output == ""
    printed = separatrix("predict", run, table, "-q")
    assert printed.stdout_bytes == (folder / "p.csv").read_bytes()
    assert printed.stdout_bytes == separatrix("predict", run, table, "-o", "-", "-q").stdout_bytes
    read = pa_csv.read_csv(io.BytesIO(printed.stdout_bytes))
    assert read.to_pydict() == pq.read_table(folder / "p.parquet").to_pydict()


def test_the_model_file_alone_predicts_the_same(
    separatrix: Separatrix, run: Path, table: Path
) -> None:
    whole = separatrix("predict", run, table)
    alone = separatrix("predict", run / "model.safetensors", table)
    assert whole.stdout_bytes == alone.stdout_bytes != b""


def test_a_table_of_standard_input_is_answered(
    separatrix: Separatrix, run: Path, table: Path
) -> None:
    piped = separatrix("predict", run, "-", standard_input=table.read_text())
    assert piped.exit_code == 0, piped.output
    assert piped.stdout_bytes == separatrix("predict", run, table).stdout_bytes


def test_keep_repeats_the_table_and_formulas_are_defused_unless_raw(
    separatrix: Separatrix, run: Path, folder: Path
) -> None:
    (folder / "new.csv").write_text("x1,x2,name\n0.1,0.2,=1+1\n-0.3,0.4,@cmd\n")
    kept = pa_csv.read_csv(io.BytesIO(separatrix("predict", run, "new.csv", "--keep").stdout_bytes))
    assert kept.column_names[:3] == ["x1", "x2", "name"]
    assert kept["name"].to_pylist() == ["'=1+1", "'@cmd"]
    assert kept["x1"].to_pylist() == [0.1, -0.3]
    raw = separatrix("predict", run, "new.csv", "--keep", "--raw").stdout_bytes
    assert pa_csv.read_csv(io.BytesIO(raw))["name"].to_pylist() == ["=1+1", "@cmd"]


def test_a_number_is_predicted_without_probabilities(separatrix: Separatrix, made: Path) -> None:
    result = separatrix("predict", made / "runs/line", made / "line.csv")
    assert result.exit_code == 0, result.output
    assert pa_csv.read_csv(io.BytesIO(result.stdout_bytes)).column_names == ["prediction"]


# ---- show --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["boundary", "curves"])
def test_show_draws_beside_you_and_prints_where(
    separatrix: Separatrix, run: Path, folder: Path, what: str
) -> None:
    result = separatrix("show", run, what)
    assert (result.exit_code, result.stdout) == (0, f"circles-{what}.png\n"), result.output
    assert (folder / f"circles-{what}.png").read_bytes().startswith(b"\x89PNG")


def test_show_draws_two_columns_with_the_table_where_it_was_moved_to(
    separatrix: Separatrix, run: Path, table: Path, folder: Path
) -> None:
    words = ("boundary", "--features", "x1, x2", "--table", table, "--held", "typical")
    result = separatrix("show", run, *words, "-o", "b.png")
    assert (result.exit_code, result.stdout) == (0, "b.png\n"), result.output
    missed = separatrix("show", run, "boundary", "--features", "x1,x3")
    assert missed.exit_code == 1
    assert 'uses no column "x3"' in missed.stderr
    assert separatrix("show", run, "boundary", "--row", 0).exit_code == 2


def test_the_doctor_tells_what_was_measured_and_what_to_try(
    separatrix: Separatrix, made: Path, table: Path, folder: Path
) -> None:
    words = ("train", table, "-t", "label", "--learning-rate", 1e-6, "--epochs", 20)
    trained = separatrix(*words, "--out", "slow", "--no-pictures", "--no-report")
    assert trained.exit_code == 0, trained.output
    assert "doctor  What to try: separatrix show slow doctor" in trained.stdout
    told = " ".join(separatrix("show", "slow", "doctor").stdout.split())
    assert "never left the start measured The training loss fell by 0 %" in told
    assert (
        f"try separatrix train {table} --target label --recipe slow/recipe.json --activation relu"
        in told
    )
    assert told.endswith("slow-doctor.png")
    again = told.partition("try separatrix ")[2].partition(" slow-doctor.png")[0].split()
    cured = separatrix(*again, "--out", "cured", "--no-pictures", "--no-report")
    assert cured.exit_code == 0, cured.output
    assert "The training loss fell by 0 %" not in cured.stdout


def test_the_net_is_drawn_and_told_and_a_row_is_stepped_through_it(
    separatrix: Separatrix, run: Path, folder: Path
) -> None:
    told = separatrix("show", run, "net", "--member", 2)
    assert told.exit_code == 0, told.output
    assert "hidden 1       2    128  relu" in told.stdout
    stepped = " ".join(separatrix("show", run, "net", "--row", 3).stdout.split())
    for words in ("Row 3: the target is", "z1,", "probabilities:", "dL/dz1,", "loss goes from"):
        assert words in stepped
    missing = separatrix("show", run, "net", "--member", 3)
    assert missing.exit_code == 1
    assert "there is no member 2" in missing.stderr
    assert "there is no row 101" in separatrix("show", run, "net", "--row", 101).stderr


def test_what_matters_is_told_and_drawn(separatrix: Separatrix, run: Path, folder: Path) -> None:
    told = separatrix("show", run, "importance")
    assert told.exit_code == 0, told.output
    assert "95 % interval" in told.stdout
    assert told.stdout.endswith("circles-importance.png\n")
    apart = separatrix("show", run, "contributions", "--row", 2)
    assert apart.exit_code == 0, apart.output
    assert "label = 1: what each column contributed" in apart.stdout
    assert separatrix("show", run, "effects", "--features", "x2").stdout == "circles-effects.png\n"
    missing = separatrix("show", run, "contributions")
    assert missing.exit_code == 1
    assert "is of one row: name it with --row" in missing.stderr
    one = separatrix("show", run, "boundary", "--features", "x2")
    assert "needs the names of two columns, got 1" in one.stderr


def test_show_writes_the_film_of_one_run_or_two(
    separatrix: Separatrix, run: Path, made: Path, folder: Path
) -> None:
    assert separatrix("show", run, "film").stdout == "circles-film.gif\n"
    assert separatrix("show", run, run, "film", "-o", "two.html").stdout == "two.html\n"
    assert (folder / "two.html").read_text().startswith("<!doctype html>")
    assert separatrix("show", run, run, "-o", "bare.gif").stdout == "bare.gif\n"
    third = separatrix("show", run, run, run, "film")
    assert third.exit_code == 1
    assert "film is of one run or two, got 3" in third.stderr
    both = separatrix("show", run, run, "curves")
    assert "curves is of one run, got 2. `separatrix compare` takes several." in both.stderr
    line = separatrix("show", made / "runs/line", "film")
    assert "was not filmed" in line.stderr


def test_show_writes_the_format_of_the_ending(
    separatrix: Separatrix, run: Path, folder: Path
) -> None:
    result = separatrix("show", run, "curves", "-o", "c.svg")
    assert (result.exit_code, result.stdout) == (0, "c.svg\n"), result.output
    assert b"<svg" in (folder / "c.svg").read_bytes()


def test_without_a_word_the_curves_are_drawn(
    separatrix: Separatrix, run: Path, folder: Path
) -> None:
    assert separatrix("show", run).stdout == "circles-curves.png\n"


def test_the_pictures_of_the_command_are_those_there_are(separatrix: Separatrix) -> None:
    assert tuple(PICTURES) == show.PICTURES
    assert show.FILM not in PICTURES
    told = separatrix("show", "--help").stdout
    assert all(name in told for name in PICTURES)


# ---- runs --------------------------------------------------------------------------------------


def test_runs_lists_finished_and_unfinished_ones(
    separatrix: Separatrix, made: Path, folder: Path
) -> None:
    result = separatrix("runs", made / "runs")
    assert result.exit_code == 0, result.output
    assert [line.split()[0] for line in result.stdout.splitlines()[2:]] == ["circles", "line"]
    assert "Accuracy" in result.stdout


def test_runs_as_json_is_one_document(separatrix: Separatrix, made: Path) -> None:
    document = json.loads(separatrix("runs", made / "runs", "--json").stdout)
    assert [run["name"] for run in document] == ["circles", "line"]
    assert {run["state"] for run in document} == {"finished"}


def test_without_runs_there_is_nothing_to_list(separatrix: Separatrix, folder: Path) -> None:
    assert separatrix("runs").exit_code == 0
    assert json.loads(separatrix("runs", "--json").stdout) == []


def test_an_unfinished_run_is_named_as_such_and_can_be_removed(
    separatrix: Separatrix, folder: Path
) -> None:
    assert separatrix("toy", "circles", "-n", 60, "-o", "c.csv").exit_code == 0
    for _ in range(2):
        words = ("train", "c.csv", "-t", "label", "--epochs", 1, "--no-pictures")
        assert separatrix(*words).exit_code == 0
    first, second = sorted(path.name for path in (folder / "runs").iterdir())
    (folder / "runs" / second / "manifest.json").unlink()
    listed = separatrix("runs")
    assert "unfinished" in listed.stdout
    removed = separatrix("runs", "rm", f"runs/{second}", f"runs/{first}")
    assert (removed.exit_code, removed.stdout) == (0, ""), removed.output
    assert list((folder / "runs").iterdir()) == []


def test_rm_without_a_name_and_two_folders_are_wrong_usage(separatrix: Separatrix) -> None:
    assert separatrix("runs", "rm").exit_code == 2
    assert separatrix("runs", "one", "two").exit_code == 2


def test_an_ending_that_is_not_known_is_refused_before_anything_is_read(
    separatrix: Separatrix, folder: Path
) -> None:
    refused = separatrix("predict", folder / "nowhere", "nothing.csv", "-o", "out.xyz")
    assert refused.exit_code == 1
    assert 'out.xyz has the ending ".xyz"; known are .csv' in refused.stderr
