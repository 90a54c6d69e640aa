import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, score
from separatrix.metrics.threshold import CHOSEN_FOR, best_threshold
from separatrix.recipe import choices

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 3)), min_size=1, max_size=30
)


@pytest.mark.parametrize("metric", CHOSEN_FOR)
@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_no_other_threshold_is_better(metric: str, rows: list[tuple[int, int, int]]) -> None:
    target, eighths, weight = (np.array(each) for each in zip(*rows, strict=True))
    positive = eighths / 8

    def at(threshold: float) -> float:
        answers = Answers(np.column_stack([1 - positive, positive]), threshold=threshold)
        return float(np.nan_to_num(score(metric, target, answers, weight[None].astype(float))[0]))

    chosen = best_threshold(metric, target, positive, weight.astype(float))
    best = max(at(each) for each in (0.0, 0.01, *np.arange(9) / 8))
    assert 0 <= chosen <= 1
    assert at(chosen) == pytest.approx(best)


def test_of_equal_thresholds_the_middle_of_the_gap_nearest_one_half_is_taken() -> None:
    assert best_threshold("accuracy", np.array([0, 1]), np.array([0.25, 0.75])) == 0.5


def test_neighbouring_floats_are_parted() -> None:
    low = 0.3
    positive = np.array([low, np.nextafter(low, 1)])
    assert best_threshold("accuracy", np.array([0, 1]), positive) == low


def test_the_recipe_knows_every_metric_and_what_a_threshold_is_chosen_for() -> None:
    assert set(choices("metric")) == {"loss", *METRICS}
    assert set(choices("threshold")) == {"auto", *CHOSEN_FOR}
    assert all(METRICS[name].of_labels for name in CHOSEN_FOR)
