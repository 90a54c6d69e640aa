"""Slices that fail and rows that are worst, where they are and where there are none."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import precision_recall_fscore_support

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.table import Table
from separatrix.evaluation.errors import row_errors, worst_rows, worst_slices
from separatrix.evaluation.per_class import per_class
from separatrix.metrics.answers import Answers


def table(rows: int = 800, seed: int = 0) -> tuple[Table, Encoder]:
    random = np.random.default_rng(seed)
    size: Any = random.normal(size=rows)
    size[::20] = np.nan
    cells = {
        "size": pa.array(size, from_pandas=True),
        "town": random.choice(["a", "b", "c", "rare"], rows, p=[0.5, 0.3, 0.195, 0.005]),
        "flag": random.random(rows) < 0.5,
    }
    made = Table(pa.table(cells))
    return made, learn_encoder(made, find_kinds(made, None))


def column(made: Table, name: str) -> Any:
    return np.asarray(made.column(name).to_pylist(), object)


def test_a_level_where_answers_are_wrong_is_found_with_its_share() -> None:
    made, encoder = table()
    inside = column(made, "town") == "b"
    random = np.random.default_rng(1)
    error = (random.random(len(made)) < np.where(inside, 0.5, 0.1)).astype(float)
    first, *_ = worst_slices(encoder, made, error)
    assert (first.column, first.value, first.rows) == ("town", "b", inside.sum())
    assert first.error == pytest.approx(error[inside].mean())
    assert first.rest == pytest.approx(error[~inside].mean())
    assert first.low < first.error - first.rest < first.high
    assert first.p < 1e-6


def test_missing_cells_and_ranges_of_numbers_are_slices_too() -> None:
    made, encoder = table()
    size = np.asarray(made.column("size").to_pylist(), float)
    random = np.random.default_rng(2)
    for inside, value in ((np.isnan(size), "missing"), (size > np.nanquantile(size, 0.75), " to ")):
        error = np.abs(random.normal(0, np.where(inside, 5.0, 1.0)))
        first, *_ = worst_slices(encoder, made, error)
        assert first.column == "size"
        assert value in first.value


def test_noise_alone_makes_no_slice_more_often_than_it_says() -> None:
    made, encoder = table()
    random = np.random.default_rng(3)
    alarms = sum(
        bool(worst_slices(encoder, made, (random.random(len(made)) < 0.2).astype(float)))
        for _ in range(200)
    )
    assert alarms / 200 < 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 200)


def test_few_rows_are_no_slice() -> None:
    made, encoder = table()
    error = (column(made, "town") == "rare").astype(float)
    assert all(each.value != "rare" for each in worst_slices(encoder, made, error))
    few = made.take(np.arange(15))
    assert worst_slices(encoder, few, np.ones(15)) == ()


def test_the_worst_rows_are_the_surest_mistakes() -> None:
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.01, 0.99], [0.6, 0.4]])
    found = worst_rows(
        np.array([10, 11, 12, 13]), np.array([0, 0, 0, 1]), Answers(p), ("no", "yes")
    )
    assert [(each.row, each.truth, each.answer) for each in found] == [
        (12, "no", "yes"),
        (11, "no", "yes"),
        (13, "yes", "no"),
    ]
    assert found[0].error == pytest.approx(-np.log(0.01))


def test_numbers_are_worst_where_they_are_furthest_off() -> None:
    answers = Answers(values_N=np.array([1.0, 5.0, 2.0]))
    truth = np.array([1.5, 1.0, 2.0])
    first, *_ = worst_rows(np.arange(3), truth, answers, (), most=2)
    assert (first.row, first.truth, first.answer, first.error) == (1, 1.0, 5.0, 4.0)
    np.testing.assert_array_equal(row_errors(truth, answers), [0.5, 4.0, 0.0])


@pytest.mark.parametrize("weighted", [False, True])
def test_classes_are_scored_as_scikit_learn_scores_them(weighted: bool) -> None:
    random = np.random.default_rng(4)
    truth, told = random.integers(4, size=300), random.integers(3, size=300)
    weight = random.random(300) if weighted else None
    *each, macro = per_class(truth, told, ("a", "b", "c", "d"), weight)
    theirs = precision_recall_fscore_support(
        truth, told, labels=range(4), sample_weight=weight, zero_division=0
    )
    np.testing.assert_allclose([one.precision for one in each], theirs[0])
    np.testing.assert_allclose([one.recall for one in each if one.recall is not None], theirs[1])
    np.testing.assert_allclose([one.f1 for one in each if one.f1 is not None], theirs[2])
    assert macro.f1 == pytest.approx(theirs[2].mean())


def test_a_class_without_rows_is_left_out_of_the_mean() -> None:
    *_, empty, macro = per_class(np.array([0, 1]), np.array([0, 2]), ("a", "b", "c"))
    assert (empty.recall, empty.f1, empty.rows) == (None, None, 0)
    assert macro.recall == pytest.approx(0.5)
