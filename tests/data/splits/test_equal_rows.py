import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.split import PARTS, split_rows, split_table
from separatrix.data.splits.equal_rows import equal_rows, first_places, seen_in_training
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table


def doubled(rows: int, again: int, classes: int, seed: int) -> tuple[Table, np.ndarray]:
    """Make rows that are all different but for some that repeat others, in any order."""
    random = np.random.default_rng(seed)
    row = random.permutation(np.concatenate([np.arange(rows), random.integers(0, rows, again)]))
    return Table(pa.table({"x": row, "y": row % classes})), row


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(40, 300),
    share=st.floats(0.01, 0.28),
    classes=st.integers(1, 4),
    stratified=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_equal_rows_are_in_one_part_and_the_shares_are_kept(
    rows: int, share: float, classes: int, stratified: bool, seed: int
) -> None:
    table, row = doubled(rows, int(rows * share), classes, seed)
    labels = row % classes if stratified else None
    every = np.arange(len(row))
    split = split_table(table, every, labels, Splitting(seed=seed))
    parts = [split.part(name) for name in PARTS]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), every)
    held = [set(row[part]) for part in parts]
    assert not held[0] & held[1]
    assert not held[0] & held[2]
    assert not held[1] & held[2]
    plain = split_rows(every, labels, seed=seed)
    for name, part in zip(PARTS, parts, strict=True):
        assert abs(len(part) - len(plain.part(name))) <= 1
        if stratified:  # a class whose rows all repeat can be off by one of them
            counts = np.bincount(row[part] % classes, minlength=classes)
            asked = np.bincount(row[plain.part(name)] % classes, minlength=classes)
            assert np.abs(counts - asked).max() <= 2


@pytest.mark.parametrize("stratified", [True, False])
def test_without_equal_rows_the_split_is_that_of_the_rows(stratified: bool) -> None:
    table = Table(pa.table({"x": np.arange(500)}))
    labels = np.arange(500) % 3 if stratified else None
    split = split_table(table, np.arange(500), labels, Splitting(seed=7))
    plain = split_rows(np.arange(500), labels, seed=7)
    for name in PARTS:
        np.testing.assert_array_equal(split.part(name), plain.part(name))
    assert split.notes == ()


def test_one_row_that_repeats_moves_no_more_than_two_others() -> None:
    x = np.arange(500)
    x[77] = x[4]
    split = split_table(Table(pa.table({"x": x})), np.arange(500), None)
    plain = split_rows(np.arange(500), None)
    assert len(split.test) == len(plain.test)
    assert len(np.setdiff1d(split.test, plain.test)) <= 2
    assert split.notes == (
        "1 of 500 rows repeats another row exactly; equal rows are in one part.",
    )


def test_rows_of_a_coarse_table_are_only_counted() -> None:
    x = np.arange(400) % 100
    split = split_table(Table(pa.table({"x": x})), np.arange(400), None)
    plain = split_rows(np.arange(400), None)
    np.testing.assert_array_equal(split.test, plain.test)
    seen = np.isin(x[np.concatenate([plain.validation, plain.test])], x[plain.train]).sum()
    assert split.notes == (
        f"300 of 400 rows repeat another row exactly; {seen} validation or test rows are equal to "
        "a training row.",
    )


@pytest.mark.parametrize(("again", "together"), [(29, True), (30, False)])
def test_equal_rows_stay_together_below_30_percent(again: int, together: bool) -> None:
    x = np.concatenate([np.arange(100 - again), np.arange(again)])
    equal = equal_rows(Table(pa.table({"x": x})), np.arange(100), ["x"])
    assert equal.repeats == again
    assert (equal.together is not None) == together


def test_a_class_of_equal_rows_is_as_small_as_one_row() -> None:
    x = np.array([*range(60), 99, 99, 99])
    split = split_table(Table(pa.table({"x": x})), np.arange(63), (x == 99).astype(int))
    assert {60, 61, 62} <= set(split.train)
    assert split.notes[0] == (
        "1 class has fewer than 3 different rows; these 3 rows are used for training only."
    )


def test_large_units_are_shared_out_where_a_class_has_no_other_rows() -> None:
    sizes = np.random.default_rng(0).integers(2, 12, 60)
    paired = np.repeat(np.arange(60), sizes)
    x = np.concatenate([paired, 1000 + np.arange(3 * len(paired))])
    labels = (x < 1000).astype(int)
    split = split_table(Table(pa.table({"x": x})), np.arange(len(x)), labels)
    for name in PARTS:
        assert abs(labels[split.part(name)].mean() - labels.mean()) < 0.02
    assert not set(x[split.train]) & set(x[split.test])


def test_first_rows_and_rows_seen_in_training_are_counted() -> None:
    unit = np.array([3, 1, 3, 0, 1, 3])
    np.testing.assert_array_equal(first_places(unit), [0, 1, 3])
    assert seen_in_training(unit, np.array([0, 1, 2, 2, -1, 1], np.int8)) == 2
