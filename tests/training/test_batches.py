"""Which rows are seen in which step."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.training.batches import Batch, Batches

SEEDS = torch.tensor([3, 1, 4])


def seen_by(batches: list[Batch], member: int) -> list[int]:
    """List the real rows of a member over all steps."""
    rows: list[int] = []
    for batch in batches:
        mine = batch.rows[member]
        rows += (mine if batch.mask is None else mine[batch.mask[member]]).tolist()
    return rows


@given(
    counts=st.lists(st.integers(2, 40), min_size=3, max_size=3),
    size=st.integers(2, 50),
    join=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_member_sees_each_of_its_rows_once(counts: list[int], size: int, join: bool) -> None:
    rows = max(counts)
    unequal = Batches(rows, torch.tensor(counts), size, SEEDS, join)
    steps = list(unequal.epoch(2))
    assert len(steps) == unequal.steps.max()
    for member, count in enumerate(counts):
        assert sorted(seen_by(steps, member)) == list(range(count))


@given(rows=st.integers(2, 60), size=st.integers(2, 60))
@settings(max_examples=40, deadline=None)
def test_equal_counts_need_no_mask_and_give_the_same_rows(rows: int, size: int) -> None:
    plain = list(Batches(rows, None, size, SEEDS, False).epoch(1))
    counted = list(Batches(rows, torch.full((3,), rows), size, SEEDS, False).epoch(1))
    assert all(batch.mask is None for batch in plain)
    for member in range(3):
        assert seen_by(plain, member) == seen_by(counted, member)


def test_a_last_batch_of_one_row_joins_the_one_before() -> None:
    sizes = [batch.rows.shape[1] for batch in Batches(33, None, 8, SEEDS, True).epoch(0)]
    assert sizes == [8, 8, 8, 9]
    alone = [batch.rows.shape[1] for batch in Batches(33, None, 8, SEEDS, False).epoch(0)]
    assert alone == [8, 8, 8, 8, 1]


def test_a_single_row_joins_for_the_members_that_have_one() -> None:
    batches = Batches(17, torch.tensor([17, 12, 9]), 8, SEEDS, True)
    assert batches.steps.tolist() == [2, 2, 1]
    first, second = batches.epoch(0)
    assert first.mask is not None
    assert second.mask is not None
    assert first.mask.sum(dim=1).tolist() == [8, 8, 9]
    assert second.mask.sum(dim=1).tolist() == [9, 4, 0]
    assert second.active is not None
    assert second.active.tolist() == [0, 1]


def test_a_batch_of_all_rows_keeps_the_tables_order() -> None:
    (batch,) = Batches(7, None, 100, SEEDS, False).epoch(5)
    assert batch.whole
    assert batch.rows.tolist() == [list(range(7))] * 3


def test_orders_differ_by_member_and_epoch() -> None:
    batches = Batches(50, None, 10, SEEDS, False)
    first, second = list(batches.epoch(0)), list(batches.epoch(1))
    orders = [seen_by(epoch, member) for epoch in (first, second) for member in range(3)]
    assert len({tuple(order) for order in orders}) == 6


def test_stopped_members_have_no_rows() -> None:
    batches = Batches(10, None, 4, SEEDS, False)
    steps = list(batches.epoch(0, np.array([True, False, True])))
    assert [batch.active.tolist() for batch in steps if batch.active is not None] == [[0, 2]] * 3
    assert seen_by(steps, 1) == []
    assert seen_by(steps, 0) == seen_by(list(batches.epoch(0)), 0)


@pytest.mark.parametrize("size", [1, 5, 10])
def test_steps_are_counted_as_they_come(size: int) -> None:
    batches = Batches(10, None, size, SEEDS, False)
    assert batches.steps.tolist() == [len(list(batches.epoch(0)))] * 3
