"""What was measured in a setting as a sheet of words, for any way of printing it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from benchmarks.bars import Verdict, worse
from benchmarks.measured import Measured, find
from benchmarks.numbers import digits, duration
from benchmarks.ours import STEPS, WHOLE


@dataclass(frozen=True)
class Sheet:
    """A table of words.

    Args:
        title: What it shows.
        head: The names of its columns.
        rows: Its cells.
        notes: What stands below it.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


Cell = Callable[[Measured], str]


def setting_sheet(title: str, measured: list[Measured], unit: str) -> Sheet:
    """Return the sheet of one setting; columns that would be empty are left out."""
    ours = find(measured, measured[0].setting, WHOLE)
    columns: dict[str, Cell] = {
        "contender": lambda each: each.contender + " *" * bool(_note(each)),
        "in all": lambda each: duration(each.time) if each.seconds else "",
        f"a {unit}": lambda each: (
            duration(median(each.each)) if each.count > 1 and each.seconds else ""
        ),
        "ours is": lambda each: _times(each, ours),
        "CPU": lambda each: duration(median(each.cpu)) if each.cpu else "",
        "first": lambda each: "" if each.cold is None else duration(each.cold),
        "loss": lambda each: f"{fmean(each.losses):.4f}" if each.losses else "",
        **{name: _amount(name) for each in measured for name in each.amounts},
    }
    rows = [[cell(each) for cell in columns.values()] for each in measured]
    notes = [f"* {each.contender}: {_note(each)}" for each in measured if _note(each)]
    return _without_empty(Sheet(title, list(columns), rows, notes))


def bars_sheet(verdicts: Sequence[tuple[str, Verdict]]) -> Sheet:
    """Return the sheet of the bars with what was reached.

    Args:
        verdicts: Letter of the work, and what is said about one of its bars.
    """
    head = ("work", "bar", "asked", "reached", "min–max", "steps alone", "met")
    rows = [_bar_row(letter, verdict) for letter, verdict in verdicts]
    notes = [
        f"{row[0]}, {row[1]}: {each.why}"
        for row, (_, each) in zip(rows, verdicts, strict=True)
        if each.why
    ]
    return _without_empty(Sheet("Bars", head, rows, notes))


def _without_empty(sheet: Sheet) -> Sheet:
    """Leave out the columns in which nothing stands."""
    kept = [at for at in range(len(sheet.head)) if any(row[at] for row in sheet.rows)]
    rows = [[row[at] for at in kept] for row in sheet.rows]
    return replace(sheet, head=[sheet.head[at] for at in kept], rows=rows)


def _bar_row(letter: str, verdict: Verdict) -> list[str]:
    bar = verdict.bar
    asked = f"{'≥' if bar.sense == 'at least' else '≤'} {bar.asked:g}"
    place = f"({letter}) {bar.over.setting}"
    if verdict.reached is None:
        return [place, bar.text, asked, "", "", "", verdict.said]
    reached, low, high = (
        worse(value, bar.sense) for value in (verdict.reached, verdict.low, verdict.high)
    )
    beside = "" if verdict.beside is None else worse(verdict.beside, bar.sense)
    return [place, bar.text, asked, reached, f"{low}–{high}", beside, verdict.said]


def _note(measured: Measured) -> str:
    return "; ".join(filter(None, (measured.doubt, measured.note)))


def _times(measured: Measured, ours: Measured | None) -> str:
    """Say how many times as fast as this one ours is, with the span over the rounds."""
    if ours is None or measured.contender in (WHOLE, STEPS):
        return ""
    if not (measured.seconds and ours.seconds):
        return ""
    if measured.doubt or ours.doubt:
        return "not believed"
    pairs = zip(measured.each, ours.each, strict=True)
    ratios = [their / own for their, own in pairs]
    three = (median(measured.each) / median(ours.each), min(ratios), max(ratios))
    middle, low, high = (worse(value, "at least") for value in three)
    return f"{middle}× ({low}–{high})" if len(ratios) > 1 else f"{middle}×"


def _amount(name: str) -> Cell:
    return lambda each: digits(each.amounts[name]) if name in each.amounts else ""
