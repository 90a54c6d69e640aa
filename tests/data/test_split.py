from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from separatrix.data.split import split_rows
from separatrix.errors import DataError

SHARES = st.one_of(st.just(0.0), st.floats(0.01, 0.5))


@settings(max_examples=150, deadline=None)
@given(
    labels=st.lists(st.integers(0, 6), min_size=5, max_size=120),
    stratified=st.booleans(),
    shares=st.tuples(SHARES, SHARES),
    seed=st.integers(0, 2**63 - 1),
)
def test_a_split_is_a_partition(
    labels: list[int], stratified: bool, shares: tuple[float, float], seed: int
) -> None:
    rows = np.arange(len(labels)) * 3 + 1
    split = split_rows(
        rows,
        np.array(labels) if stratified else None,
        validation_share=shares[0],
        test_share=shares[1],
        seed=seed,
    )
    parts = (split.train, split.validation, split.test)
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), rows)
    tested = int(np.ceil(shares[1] * len(rows)))
    assert len(split.test) == tested
    assert len(split.validation) == int(np.ceil(shares[0] * (len(rows) - tested)))
    for part in parts:
        assert (np.diff(part) > 0).all()


def test_the_default_is_64_16_20() -> None:
    split = split_rows(np.arange(1000), None)
    assert (len(split.train), len(split.validation), len(split.test)) == (640, 160, 200)


def test_test_rows_are_those_of_scikit_learn() -> None:
    rows, labels = np.arange(200), np.arange(200) % 3
    for strata in (None, labels):
        split = split_rows(rows, strata, test_share=0.2, validation_share=0, seed=42)
        _, test = train_test_split(rows, test_size=0.2, random_state=42, stratify=strata)
        np.testing.assert_array_equal(split.test, np.sort(test))


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.integers(30, 200), min_size=2, max_size=5), seed=st.integers(0, 99))
def test_every_part_has_the_classes_in_their_shares(counts: list[int], seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    split = split_rows(np.arange(len(labels)), labels, seed=seed)
    shares = np.array(counts) / sum(counts)
    for part in (split.train, split.validation, split.test):
        held = np.bincount(labels[part], minlength=len(counts))
        assert np.abs(held - shares * len(part)).max() < 2
    assert split.notes == ()


def test_a_seed_decides_the_rows() -> None:
    rows = np.arange(100)
    first, again, other = (split_rows(rows, None, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.train, again.train)
    assert not np.array_equal(first.train, other.train)


def test_classes_too_small_for_every_part_go_to_training() -> None:
    labels = np.array([0] * 50 + [1] * 50 + [2] * 2 + [3])
    split = split_rows(np.arange(103), labels)
    assert set(split.train) >= {100, 101, 102}
    assert split.notes == (
        "2 classes have fewer than 3 rows; these 3 rows are used for training only.",
    )


def test_a_class_of_one_row_is_noted_in_the_singular() -> None:
    split = split_rows(np.arange(51), np.array([0] * 50 + [1]))
    assert 50 in split.train
    assert split.notes == ("1 class has fewer than 3 rows; this row is used for training only.",)


def test_more_classes_than_held_rows_cannot_be_stratified() -> None:
    split = split_rows(np.arange(30), np.arange(30) % 10)
    assert split.notes[0] == "Not stratified: 6 rows cannot hold every class of 10."
    assert len(split.test) == 6


def test_a_table_of_tiny_classes_is_split_all_the_same() -> None:
    split = split_rows(np.arange(10), np.arange(10))
    assert len(split.test) == 2
    assert "Not stratified: nearly every class has too few rows." in split.notes


def test_no_test_rows_and_no_validation_rows_can_be_asked_for() -> None:
    split = split_rows(np.arange(10), None, test_share=0, validation_share=0)
    assert (len(split.train), len(split.validation), len(split.test)) == (10, 0, 0)


@pytest.mark.parametrize(
    ("rows", "shares", "message"),
    [
        (2, {}, "2 rows with a target are too few for 1 test row, 1 validation row and"),
        (1, {"validation_share": 0}, "1 row with a target is too few"),
        (3, {"test_share": 0.9}, "3 rows with a target are too few for 3 test rows"),
        (9, {"test_share": 1.0}, r"test_share must be at least 0 and below 1, got 1\.0"),
        (9, {"validation_share": -0.1}, "validation_share must be at least 0 and below 1"),
        (9, {"test_share": float("nan")}, "got nan"),
    ],
)
def test_what_cannot_be_split_is_refused(rows: int, shares: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        split_rows(np.arange(rows), None, **shares)


def test_rows_that_are_held_out_after_all_are_not_called_training_rows() -> None:
    split = split_rows(np.arange(5), np.array([0, 1, 2, 3, 4]))
    assert split.notes == ("Not stratified: nearly every class has too few rows.",)
    assert len(split.test) == 1
