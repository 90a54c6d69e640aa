"""A ladder on disk: whole, checked, and with every answer by row number."""

import json
from pathlib import Path

import numpy as np
import pytest

from separatrix.data.read import open_table
from separatrix.errors import RunError
from separatrix.files import failpoint
from separatrix.ladders.kept import ladder_answers, load_ladder
from separatrix.ladders.ladder import ladder
from separatrix.ladders.result import Climb
from separatrix.recipe import from_json
from separatrix.runs.index import list_runs
from separatrix.runs.stored import open_run


@pytest.fixture(scope="module")
def climbed(tmp_path_factory: pytest.TempPathFactory) -> Climb:
    return ladder(
        "penguins",
        target="species",
        rungs=["linear", "deeper", "ReLU", "ensemble"],
        folds=3,
        repeats=2,
        out=tmp_path_factory.mktemp("kept") / "penguins",
    )


def test_what_was_found_is_what_is_opened(climbed: Climb) -> None:
    assert load_ladder(climbed.path) == climbed
    document = json.loads((Path(climbed.path) / "ladder.json").read_text())
    assert document["recommended"] == climbed.recommended
    assert document["rungs"][2]["difference"].keys() >= {"value", "low", "high", "verdict"}


def test_answers_stand_by_row_number_and_give_the_scores_again(climbed: Climb) -> None:
    answers = ladder_answers(climbed.path).to_pandas()
    species = np.asarray(open_table("penguins").column("species").to_pylist())
    assert set(answers.rung) == {rung.name for rung in (*climbed.rungs, *climbed.beside)}
    for rung in (*climbed.rungs, *climbed.beside):
        mine = answers[answers.rung == rung.name]
        for repeat in range(2):
            of = mine[mine.repeat == repeat]
            assert sorted(of.row) == list(range(len(species)))
            right = (of.prediction.astype(str).to_numpy() == species[of.row]).astype(float)
            scores = np.array(rung.scores[3 * repeat : 3 * repeat + 3], float)
            assert right.mean() == pytest.approx(scores.mean(), abs=0.002)
        assert mine.p.between(1 / 3 - 1e-6, 1).all()


def test_the_recipe_to_take_can_be_trained(climbed: Climb) -> None:
    recipe = from_json((Path(climbed.path) / "recipe.json").read_text())
    assert recipe == climbed.advice.recipe


def test_a_changed_bit_is_found(climbed: Climb, tmp_path: Path) -> None:
    for name in ("ladder.json", "answers.parquet", "recipe.json", "pictures/ladder.svg"):
        path = Path(climbed.path) / name
        content = path.read_bytes()
        path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        with pytest.raises(RunError, match="damaged"):
            load_ladder(climbed.path)
        path.write_bytes(content)
    load_ladder(climbed.path)


def test_a_ladder_is_no_run_and_a_place_that_is_taken_is_left_alone(climbed: Climb) -> None:
    with pytest.raises(RunError, match="is a ladder, and a run is wanted"):
        open_run(climbed.path)
    with pytest.raises(RunError, match="already holds a ladder"):
        ladder("penguins", target="species", rungs=["linear"], out=climbed.path)
    (summary,) = list_runs(Path(climbed.path).parent)
    assert (summary.kind, summary.state, summary.target) == ("ladder", "finished", "species")
    assert (summary.metric, summary.score) == ("accuracy", climbed.advice.score.value)
    with pytest.raises(RunError, match="no ladder at"):
        load_ladder(Path(climbed.path).parent / "nothing")


def test_a_ladder_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def fail(number: int, operation: str, path: Path) -> None:
        if path.name == "answers.parquet":
            raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="no space left"), failpoint(fail):
        ladder("penguins", target="species", rungs=["linear"], repeats=1, out=tmp_path / "penguins")
    assert list(tmp_path.iterdir()) == []


def test_numbers_are_answered_in_the_unit_of_the_table(tmp_path: Path) -> None:
    found = ladder(
        "penguins",
        target="body_mass_g",
        rungs=["linear"],
        repeats=1,
        out=tmp_path / "mass",
        pictures=False,
    )
    answers = ladder_answers(found.path).to_pandas()
    line = answers[answers.rung == "line"]
    mass = np.asarray(open_table("penguins").column("body_mass_g").to_pylist(), float)
    assert np.corrcoef(line.prediction, mass[line.row])[0, 1] > 0.9
    assert "p" not in answers.columns
