"""The rows that statistics look at: few, spread, each once, the same for everybody."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from separatrix.training.probe import probe_of, probe_rows
from tests.training.asked import EVERYTHING, rows_of


@given(counts=st.lists(st.integers(1, 3000), min_size=1, max_size=4), most=st.integers(1, 600))
def test_each_member_has_rows_of_its_own_each_once_over_all_of_its_table(
    counts: list[int], most: int
) -> None:
    rows_KB = probe_rows(torch.tensor(counts), most)
    assert rows_KB.shape == (len(counts), min(most, max(counts)))
    for count, rows in zip(counts, rows_KB.tolist(), strict=True):
        taken = min(count, most)
        assert len(set(rows[:taken])) == taken
        assert 0 <= min(rows) <= max(rows) < count
        runs = [(i * count // taken, (i + 1) * count // taken) for i in range(taken)]
        assert all(start <= row < stop for row, (start, stop) in zip(rows, runs, strict=False))


@given(counts=st.lists(st.integers(1, 900), min_size=2, max_size=4))
def test_the_rows_of_a_member_do_not_hang_on_the_others(counts: list[int]) -> None:
    together = probe_rows(torch.tensor(counts), 512)
    for number, count in enumerate(counts):
        alone = probe_rows(torch.tensor([count]), 512)[0]
        assert torch.equal(together[number, : len(alone)], alone)


def test_a_table_in_turns_is_not_seen_from_one_side() -> None:
    turns = probe_rows(torch.tensor([100_000]), 512)[0] % 2
    assert 0.4 < turns.double().mean() < 0.6


def test_golden_values() -> None:
    assert probe_rows(torch.tensor([1000]), 8).tolist() == [GOLDEN]


def test_shared_rows_stay_shared_and_weights_come_along() -> None:
    shared = probe_of(rows_of(EVERYTHING, "binary", (0, 1, 2), None, weighted=True), most=9)
    assert shared.features.shape == (9, 3)
    assert shared.weight is not None
    assert shared.weight.shape == (9,)
    own = probe_of(rows_of(EVERYTHING, "binary", (0, 1, 2), (45, 7, 1), weighted=True), most=9)
    assert own.counts is not None
    assert own.counts.tolist() == [9, 7, 1]
    assert own.features.shape == (3, 9, 3)


GOLDEN = [110, 178, 253, 496, 513, 665, 771, 971]
