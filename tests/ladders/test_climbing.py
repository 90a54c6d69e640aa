"""A ladder on a table tells the story that is true of it."""

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.errors import DataError
from separatrix.ladders.climbing import LADDER, ROPE, Climb, Climbed, climb_table
from separatrix.ladders.comparison import Comparison
from separatrix.ladders.crossed import cross
from separatrix.ladders.verdicts import sentence, sentences
from separatrix.metrics.registry import METRICS


@pytest.fixture(scope="module")
def circles() -> Climb:
    return climb_table(cross(make_toy("circles", rows=600, noise=0.03, seed=0), "label"))


def rung(climb: Climb, name: str) -> Climbed:
    return next(each for each in (*climb.rungs, *climb.beside) if each.name == name)


def test_on_circles_lines_fail_and_relu_works(circles: Climb) -> None:
    assert [each.name for each in circles.rungs] == ["guess", *LADDER.names]
    for line in ("guess", "linear", "deeper", "line"):
        assert rung(circles, line).mean < 0.6
    assert rung(circles, "ReLU").verdict == "real"
    assert rung(circles, "deeper").verdict in ("unclear", "the same")
    assert rung(circles, "trees").mean > 0.95
    assert circles.advice.name in ("ReLU", "Adam")
    assert circles.trainings == 20
    assert all(len(each.scores_F) == 20 for each in circles.rungs)


def test_every_rung_is_told_in_a_sentence(circles: Climb) -> None:
    told = sentences(circles)
    assert len([each for each in told if "Take" not in each]) >= len(LADDER.rungs)
    (relu,) = [each for each in told if each.startswith("ReLU bought")]
    assert relu.endswith("real.")
    assert "points of accuracy" in relu


def test_intervals_stay_where_the_metric_does(circles: Climb) -> None:
    for each in (*circles.rungs, *circles.beside):
        low, high = each.interval
        assert 0 <= low <= each.mean <= high <= 1


def test_numbers_are_climbed_and_the_line_wins_where_there_is_one() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 3))
    y = x @ [1.0, -2.0, 0.5] + 0.1 * random.normal(size=200)
    table = Table(pa.table({**{f"x{i}": x[:, i] for i in range(3)}, "y": y}))
    climb = climb_table(cross(table, "y", repeats=2))
    assert climb.metric == "r2"
    assert climb.advice.name == "linear"
    assert rung(climb, "linear").mean > 0.95
    assert rung(climb, "line").mean > 0.95


def test_the_same_ladder_twice_is_the_same(circles: Climb) -> None:
    again = climb_table(
        cross(make_toy("circles", rows=600, noise=0.03, seed=0), "label"), beside=()
    )
    for one, other in zip(circles.rungs, again.rungs, strict=True):
        np.testing.assert_array_equal(one.scores_F, other.scores_F)


def step(difference: float, low: float, high: float, p: float, same: float) -> Climb:
    comparison = Comparison(difference, low, high, p, 0.0, same, 1 - same)
    reached = Climbed("ReLU", "+ ReLU", np.array([0.9, 0.9]), (0.8, 1.0), 5, 1.0, comparison)
    below = Climbed("line", "", np.array([0.5, 0.5]), (0.4, 0.6), 0, 0.0)
    return Climb("accuracy", (below, reached), (), 20)


POINTS = "points of accuracy"


@pytest.mark.parametrize(
    ("climb", "verdict", "said"),
    [
        (
            step(0.48, 0.47, 0.489, 1e-9, 0.0),
            "real",
            f"ReLU bought 48.0 {POINTS}, 47.0 to 48.9: real.",
        ),
        (
            step(-0.05, -0.07, -0.03, 1e-4, 0.0),
            "worse",
            f"ReLU cost 5.0 {POINTS}, 3.0 to 7.0: real.",
        ),
        (
            step(0.004, 0.001, 0.007, 0.01, 0.99),
            "the same",
            f"ReLU: practically the same, within 1.0 {POINTS}.",
        ),
        (
            step(0.02, -0.01, 0.05, 0.2, 0.2),
            "unclear",
            f"ReLU: nothing that 20 trainings can tell from noise (+2.0 {POINTS}).",
        ),
    ],
)
def test_a_verdict_follows_from_the_comparison(climb: Climb, verdict: str, said: str) -> None:
    assert climb.rungs[1].verdict == verdict
    assert sentence(climb.rungs[1], climb) == said


def test_the_lowest_rung_near_the_best_is_advised_for_errors_too() -> None:
    def of(*means: float) -> Climb:
        rungs = tuple(
            Climbed(f"r{i}", "", np.array([mean, mean]), (mean, mean), 0, 0.0)
            for i, mean in enumerate(means)
        )
        return Climb("rmse", rungs, (), 2)

    assert not METRICS["rmse"].greater_is_better
    assert of(3.0, 1.0 + ROPE / 2, 1.0).advice.name == "r1"


def test_what_cannot_be_divided_is_refused() -> None:
    with pytest.raises(DataError, match="repeats must be 1 or more"):
        cross(open_table("penguins"), "species", repeats=0)
    with pytest.raises(DataError, match="k of at least 2"):
        cross(open_table("penguins"), "species", k=1)
