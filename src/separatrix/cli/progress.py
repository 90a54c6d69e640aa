"""A job while it works: a bar on a terminal, one line a stage elsewhere."""

from collections.abc import Callable
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from separatrix.cli.live_curves import LEAST_HEIGHT, LEAST_WIDTH, LiveCurves
from separatrix.cli.names import visible
from separatrix.cli.numbers import duration, significant
from separatrix.events import Epoch, Event, Note, Stage

_BAR = 16
"""Characters of the bar."""


class Lines:
    """One line for each stage, for a log or a pipe.

    Args:
        console: Standard error.
        note: Shows a note.
    """

    def __init__(self, console: Console, note: Callable[[str], None]) -> None:
        self._console = console
        self._note = note

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to clean up: lines stay."""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Stage):
            self._console.print(Text(visible(event.text)), soft_wrap=True)
        elif isinstance(event, Note):
            self._note(event.text)


class Bar:
    """What moves and is gone at the end: the stage; bar, epoch, loss, metric, time left; curves.

    Args:
        console: Standard error, a terminal.
        note: Shows a note; it appears above the lines.
    """

    def __init__(self, console: Console, note: Callable[[str], None]) -> None:
        self._note = note
        self._stage = Spinner("dots", "Starting")
        self._epoch: Epoch | None = None
        self._curves = LiveCurves()
        width, height = console.size
        self._roomy = width >= LEAST_WIDTH and height >= LEAST_HEIGHT
        self._live = Live(
            console=console,
            get_renderable=self._lines,
            refresh_per_second=8,
            transient=True,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the lines away."""
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Take note of an event; the screen looks eight times a second, whatever happens."""
        if isinstance(event, Note):
            self._note(event.text)
        elif isinstance(event, Stage):
            text = Text(visible(event.text), no_wrap=True, overflow="ellipsis")
            self._stage, self._epoch = Spinner("dots", text), None
        else:
            self._epoch = event
            self._curves.see(event)

    def _lines(self) -> RenderableType:
        if self._epoch is None:
            return self._stage
        grid = Table.grid(padding=(0, 2, 0, 0))
        bar = ProgressBar(total=self._epoch.of, completed=self._epoch.number, width=_BAR)
        grid.add_row("", bar, Text(epoch_line(self._epoch), style="dim", no_wrap=True))
        chart = self._curves.chart() if self._roomy else None
        return Group(self._stage, grid) if chart is None else Group(self._stage, grid, chart)


def epoch_line(event: Epoch) -> str:
    """Say where a training stands, on held-out rows where there are any.

    Example:
        >>> epoch_line(Epoch(40, 200, 4, 0.31, 0.87, None, None, "accuracy", 2.0))
        'epoch 40/200  loss 0.310  accuracy 0.870  8 s left'
    """
    loss = event.train_loss if event.held_loss is None else event.held_loss
    metric = event.train_metric if event.held_metric is None else event.held_metric
    left = event.seconds / event.number * (event.of - event.number)
    name = event.metric.replace("_", " ")
    return (
        f"epoch {event.number}/{event.of}  loss {significant(loss)}  "
        f"{name} {significant(metric)}  {duration(left)} left"
    )
