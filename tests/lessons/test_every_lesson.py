"""All ten lessons as they are shipped, at twenty seeds: what each must show."""

from pathlib import Path

import pytest

from separatrix import lessons
from separatrix.lessons.result import LessonResult

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", lessons.names())
def test_a_lesson_shows_what_it_must(name: str, tmp_path: Path) -> None:
    result = lessons.run_lesson(name, seeds=20, out=tmp_path)
    assert result.ok, result.missed
    assert result.pictures
    MUST_SHOW[name](result)


def median(result: LessonResult, rung: str) -> float:
    return next(line.test.median for line in result.rungs if line.name == rung)


def line(result: LessonResult) -> None:
    for what in ("slope", "intercept"):
        assert result.facts[f"linear_{what}_error"] <= 0.01
        assert result.facts[f"deep_{what}_error"] <= 0.1


def circles(result: LessonResult) -> None:
    for rung in ("linear", "deeper", "longer"):
        assert abs(median(result, rung) - 0.5) <= 0.05
    assert median(result, "Adam") >= 0.99
    assert result.facts["ReLU_spread"] >= 0.15


def circles_10k(result: LessonResult) -> None:
    assert median(result, "Adam") >= 0.96
    assert result.facts["dropout_train_answers"] > 1 == result.facts["dropout_eval_answers"]
    assert len(result.facts["batch_mean"]) == len(result.facts["running_mean"])
    assert "boundary-Adam" in {path.stem for path in result.pictures}


def blobs(result: LessonResult) -> None:
    assert min(median(result, "linear"), median(result, "ReLU")) >= 0.99
    assert {"logits", "softmax", "argmax"} <= result.facts.keys()


def gaussians(result: LessonResult) -> None:
    assert median(result, "linear") <= 0.5 < 0.95 <= median(result, "ReLU")


def moons(result: LessonResult) -> None:
    assert median(result, "Adam") > 0.96


def spirals(result: LessonResult) -> None:
    assert median(result, "deeper") > 0.95
    assert median(result, "linear") < median(result, "one-layer") < median(result, "deeper")


def tuning(result: LessonResult) -> None:
    assert "map" in {path.stem for path in result.pictures}
    assert median(result, "faster") >= 0.99 > 0.8 > median(result, "too-fast")


def sigmoid_softmax(result: LessonResult) -> None:
    assert result.facts["distance_of_accuracies"] <= 0.01
    assert result.facts["distance_median"] <= 0.03


def penguins(result: LessonResult) -> None:
    assert min(line.test.median for line in result.rungs) >= 0.95
    assert result.facts["missing_cells"] > 0


MUST_SHOW = {
    "line": line,
    "circles": circles,
    "circles-10k": circles_10k,
    "blobs": blobs,
    "gaussians": gaussians,
    "moons": moons,
    "spirals": spirals,
    "tuning": tuning,
    "sigmoid-softmax": sigmoid_softmax,
    "penguins": penguins,
}
