"""Counter-based randomness: golden values, and independence of everything around a draw."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.randomness import Stream, draw, kept, key, order, uniform

SEEDS = torch.tensor([0, 1, 2**62])


def test_draws_are_those_of_splitmix64() -> None:
    # The reference implementation's first numbers for seed 1234567.
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    drawn = draw(torch.tensor([1234567]), torch.arange(3))
    assert [number % 2**64 for number in drawn.tolist()] == expected


def test_golden_values_stay_for_ever() -> None:
    assert order(key(torch.tensor([7]), Stream.ORDER, 3), 8).tolist() == GOLDEN_ORDER
    first = uniform(key(torch.tensor([7]), Stream.WEIGHTS, 0), 3)[0].tolist()
    assert first == GOLDEN_UNIFORM
    rows = torch.arange(4)[None]
    mask = kept(key(torch.tensor([7]), Stream.DROPOUT, 3, 0), rows, 6, 0.5)
    assert mask[0].int().tolist() == GOLDEN_MASK


GOLDEN_ORDER = [[0, 3, 5, 2, 7, 4, 1, 6]]
GOLDEN_UNIFORM = [0.609394524568175, 0.40917949860472513, 0.9967371806238688]
GOLDEN_MASK = [[0, 0, 0, 1, 0, 1], [1, 1, 1, 0, 0, 1], [0, 0, 1, 1, 1, 1], [1, 0, 1, 0, 0, 0]]


@given(rows=st.integers(1, 300), seed=st.integers(0, 2**63 - 1))
@settings(max_examples=30, deadline=None)
def test_an_order_is_a_permutation(rows: int, seed: int) -> None:
    drawn = order(key(torch.tensor([seed]), Stream.ORDER, 0), rows)[0]
    assert sorted(drawn.tolist()) == list(range(rows))


def test_a_member_draws_the_same_alone_and_among_others() -> None:
    together = order(key(SEEDS, Stream.ORDER, 5), 50)
    for member in range(3):
        alone = order(key(SEEDS[member : member + 1], Stream.ORDER, 5), 50)
        assert torch.equal(alone[0], together[member])


def test_a_rows_mask_does_not_depend_on_its_batch() -> None:
    keys = key(SEEDS, Stream.DROPOUT, 1, 0)
    batch = torch.tensor([[4, 9, 2]] * 3)
    whole = kept(keys, torch.arange(10).expand(3, 10), 5, 0.3)
    assert torch.equal(kept(keys, batch, 5, 0.3), whole[:, [4, 9, 2]])


def test_the_first_units_of_a_wider_layer_have_the_same_mask() -> None:
    keys = key(SEEDS, Stream.DROPOUT, 1, 0)
    rows = torch.arange(6).expand(3, 6)
    assert torch.equal(kept(keys, rows, 9, 0.3)[..., :5], kept(keys, rows, 5, 0.3))


def test_uniform_draws_are_spread_evenly() -> None:
    drawn = uniform(key(torch.tensor([3]), Stream.WEIGHTS, 0), 100_000)[0].numpy()
    counts = np.histogram(drawn, bins=50, range=(0, 1))[0]
    chi_square = ((counts - 2000) ** 2 / 2000).sum()
    assert 20 < chi_square < 90  # 49 degrees of freedom: 0.01 % lie above 90
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.015


def test_the_share_kept_is_the_share_asked_for() -> None:
    keys = key(torch.arange(20), Stream.DROPOUT, 0, 0)
    mask = kept(keys, torch.arange(200).expand(20, 200), 25, 0.3)
    assert abs(mask.double().mean().item() - 0.7) < 0.006  # 4 standard errors


def test_streams_epochs_and_seeds_differ() -> None:
    keys = [key(SEEDS, Stream.ORDER, e) for e in range(50)] + [key(SEEDS, Stream.DROPOUT, 0, 0)]
    assert len(set(torch.cat(keys).tolist())) == 51 * len(SEEDS)
