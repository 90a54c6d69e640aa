"""`separatrix compare` as a user types it."""

import json
from pathlib import Path

from tests.cli.conftest import Separatrix


def test_two_runs_are_laid_beside_each_other(separatrix: Separatrix, folder: Path) -> None:
    separatrix("toy", "circles", "-n", 300, "-o", folder / "circles.csv")
    quick = ("-t", "label", "--epochs", 40, "--lr", 0.02, "--no-pictures", "--no-report", "-q")
    separatrix("train", "circles.csv", *quick, "--hidden", "none", "-o", "runs/line")
    separatrix("train", "circles.csv", *quick, "--hidden", "16,16", "-o", "runs/net")
    shown = separatrix("compare", "runs/line", "runs/net", "-o", "pictures")
    assert shown.exit_code == 0, shown.output
    for said in ("hidden", "none", "16, 16", "parameters", "net is better than line in Accuracy"):
        assert said in shown.stdout
    assert "optimizer" not in shown.stdout
    assert (folder / "pictures" / "boundaries.png").is_file()
    document = json.loads(separatrix("compare", "runs/line", "runs/net", "--json").stdout)
    assert document["runs"][1]["verdict"]["word"] == "better"
    assert document["differs"] == {"hidden": ["none", "16, 16"]}


def test_one_run_is_no_comparison(separatrix: Separatrix, folder: Path) -> None:
    done = separatrix("compare", "runs/nothing")
    assert done.exit_code == 1
    assert "There is no run at" in " ".join(done.stderr.split())
