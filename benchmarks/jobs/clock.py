"""A clock of the imports that happen inside a piece of work, wherever they stand."""

import builtins
import importlib
from collections.abc import Callable
from time import perf_counter, process_time
from types import TracebackType
from typing import Any

Import = Callable[..., Any]


class Imports:
    """Times every import while it is entered.

    Attributes:
        seconds: Wall clock of the imports so far.
        cpu: Seconds of all threads for them.
    """

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0
        self._inside = False
        self._before = builtins.__import__, importlib.import_module

    def __enter__(self) -> "Imports":
        statement, function = (self._timed(each) for each in self._before)
        builtins.__import__, importlib.import_module = statement, function
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        builtins.__import__, importlib.import_module = self._before

    def _timed(self, do: Import) -> Import:
        def timed(*words: Any, **settings: Any) -> Any:
            if self._inside:  # an import within an import is a part of it
                return do(*words, **settings)
            self._inside, wall, cpu = True, perf_counter(), process_time()
            try:
                return do(*words, **settings)
            finally:
                self._inside = False
                self.seconds += perf_counter() - wall
                self.cpu += process_time() - cpu

        return timed
