"""A run of every format ever released opens and answers as it did."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest

import separatrix
from separatrix.evaluation.scores import Score
from separatrix.runs import open_run, read_model
from separatrix.runs.names import FORMAT, MODEL

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("format-*"))


def test_there_is_a_run_of_every_format() -> None:
    assert [folder.name for folder in FIXTURES] == [f"format-{i}" for i in range(1, FORMAT + 1)]


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_an_old_run_answers_as_it_did(folder: Path) -> None:
    answers = json.loads((folder / "answers.json").read_bytes())
    rows = pa.table(answers["rows"])
    for run in (separatrix.load(folder / "run"), separatrix.load(folder / "run" / MODEL)):
        assert list(run.classes) == answers["classes"]
        chances = run.predict_proba(rows)
        np.testing.assert_allclose(chances, answers["probabilities"], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_an_old_run_opens_with_all_that_it_holds(folder: Path) -> None:
    answers = json.loads((folder / "answers.json").read_bytes())
    stored = open_run(folder / "run")
    assert stored.scores["test"]["accuracy"] == msgspec.convert(answers["accuracy"], Score)
    assert stored.fitted.history is not None
    assert stored.fitted.history.members == stored.fitted.members == stored.about.members
    parts = (stored.split.train, stored.split.validation, stored.split.test)
    assert sum(map(len, parts)) == stored.table.rows
    assert read_model(folder / "run" / MODEL).recipes == stored.fitted.recipes
