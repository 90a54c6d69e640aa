"""The plain PyTorch scripts: they are read, checked, and run as a learner would."""

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from separatrix import lessons
from separatrix.data.packaged import packaged_path
from separatrix.errors import DataError, RecipeError
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import Lesson, RungRange
from separatrix.lessons.run import pose_lesson
from separatrix.lessons.scripts.script import file_name

RUNGS = [(name, rung) for name, lesson in LESSONS.items() for rung in lesson.ladder.names]
EVERY = [(name, rung, form) for name, rung in RUNGS for form in (False, True)]
QUICK = [
    ("line", "linear", False),
    ("blobs", "ReLU", True),
    ("gaussians", "linear", False),
    ("tuning", "start", True),
    ("penguins", "ReLU", False),
]
ALLOWED = {
    *("copy", "csv", "pathlib", "sys", "matplotlib", "numpy", "sklearn", "torch"),
}
HEAD = "# %% 3. "


def median_range(lesson: Lesson, rung: str) -> RungRange:
    """Return where the median of twenty seeds lies, and so a seed that behaves like it."""
    return next(
        expected
        for expected in lesson.expected
        if isinstance(expected, RungRange)
        and (expected.rung, expected.statistic) == (rung, "median")
    )


def check_last_line(name: str, rung: str, printed: str) -> None:
    """Find the test score in what a script printed, within its lesson's range."""
    found = re.search(
        r"^train (?:accuracy|error) [\d.]+%?, test (accuracy|error) ([\d.]+)%?$",
        printed.strip().splitlines()[-1],
    )
    assert found, printed
    score = float(found[2]) / (100 if found[1] == "accuracy" else 1)
    expected = median_range(LESSONS[name], rung)
    assert expected.low <= score <= expected.high, printed


def execute(text: str) -> dict[str, Any]:
    """Run code as a program and return its names."""
    names: dict[str, Any] = {"__name__": "__main__"}
    threads = torch.get_num_threads()
    try:
        exec(compile(text, "script.py", "exec"), names)
    finally:
        torch.set_num_threads(threads)
        plt.close("all")
    return names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run scripts in, with the penguins in it."""
    shutil.copy(packaged_path("penguins"), tmp_path / "penguins.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["script.py"])
    monkeypatch.setenv("MPLBACKEND", "agg")
    return tmp_path


def test_every_script_is_clean_by_ruffs_own_rules(tmp_path: Path) -> None:
    for name, rung, form in EVERY:
        lesson = LESSONS[name]
        stem = file_name(lesson, lesson.ladder.rung(rung))
        text = lessons.code(name, rung, sequential=form)
        (tmp_path / f"{stem}_{form}.py").write_text(text, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == len(EVERY)
    rules = "E,F,I,N,B,UP,W,SIM,RUF,C4,PTH,RET,ARG"
    select = ("--select", rules, "--ignore", "N803,N806,RUF001,RUF002,RUF003")
    for command in (("check", *select), ("format", "--check")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("name", "rung", "form"), EVERY)
def test_a_script_needs_nothing_of_this_package(name: str, rung: str, form: bool) -> None:
    tree = ast.parse(lessons.code(name, rung, sequential=form))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {module.split(".")[0] for module in imported} <= ALLOWED


@pytest.mark.parametrize(("name", "rung", "form"), EVERY)
def test_a_script_shows_the_whole_road(name: str, rung: str, form: bool) -> None:
    text = lessons.code(name, rung, sequential=form)
    steps = (
        *("train_test_split(", "network.train()", "network(X_train", "loss_function("),
        *("optimizer.zero_grad()", "loss.backward()", "optimizer.step()", "network.eval()"),
        *("torch.inference_mode()", "savefig(", "torch.save(", "weights_only=True", "not every"),
    )
    assert [step for step in steps if step not in text] == []
    assert ("nn.Sequential(" in text) == form
    assert ("def forward(self, x):" in text) != form
    assert f"lr={LESSONS[name].ladder.rung(rung).recipe.learning_rate:g})" in text


@pytest.mark.parametrize("name", [name for name in LESSONS if name != "penguins"])
def test_a_scripts_rows_and_split_are_those_of_the_lesson(name: str, folder: Path) -> None:
    names = execute(lessons.code(name, "1").split(HEAD)[0])
    problem = pose_lesson(LESSONS[name])
    for part, side in (("train", problem.train), ("test", problem.test)):
        rows = np.column_stack([names[f"X_{part}"], names[f"y_{part}"]])
        ours = np.column_stack([side.encoded.features_ND, side.target_N])
        assert np.allclose(rows[np.lexsort(rows.T)], ours[np.lexsort(ours.T)], atol=1e-6)


def test_the_penguins_of_the_script_are_those_of_the_lesson(folder: Path) -> None:
    names = execute(lessons.code("penguins", "1").split(HEAD)[0])
    problem = pose_lesson(LESSONS["penguins"])
    assert np.array_equal(np.sort(names["y_test"]), np.sort(problem.test.target_N))
    mass = problem.encoder.feature_names.index("body_mass_g")
    place = 2 * names["NUMBERS"].index("body_mass_g")
    for part, side in (("train", problem.train), ("test", problem.test)):
        theirs = np.sort(names[f"X_{part}"][:, place])
        assert np.allclose(theirs, np.sort(side.encoded.features_ND[:, mass]), atol=1e-5)


def test_the_penguins_script_says_where_its_file_comes_from(folder: Path) -> None:
    (folder / "penguins.csv").unlink()
    with pytest.raises(SystemExit, match=r"separatrix toy penguins -o penguins\.csv"):
        execute(lessons.code("penguins", "1").split(HEAD)[0])


@pytest.mark.parametrize(("name", "rung"), [("circles-10k", "batch-norm"), ("line", "deep")])
def test_both_forms_are_the_same_network(name: str, rung: str, folder: Path) -> None:
    forms = [
        execute(lessons.code(name, rung, sequential=form).split("# %% 4. ")[0])
        for form in (False, True)
    ]
    module, sequential = (names["network"].eval() for names in forms)
    with torch.inference_mode():
        assert torch.equal(module(forms[0]["X_test"]), sequential(forms[1]["X_test"]))


@pytest.mark.parametrize(("name", "rung"), [pair for pair in RUNGS if pair[0] != "penguins"])
def test_a_scripts_network_is_the_rungs(name: str, rung: str, folder: Path) -> None:
    from separatrix.models.architecture import architecture_of
    from separatrix.training.resolve import outputs_of, resolve

    names = execute(lessons.code(name, rung).split("# %% 4. ")[0])
    problem = pose_lesson(LESSONS[name])
    recipe = resolve(LESSONS[name].ladder.rung(rung).recipe, problem.target.task, 100)
    outputs = outputs_of(recipe, len(problem.target.classes))
    shape = architecture_of(recipe, problem.encoder.features, (), outputs)
    assert sum(weights.numel() for weights in names["network"].parameters()) == shape.parameters


@pytest.mark.parametrize(("name", "rung", "form"), QUICK)
def test_a_quick_script_reaches_its_lessons_range(
    name: str, rung: str, form: bool, folder: Path
) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        execute(lessons.code(name, rung, sequential=form))
    check_last_line(name, rung, printed.getvalue())
    stem = file_name(LESSONS[name], LESSONS[name].ladder.rung(rung))
    assert (folder / f"{stem}.png").stat().st_size > 5_000
    assert (folder / f"{stem}.pt").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rung", "form"), EVERY)
def test_every_script_runs_alone_and_reaches_its_lessons_range(
    name: str, rung: str, form: bool, folder: Path
) -> None:
    stem = file_name(LESSONS[name], LESSONS[name].ladder.rung(rung))
    script = folder / f"{stem}.py"
    script.write_text(lessons.code(name, rung, sequential=form), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    check_last_line(name, rung, done.stdout)
    assert {path.name for path in folder.iterdir()} == {
        *("penguins.csv", f"{stem}.py", f"{stem}.png", f"{stem}.pt"),
    }


def test_an_unknown_rung_or_lesson_has_no_code() -> None:
    with pytest.raises(RecipeError, match="The rungs are linear, ReLU"):
        lessons.code("blobs", "Adam")
    with pytest.raises(DataError, match="There is no lesson"):
        lessons.code("blob", "ReLU")
