from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.data.split import Split, split_table
from separatrix.data.splits.by_column import PART_WORDS
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError


def named(cells: Any, name: str = "part", labels: Any = None, **settings: Any) -> Split:
    table = Table(pa.table({name: cells, "x": np.arange(len(cells))}))
    splitting = Splitting(column=name, **settings)
    return split_table(table, np.arange(len(cells)), labels, splitting, ["x"])


@given(st.lists(st.sampled_from(list(PART_WORDS)), max_size=60), st.data())
def test_words_of_any_case_name_the_parts(words: list[str], data: st.DataObject) -> None:
    words = ["train", "val", *words]
    shown = [
        data.draw(st.sampled_from([word, word.upper(), f" {word.title()} "])) for word in words
    ]
    split = named(shown)
    parts = np.array([PART_WORDS[word] for word in words])
    for code, rows in enumerate((split.train, split.validation, split.test)):
        np.testing.assert_array_equal(rows, np.flatnonzero(parts == code))
    assert split.how == "as column part says"
    assert split.notes == ()


@pytest.mark.parametrize(
    ("name", "cells", "test"),
    [
        ("is_test", [0, 1, 0, 0, 1], [1, 4]),
        ("isTest", [False, True, False, False, True], [1, 4]),
        ("test", ["no", "yes", "no", "no", "yes"], [1, 4]),
        ("is_train", [1, 0, 1, 1, 0], [1, 4]),
        ("in_training", [1.0, 0.0, 1.0, 1.0, 0.0], [1, 4]),
    ],
)
def test_truth_is_understood_of_a_column_that_says_of_what(
    name: str, cells: Any, test: list[int]
) -> None:
    split = named(cells, name, validation_share=0.0)
    assert split.test.tolist() == test
    assert split.train.tolist() == [0, 2, 3]


def test_truth_of_validation_names_validation_rows() -> None:
    split = named([0, 1, 0], "is_validation")
    assert (split.train.tolist(), split.validation.tolist()) == ([0, 2], [1])
    assert len(split.test) == 0


def test_validation_rows_are_drawn_from_training_rows_where_none_are_named() -> None:
    cells = ["train"] * 100 + ["test"] * 20
    labels = np.arange(120) % 4 == 0
    split = named(cells, labels=labels)
    assert split.test.tolist() == list(range(100, 120))
    assert len(split.validation) == 20
    assert labels[split.validation].sum() == 5
    assert split.notes == (
        'Column "part" names no validation rows: 20% of its training rows are drawn for it.',
    )
    other = named(cells, labels=labels, seed=1)
    assert not np.array_equal(split.validation, other.validation)


def test_rows_that_are_drawn_for_validation_keep_equal_rows_together() -> None:
    x = np.arange(100)
    x[50:70] = x[:20]
    table = Table(pa.table({"part": ["train"] * 100, "x": x}))
    split = split_table(table, np.arange(100), None, Splitting(column="part"), ["x"])
    assert len(split.validation) == 20
    assert not set(x[split.train]) & set(x[split.validation])


def test_rows_whose_part_is_missing_are_left_out() -> None:
    split = named(["train", None, "test", "val", None])
    assert sorted([*split.train, *split.validation, *split.test]) == [0, 2, 3]
    assert split.notes == ('2 rows whose part "part" does not name left out.',)


def test_equal_rows_are_counted_where_the_column_parts_them() -> None:
    table = Table(pa.table({"part": ["train", "val", "test", "train"], "x": [1, 1, 2, 3]}))
    split = split_table(table, np.arange(4), None, Splitting(column="part"), ["x"])
    assert split.notes == (
        "1 of 4 rows repeats another row exactly; 1 validation or test row is equal to a training "
        "row.",
    )


@pytest.mark.parametrize(
    ("name", "cells", "message"),
    [
        ("part", ["train", "tset"], 'names the part of each row: train, .* "part" holds "train", '),
        ("part", [0, 1], '"part" holds "0", "1". Rename the cells; 0 and 1 are understood'),
        ("part", [0, 1, 2], '"part" holds "0", "1", "2"'),
        ("is_test", [0, 1, 2], '"is_test" holds "0", "1", "2"'),
        ("train_or_test", [0, 1], '"train_or_test" holds "0", "1"'),
        ("part", ["test", "val"], 'Column "part" names no training rows'),
    ],
)
def test_what_names_no_parts_is_refused(name: str, cells: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        named(cells, name)
