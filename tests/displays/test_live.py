"""A figure in a notebook that follows a training."""

from typing import Any

import pytest
from matplotlib.figure import Figure

from separatrix.displays import live as module
from separatrix.displays.live import Live, live
from separatrix.errors import RunError
from separatrix.events import Epoch, Note


def epoch(number: int, of: int = 5, held: float | None = 0.5) -> Epoch:
    return Epoch(number, of, 1, 1 / number, 0.5, held, held, "accuracy", 0.1 * number)


class Shown:
    """What a notebook shows."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def __call__(self, figure: Figure, *, display_id: bool) -> "Shown":
        assert display_id
        self.figures.append(figure)
        return self

    def update(self, figure: Figure) -> None:
        self.figures.append(figure)


def test_the_last_epoch_is_drawn_and_hasty_ones_are_not() -> None:
    shown: Any = Shown()
    follow = Live(shown)
    follow(Note("nothing to draw"))
    for number in range(1, 6):
        follow(epoch(number))
    titles = [figure.get_suptitle() for figure in shown.figures]
    assert titles[-1] == "Epoch 5 of 5"
    assert len(titles) < 5


@pytest.mark.parametrize("held", [None, 0.5])
def test_every_series_that_there_is_is_drawn(
    held: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.0)
    shown: Any = Shown()
    follow = Live(shown)
    for number in (1, 2, 3):
        follow(epoch(number, held=held))
    left, right = shown.figures[-1].axes
    assert len(left.lines) == len(right.lines) == (1 if held is None else 2)
    assert list(left.lines[0].get_xdata()) == [1, 2, 3]
    follow(epoch(1))  # another training begins anew
    assert len(shown.figures[-1].axes[0].lines[0].get_xdata()) == 1


def test_without_a_notebooks_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(RunError, match="pip install ipython"):
        live()
    monkeypatch.undo()
    assert isinstance(live(), Live)
