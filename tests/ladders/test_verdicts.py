"""A verdict follows from the comparison, and says no more."""

import pytest

from separatrix.ladders.result import Climb, Climbed, Interval, Step
from separatrix.ladders.verdicts import sentence, sentences

POINTS = "points of accuracy"


def of(step: Step, metric: str = "accuracy", rope: float = 0.01, **beside: float) -> Climb:
    below = Climbed(name="line", changed="", score=Interval(0.5, 0.4, 0.6))
    rung = Climbed(
        name="ReLU", changed="+ ReLU", score=Interval(0.9, 0.8, 1.0), difference=step, parameters=5
    )
    others = tuple(
        Climbed(name=name, changed=f"{name} of others", score=Interval(value, 0, 1))
        for name, value in beside.items()
    )
    return Climb(
        metric=metric, task="binary", target="y", rows=100, features=2, folds=5, repeats=4,
        anew=True, apart=False, rope=rope, rungs=(below, rung), beside=others, recommended="ReLU",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            Step(0.48, 0.47, 0.489, 1e-9, 0.0, "real"),
            f"ReLU bought 48.0 {POINTS}, 47.0 to 48.9: real.",
        ),
        (
            Step(-0.05, -0.07, -0.03, 1e-4, 0.0, "worse"),
            f"ReLU cost 5.0 {POINTS}, 3.0 to 7.0: real.",
        ),
        (
            Step(0.004, 0.001, 0.007, 0.01, 0.99, "the same"),
            f"ReLU bought practically nothing: the difference is within 1.0 {POINTS}.",
        ),
        (
            Step(0.02, -0.01, 0.05, 0.2, 0.2, "unclear"),
            f"ReLU bought nothing that 20 trainings can tell from noise (+2.0 {POINTS}, -1.0 to "
            "+5.0).",
        ),
        (
            Step(None, None, None, 1.0, None, "unclear"),
            "ReLU: accuracy is undefined on too many of the held rows.",
        ),
    ],
)
def test_a_sentence_says_the_verdict_with_its_numbers(step: Step, said: str) -> None:
    climb = of(step)
    assert sentence(climb.rungs[1], climb) == said


def test_the_advice_says_what_the_rung_costs_and_who_wins_beside_it() -> None:
    told = sentences(of(Step(0.4, 0.3, 0.5, 0.0, 0.0, "real"), line=0.5, forest=0.905, trees=0.95))
    assert told[1:] == (
        "Take ReLU, the lowest rung that is not worse than the best: 5 parameters.",
        f"Line of others reaches 40.0 {POINTS} less.",
        f"Forest of others is as good, within 1.0 {POINTS}.",
        f"Trees of others wins: it reaches 5.0 {POINTS} more than ReLU.",
    )


def test_errors_are_told_in_their_own_size() -> None:
    climb = of(Step(1234.5, 1000.0, 1500.0, 0.0, 0.0, "real"), "rmse", 50.0, trees=2000.0)
    assert sentence(climb.rungs[1], climb) == (
        "ReLU bought 1.23e+03 of RMSE, 1e+03 to 1.5e+03: real."
    )
