"""Lessons: a data set, a ladder, and what it must show.

Listing lessons and printing their code needs no PyTorch; it is imported when one is run.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from separatrix.events import Listener, silent

if TYPE_CHECKING:
    from separatrix.lessons.check import Check
    from separatrix.lessons.result import LessonResult
    from separatrix.recipe import Recipe

__all__ = ["check_lesson", "code", "names", "run_lesson", "title"]


def names() -> tuple[str, ...]:
    """Return the names of the lessons in the order in which they are taught."""
    from separatrix.lessons.catalogue import LESSONS

    return tuple(LESSONS)


def title(name: str) -> str:
    """Return what a lesson is about, in a few words.

    Example:
        >>> title("circles")
        'Two rings that no straight line can part'
    """
    from separatrix.lessons.catalogue import find_lesson

    return find_lesson(name).title


def code(name: str, rung: str, *, sequential: bool = False) -> str:
    """Return a rung as one plain PyTorch script that needs nothing of this package.

    Args:
        name: Name of the lesson.
        rung: Name of the rung, or its number from 1.
        sequential: Whether to build the network from nn.Sequential, else from a class.

    Raises:
        DataError: there is no such lesson.
        RecipeError: there is no such rung.
    """
    from separatrix.lessons.catalogue import find_lesson
    from separatrix.lessons.scripts.script import script

    lesson = find_lesson(name)
    return script(lesson, lesson.ladder.rung(rung), sequential=sequential)


def run_lesson(
    name: str, *, seeds: int = 20, out: Path | None = None, listen: Listener = silent
) -> "LessonResult":
    """Train every rung of a lesson over many seeds and say what was seen.

    Args:
        name: Name of the lesson.
        seeds: How many networks of each rung; the expected ranges are those of 20.
        out: Folder for the pictures, which go into a folder of the lesson's name; None for none.
        listen: Is told of every rung and epoch.

    Raises:
        DataError: there is no such lesson.
        RecipeError: there are no seeds.
        OSError: a picture cannot be written.
    """
    from separatrix.lessons.catalogue import find_lesson
    from separatrix.lessons.run import run

    return run(find_lesson(name), seeds, out, listen)


def check_lesson(
    name: str, recipe: "Recipe", *, seeds: int = 20, listen: Listener = silent
) -> "Check":
    """Try a recipe of the user's own on a lesson's rows: it must reach the lesson's bar.

    Args:
        name: Name of the lesson.
        recipe: What to train.
        seeds: How many networks; their median must reach the bar.
        listen: Is told of every epoch.

    Raises:
        DataError: there is no such lesson.
        RecipeError: there are no seeds, or the recipe does not suit the lesson's target.
    """
    from separatrix.lessons.catalogue import find_lesson
    from separatrix.lessons.check import check

    return check(find_lesson(name), recipe, seeds, listen)
