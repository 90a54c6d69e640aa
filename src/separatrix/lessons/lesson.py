"""What a lesson is: data, a ladder, and what the reader should see.

The declarations of the lessons need neither PyTorch nor NumPy, so that they are listed quickly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from separatrix.ladders import Ladder

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun

Statistic = Literal["min", "median", "max", "solved"]
Part = Literal["train", "test"]
Facts = dict[str, Any]
"""A lesson's own numbers by name, and lists of numbers, as they go into JSON."""


@dataclass(frozen=True)
class Toy:
    """A toy set as `separatrix toy` makes it."""

    name: str
    rows: int
    noise: float
    seed: int = 0


@dataclass(frozen=True)
class Packaged:
    """A real table that the package carries; its Encoder standardises, toy sets stay raw.

    Args:
        name: Name of the table.
        target: Its target column.
        plane: The two number columns that its picture shows.
    """

    name: str
    target: str
    plane: tuple[str, str]


@dataclass(frozen=True)
class Bar:
    """What a network must reach on rows that it was not trained on.

    Args:
        metric: Name of the metric.
        value: What is good enough.
        most: True where the metric must stay at or below the value.
    """

    metric: str
    value: float
    most: bool = False

    def reached(self, score: float) -> bool:
        """Say whether a score is good enough."""
        return score <= self.value if self.most else score >= self.value

    @property
    def in_words(self) -> str:
        """The bar as a sentence names it.

        Example:
            >>> Bar("accuracy", 0.99).in_words
            'accuracy of 0.99 or more'
        """
        return f"{self.metric} of {self.value:g} or {'less' if self.most else 'more'}"

    def gap(self, score: float) -> float:
        """Return how much is missing to the bar; 0 or less when it is reached."""
        return score - self.value if self.most else self.value - score


@dataclass(frozen=True)
class RungRange:
    """Where a statistic of a rung's scores lies over 20 seeds.

    Args:
        rung: Name of the rung.
        statistic: Which statistic over the seeds; "solved" is the share that reaches the bar.
        low: Lowest expected value.
        high: Highest expected value.
        part: Whose rows.
    """

    rung: str
    statistic: Statistic
    low: float
    high: float
    part: Part = "test"


@dataclass(frozen=True)
class FactRange:
    """Where one of the lesson's own numbers lies over 20 seeds."""

    fact: str
    low: float
    high: float


@dataclass(frozen=True)
class Sweep:
    """Settings that are tried in every combination, each rate and seed a member of one stack.

    Args:
        rates: Learning rates.
        epochs: Epochs after which the members are looked at.
        hidden: Hidden layers, a stack of its own each.
        seeds: How many of the lesson's seeds at most.
    """

    rates: tuple[float, ...]
    epochs: tuple[int, ...]
    hidden: tuple[tuple[int, ...], ...]
    seeds: int


@dataclass(frozen=True)
class Lesson:
    """A data set, a ladder, and the ranges over seeds that the reader should see.

    Args:
        name: What is typed.
        title: What it is about, in a few words.
        data: The rows; data and split are the same for every seed.
        ladder: Recipes that change one thing a rung.
        bar: What counts as solved.
        expected: Ranges over 20 seeds; a run outside of them is not in order.
        facts: Computes the lesson's own numbers from a run.
        sentences: Says in two or three sentences what was seen, with numbers from the run.
        script_seed: Seed of the plain scripts, one that behaves like the median of many.
        sweep: Settings whose map the lesson draws.
    """

    name: str
    title: str
    data: Toy | Packaged
    ladder: Ladder
    bar: Bar
    expected: tuple[RungRange | FactRange, ...]
    facts: Callable[["LessonRun"], Facts]
    sentences: Callable[["LessonRun", Facts], tuple[str, ...]]
    script_seed: int
    sweep: Sweep | None = None
