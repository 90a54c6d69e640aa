"""A few of many things, evenly spread, when nobody knows how many there will be."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Thinned(Generic[T]):
    """Keep the first, the last and every 2^j-th of a sequence, at most so many in all.

    j is as small as the limit allows: when there are too many, every second one goes and from then
    on half as many stay.

    Args:
        most: The limit, 2 or more.
        settle: What becomes of an item that stays when the next one comes.

    Example:
        >>> kept = Thinned[int](most=4)
        >>> for number in range(11):
        ...     kept.add(number)
        >>> kept.items
        (0, 4, 8, 10)
    """

    def __init__(self, most: int, settle: Callable[[T], T] = lambda item: item) -> None:
        assert most >= 2, "the first and the last are two"
        self._most, self._settle = most, settle
        self._every, self._seen = 1, 0
        self._settled: list[T] = []
        self._last: list[T] = []

    def add(self, item: T) -> None:
        """Offer the next item; it is the last until another comes."""
        self._last = [item]
        if self._seen % self._every == 0:
            self._settled.append(self._settle(item))
            self._last = []
        self._seen += 1
        while len(self._settled) + len(self._last) > self._most:
            self._thin(item)

    @property
    def items(self) -> tuple[T, ...]:
        """What is kept, in the order in which it came."""
        return (*self._settled, *map(self._settle, self._last))

    def _thin(self, newest: T) -> None:
        self._every *= 2
        del self._settled[1::2]
        if (self._seen - 1) % self._every:
            self._last = [newest]
