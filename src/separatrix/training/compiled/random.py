"""The counter-based numbers of `separatrix.randomness`, bit for bit, one at a time."""

import numpy as np

from separatrix.randomness import Stream
from separatrix.training.compiled.jit import inlined

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)
_ONE = np.uint64(1)
_LOW_31, _LOW_32 = np.uint64(2**31 - 1), np.uint64(2**32 - 1)
_ORDER, _DROPOUT = np.uint64(Stream.ORDER), np.uint64(Stream.DROPOUT)

DIGIT = 11
"""Bits that one pass of the sort looks at; three passes see all 31."""


@inlined
def draw(key, counter):
    """Return 64 random bits for a key and a counter: SplitMix64."""
    bits = key + (counter + _ONE) * _GOLDEN
    bits = (bits ^ (bits >> _S30)) * _FIRST
    bits = (bits ^ (bits >> _S27)) * _SECOND
    return bits ^ (bits >> _S31)


@inlined
def dropout_key(seed, epoch, layer):
    """Return the key of one hidden layer's masks in one epoch."""
    return draw(draw(draw(seed, _DROPOUT), np.uint64(epoch)), np.uint64(layer))


@inlined
def keeps(row_bits, unit, threshold):
    """Return whether a unit stays, for the bits drawn for its row."""
    return (draw(row_bits, np.uint64(unit)) >> _S32) >= threshold


@inlined
def order(seed, epoch, rows, sorted_, other):
    """Fill `sorted_` with row numbers in the order of one epoch.

    Rows stand in the order of 31 random bits, ties by row: a radix sort, which keeps ties as they
    are. A number holds its bits above and its row below.

    Args:
        seed: Of the member.
        epoch: Its number.
        rows: How many.
        sorted_: Filled with row numbers, uint64, shape (rows,) at least.
        other: As large, overwritten.
    """
    key = draw(draw(seed, _ORDER), np.uint64(epoch))
    for row in range(rows):
        number = np.uint64(row)
        other[row] = (((draw(key, number) >> _S32) & _LOW_31) << _S32) | number
    source, goal = other, sorted_
    for turn in range(3):
        _pass(source, goal, rows, np.uint64(32 + turn * DIGIT))
        source, goal = goal, source
    for row in range(rows):
        sorted_[row] = sorted_[row] & _LOW_32


@inlined
def _pass(source, goal, rows, shift):
    """Sort by one digit, keeping the order of equal ones."""
    mask = np.uint64(2**DIGIT - 1)
    starts = np.zeros(2**DIGIT + 1, np.int64)
    for row in range(rows):
        starts[np.int64((source[row] >> shift) & mask) + 1] += 1
    for digit in range(2**DIGIT):
        starts[digit + 1] += starts[digit]
    for row in range(rows):
        digit = np.int64((source[row] >> shift) & mask)
        goal[starts[digit]] = source[row]
        starts[digit] += 1
