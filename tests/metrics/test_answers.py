import numpy as np
import pytest

from separatrix.metrics.answers import Answers


def binary(*positive: float, threshold: float = 0.5) -> Answers:
    column_N = np.array(positive)
    return Answers(np.column_stack([1 - column_N, column_N]), threshold=threshold)


def test_the_positive_class_is_predicted_above_the_threshold_and_not_at_it() -> None:
    assert binary(0.49, 0.5, 0.51).labels_N.tolist() == [0, 0, 1]
    assert binary(0.2, 0.25, 0.3, threshold=0.25).labels_N.tolist() == [0, 0, 1]


def test_more_classes_are_predicted_by_the_largest_probability_whatever_the_threshold() -> None:
    probabilities = np.array([[0.2, 0.5, 0.3], [0.4, 0.2, 0.4]])
    assert Answers(probabilities, threshold=0.9).labels_N.tolist() == [1, 0]


def test_answers_know_how_many_rows_they_are_for() -> None:
    assert len(binary(0.1, 0.2, 0.3)) == 3
    assert len(Answers(values_N=np.zeros(2))) == 2


def test_values_have_no_labels() -> None:
    with pytest.raises(AssertionError, match="no labels"):
        _ = Answers(values_N=np.zeros(2)).labels_N
