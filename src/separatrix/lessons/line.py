"""A line: what a network without an activation can do."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, FactRange, Facts, Lesson, RungRange, Toy
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun

SLOPE, INTERCEPT = 0.7, 0.3


def facts(run: "LessonRun") -> Facts:
    """Return slope and intercept of the median seed, and the largest error of any seed."""
    import numpy as np

    from separatrix.lessons.looks import lines

    found: Facts = {"true_slope": SLOPE, "true_intercept": INTERCEPT}
    for result in run.results:
        slope_K, intercept_K = lines(result)
        name = result.rung.name
        found[f"{name}_slope"] = float(np.median(slope_K))
        found[f"{name}_intercept"] = float(np.median(intercept_K))
        found[f"{name}_slope_error"] = float(np.abs(slope_K - SLOPE).max())
        found[f"{name}_intercept_error"] = float(np.abs(intercept_K - INTERCEPT).max())
    return found


def sentences(_run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    return (
        f"The linear model finds slope {found['linear_slope']:.3f} and intercept "
        f"{found['linear_intercept']:.3f} of the line y = {SLOPE} x + {INTERCEPT}; no seed is "
        f"further off than {found['linear_slope_error']:.4f} and "
        f"{found['linear_intercept_error']:.4f}.",
        "The network of the circles lesson, deep but without its ReLU, finds the same line: at "
        f"most {found['deep_slope_error']:.4f} off in the slope and "
        f"{found['deep_intercept_error']:.4f} in the intercept.",
        "So the network trains as it should: that it fails on circles is the limit of what is "
        "linear, not a bug.",
    )


LESSON = Lesson(
    name="line",
    title="What a network without an activation can do",
    data=Toy("line", rows=100, noise=0.0),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(),
            activation="identity",
            loss="l1",
            optimizer="sgd",
            learning_rate=0.1,
            schedule="linear",
            epochs=500,
            batch_size="full",
            keep="last",
        ),
        ("deep", {"hidden": (10, 10)}),
    ),
    bar=Bar("mae", 0.01, most=True),
    expected=(
        FactRange("linear_slope_error", 0.0, 0.01),
        FactRange("linear_intercept_error", 0.0, 0.01),
        FactRange("deep_slope_error", 0.0, 0.1),
        FactRange("deep_intercept_error", 0.0, 0.1),
        RungRange("linear", "median", 0.0, 0.01),
        RungRange("deep", "median", 0.0, 0.01),
        RungRange("linear", "solved", 1.0, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=3,
)
