"""A job while it works: a bar on a terminal, one line a stage elsewhere."""

from collections.abc import Callable
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from separatrix.cli.numbers import duration, significant
from separatrix.events import Epoch, Event, Note, Stage

_BETWEEN = 0.1
"""Seconds between two looks at the bar: an epoch of a small network takes far less."""


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
            self._console.print(Text(event.text), soft_wrap=True)
        elif isinstance(event, Note):
            self._note(event.text)


class Bar:
    """One line that moves and is gone at the end: stage, bar, epoch, loss, metric, time left.

    Args:
        console: Standard error, a terminal.
        note: Shows a note; it appears above the line.
    """

    def __init__(self, console: Console, note: Callable[[str], None]) -> None:
        self._note = note
        self._shown = 0.0
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
            ),
            BarColumn(bar_width=12),
            TextColumn("{task.fields[state]}", style="dim", table_column=Column(no_wrap=True)),
            console=console,
            transient=True,
            expand=True,
            refresh_per_second=8,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Stage):
            self._begin(event.text)
        elif isinstance(event, Note):
            self._note(event.text)
        elif event.number == event.of or monotonic() - self._shown > _BETWEEN:
            self._shown = monotonic()
            self._advance(event)

    def _begin(self, text: str) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(text, total=None, state="")

    def _advance(self, event: Epoch) -> None:
        if self._task is None:
            self._begin("training")
        assert self._task is not None
        self._progress.update(
            self._task, completed=event.number, total=event.of, state=epoch_line(event)
        )


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
