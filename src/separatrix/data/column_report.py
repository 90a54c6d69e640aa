"""One column of a table held against its profile: what of it the training never saw, counted."""

from typing import Literal, Protocol, get_args, runtime_checkable

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.boolean import BooleanEncoder
from separatrix.data.columns.category import EmbeddedEncoder, OneHotEncoder
from separatrix.data.columns.date import DateEncoder
from separatrix.data.columns.ordered import OrderedEncoder
from separatrix.data.columns.piecewise import Numbers
from separatrix.data.columns.text import TextEncoder
from separatrix.data.drift import chance_of, has_drifted, stability_index
from separatrix.data.encoder import ColumnEncoder
from separatrix.data.kinds import Kind
from separatrix.data.profile import (
    Counts,
    Family,
    Floats,
    Profile,
    count_numbers,
    count_places,
    count_truth,
    family_of,
    measured,
    ranked,
)
from separatrix.data.values import as_texts, find_levels

MOST_NAMED = 5
"""Unseen levels, and rows, that are named of a column."""

_DAY = 86_400  # seconds

UnseenAs = Literal["no level", "rare", "missing"]
"""What an unseen level is taken as: none, a rare one, or as if the cell were missing."""

Bound = float | str
"""An end of a range: a number, or a date as text."""


class Level(msgspec.Struct, frozen=True):
    """A level and the cells that hold it."""

    level: str
    cells: int


class Unseen(msgspec.Struct, frozen=True):
    """Levels that training did not show.

    Args:
        cells: How many cells hold one.
        levels: How many different ones there are.
        most: The most frequent of them.
    """

    cells: int
    levels: int
    most: tuple[Level, ...]


class Beyond(msgspec.Struct, frozen=True):
    """Numbers or dates outside the range of training.

    Args:
        below: How many cells lie below it.
        above: How many lie above it.
        low: The lower end of the range.
        high: The upper end.
        lowest: The smallest cell of the table.
        highest: The largest.
    """

    below: int
    above: int
    low: Bound
    high: Bound
    lowest: Bound
    highest: Bound


class Wordless(msgspec.Struct, frozen=True):
    """Texts that hold words but none that the model knows.

    Args:
        cells: How many cells hold such a text.
        in_training: Their share in training.
    """

    cells: int
    in_training: float


class Retyped(msgspec.Struct, frozen=True):
    """Cells of another type than in training.

    Args:
        training: The type in training.
        here: The type of the table.
    """

    training: Family
    here: Family


class ColumnReport(msgspec.Struct, frozen=True, kw_only=True):
    """What of one column the training never saw.

    Args:
        name: The column.
        kind: What the model takes it for.
        cells: How many cells it has.
        missing: How many of them are missing.
        missing_in_training: Their share in training; None when it is not known.
        expects_missing: Training missed some, so that the model has learned what it means.
        unseen: Levels that training did not show; None when there are none.
        beyond: Cells outside the range of training; None when there are none.
        wordless: Texts without a known word; None where training had no smaller share of them.
        retyped: The cells' type, where it has changed.
        drift: Population stability index against training; None when it is not known.
        unseen_as: What a level that training never saw is taken as.
        drifted: The index is at least 0.1, and chance does not explain it.
        rows: The first rows, from 1, of cells such as training never saw; of texts, missing ones.
    """

    name: str
    kind: Kind
    cells: int
    missing: int
    missing_in_training: float | None
    expects_missing: bool
    unseen: Unseen | None = None
    beyond: Beyond | None = None
    wordless: Wordless | None = None
    retyped: Retyped | None = None
    drift: float | None = None
    drifted: bool = False
    unseen_as: UnseenAs = "no level"
    rows: tuple[int, ...] = ()

    @property
    def unexpected_missing(self) -> int:
        """Count the missing cells of a column that missed none in training."""
        return 0 if self.expects_missing else self.missing


@runtime_checkable
class _Levelled(Protocol):
    """An encoder that knows every level of training."""

    @property
    def known(self) -> tuple[str, ...]:
        """Every level of training."""


def report_column(
    encoder: ColumnEncoder, profile: Profile | None, cells: pa.ChunkedArray, columns: int
) -> ColumnReport:
    """Hold a column against training.

    Args:
        encoder: What encodes it.
        profile: What it was like; None for a model that keeps no profile.
        cells: The cells of the table that is looked at.
        columns: How many columns are looked at, among which chance may choose.

    Raises:
        DataError: a cell does not fit the column's kind; names its row and value.
    """
    kind = _kind(encoder) if profile is None else profile.kind
    if kind == "category":
        return _of_levels(encoder, profile, cells, columns)
    if isinstance(encoder, TextEncoder):
        return _of_texts(encoder, profile, cells, columns)
    values = measured(cells, encoder.name, kind)
    missing_N = np.isnan(values)
    if profile is None:
        return _plain(encoder, kind, None, cells, missing_N)
    truth = kind == "boolean"
    counts = count_truth(values) if truth else count_numbers(values, profile.edges)
    report = _with_drift(_plain(encoder, kind, profile, cells, missing_N), profile, counts, columns)
    if truth or not profile.quantiles:
        return report
    return _with_beyond(report, values, profile, single=pa.types.is_float32(cells.type))


def _kind(encoder: ColumnEncoder) -> Kind:
    """Return the kind of a column whose model keeps no profile."""
    kinds: tuple[tuple[type, Kind], ...] = (
        *((kind, "number") for kind in get_args(Numbers)),
        (BooleanEncoder, "boolean"),
        (DateEncoder, "date"),
        (TextEncoder, "text"),
    )
    return next((kind for type_, kind in kinds if isinstance(encoder, type_)), "category")


def _knows_missing(encoder: ColumnEncoder) -> bool:
    """Tell whether training missed cells, where no profile says it."""
    if isinstance(encoder, OneHotEncoder | EmbeddedEncoder):
        return encoder.missing
    return encoder.indicator


def _plain(
    encoder: ColumnEncoder,
    kind: Kind,
    profile: Profile | None,
    cells: pa.ChunkedArray,
    missing_N: NDArray[np.bool_],
) -> ColumnReport:
    """Report what needs no look at the values."""
    missing = int(missing_N.sum())
    expected = _knows_missing(encoder) if profile is None else profile.missing > 0
    return ColumnReport(
        name=encoder.name,
        kind=kind,
        cells=len(cells),
        missing=missing,
        missing_in_training=None if profile is None else profile.missing / max(profile.rows, 1),
        expects_missing=expected,
        rows=() if expected else _first(missing_N),
        retyped=None if profile is None or missing == len(cells) else _retyped(profile, cells),
    )


def _retyped(profile: Profile, cells: pa.ChunkedArray) -> Retyped | None:
    here = family_of(cells.type)
    return None if here is None or here == profile.family else Retyped(profile.family, here)


def _with_drift(
    report: ColumnReport, profile: Profile, counts: Counts, columns: int
) -> ColumnReport:
    index = stability_index(profile.counts, counts)
    drifted = has_drifted(index, chance_of(profile.counts, counts), columns)
    return msgspec.structs.replace(report, drift=index, drifted=drifted)


def _of_levels(
    encoder: ColumnEncoder, profile: Profile | None, cells: pa.ChunkedArray, columns: int
) -> ColumnReport:
    counted = profile.levels if profile is not None else ()
    levels = encoder.known if isinstance(encoder, _Levelled) else counted
    missing_N = pc.is_null(cells).to_numpy()
    places = np.asarray(pc.fill_null(find_levels(cells, levels), -1).to_numpy(), np.int64)
    unseen_N = (places < 0) & ~missing_N
    report = _plain(encoder, "category", profile, cells, missing_N)
    report = msgspec.structs.replace(
        _with_rows(report, unseen_N),
        unseen=_unseen(cells, unseen_N),
        unseen_as=_unseen_as(encoder),
    )
    if profile is None:
        return report
    order = {level: place for place, level in enumerate(counted)}
    bins = np.array([*(order.get(level, -1) for level in levels), -1])
    counts = count_places(bins[places], missing_N, len(counted))
    return _with_drift(report, profile, counts, columns)


def _of_texts(
    encoder: TextEncoder, profile: Profile | None, cells: pa.ChunkedArray, columns: int
) -> ColumnReport:
    """Report texts without a known word, and drift in the number of words."""
    report = _plain(encoder, "text", profile, cells, pc.is_null(cells).to_numpy())
    count = encoder.count_unknown(cells)
    if count / max(len(cells), 1) > encoder.unknown:
        wordless = Wordless(count, encoder.unknown)
        report = msgspec.structs.replace(report, wordless=wordless)
    if profile is None:
        return report
    words = measured(cells, encoder.name, "text")
    return _with_drift(report, profile, count_numbers(words, profile.edges), columns)


def _unseen_as(encoder: ColumnEncoder) -> UnseenAs:
    if isinstance(encoder, OrderedEncoder):
        return "missing"
    return "rare" if isinstance(encoder, EmbeddedEncoder) and encoder.rare else "no level"


def _unseen(cells: pa.ChunkedArray, unseen: NDArray[np.bool_]) -> Unseen | None:
    if not unseen.any():
        return None
    found = ranked(as_texts(cells).filter(pa.array(unseen)))
    most = tuple(Level(level, count) for level, count in found[:MOST_NAMED])
    return Unseen(int(unseen.sum()), len(found), most)


def _with_beyond(
    report: ColumnReport, values: Floats, profile: Profile, *, single: bool
) -> ColumnReport:
    """Count the cells outside the range; numbers of 32 bits are compared in 32 bits."""
    low, high = np.array([profile.quantiles[0], profile.quantiles[-1]])
    if single:
        low, high = np.float32(low), np.float32(high)
    below_N, above_N = values < low, values > high  # neither holds for a missing cell
    if not (below_N.any() or above_N.any()):
        return report
    furthest = float(np.nanmin(values)), float(np.nanmax(values))
    ends = (profile.quantiles[0], profile.quantiles[-1], *furthest)
    bounds = (_bound(end, profile.kind) for end in ends)
    beyond = Beyond(int(below_N.sum()), int(above_N.sum()), *bounds)
    return msgspec.structs.replace(_with_rows(report, below_N | above_N), beyond=beyond)


def _with_rows(report: ColumnReport, found_N: NDArray[np.bool_]) -> ColumnReport:
    """Add rows to those that are named; the first few of all stay."""
    rows = sorted({*report.rows, *_first(found_N)})[:MOST_NAMED]
    return msgspec.structs.replace(report, rows=tuple(rows))


def _first(found_N: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the numbers of the first rows, from 1."""
    rows: list[int] = (np.flatnonzero(found_N)[:MOST_NAMED] + 1).tolist()
    return tuple(rows)


def _bound(value: float, kind: Kind) -> Bound:
    if kind != "date":
        return value
    moment = np.datetime64(round(value * 1e6), "us")
    unit: Literal["D", "s"] = "D" if value % _DAY == 0 else "s"
    return (
        str(np.datetime_as_string(moment, unit=unit)).replace("T", " ").removeprefix("1970-01-01 ")
    )
