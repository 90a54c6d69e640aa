"""A run reads new tables as its training did."""

from pathlib import Path

import numpy as np
import pytest

from separatrix.data.read import open_table
from separatrix.data.table import ReadOptions
from separatrix.recipe.presets import PRESETS
from separatrix.recipe.recipe import replace
from separatrix.run import Run, load
from separatrix.workflow import train

WORDS = ("NA", "None", "-", "2024-01-05", "True", "1 ", "plain")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    draw = np.random.default_rng(0)
    lines = [
        f"{-999 if row % 9 == 0 else draw.normal():.3f},{WORDS[row % 7]},{('NA', 'yes')[row % 2]}"
        for row in range(140)
    ]
    path = folder / "table.csv"
    path.write_text("x,word,label\n" + "\n".join(lines) + "\n")
    return train(
        path,
        target="label",
        recipe=replace(PRESETS["plain"], {"epochs": 2, "hidden": (4,)}),
        out=folder / "out",
        reading=ReadOptions(missing=("-999",)),
        pictures=False,
    )


def test_words_that_meant_missing_in_training_mean_it_ever_after(run: Run, tmp_path: Path) -> None:
    said, empty = tmp_path / "said.csv", tmp_path / "empty.csv"
    said.write_text("x,word\n-999,plain\n1,plain\n")
    empty.write_text("x,word\n,plain\n1,plain\n")
    for opened in (run, load(run.path), load(run.path / "model.safetensors")):
        expected = opened.predict_proba(empty)
        np.testing.assert_array_equal(opened.predict_proba(said), expected)
        np.testing.assert_array_equal(opened.predict_proba(open_table(said)), expected)


def test_a_row_is_answered_alike_alone_and_among_others(run: Run, tmp_path: Path) -> None:
    whole = tmp_path / "whole.csv"
    whole.write_text("x,word,label\n" + "".join(f"1,{word},NA\n" for word in WORDS))
    together = run.predict_proba(whole)
    assert run.evaluate(whole).rows == len(WORDS)
    for word, expected in zip(WORDS, together, strict=True):
        alone = tmp_path / "alone.csv"
        alone.write_text(f"x,word,label\n1,{word},NA\n")
        np.testing.assert_allclose(run.predict_proba(alone)[0], expected, rtol=1e-5)
        answered = run.predictions(alone)
        assert answered.notes == ()
        assert run.evaluate(alone).rows == 1
