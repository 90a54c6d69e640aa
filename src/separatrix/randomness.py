"""Random numbers as functions of what they are for, not of when they are drawn.

Every draw is `hash(key, counter)`, with SplitMix64 as the hash (Steele, Lea and Flood, "Fast
splittable pseudorandom number generators", OOPSLA 2014): the same for every number of members,
engine and device, in any order of drawing. A key is made of a member's seed and words that say
what the numbers are for. Golden values in the tests freeze all of it.
"""

from enum import IntEnum

import torch
from jaxtyping import Bool, Float64, Int64
from torch import Tensor


class Stream(IntEnum):
    """What random numbers are for; the first word after the seed."""

    WEIGHTS = 0
    ORDER = 1
    DROPOUT = 2


def _signed(unsigned: int) -> int:
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned


_GOLDEN = _signed(0x9E3779B97F4A7C15)
_FIRST = _signed(0xBF58476D1CE4E5B9)
_SECOND = _signed(0x94D049BB133111EB)
_LOW_32 = 2**32 - 1


def draw(key: Int64[Tensor, "*k"], counter: Int64[Tensor, "*n"]) -> Int64[Tensor, "*out"]:
    """Return 64 random bits for each key and counter, broadcast against each other.

    Equals output number `counter` (from 0) of SplitMix64 whose state is the key.
    """
    bits = key + (counter + 1) * _GOLDEN  # a new tensor, changed in place from here on
    bits.bitwise_xor_(_shifted(bits, 30)).mul_(_FIRST)
    bits.bitwise_xor_(_shifted(bits, 27)).mul_(_SECOND)
    return bits.bitwise_xor_(_shifted(bits, 31))


def key(seeds: Int64[Tensor, "K"], *words: int) -> Int64[Tensor, "K"]:
    """Return a key for each seed: the seed folded with words that say what the numbers are for."""
    folded = seeds
    for word in words:
        folded = draw(folded, torch.tensor(word, device=seeds.device))
    return folded


def uniform(keys: Int64[Tensor, "K"], count: int) -> Float64[Tensor, "K n"]:
    """Return `count` numbers from [0, 1) for each key, with 53 random bits each."""
    counters = torch.arange(count, device=keys.device)
    return _shifted(draw(keys[:, None], counters), 11).double() * 2.0**-53


def order(keys: Int64[Tensor, "K"], rows: int) -> Int64[Tensor, "K n"]:
    """Return a permutation of 0 … rows-1 for each key.

    Rows are sorted by 31 random bits, ties by row; the row stands in the low half of the sorted
    number, so that sorting values is enough.
    """
    counters = torch.arange(rows, device=keys.device)
    high = draw(keys[:, None], counters) & (_LOW_32 << 31 & ~_LOW_32)
    numbers: Tensor = (high | counters).sort(dim=1).values
    return torch.bitwise_and(numbers, _LOW_32)


def kept(
    keys: Int64[Tensor, "K"], rows: Int64[Tensor, "K B"], units: int, share: float
) -> Bool[Tensor, "K B H"]:
    """Return which units of which rows stay when a share of them is dropped.

    A unit's fate follows from its member's key, its row's number and its own number alone.
    """
    by_row = draw(keys[:, None], rows)
    by_unit = draw(by_row[:, :, None], torch.arange(units, device=keys.device))
    return _shifted(by_unit, 32) >= round(share * 2**32)


def _shifted(bits: Int64[Tensor, "*n"], by: int) -> Int64[Tensor, "*n"]:
    """Shift right without the sign, as for unsigned numbers."""
    return (bits >> by).bitwise_and_((1 << (64 - by)) - 1)
