import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from separatrix import lessons
from separatrix.errors import DataError
from separatrix.ladders import change_in_words, ideas, in_words
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import FactRange, Lesson, RungRange

FOLDER = Path(lessons.__file__).parent
EVERY = pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))


def test_the_lessons_stand_in_the_order_in_which_they_are_taught() -> None:
    assert lessons.names() == (
        *("circles", "line", "circles-10k", "blobs", "gaussians", "moons", "spirals"),
        *("tuning", "sigmoid-softmax", "penguins"),
    )


def test_listing_lessons_and_printing_code_imports_nothing_heavy() -> None:
    program = """
import sys
from separatrix import lessons
for name in lessons.names():
    lessons.title(name)
    lessons.code(name, "1")
heavy = {"torch", "sklearn", "scipy", "matplotlib", "pyarrow", "pandas", "numpy"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_lesson_is_refused_with_a_guess() -> None:
    with pytest.raises(DataError, match=r'no lesson "circle".*Did you mean "circles"\?'):
        lessons.title("circle")


@EVERY
def test_every_rung_changes_one_thing_and_says_what(lesson: Lesson) -> None:
    rungs = lesson.ladder.rungs
    assert len(rungs) >= 2
    assert rungs[0].changed == in_words(rungs[0].recipe)
    for before, after in pairwise(rungs):
        assert len(ideas(before.recipe, after.recipe)) == 1
        assert after.changed == change_in_words(before.recipe, after.recipe)


@EVERY
def test_no_rung_stops_early_or_brings_back_earlier_weights(lesson: Lesson) -> None:
    for rung in lesson.ladder.rungs:
        assert (rung.recipe.keep, rung.recipe.patience) == ("last", None)


@EVERY
def test_steps_see_all_rows_but_in_the_lesson_of_many_rows(lesson: Lesson) -> None:
    sizes = {rung.recipe.batch_size for rung in lesson.ladder.rungs}
    assert sizes == ({1024} if lesson.name == "circles-10k" else {"full"})


@EVERY
def test_what_is_expected_is_about_rungs_that_are_there(lesson: Lesson) -> None:
    for expected in lesson.expected:
        assert expected.low <= expected.high
        if isinstance(expected, RungRange):
            assert expected.rung in lesson.ladder.names
    medians = {e.rung for e in lesson.expected if isinstance(e, RungRange)}
    assert medians == set(lesson.ladder.names)


def test_the_expected_ranges_hold_what_each_lesson_must_show() -> None:
    def median(lesson: str, rung: str) -> RungRange:
        return next(
            e
            for e in LESSONS[lesson].expected
            if isinstance(e, RungRange) and (e.rung, e.statistic) == (rung, "median")
        )

    for rung in ("linear", "deeper", "longer"):
        assert median("circles", rung).low >= 0.44
        assert median("circles", rung).high <= 0.56
    least = {
        ("circles", "Adam"): 0.99,
        ("circles-10k", "Adam"): 0.96,
        ("blobs", "linear"): 0.99,
        ("blobs", "ReLU"): 0.99,
        ("moons", "Adam"): 0.96,
        ("spirals", "deeper"): 0.95,
    }
    assert {key: median(*key).low for key in least} == least
    errors = {e.fact: e.high for e in LESSONS["line"].expected if isinstance(e, FactRange)}
    assert errors == {
        "linear_slope_error": 0.01,
        "linear_intercept_error": 0.01,
        "deep_slope_error": 0.1,
        "deep_intercept_error": 0.1,
    }


def typed_texts(module: Path) -> list[str]:
    """Return the texts that a lesson's sentences are made of, what is computed left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    parts = [
        part
        for node in functions
        if node.name == "sentences"
        for statement in node.body[1:]  # without the docstring
        for part in ast.walk(statement)
    ]
    written = [part.format_spec for part in parts if isinstance(part, ast.FormattedValue)]
    formats = {id(text) for spec in written if spec is not None for text in ast.walk(spec)}
    texts = [part for part in parts if isinstance(part, ast.Constant) and id(part) not in formats]
    return [text.value for text in texts if isinstance(text.value, str)]


@pytest.mark.parametrize("name", list(LESSONS))
def test_no_number_is_typed_into_a_sentence(name: str) -> None:
    texts = typed_texts(FOLDER / f"{name.replace('-', '_')}.py")
    assert texts
    assert [text for text in texts if any(letter.isdigit() for letter in text)] == []
