"""An exercise: the user's own recipe must reach a lesson's bar on rows not trained on."""

from dataclasses import dataclass
from typing import Any

import msgspec

from separatrix.events import Listener, Stage, silent
from separatrix.ladders import Rung, in_words
from separatrix.ladders.run import Reached, RungResult, run_rung
from separatrix.lessons.lesson import Lesson
from separatrix.lessons.run import pose_lesson, seed_numbers
from separatrix.recipe import Recipe


@dataclass(frozen=True)
class Check:
    """How a recipe did on a lesson.

    Args:
        lesson: Name of the lesson.
        metric: Name of the metric.
        bar: What the median over the seeds must reach.
        seeds: How many networks were trained.
        reached: What they reached on the test rows.
        ok: Whether the median reaches the bar.
        gap: How much is missing to the bar; 0 or less when it is reached.
        sentence: The same in words.
        parameters: Trained numbers of one network.
        seconds: How long the training took.
        notes: What was done otherwise than the recipe asked.
    """

    lesson: str
    metric: str
    bar: float
    seeds: int
    reached: Reached
    ok: bool
    gap: float
    sentence: str
    parameters: int
    seconds: float
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain data."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def check(lesson: Lesson, recipe: Recipe, seeds: int, listen: Listener = silent) -> Check:
    """Train a recipe on a lesson's rows over many seeds and hold its median against the bar.

    Raises:
        RecipeError: there are no seeds, or the recipe does not suit the lesson's target.
    """
    numbers = seed_numbers(seeds)
    rung = Rung("yours", in_words(recipe), recipe)
    listen(Stage(f"{lesson.name}: your recipe ({rung.changed})"))
    result = run_rung(rung, pose_lesson(lesson), numbers, lesson.bar.metric, listen)
    bar, median = lesson.bar, result.test.median
    return Check(
        lesson=lesson.name,
        metric=bar.metric,
        bar=bar.value,
        seeds=seeds,
        reached=result.test,
        ok=bar.reached(median),
        gap=bar.gap(median),
        sentence=_sentence(lesson, result, seeds),
        parameters=result.parameters,
        seconds=result.seconds,
        notes=_notes(recipe),
    )


def _sentence(lesson: Lesson, result: RungResult, seeds: int) -> str:
    bar, median = lesson.bar, result.test.median
    over = "one seed" if seeds == 1 else f"the median of {seeds} seeds"
    found = f"Your recipe reaches {bar.metric} {median:.4f} in {over}"
    asked = f"the lesson {lesson.name} asks for {bar.in_words}"
    if bar.reached(median):
        return f"{found}; {asked}: reached."
    return f"{found}; {asked}: {bar.gap(median):.4f} short."


def _notes(recipe: Recipe) -> tuple[str, ...]:
    if recipe.patience is None:
        return ()
    return (
        f"A lesson has no validation rows, so that patience {recipe.patience} stops nothing: all "
        f"{recipe.epochs} epochs were trained and the last weights kept.",
    )
