"""Standard output for what was asked, standard error for what the user should know meanwhile."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO, cast

from rich.console import Console, RenderableType
from rich.text import Text

from separatrix.cli.names import visible
from separatrix.cli.output import naming, print_text, silence
from separatrix.events import Listener, silent


class Screen:
    """Where a command shows its results, its notes and its progress.

    Args:
        quiet: Show results only.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._out = Console(highlight=False, soft_wrap=False)
        self._err = Console(file=cast("IO[str]", _Meanwhile(sys.stderr)), highlight=False)
        self._noted: set[str] = set()

    def show(self, *parts: RenderableType) -> None:
        """Write results to standard output."""
        with naming("standard output"), self._out.capture() as written:
            for part in parts:
                self._out.print(part, soft_wrap=isinstance(part, str))
        print_text("".join(f"{line.rstrip()}\n" for line in written.get().splitlines()))

    def say(self, text: str) -> None:
        """Write one line to standard error."""
        if not self._quiet:
            self._err.print(Text(visible(text)), soft_wrap=True)

    def note(self, text: str) -> None:
        """Write what the user should know and need not act on, once."""
        if not self._quiet and text not in self._noted:
            # A file or a pipe gets a line a note; a terminal would break lines within words.
            whole = not self._err.is_terminal
            self._err.print(Text.assemble(("note: ", "bold"), visible(text)), soft_wrap=whole)
        self._noted.add(text)

    def notes(self, texts: Iterable[str]) -> None:
        """Write several notes, each once."""
        for text in texts:
            self.note(text)

    @contextmanager
    def progress(self) -> Iterator[Listener]:
        """Give a listener that shows a job while it works, and clean up when it ends."""
        if self._quiet:
            yield silent
            return
        from separatrix.cli.progress import Bar, Lines

        with (Bar if self._err.is_terminal else Lines)(self._err, self.note) as listener:
            yield listener


class _Meanwhile:
    """Standard error; that it is full or that nobody reads it is no reason to stop a training."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream or io.StringIO()

    def write(self, text: str) -> int:
        with self._unheard():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._unheard():
            self._stream.flush()

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            silence(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
