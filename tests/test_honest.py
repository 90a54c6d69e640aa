"""Labels that say nothing are answered at chance, whichever way they are learned."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import separatrix
from separatrix.recipe import Recipe

ROWS = 600


def noise(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "a": random.normal(size=ROWS),
        "b": random.exponential(size=ROWS),
        "level": random.choice([f"level {i}" for i in range(20)], ROWS).tolist(),
        "y": random.permutation(["no", "yes"] * (ROWS // 2)).tolist(),
    }


@pytest.mark.parametrize(
    ("recipe", "given"),
    [
        (Recipe(epochs=15), {}),
        (Recipe(epochs=15, embed="all"), {}),
        (Recipe(epochs=15, metric="f1"), {}),  # which chooses a threshold
        (Recipe(epochs=15, class_weight="balanced"), {"calibration_share": 0.2}),
        (Recipe(epochs=60, keep="last", learning_rate=5e-3), {}),  # which asks for a temperature
    ],
)
def test_a_training_scores_chance_on_rows_that_it_has_not_seen(
    tmp_path: Path, recipe: Recipe, given: dict[str, Any]
) -> None:
    score = separatrix.train(
        noise(1), target="y", recipe=recipe, out=tmp_path / "run", pictures=False, seeds=2, **given
    ).scores["test"]["roc_auc"]
    assert score.low is not None
    assert score.high is not None
    assert score.low < 0.5 < score.high


def test_a_memorised_training_part_scores_well_and_its_test_part_does_not(tmp_path: Path) -> None:
    recipe = Recipe(hidden=(128, 128), epochs=200, keep="last", learning_rate=5e-3)
    run = separatrix.train(
        noise(2), target="y", recipe=recipe, out=tmp_path / "run", pictures=False
    )
    train, test = (run.scores[part]["accuracy"].value for part in ("train", "test"))
    assert train is not None
    assert test is not None
    assert train > 0.9  # the labels were learned by heart, so that a leak would show
    assert test < 0.62


@pytest.mark.parametrize("seeds", [1, 2])
def test_estimators_score_chance_out_of_fold(seeds: int) -> None:
    cells = noise(3)
    import pandas as pd

    frame = pd.DataFrame({name: cells[name] for name in ("a", "b", "level")})
    model = separatrix.NetClassifier((32,), n_cv=5, n_seeds=seeds, max_iter=30, random_state=0)
    model.fit(frame, cells["y"])
    right = (model.oof_prediction_[:, 1] > 0.5) == (np.asarray(cells["y"]) == "yes")
    assert abs(right.mean() - 0.5) < 3 * np.sqrt(0.25 / ROWS)
    assert model.score(frame, cells["y"]) > 0.5  # rows that it knows flatter


def test_a_diagnosis_of_noise_finds_no_slice_and_no_column_that_matters(tmp_path: Path) -> None:
    cells = noise(4)
    names = list(cells)
    lines = [",".join(map(str, row)) for row in zip(*cells.values(), strict=True)]
    path = tmp_path / "noise.csv"
    path.write_text("\n".join([",".join(names), *lines]) + "\n")
    run = separatrix.train(
        path, target="y", recipe=Recipe(epochs=10), out=tmp_path / "run", pictures=False
    )
    assert run.diagnose().slices == ()
    assert all(abs(each.value) < 0.12 for each in run.importance("test"))
