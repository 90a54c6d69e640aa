"""A figure in a notebook that follows a training."""

from importlib.util import find_spec
from time import perf_counter
from typing import Any

from separatrix.errors import RunError
from separatrix.events import Epoch, Event
from separatrix.plots.live import live_figure

SECONDS = 0.4
"""How long a picture stands at least; drawing it takes a tenth of a second."""


class Live:
    """Listens to a training and shows its curves, in one figure that is drawn anew."""

    def __init__(self, show: Any) -> None:
        self._show = show
        self._handle: Any = None
        self._epochs: list[Epoch] = []
        self._drawn = 0.0

    def __call__(self, event: Event) -> None:
        """Take note of an epoch, and draw where the last picture stood for long enough."""
        if not isinstance(event, Epoch):
            return
        if self._epochs and event.number <= self._epochs[-1].number:  # another training began
            self._epochs, self._handle = [], None
        self._epochs.append(event)
        if event.number == event.of or perf_counter() - self._drawn > SECONDS:
            self._draw()

    def _draw(self) -> None:
        figure = live_figure(self._epochs)
        if self._handle is None:
            self._handle = self._show(figure, display_id=True)
        else:
            self._handle.update(figure)
        self._drawn = perf_counter()


def live() -> Live:
    """Return what `listen=` of a training takes to show its curves in a notebook while it runs.

    Raises:
        RunError: IPython is not installed.

    Example:
        >>> import separatrix
        >>> run = separatrix.train("penguins", target="species", listen=separatrix.live(),
        ...                        recipe=separatrix.Recipe(epochs=2), out="live")
        ... # doctest: +SKIP
    """
    if find_spec("IPython") is None:
        raise RunError("A figure that follows a training is for notebooks: pip install ipython.")
    from IPython.display import display

    return Live(display)
