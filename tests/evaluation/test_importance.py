"""A column is worth what the score loses without it."""

from pathlib import Path

import numpy as np
import pytest

import separatrix
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.errors import RunError
from separatrix.evaluation.importance import permutation_importance
from separatrix.evaluation.truth import truth
from separatrix.recipe import Recipe
from separatrix.workflow import learn


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> separatrix.Run:
    folder = tmp_path_factory.mktemp("importance")
    random = np.random.default_rng(0)
    strong, weak, nothing = random.normal(size=(3, 900))
    level = random.choice([f"l{i}" for i in range(12)], 900)
    y = 3 * strong + weak + 2 * (level == "l3") + random.normal(0, 0.3, 900)
    lines = [
        f"{a},{b},{c},{d},{e}"
        for a, b, c, d, e in zip(strong, weak, nothing, level, y, strict=True)
    ]
    path = folder / "table.csv"
    path.write_text("\n".join(["strong,weak,nothing,level,y", *lines]) + "\n")
    recipe = Recipe(hidden=(32,), epochs=60, learning_rate=5e-3)
    return separatrix.train(path, target="y", recipe=recipe, out=folder / "run", pictures=False)


def test_what_matters_comes_first_and_what_does_not_is_worth_nothing(run: separatrix.Run) -> None:
    found = {each.column: each for each in run.importance(repeats=3)}
    assert next(iter(found)) == "strong"
    assert found["strong"].value > 5 * found["weak"].value > 0
    assert found["level"].value > 0.005
    assert abs(found["nothing"].value) < 0.01
    for each in found.values():
        assert each.low <= each.value <= each.high


def test_it_is_the_same_each_time_and_of_the_part_that_is_asked_for(run: separatrix.Run) -> None:
    assert run.importance() == run.importance()
    assert run.importance("test") != run.importance("validation")


def test_a_table_that_is_gone_or_a_part_that_is_not_is_said(
    run: separatrix.Run, tmp_path: Path
) -> None:
    with pytest.raises(RunError, match=r"no 'tests' rows\. It has train, validation, test"):
        run.importance("tests")
    moved = separatrix.train(
        {"x": np.arange(60.0), "y": np.arange(60.0)},
        target="y",
        out=tmp_path / "r",
        kinds={"x": "number"},
        recipe=Recipe(epochs=1),
        pictures=False,
    )
    with pytest.raises(RunError, match="table is needed"):
        separatrix.load(moved.path).importance()
    assert moved.importance()[0].column == "x"  # as long as the table is at hand
    with pytest.raises(RunError, match="model file alone"):
        separatrix.load(tmp_path / "r" / "model.safetensors").diagnose()


def test_a_diagnosis_names_rows_of_the_table(run: separatrix.Run) -> None:
    found = run.diagnose()
    assert run.split is not None
    assert found.rows == len(run.split.test)
    assert {each.row for each in found.worst} <= set(run.split.test.tolist())
    assert found.classes == ()
    assert found.calibration is None


def test_intervals_of_columns_that_tell_nothing_hold_0_as_often_as_they_say() -> None:
    """Beside a column that tells; what shuffling the others costs in log loss is chance alone."""
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        a, b, c, noise = random.normal(size=(4, 500))
        table = open_table({"a": a, "b": b, "c": c, "y": np.where(a + noise > 0, "u", "v")})
        prepared = prepare(table, "y", splitting=Splitting(seed=seed))
        recipe = Recipe(hidden=(16,), epochs=25, learning_rate=0.02, seed=seed)
        fitted, rows = learn(prepared, recipe), prepared.part("test")
        found = permutation_importance(
            fitted, rows, truth(fitted.target, rows), "log_loss", seed=seed
        )
        held += sum(each.low <= 0 <= each.high for each in found if each.column != "a")
    assert 0.88 < held / 120 < 0.995
