"""Blobs: several classes, and when a line is enough."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, Facts, Lesson, RungRange, Toy
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return logits, softmax and argmax of the first test row."""
    from separatrix.evaluation.prediction import logits
    from separatrix.lessons.looks import probabilities

    result, side = run.rung("linear"), run.problem.test
    member = result.median_member
    share_C = probabilities(result, side)[member, 0]
    return {
        "row": side.encoded.features_ND[0].tolist(),
        "logits": logits(result.fitted.stack, side.encoded)[member, 0].tolist(),
        "softmax": share_C.tolist(),
        "argmax": int(share_C.argmax()),
        "true_class": int(side.target_N[0]),
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    linear, relu = run.results
    return (
        f"A linear model is enough here: a median of {percent(linear.test.median)} of the test "
        f"rows without an activation, {percent(relu.test.median)} with ReLU.",
        f"For the first test row the logits are {_listed(found['logits'], 1)}, softmax makes the "
        f"probabilities {_listed(found['softmax'], 3)} of them, and argmax the class "
        f"{found['argmax']}; it is {found['true_class']}.",
    )


def _listed(values: list[float], digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in values)


LESSON = Lesson(
    name="blobs",
    title="Four classes, and when a linear model is enough",
    data=Toy("blobs", rows=1000, noise=1.5),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(8, 8),
            activation="identity",
            loss="cross-entropy",
            optimizer="sgd",
            learning_rate=0.1,
            epochs=100,
            batch_size="full",
            keep="last",
        ),
        ("ReLU", {"activation": "relu"}),
    ),
    bar=Bar("accuracy", 0.99),
    expected=(
        RungRange("linear", "median", 0.99, 1.0),
        RungRange("linear", "solved", 0.9, 1.0),
        RungRange("ReLU", "median", 0.99, 1.0),
        RungRange("ReLU", "solved", 0.8, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=1,
)
