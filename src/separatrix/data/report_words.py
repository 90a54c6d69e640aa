"""What is reported of a column, in sentences: counts, shares, and what cells are taken as."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from separatrix.data.column_report import Beyond, Bound, ColumnReport, Retyped, Unseen, Wordless
from separatrix.data.columns.category import RARE
from separatrix.data.kinds import Kind
from separatrix.errors import listed

_WIDEST = 40  # characters that are shown of a level
_MOST_DRIFTED = 4  # columns that are named
_LONG = 1e15  # from here on a whole number is written with its power of ten
_MISSING: dict[Kind, str] = {
    "number": "a typical number",
    "boolean": "neither true nor false",
    "date": "the mean date",
    "text": "the mean text",
}
_CELLS = {"number": "numbers", "text": "texts", "boolean": "true and false", "date": "dates"}
_READ: dict[Kind, str] = {
    "number": "numbers",
    "boolean": "true and false",
    "date": "dates",
    "category": "names of levels",
    "text": "words",
}


@dataclass(frozen=True)
class Finding:
    """A sentence about a column.

    Args:
        text: The sentence.
        share: The share of the rows that it speaks of; the largest is the worst.
        slight: New rows of the same kind are likely to give it as well.
    """

    text: str
    share: float
    slight: bool = False


def findings(column: ColumnReport) -> Iterator[Finding]:
    """Say what of a column the training never saw."""
    if column.unseen is not None:
        yield Finding(_unseen_text(column, column.unseen), column.unseen.cells / column.cells)
    if column.unexpected_missing:
        yield Finding(_missing_text(column), column.missing / column.cells)
    if column.beyond is not None:
        count = column.beyond.below + column.beyond.above
        slight = _is_slight(column.beyond)
        yield Finding(_beyond_text(column, column.beyond), count / column.cells, slight)
    if column.wordless is not None:
        yield Finding(_wordless_text(column, column.wordless), column.wordless.cells / column.cells)
    if column.retyped is not None:
        yield Finding(_retyped_text(column, column.retyped), 0.0)


def drift_text(drifted: Sequence[ColumnReport], columns: int) -> str:
    """Say which columns of a table have drifted, the furthest first."""
    ranked = sorted(drifted, key=lambda column: -(column.drift or 0.0))
    named = [f"{column.name} (PSI {column.drift:.2f})" for column in ranked]
    shown = ", ".join(named if len(named) <= _MOST_DRIFTED else [*named[:_MOST_DRIFTED], "…"])
    noun = "column has" if columns == 1 else "columns have" if len(ranked) > 1 else "columns has"
    return (
        f"{len(ranked)} of {columns} {noun} drifted from the training rows: {shown}: "
        "the scores of the training may not hold."
    )


def extra_text(names: Sequence[str]) -> str:
    """Say which columns the model does not know."""
    return f"Columns that the model does not know are not used: {listed(names)}."


def lacking_text(names: Sequence[str]) -> str:
    """Say which columns the model needs and the table lacks."""
    return f"Columns that the model was trained on are not there: {listed(names)}."


def _unseen_text(column: ColumnReport, unseen: Unseen) -> str:
    first = unseen.most[0]
    shown = first.level if len(first.level) <= _WIDEST else f"{first.level[:_WIDEST]}…"
    verb = "holds" if unseen.cells == 1 else "hold"
    if unseen.levels == 1:
        what = f'a level never seen in training, "{shown}"'
    else:
        what = (
            f'{unseen.levels:,} levels never seen in training, such as "{shown}" ({first.cells:,})'
        )
    return f"{_cells(unseen.cells, column)} {verb} {what}: taken as {_taken(column)}."


def _taken(column: ColumnReport) -> str:
    """Say what an unseen level, or a missing one of a column that missed none, is taken as."""
    if column.unseen_as == "missing":
        return "missing" if column.expects_missing else "the mean level"
    return RARE if column.unseen_as == "rare" else "none of the known levels"


def _missing_text(column: ColumnReport) -> str:
    verb = "is" if column.missing == 1 else "are"
    taken = _taken(column) if column.kind == "category" else _MISSING.get(column.kind, "missing")
    return (
        f"{_cells(column.missing, column)} {verb} missing, and none was in training: "
        f"taken as {taken}."
    )


def _beyond_text(column: ColumnReport, beyond: Beyond) -> str:
    below, above = ("before", "after") if column.kind == "date" else ("below", "above")
    low, lowest = _told_apart(beyond.low, beyond.lowest)
    high, highest = _told_apart(beyond.high, beyond.highest)
    span = f"the training range {low} to {high}"
    count = beyond.below + beyond.above
    verb, taken = ("lies", "it is") if count == 1 else ("lie", "they are")
    if beyond.above == 0:
        where = f"{below} {span}, down to {lowest}"
    elif beyond.below == 0:
        where = f"{above} {span}, up to {highest}"
    else:
        where = (
            f"outside {span}, {beyond.below:,} of them {below} it, down to {lowest}, and "
            f"{beyond.above:,} {above} it, up to {highest}"
        )
    return f"{_cells(count, column)} {verb} {where}: taken as {taken}."


def _wordless_text(column: ColumnReport, wordless: Wordless) -> str:
    verb = "holds" if wordless.cells == 1 else "hold"
    rows = _share(wordless.in_training, 1) if wordless.in_training else "none"
    return (
        f"{_cells(wordless.cells, column)} {verb} only words that the model does not know ({rows} "
        "in training): taken as a text of no words."
    )


def _is_slight(beyond: Beyond) -> bool:
    """Tell whether numbers lie no further outside the training range than half of its width."""
    ends = beyond.lowest, beyond.low, beyond.high, beyond.highest
    lowest, low, high, highest = (each if isinstance(each, float) else math.nan for each in ends)
    return max(low - lowest, highest - high) <= (high - low) / 2  # never for dates, which are nan


def _retyped_text(column: ColumnReport, retyped: Retyped) -> str:
    here, training = (_CELLS.get(each, "other cells") for each in (retyped.here, retyped.training))
    read = _READ.get(column.kind, "they are")
    return f'"{column.name}" holds {here}, in training it held {training}: read as {read}.'


def _cells(count: int, column: ColumnReport) -> str:
    if column.cells == 1:
        return f'The cell of "{column.name}"'
    share = _share(count, column.cells)
    return f'{count:,} of {column.cells:,} cells of "{column.name}" ({share})'


def _share(count: float, rows: float) -> str:
    """Write a share, and never all or nothing for what is neither.

    Example:
        >>> [_share(count, 2000) for count in (1, 25, 900, 1999, 2000)]
        ['<0.1 %', '1.2 %', '45 %', '>99 %', '100 %']
    """
    percent = 100 * count / rows
    if count < rows and percent > 99:
        return ">99 %"
    if percent >= 10:
        return f"{percent:.0f} %"
    return f"{percent:.1f} %" if percent >= 0.1 else "<0.1 %"


def _told_apart(end: Bound, furthest: Bound) -> tuple[str, str]:
    """Write two ends with as few digits as tell them apart."""
    written = (_end(end), _end(furthest))
    return written if end == furthest or len(set(written)) == 2 else (str(end), str(furthest))


def _end(bound: Bound) -> str:
    if isinstance(bound, str):
        return bound
    return f"{bound:.15g}" if bound.is_integer() and abs(bound) < _LONG else f"{bound:.6g}"
