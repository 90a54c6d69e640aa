"""Run a lesson: rows, rungs, numbers, pictures."""

from pathlib import Path

from separatrix.data.read import open_table
from separatrix.data.toy import make_toy, toy_target
from separatrix.errors import RecipeError
from separatrix.events import Listener, Stage, silent
from separatrix.ladders.problem import Problem, pose
from separatrix.ladders.run import run_rung
from separatrix.lessons.lesson import Lesson, Packaged
from separatrix.lessons.lesson_run import LessonRun
from separatrix.lessons.result import LessonResult, result_of
from separatrix.lessons.sweep import SweptWidth, run_sweep


def run(lesson: Lesson, seeds: int, out: Path | None, listen: Listener = silent) -> LessonResult:
    """Train every rung, hold the numbers against what is expected, and draw.

    Raises:
        RecipeError: there are no seeds.
        OSError: a picture cannot be written.
    """
    trained = train_rungs(lesson, seed_numbers(seeds), listen)
    pictures: tuple[Path, ...] = ()
    if out is not None:
        from separatrix.lessons.pictures import write_pictures  # Matplotlib only where it draws

        listen(Stage(f"{lesson.name}: pictures"))
        pictures = write_pictures(trained, out / lesson.name)
    return result_of(trained, pictures)


def train_rungs(lesson: Lesson, seeds: tuple[int, ...], listen: Listener = silent) -> LessonRun:
    """Train every rung of a lesson, and its map where it has one."""
    problem = pose_lesson(lesson)
    results = []
    for rung in lesson.ladder.rungs:
        listen(Stage(f"{lesson.name}: {rung.name} ({rung.changed})"))
        results.append(run_rung(rung, problem, seeds, lesson.bar.metric, listen))
    swept: tuple[SweptWidth, ...] = ()
    if lesson.sweep is not None:
        first = lesson.ladder.rungs[0].recipe
        swept = run_sweep(lesson.sweep, first, problem, seeds, lesson.bar.value, listen)
    return LessonRun(lesson, problem, tuple(results), seeds, swept)


def pose_lesson(lesson: Lesson) -> Problem:
    """Return a lesson's rows, split 80 to 20 and encoded; toy sets as they are."""
    data = lesson.data
    if isinstance(data, Packaged):
        return pose(open_table(data.name), data.target, standardise=True)
    table = make_toy(data.name, data.rows, data.noise, data.seed)
    return pose(table, toy_target(data.name), standardise=False)


def seed_numbers(count: int) -> tuple[int, ...]:
    """Return the seeds 0 … count-1.

    Raises:
        RecipeError: there are none.
    """
    if count < 1:
        raise RecipeError(f"seeds must be 1 or more, got {count}.")
    return tuple(range(count))
