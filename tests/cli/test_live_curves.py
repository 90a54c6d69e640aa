"""Curves on a terminal: where dots stand, what is left out, and what stays within its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.cli.live_curves import HEIGHT, MOST, WIDTH, LiveCurves, drawn
from separatrix.events import Epoch


def epoch(number: int, loss: float, held: float | None = None) -> Epoch:
    return Epoch(number, 5000, 1, loss, 0.5, held, held, "accuracy", 1.0)


def dots(line: str) -> list[int]:
    """Return which columns of characters hold a dot."""
    return [at for at, each in enumerate(line[:WIDTH]) if each != " "]


def test_a_falling_curve_falls_from_the_upper_left_to_the_lower_right() -> None:
    lines = [text.plain for text in drawn([[float(-at) for at in range(200)]])]
    assert len(lines) == HEIGHT
    assert dots(lines[0])[0] == 0
    assert dots(lines[-1])[-1] == WIDTH - 1
    begins = [dots(line)[0] for line in lines]
    assert begins == sorted(begins)
    assert lines[0].endswith(" 0.0000") or lines[0].endswith(" 0.000")
    assert lines[-1].endswith("199")


@given(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=300),
    st.booleans(),
)
def test_whatever_is_seen_stays_within_its_room(values: list[float | None], both: bool) -> None:
    lines = [text.plain for text in drawn([values, values] if both else [values])]
    assert len(lines) == HEIGHT
    assert all(len(line) <= WIDTH + 12 for line in lines)


@pytest.mark.parametrize("epochs", [3, 5000])
def test_the_whole_training_is_seen_however_long(epochs: int) -> None:
    curves = LiveCurves()
    assert curves.chart() is None
    for number in range(1, epochs + 1):
        curves.see(epoch(number, 1 / number))
    assert len(curves._epochs) <= MOST
    assert curves._epochs[0].number == 1
    assert curves._epochs[-1].number > 0.99 * epochs
    assert curves.chart() is not None


def test_another_training_begins_anew() -> None:
    curves = LiveCurves()
    for number in (1, 2, 3, 1):
        curves.see(epoch(number, 1.0))
    assert [each.number for each in curves._epochs] == [1]
