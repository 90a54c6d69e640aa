"""A sweep chooses by validation rows, opens the test once, and goes on where it was."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import separatrix
from separatrix.errors import RecipeError, RunError
from separatrix.metrics.registry import score
from separatrix.recipe import Recipe
from separatrix.runs.index import list_runs
from separatrix.runs.journal import read_journal
from separatrix.runs.openings import OPENED
from separatrix.sweeps.result import Swept
from separatrix.sweeps.space import Range, Values

BASE = Recipe(hidden=(8,), epochs=18, learning_rate=1e-4)
SPACE = {
    "learning_rate": Range(1e-3, 1e-1, log=True),
    "hidden": Values(((4,), (16,))),
    "dropout": Values((0.0, 0.2)),
}


def written(folder: Path, poisoned: bool = False) -> Path:
    table = separatrix.make_toy("moons", 300, noise=0.2, seed=0).columns.to_pydict()
    if poisoned:
        test = separatrix.train(
            table, target="label", recipe=Recipe(epochs=1), out=folder / "parts", pictures=False
        ).split
        assert test is not None
        for row in test.test:
            table["x1"][row] += 3.0  # its class decides how rows are divided, and stays
    path = folder / "moons.csv"
    rows = zip(*table.values(), strict=True)
    path.write_text("\n".join([",".join(table), *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def sweep(table: Path, name: str = "sweep", **given: Any) -> Swept:
    settings: dict[str, Any] = {"trials": 12, "space": SPACE, "base": BASE, "pictures": False}
    return separatrix.sweep(table, target="label", out=table.parent / name, **(settings | given))


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    return sweep(written(tmp_path_factory.mktemp("swept")), pictures=True)


def test_the_best_validation_score_of_the_last_stage_wins(swept: Swept) -> None:
    stages = [[t for t in swept.trials if t.stage == stage] for stage in range(3)]
    assert [len(each) for each in stages] == [12, *map(len, stages[1:])]
    assert len(stages[0]) > len(stages[1]) >= len(stages[2]) >= 2
    assert [each[0].epochs for each in stages] == [2, 6, 18]
    assert all(any(t.number == 0 for t in each) for each in stages)  # the base goes along
    best = max(stages[2], key=lambda t: (t.score, -t.number))
    assert swept.best == best.number
    survivors = sorted(stages[0], key=lambda t: (-(t.score or 0), t.number))[:4]
    assert {t.number for t in survivors} | {0} == {t.number for t in stages[1]}


def test_the_winners_run_is_trained_as_its_trial_was_and_opens_the_test_once(swept: Swept) -> None:
    run = separatrix.load(swept.run)
    trial = swept.last[swept.best]
    assert trial.score is not None
    assert run.scores["validation"]["accuracy"].value == pytest.approx(trial.score, abs=0.02)
    assert swept.test is not None
    assert swept.test[0] == run.scores["test"]["accuracy"].value
    entries, _ = read_journal(run.path)
    assert [entry.what for entry in entries].count(OPENED) == 1


def test_it_is_opened_as_it_was_kept_with_every_recipe(swept: Swept) -> None:
    assert separatrix.load_sweep(swept.path) == swept
    document = json.loads((Path(swept.path) / "sweep.json").read_text())
    assert len(document["plan"]["recipes"]) == 12
    assert {each["setting"] for each in document["mattered"]} == set(SPACE)
    assert (Path(swept.path) / "pictures" / "sweep.png").is_file()
    (summary,) = [each for each in list_runs(Path(swept.path).parent) if each.kind == "sweep"]
    assert swept.test is not None
    assert (summary.state, summary.metric, summary.score) == ("finished", "accuracy", swept.test[0])
    assert (
        "moons" in separatrix.report(swept.path, out=Path(swept.path).parent / "r.html").read_text()
    )
    with pytest.raises(RunError, match="is a sweep, and a run is wanted"):
        separatrix.load(swept.path)


def test_test_rows_change_no_trial(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = sweep(written(tmp_path / "a")), sweep(written(tmp_path / "b", poisoned=True))
    scores = [[(t.number, t.stage, t.score) for t in each.trials] for each in (one, other)]
    assert scores[0] == scores[1]
    assert one.test != other.test


def test_labels_that_say_nothing_are_tested_at_chance(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    lines = [f"{a},{b},{random.integers(2)}" for a, b in random.normal(size=(400, 2))]
    path = tmp_path / "noise.csv"
    path.write_text("\n".join(["a,b,label", *lines]) + "\n")
    found = sweep(path)
    assert found.test is not None
    assert found.test[1] is not None
    assert found.test[2] is not None
    assert found.test[1] < 0.5 < found.test[2]


PROGRAM = """
import sys, time
from pathlib import Path
import separatrix
from separatrix.sweeps import kept
keep = kept.SweepFolder.keep
def slowly(self, trial):
    keep(self, trial)
    time.sleep(0.15)
kept.SweepFolder.keep = slowly
sys.path.insert(0, {root!r})
from tests.sweeps.test_sweep import sweep
sweep(Path({table!r}))
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_killed_sweep_goes_on_where_it_was_and_finds_the_same(tmp_path: Path) -> None:
    table = written(tmp_path)
    whole = sweep(table, "whole")
    root = str(Path(__file__).parents[2])
    program = PROGRAM.format(root=root, table=str(table))
    process = subprocess.Popen([sys.executable, "-c", program], cwd=root)
    journal = tmp_path / "sweep" / "journal.jsonl"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if journal.is_file() and journal.read_text().count('"trial"') >= 4:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = journal.read_text().count('"trial"')
    assert 4 <= before < len(whole.trials)
    assert not (tmp_path / "sweep" / "manifest.json").exists()
    found = sweep(table)
    assert journal.read_text().count('"trial"') == len(whole.trials)  # none was trained again
    assert [(t.number, t.stage, t.score) for t in found.trials] == [
        (t.number, t.stage, t.score) for t in whole.trials
    ]
    assert (found.best, found.test) == (whole.best, whole.test)


def test_another_plan_does_not_go_on_in_a_folder_that_is_taken(tmp_path: Path) -> None:
    table = written(tmp_path)
    sweep(table, trials=3)
    with pytest.raises(RunError, match=r"holds a sweep already\. --overwrite replaces it"):
        sweep(table, trials=4)
    assert len(sweep(table, trials=4, overwrite=True).plan.recipes) == 4
    with pytest.raises(RunError, match="holds something else"):
        sweep(table, name=".")


def test_few_trials_are_all_trained_to_their_end(tmp_path: Path) -> None:
    found = sweep(written(tmp_path), trials=4)
    assert found.plan.stages == (1.0,)
    assert {trial.epochs for trial in found.trials} == {18}


def test_a_metric_that_steers_is_what_trials_are_judged_by(tmp_path: Path) -> None:
    base = Recipe(hidden=(8,), epochs=6, metric="log_loss")
    found = sweep(written(tmp_path), trials=5, base=base)
    best = min(found.trials, key=lambda t: t.score if t.score is not None else np.inf)
    assert found.plan.metric == "log_loss"
    assert found.best == best.number


def test_a_stack_of_trials_scores_each_as_alone(tmp_path: Path) -> None:
    table = written(tmp_path)
    rates = {"learning_rate": Values((0.003, 0.03))}
    found = sweep(table, trials=5, space=rates)
    for trial in found.trials:
        run = separatrix.train(
            table, target="label", recipe=found.plan.recipes[trial.number],
            out=tmp_path / f"alone{trial.number}", pictures=False,
        )  # fmt: skip
        assert run.split is not None
        held = separatrix.open_table(table).take(run.split.validation)
        from separatrix.evaluation.prediction import predict
        from separatrix.evaluation.truth import truth

        alone = score("accuracy", truth(run.fitted.target, held), predict(run.fitted, held).answers)
        assert trial.score == pytest.approx(alone, abs=0.021)  # one row, in 32 bits


def test_what_cannot_be_swept_is_said(tmp_path: Path) -> None:
    table = written(tmp_path)
    with pytest.raises(separatrix.DataError, match="chooses by validation rows"):
        sweep(table, validation_share=0.0)
    with pytest.raises(RecipeError, match="r2 does not suit"):
        sweep(table, base=Recipe(metric="r2"))
    assert not (tmp_path / "sweep").exists()
