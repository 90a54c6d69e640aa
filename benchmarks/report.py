"""The results in the terminal, as JSON and as Markdown."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.bars import Verdict, judge
from benchmarks.measured import Measured
from benchmarks.numbers import duration
from benchmarks.sheet import Sheet, bars_sheet, setting_sheet
from benchmarks.work import Plan, Work

PIPED = 120

READING = """\
Written by `make bench`. Contenders take turns in one process for each setting, which is held to
its cores, with as many threads; times are medians over the rounds, in brackets the least and the
most ratio of a round. `first` is the first call
with whatever is compiled then, and is not counted. `loss` is the final training loss, computed
the same way from the weights of each, the mean over nets and rounds; who does not reach the
others' is not believed. Separatrix is the whole fit with preset `plain`, which also looks at all
training rows after each epoch; its steps alone stand beside. What is reached is rounded to the
side on which a bar is missed. An asterisk points to a note below the table.
"""


@dataclass(frozen=True)
class Result:
    """What a piece of work came to.

    Args:
        letter: Its letter.
        work: What was to be done.
        measured: What was measured.
        verdicts: One for each of its bars.
    """

    letter: str
    work: Work
    measured: list[Measured]
    verdicts: list[Verdict]


def judged(letter: str, work: Work, measured: list[Measured]) -> Result:
    """Hold the bars of a piece of work against what was measured."""
    return Result(letter, work, measured, [judge(bar, measured) for bar in work.bars])


def sheets(result: Result) -> Iterator[Sheet]:
    """Yield a sheet for each setting of a piece of work."""
    for setting, lines in groupby(result.measured, key=lambda each: each.setting):
        yield setting_sheet(f"({result.letter}) {setting}", list(lines), result.work.unit)


NAMES = 16
"""Characters that names have at least."""


def terminal() -> Console:
    """Return the terminal; a file or a pipe gets lines that hold the tables."""
    return Console() if sys.stdout.isatty() else Console(width=PIPED)


def show(result: Result, console: Console | None = None) -> None:
    """Print the sheets of a piece of work."""
    screen = console or terminal()
    screen.print(f"\n({result.letter}) {result.work.title}", style="bold")
    for sheet in sheets(result):
        _print(sheet, screen)


def show_bars(results: Sequence[Result], console: Console | None = None) -> None:
    """Print the verdicts of all works."""
    _print(bars_sheet(_verdicts(results)), console or terminal())


def document(
    results: Sequence[Result], machine: dict[str, str], plan: Plan, seconds: float
) -> dict[str, Any]:
    """Return everything as plain data.

    Args:
        results: What the works came to.
        machine: What they were measured on.
        plan: How often.
        seconds: How long all of it took.
    """
    return {
        "date": date.today().isoformat(),
        "machine": machine,
        "rounds": plan.rounds,
        "quick": plan.quick,
        "seconds": seconds,
        "works": {each.letter: _plain(each) for each in results},
    }


def write(document: dict[str, Any], results: Sequence[Result], folder: Path) -> None:
    """Write `results.json` and `RESULTS.md` into a folder."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
    (folder / "results.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "RESULTS.md").write_text(markdown(document, results), encoding="utf-8")


def markdown(document: dict[str, Any], results: Sequence[Result]) -> str:
    """Return the results as a page."""
    machine = "; ".join(f"{name} {value}" for name, value in document["machine"].items())
    warning = "\n**A quick run: these times mean nothing.**\n" if document["quick"] else ""
    head = (
        f"# Speed, measured beside the peers\n{warning}\n{READING}\n"
        f"{document['date']}, {document['rounds']} rounds, {duration(document['seconds'])} in all. "
        f"{machine}.\n"
    )
    works = [_section(result) for result in results]
    return "\n".join([head, _table(bars_sheet(_verdicts(results)), "##"), *works])


def _section(result: Result) -> str:
    tables = [_table(sheet, "###") for sheet in sheets(result)]
    return "\n".join([f"## ({result.letter}) {result.work.title}\n", *tables])


def _table(sheet: Sheet, level: str) -> str:
    rule = "|".join([" --- ", *[" ---: "] * (len(sheet.head) - 1)])
    lines = [f"| {' | '.join(cells)} |" for cells in (sheet.head, *sheet.rows)]
    notes = [f"{note}  " for note in (note.replace("*", "\\*", 1) for note in sheet.notes)]
    below = ["", *notes] if notes else []
    return "\n".join([f"{level} {sheet.title}\n", lines[0], f"|{rule}|", *lines[1:], *below, ""])


def _print(sheet: Sheet, screen: Console) -> None:
    table = Table(box=SIMPLE_HEAD, title=sheet.title, title_justify="left", pad_edge=False)
    for number, name in enumerate(sheet.head):
        table.add_column(
            name,
            justify="right" if number else "left",
            no_wrap=number > 1,  # names may take several lines, numbers may not
            min_width=0 if number else NAMES,
        )
    for row in sheet.rows:
        table.add_row(*(Text(cell) for cell in row))
    screen.print(table)
    for note in sheet.notes:
        screen.print(Text(note, style="dim"))


def _verdicts(results: Sequence[Result]) -> list[tuple[str, Verdict]]:
    return [(result.letter, verdict) for result in results for verdict in result.verdicts]


def _plain(result: Result) -> dict[str, Any]:
    bars = [
        msgspec.to_builtins(verdict) | {"met": verdict.met, "said": verdict.said}
        for verdict in result.verdicts
    ]
    return {
        "title": result.work.title,
        "measured": msgspec.to_builtins(result.measured),
        "bars": bars,
    }
