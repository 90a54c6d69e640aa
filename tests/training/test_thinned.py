"""Few of many: the first, the last, and every 2^j-th, with j as small as can be."""

from hypothesis import given
from hypothesis import strategies as st

from separatrix.training.thinned import Thinned


def kept(count: int, most: int) -> list[int]:
    """Return what is kept of so many numbers from 0."""
    thinned = Thinned[int](most)
    for number in range(count):
        thinned.add(number)
        assert len(thinned.items) <= most
    return list(thinned.items)


def every(stride: int, count: int) -> list[int]:
    """Return every so manieth of the numbers, and the last."""
    return sorted({*range(0, count, stride), count - 1})


@given(count=st.integers(1, 700), most=st.integers(2, 30))
def test_the_first_the_last_and_every_2_to_the_jth_stay(count: int, most: int) -> None:
    stride = 1
    while len(every(stride, count)) > most:
        stride *= 2
    assert kept(count, most) == every(stride, count)


@given(count=st.integers(2, 700), most=st.integers(4, 30))
def test_hardly_less_than_half_of_the_room_is_used(count: int, most: int) -> None:
    assert len(kept(count, most)) >= min(count, most // 2)


def test_of_nothing_nothing_is_kept() -> None:
    assert Thinned[int](5).items == ()


@given(count=st.integers(1, 200), most=st.integers(2, 9))
def test_what_stays_is_settled_once_and_the_last_when_it_is_asked_for(
    count: int, most: int
) -> None:
    settled: list[int] = []

    def settle(number: int) -> int:
        settled.append(number)
        return -number

    thinned = Thinned[int](most, settle)
    for number in range(count):
        thinned.add(number)
    assert len(set(settled)) == len(settled)
    assert list(thinned.items) == [-number for number in kept(count, most)]
