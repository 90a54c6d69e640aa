from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.data.target import Target, learn_target, rows_with_target
from separatrix.errors import DataError


def _table(values: Any) -> Table:
    return open_table({"x": list(range(len(values))), "y": values})


def _learn(values: Any, **options: Any) -> Target:
    table = _table(values)
    options.setdefault("rows", np.arange(len(table)))
    return learn_target(table, "y", **options)


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        (["no", "yes", "no"], "binary", ("no", "yes")),
        ([True, False, True], "binary", (False, True)),
        ([2, 1, 2], "binary", (1, 2)),
        ([1.0, 0.0, None], "binary", (0.0, 1.0)),
        (["b", "c", "a", "a"], "multiclass", ("a", "b", "c")),
        ([3, 1, 2] * 4, "multiclass", (1, 2, 3)),
        (pa.array([3, 1, 2] * 4, pa.int8()).dictionary_encode(), "multiclass", (1, 2, 3)),
        (["10", "9", "10"], "binary", ("10", "9")),
        ([" ", "", "x", "y", "x"], "binary", ("x", "y")),
    ],
)
def test_classes_keep_their_values_and_types(values: Any, task: str, classes: Any) -> None:
    target = _learn(values)
    assert (target.task, target.classes) == (task, classes)
    assert [type(each) for each in target.classes] == [type(each) for each in classes]
    assert msgspec.json.decode(msgspec.json.encode(target), type=Target) == target


CLASSES = st.one_of(
    st.lists(
        st.text(st.characters(codec="utf-8")).filter(str.strip), min_size=2, max_size=6, unique=True
    ),
    st.lists(st.integers(-(2**53), 2**53), min_size=2, max_size=6, unique=True),
    st.just([False, True]),
)


@settings(max_examples=60, deadline=None)
@given(classes=CLASSES, codes=st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_labels_bring_back_what_was_encoded(classes: list[Any], codes: list[int]) -> None:
    values = classes * 3 + [classes[code % len(classes)] for code in codes]
    target = _learn(values, task="classification")
    assert target.labels(target.encode(_table(values))).to_pylist() == values  # type: ignore[arg-type]


def test_a_missing_class_is_minus_one_and_a_missing_number_nan() -> None:
    target = _learn(["a", None, "b"])
    np.testing.assert_array_equal(target.encode(_table(["a", None, "b"])), [0, -1, 1])
    target = _learn([1.0, None, 2.5])
    np.testing.assert_array_equal(target.encode(_table([1.0, None, 2.5])), [-1, np.nan, 1])


@pytest.mark.parametrize(
    ("learned", "given_"),
    [
        ([0, 1, 0], [0.0, 1.0, None]),
        ([0, 1, 0], ["0", "1", "1"]),
        ([0.0, 1.0, None], [0, 1, 1]),
        ([True, False], ["true", "FALSE", "True"]),
        ([True, False], [1, 0]),
        (["1", "0"], [1, 0]),
        (["True", "False"], [True, False]),
        (["1.0", "0.0"], [1, 0]),
        (np.array([1.1, 0.3, 1.1], np.float32), np.array([0.3, 1.1])),
        (np.array([1.1, 0.3, 1.1]), np.array([0.3, 1.1], np.float32)),
        ([Decimal("1.50"), Decimal("0.25"), Decimal("1.50")], [0.25, 1.5]),
        ([1.5, 0.25, 1.5], [Decimal("0.250"), Decimal("1.500")]),
    ],
)
def test_classes_are_known_in_another_type(learned: Any, given_: Any) -> None:
    codes = _learn(learned, task="classification").encode(_table(given_))
    assert set(codes) - {-1} == {0, 1}


def test_a_class_that_was_not_learned_is_refused_with_its_row() -> None:
    target = _learn(["a", "b", "c", "a"])
    with pytest.raises(DataError, match=r'Row 2 of the target "y" is "d".*a, b, c'):
        target.encode(_table(["a", "d"]))


@pytest.mark.parametrize(
    ("values", "positive", "classes"),
    [
        (["no", "yes"], "no", ("yes", "no")),
        (["no", "yes"], "yes", ("no", "yes")),
        ([0, 1], "0", (1, 0)),
        ([True, False], "False", (True, False)),
        ([True, False], "true", (False, True)),
        (["Yes", "yes"], "Yes", ("yes", "Yes")),
        ([0, 1], "0.0", (1, 0)),
        ([0.0, 1.0], "0", (1.0, 0.0)),
        ([0.0, 1.0, None], "0.0", (1.0, 0.0)),
        ([True, False], "FALSE", (True, False)),
        ([True, False], "false", (True, False)),
    ],
)
def test_the_positive_class_is_chosen(values: Any, positive: str, classes: Any) -> None:
    assert _learn(values, positive=positive).classes == classes


def test_mean_and_scale_are_those_of_the_training_rows() -> None:
    values = [1.5, 2.5, 4.5, 1000.5]
    target = _learn(values, rows=np.arange(3))
    assert target.mean == np.mean(values[:3])
    assert target.scale == np.std(values[:3])
    poisoned = _learn([*values[:3], -1e9], rows=np.arange(3))
    assert (poisoned.mean, poisoned.scale) == (target.mean, target.scale)


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=30, unique=True),
    log=st.booleans(),
    standardise=st.booleans(),
)
def test_restore_undoes_encode(values: list[float], log: bool, standardise: bool) -> None:
    target = _learn(values, task="regression", log=log, standardise=standardise)
    encoded = target.encode(_table(values))
    np.testing.assert_allclose(target.restore(encoded), values, rtol=1e-6, atol=1e-7)
    if standardise:
        assert abs(encoded.mean()) < 1e-6
    else:
        np.testing.assert_array_equal(encoded, np.log(values) if log else values)
    assert msgspec.json.decode(msgspec.json.encode(target), type=Target) == target


def test_restore_keeps_the_shape_and_never_overflows() -> None:
    target = _learn([1.0, 2.5, 3.0], log=True)
    restored = target.restore(np.full((2, 3), 1e6))
    assert restored.shape == (2, 3)
    assert np.isfinite(restored).all()


def test_numbers_written_as_text_can_be_measured() -> None:
    assert _learn(["1.5", "2.5", "NA"], task="regression").mean == 2.0


def test_two_classes_can_be_learned_as_many_are() -> None:
    assert _learn(["no", "yes"], task="multiclass").task == "multiclass"


def test_fractions_can_be_classes_when_asked() -> None:
    assert _learn([0.5, 1.5, 0.5], task="classification").classes == (0.5, 1.5)


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        (["a", "a", None], {}, 'has one class, "a"'),
        ([None, None], {}, "missing in every row"),
        (["a", "b", "c"], {}, r"as many classes as rows \(3\)"),
        ([1, 2, 3, 4], {"task": "classification"}, "as many classes as rows.*--task regression"),
        (["a", "b", "a"], {"task": "regression"}, 'row 1 is "a", which is not a number'),
        ([1.5, "b"], {"task": "regression"}, "cannot be read"),
        ([2.5, 2.5], {}, "is 2.5 in every row"),
        ([1.5, 0.0, -1.0], {"log": True}, r'row 2 of "y" is 0\. Leave --log-target out'),
        ([1.7e308, -1.7e308, 0.5], {}, r"Row 1 .* is 1\.7e\+308; numbers beyond 1e\+150"),
        (["a", "b"], {"log": True}, "classes have no logarithm"),
        (["a", "b"], {"positive": "B"}, r'"B" is not a class of "y"\. Did you mean "b"'),
        (["a", "b", "c", "a"], {"positive": "a"}, "Only two classes have a positive one"),
        ([1.5, 2.5], {"positive": "a"}, "learned as a number, which has no positive class"),
        (["a", "b", "c", "a"], {"task": "binary"}, '"binary" means two classes; "y" has 3'),
        (["a", "b"], {"task": "clasification"}, '"clasification" is not a task'),
        ([[1], [2]], {}, "a target holds classes or numbers"),
    ],
)
def test_what_cannot_be_learned_is_refused(values: Any, options: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        _learn(values, **options)


def test_a_target_that_does_not_exist_is_refused_with_the_nearest() -> None:
    table = open_table("penguins")
    for refuse in (
        lambda: learn_target(table, "specie", rows=np.arange(3)),
        lambda: rows_with_target(table, "specie"),
    ):
        with pytest.raises(DataError, match=r'Did you mean "species"'):
            refuse()


def test_rare_classes_and_guessed_tasks_are_noted() -> None:
    (note,) = _learn(["a"] * 20 + ["b"] * 20 + ["c"] * 3).notes
    assert '"c" (3)' in note
    (note,) = _learn([0, 1, 2] * 20).notes
    assert "taken as classes. For numbers say --task regression" in note
    assert _learn([0, 1, 2] * 20, task="classification").notes == ()
    assert _learn(["a"] * 20 + ["b"] * 20).notes == ()


def test_rows_without_a_target_are_counted() -> None:
    rows, notes = rows_with_target(_table(["a", None, "b", None]), "y")
    assert rows.tolist() == [0, 2]
    assert notes == ("2 rows without a target left out.",)
    rows, notes = rows_with_target(_table([1.0, np.inf, np.nan]), "y")
    assert rows.tolist() == [0]
    assert rows_with_target(_table(["a", "b"]), "y")[1] == ()
    with pytest.raises(DataError, match="missing in every row"):
        rows_with_target(_table([None, None]), "y")


def test_targets_just_within_reach_are_scaled_without_a_warning() -> None:
    values = [1e150, -1e150, 0.5]
    target = _learn(values)
    np.testing.assert_allclose(target.restore(target.encode(_table(values))), values, atol=1e140)
