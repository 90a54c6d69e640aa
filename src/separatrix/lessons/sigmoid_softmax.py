"""Sigmoid and softmax: one problem stated twice."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, FactRange, Facts, Lesson, RungRange, Toy
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return how often and how closely the two networks of each seed agree on the test rows."""
    import numpy as np

    from separatrix.lessons.looks import probabilities

    one_KN, two_KN = (probabilities(result, run.problem.test)[:, :, 1] for result in run.results)
    agreement_K = ((one_KN > 0.5) == (two_KN > 0.5)).mean(axis=1)
    distance_K = np.abs(one_KN - two_KN).mean(axis=1)
    medians = [result.test.median for result in run.results]
    return {
        "agreement_median": float(np.median(agreement_K)),
        "distance_median": float(np.median(distance_K)),
        "distance_of_accuracies": abs(medians[0] - medians[1]),
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    sigmoid, softmax = run.results
    return (
        "One output with sigmoid and two with softmax state the same problem: softmax of two "
        "logits is the sigmoid of their difference.",
        f"They reach {percent(sigmoid.test.median)} and {percent(softmax.test.median)} in the "
        f"median; the two networks of a seed agree on {percent(found['agreement_median'])} of the "
        f"test rows, and their probabilities lie {found['distance_median']:.4f} apart in the mean.",
        f"The second output costs {softmax.parameters - sigmoid.parameters} parameters.",
    )


LESSON = Lesson(
    name="sigmoid-softmax",
    title="One output with sigmoid or two with softmax: one problem stated twice",
    data=Toy("circles", rows=1000, noise=0.03),
    ladder=climb(
        "sigmoid",
        Recipe(
            hidden=(10, 10),
            loss="bce",
            learning_rate=0.01,
            epochs=200,
            batch_size="full",
            keep="last",
        ),
        ("softmax", {"loss": "cross-entropy"}),
    ),
    bar=Bar("accuracy", 0.99),
    expected=(
        RungRange("sigmoid", "median", 0.99, 1.0),
        RungRange("softmax", "median", 0.99, 1.0),
        FactRange("distance_of_accuracies", 0.0, 0.01),
        FactRange("agreement_median", 0.98, 1.0),
        FactRange("distance_median", 0.0, 0.03),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=3,
)
