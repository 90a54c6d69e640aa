"""`separatrix report` as a user types it, and the pages that train and ladder write."""

from pathlib import Path

from tests.cli.conftest import Separatrix


def test_train_and_ladder_write_one_unless_told_not_to(
    separatrix: Separatrix, folder: Path
) -> None:
    separatrix("toy", "moons", "-n", 200, "-o", folder / "moons.csv")
    quick = ("-t", "label", "--epochs", 2, "--no-pictures")
    shown = separatrix("train", "moons.csv", *quick, "-o", "runs/a")
    assert "runs/a/report.html" in shown.stdout
    assert (folder / "runs/a/report.html").is_file()
    separatrix("train", "moons.csv", *quick, "-o", "runs/b", "--no-report", "-q")
    assert not (folder / "runs/b/report.html").exists()
    words = ("-t", "label", "--rungs", "linear", "--folds", 2, "--repeats", 1, "--no-beside")
    assert "ladders/moons/report.html" in separatrix("ladder", "moons.csv", *words).stdout
    separatrix("ladder", "moons.csv", *words, "--no-report", "-o", "ladders/none")
    assert not (folder / "ladders/none/report.html").exists()

    done = separatrix("report", "runs/b", "ladders/moons", "-o", "both.html")
    assert (done.exit_code, done.stdout.strip()) == (0, "both.html")
    assert separatrix("report", "runs/b").stdout.strip() == "runs/b/report.html"
    assert separatrix("runs", "rm", "runs/b").exit_code == 0  # its report goes with it


def test_what_cannot_be_reported_is_refused_in_a_sentence(
    separatrix: Separatrix, folder: Path
) -> None:
    said = {
        ("runs/nothing",): "There is no run at",
        ("runs/nothing", "-o", "x.pdf"): "A report ends in .html",
    }
    for words, expected in said.items():
        done = separatrix("report", *words)
        assert done.exit_code == 1
        assert expected in " ".join(done.stderr.split())
