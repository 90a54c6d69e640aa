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
"""Unseen levels that are named."""

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
    missing = int(np.isnan(values).sum())
    if profile is None:
        return _plain(encoder, kind, None, cells, missing)
    truth = kind == "boolean"
    counts = count_truth(values) if truth else count_numbers(values, profile.edges)
    report = _plain(encoder, kind, profile, cells, missing)
    return msgspec.structs.replace(
        _with_drift(report, profile, counts, columns),
        beyond=None if truth else _beyond(values, profile, pa.types.is_float32(cells.type)),
    )


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
    missing: int,
) -> ColumnReport:
    """Report what needs no look at the values."""
    return ColumnReport(
        name=encoder.name,
        kind=kind,
        cells=len(cells),
        missing=missing,
        missing_in_training=None if profile is None else profile.missing / max(profile.rows, 1),
        expects_missing=_knows_missing(encoder) if profile is None else profile.missing > 0,
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
    missing = pc.is_null(cells).to_numpy()
    places = np.asarray(pc.fill_null(find_levels(cells, levels), -1).to_numpy(), np.int64)
    report = _plain(encoder, "category", profile, cells, int(missing.sum()))
    report = msgspec.structs.replace(
        report,
        unseen=_unseen(cells, (places < 0) & ~missing),
        unseen_as=_unseen_as(encoder),
    )
    if profile is None:
        return report
    order = {level: place for place, level in enumerate(counted)}
    bins = np.array([*(order.get(level, -1) for level in levels), -1])
    counts = count_places(bins[places], missing, len(counted))
    return _with_drift(report, profile, counts, columns)


def _of_texts(
    encoder: TextEncoder, profile: Profile | None, cells: pa.ChunkedArray, columns: int
) -> ColumnReport:
    """Report texts without a known word, and drift in the number of words."""
    missing = int(cells.null_count)
    report = _plain(encoder, "text", profile, cells, missing)
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


def _beyond(values: Floats, profile: Profile, single: bool) -> Beyond | None:
    """Count the cells outside the range; numbers of 32 bits are compared in 32 bits."""
    there = values[~np.isnan(values)]
    if len(there) == 0 or not profile.quantiles:
        return None
    low, high = np.array([profile.quantiles[0], profile.quantiles[-1]])
    if single:
        low, high = np.float32(low), np.float32(high)
    below, above = int((there < low).sum()), int((there > high).sum())
    if below + above == 0:
        return None
    ends = (profile.quantiles[0], profile.quantiles[-1], float(there.min()), float(there.max()))
    return Beyond(below, above, *(_bound(end, profile.kind) for end in ends))


def _bound(value: float, kind: Kind) -> Bound:
    if kind != "date":
        return value
    moment = np.datetime64(round(value * 1e6), "us")
    unit: Literal["D", "s"] = "D" if value % _DAY == 0 else "s"
    return (
        str(np.datetime_as_string(moment, unit=unit)).replace("T", " ").removeprefix("1970-01-01 ")
    )
