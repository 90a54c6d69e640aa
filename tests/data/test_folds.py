from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.model_selection import StratifiedKFold

from separatrix.data.folds import folds, folds_of
from separatrix.data.split import PARTS, Split, split_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError

ROWS = np.arange(300)
NO_TEST = Splitting(test_share=0.0)


def table_of(**columns: Any) -> Table:
    return Table(pa.table({"x": np.arange(300), **columns}))


def assert_folds(made: tuple[Split, ...], test: Any, *, left_out: int = 0) -> None:
    """Every row that is no test row is held out once, and learned from in every other fold."""
    held = np.sort(np.concatenate([each.validation for each in made]))
    assert len(np.unique(held)) == len(held)
    for each in made:
        np.testing.assert_array_equal(each.test, test)
        every = np.concatenate([each.part(name) for name in PARTS])
        assert len(np.unique(every)) == len(every) == 300 - left_out
        np.testing.assert_array_equal(np.sort(np.concatenate([held, each.test])), np.sort(every))


@pytest.mark.parametrize("test_share", [0.0, 0.2])
def test_random_folds_hold_every_row_out_once_after_the_test_rows(test_share: float) -> None:
    labels = np.arange(300) % 3
    splitting = Splitting(test_share=test_share, seed=3)
    made = folds(table_of(), ROWS, labels, splitting, 4)
    test = split_table(table_of(), ROWS, labels, splitting).test
    assert_folds(made, test)
    rest = np.setdiff1d(ROWS, test)
    splitter = StratifiedKFold(4, shuffle=True, random_state=3)
    for each, (_, held) in zip(made, splitter.split(rest, labels[rest]), strict=True):
        np.testing.assert_array_equal(each.validation, rest[held])
        assert each.notes == ()


def test_equal_rows_are_in_one_fold() -> None:
    x = np.arange(300)
    x[200:260] = x[:60]
    made = folds(Table(pa.table({"x": x})), ROWS, x % 2, Splitting(), 5)
    assert_folds(made, made[0].test)
    for each in made:
        parts = [set(x[each.part(name)]) for name in PARTS]
        assert not parts[0] & parts[1]
        assert not parts[2] & (parts[0] | parts[1])
        assert each.notes == (
            "60 of 300 rows repeat another row exactly; equal rows are in one part.",
        )


def test_equal_rows_of_a_coarse_table_are_counted_in_each_fold() -> None:
    made = folds(Table(pa.table({"x": np.arange(300) % 50})), ROWS, None, NO_TEST, 3)
    assert made[0].notes == (
        "250 of 300 rows repeat another row exactly; 100 validation or test rows are equal to a "
        "training row.",
    )


def test_groups_are_in_one_fold() -> None:
    group = np.random.default_rng(0).integers(0, 30, 300)
    made = folds(table_of(g=group), ROWS, ROWS % 2, Splitting(group="g"), 3)
    assert_folds(made, made[0].test)
    for each in made:
        parts = [set(group[each.part(name)]) for name in PARTS]
        assert not parts[0] & parts[1]
        assert not parts[2] & (parts[0] | parts[1])


def test_each_fold_by_time_learns_from_what_came_before() -> None:
    day = np.random.default_rng(0).integers(0, 40, 300)
    made = folds(table_of(day=day), ROWS, None, Splitting(time="day"), 4)
    assert len(made) == 4
    for before, after in pairwise(made):
        np.testing.assert_array_equal(
            after.train, np.sort(np.concatenate([before.train, before.validation]))
        )
    for each in made:
        assert day[each.train].max() < day[each.validation].min()
        assert day[each.validation].max() < day[each.test].min()
    assert len(made[-1].train) + len(made[-1].validation) + len(made[-1].test) == 300


def test_a_column_names_the_folds_whatever_its_cells() -> None:
    cells = [None if i % 10 == 0 else "abc"[i % 3] for i in range(300)]
    made = folds(table_of(fold=cells), ROWS, None, Splitting(column="fold"), 9)
    assert len(made) == 3
    assert_folds(made, [], left_out=30)
    for each in made:
        assert len({cells[row] for row in each.validation}) == 1
        assert each.notes[0] == '30 rows whose fold "fold" does not name left out.'


def test_folds_are_drawn_where_a_column_names_parts() -> None:
    cells = ["train"] * 180 + ["val"] * 60 + ["test"] * 60
    made = folds(table_of(part=cells), ROWS, None, Splitting(column="part"), 4)
    assert_folds(made, range(240, 300))
    assert [len(each.validation) for each in made] == [60] * 4


@pytest.mark.parametrize(
    ("cells", "message"),
    [([1] * 300, "from 2 to 100 different cells; .fold. has 1"), (range(300), "has 300")],
)
def test_columns_of_one_or_very_many_folds_are_refused(cells: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        folds(table_of(fold=list(cells)), ROWS, None, Splitting(column="fold"))


def test_less_than_two_folds_are_refused() -> None:
    with pytest.raises(DataError, match="got k = 1"):
        folds(table_of(), ROWS, None, NO_TEST, 1)


@pytest.mark.parametrize(
    ("labels", "groups", "rows"),
    [
        (np.array(["a", "b"] * 20), None, None),
        (None, np.arange(40) // 4, None),
        (np.array([True, False] * 20), np.array(list("abcdefgh") * 5), 40),
        (None, None, 40),
    ],
)
def test_arrays_are_divided_into_folds(labels: Any, groups: Any, rows: int | None) -> None:
    made = folds_of(labels, groups, 4, 1, rows)
    np.testing.assert_array_equal(np.sort(np.concatenate([held for _, held in made])), range(40))
    for train, held in made:
        np.testing.assert_array_equal(np.sort(np.concatenate([train, held])), range(40))
        if groups is not None:
            assert not set(groups[train]) & set(groups[held])


@pytest.mark.parametrize(("labels", "groups"), [(None, None), (np.zeros(4), np.zeros(5))])
def test_arrays_of_no_certain_length_are_refused(labels: Any, groups: Any) -> None:
    with pytest.raises(DataError, match="Folds need one number of rows"):
        folds_of(labels, groups, 2, 0)
