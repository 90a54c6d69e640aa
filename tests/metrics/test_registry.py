import numpy as np
import pytest

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, metrics_of, score

TWO = Answers(np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]))
TRUTH = np.array([0, 0, 1])


def test_every_task_has_its_headline_first() -> None:
    classes = ("accuracy", "balanced_accuracy", "roc_auc", "log_loss", "brier")
    assert metrics_of("binary") == (*classes[:3], "average_precision", "f1", *classes[3:])
    assert metrics_of("multiclass") == classes
    assert metrics_of("regression") == ("r2", "rmse", "mae")


def test_only_losses_and_errors_are_better_when_small() -> None:
    smaller = {name for name, metric in METRICS.items() if not metric.greater_is_better}
    assert smaller == {"log_loss", "brier", "rmse", "mae"}


def test_a_plain_score_is_a_float_and_a_weighted_one_has_a_number_for_each_weighting() -> None:
    assert type(score("accuracy", TRUTH, TWO)) is float
    assert score("accuracy", TRUTH, TWO, np.ones((4, 3))).tolist() == [2 / 3] * 4
    assert score("accuracy", TRUTH, TWO, np.ones((0, 3))).shape == (0,)


@pytest.mark.parametrize("name", metrics_of("binary"))
def test_no_rows_have_no_class_metric(name: str) -> None:
    assert np.isnan(score(name, np.array([], dtype=int), Answers(np.zeros((0, 2)))))


@pytest.mark.parametrize("name", metrics_of("regression"))
def test_no_rows_have_no_number_metric(name: str) -> None:
    assert np.isnan(score(name, np.array([]), Answers(values_N=np.array([]))))


@pytest.mark.parametrize("name", metrics_of("binary"))
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_answers_that_are_not_finite_have_no_class_metric(name: str, bad: float) -> None:
    answers = Answers(np.array([[0.9, 0.1], [bad, 0.6], [0.2, 0.8]]))
    assert np.isnan(score(name, TRUTH, answers))
    assert np.isnan(score(name, TRUTH, answers, np.ones((2, 3)))).all()


@pytest.mark.parametrize("name", metrics_of("regression"))
def test_answers_that_are_not_finite_have_no_number_metric(name: str) -> None:
    assert np.isnan(score(name, np.array([1.0, 2.0]), Answers(values_N=np.array([1.0, np.nan]))))


@pytest.mark.parametrize("name", metrics_of("binary"))
def test_a_weighting_without_any_row_has_no_metric(name: str) -> None:
    plain = score(name, TRUTH, TWO)
    nothing, everything = score(name, TRUTH, TWO, np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]))
    assert np.isnan(nothing)
    assert everything == pytest.approx(plain)


def test_targets_and_answers_of_different_length_are_our_own_mistake() -> None:
    with pytest.raises(AssertionError, match="2 targets, 3 answers"):
        score("accuracy", np.array([0, 1]), TWO)
