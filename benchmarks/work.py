"""What a piece of work is: parts that each run in a process of their own, and bars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from benchmarks.bars import Bar
from benchmarks.measured import Measured


class Plan(msgspec.Struct, frozen=True):
    """How much is done.

    Args:
        rounds: How often each contender is timed.
        quick: Do as little as shows that everything runs; such times mean nothing.
        tables: A folder of real tables; None when there is none.
        cores: Cores that the process has.
    """

    rounds: int = 3
    quick: bool = False
    tables: str | None = None
    cores: int = 1


class Part(NamedTuple):
    """What one process measures.

    Args:
        name: As in the table.
        cores: How many cores it is held to.
        measure: Does it.
    """

    name: str
    cores: int
    measure: Callable[[Plan], list[Measured]]


@dataclass(frozen=True)
class Work:
    """One piece of work.

    Args:
        title: In words.
        parts: What is measured.
        bars: What is asked.
        unit: What the seconds are divided by.
    """

    title: str
    parts: Sequence[Part]
    bars: Sequence[Bar]
    unit: str
