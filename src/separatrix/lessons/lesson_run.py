"""A lesson whose rungs are trained."""

from dataclasses import dataclass

from separatrix.ladders.problem import Problem
from separatrix.ladders.run import RungResult
from separatrix.lessons.lesson import Lesson
from separatrix.lessons.sweep import SweptWidth


@dataclass(frozen=True)
class LessonRun:
    """What the trained rungs of a lesson are.

    Args:
        lesson: Which lesson.
        problem: Its rows.
        results: Its rungs in their order.
        seeds: The seeds of the members.
        swept: The lesson's map, a stack for each width; empty without a sweep.
    """

    lesson: Lesson
    problem: Problem
    results: tuple[RungResult, ...]
    seeds: tuple[int, ...]
    swept: tuple[SweptWidth, ...] = ()

    def rung(self, name: str) -> RungResult:
        """Return a rung by its name."""
        return next(result for result in self.results if result.rung.name == name)

    def solved(self, result: RungResult) -> float:
        """Return the share of the seeds that reach the lesson's bar."""
        reached = [self.lesson.bar.reached(float(score)) for score in result.test_K]
        return sum(reached) / len(reached)
