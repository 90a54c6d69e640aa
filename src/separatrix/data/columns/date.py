"""Dates: how long ago, and where in the year, the week and the day."""

from datetime import date

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note, stacked
from separatrix.data.columns.number import FURTHEST
from separatrix.data.row import date_of
from separatrix.data.scale import mean_and_scale, standardised
from separatrix.data.values import as_moments

_DAY = 86_400_000_000


class DateEncoder(msgspec.Struct, frozen=True, tag="date"):
    """Encode a column of dates or timestamps.

    Elapsed days are standardised, also where numbers are passed through; month and weekday, and
    the time of day where training had one, are points on a circle, so that December lies beside
    January. Month, weekday and time of day are those of the zone in which training had its dates:
    the same moment in another zone is encoded alike, and one without a zone is read as of it.

    Args:
        name: The column.
        mean: Mean of the training dates, in days since 1970.
        scale: Their standard deviation in days.
        clock: There are features for the time of day.
        indicator: A last feature is 1 where the cell is missing.
        zone: The time zone of the training dates; "" where they had none, or UTC.
    """

    name: str
    mean: float
    scale: float
    clock: bool
    indicator: bool
    zone: str = ""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        parts = ["elapsed", "month sine", "month cosine", "weekday sine", "weekday cosine"]
        if self.clock:
            parts += ["time sine", "time cosine"]
        if self.indicator:
            parts += ["missing"]
        return tuple(f"{self.name} {part}" for part in parts)

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells.

        Raises:
            DataError: a cell is no date.
        """
        return self._block(*_moments(cells, self.name, self.zone))

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        if type(cell) is str:
            cell = date_of(cell)
        if not isinstance(cell, date) or getattr(cell, "tzinfo", None) or self.zone:
            return None
        moment = np.array([cell], "datetime64[us]")
        features_1D = self._block(moment, moment).features_ND
        return tuple(features_1D[0].tolist()), None

    def _block(self, moments: "_Moments", local: "_Moments") -> Block:
        missing = np.isnat(moments)
        features = [standardised(_days(moments), self.mean, self.scale, FURTHEST)]
        features += _circle(_months(local), 12) + _circle(_weekdays(local), 7)
        if self.clock:
            features += _circle(_clock(local), 1)
        notes = imputed_note(self.name, missing, self.indicator, "taken as the mean date")
        return Block(stacked(features, missing, self.indicator), notes=notes)


def learn_date(cells: pa.ChunkedArray, name: str, weight_N: Floats | None = None) -> DateEncoder:
    """Learn mean and scale of the training dates and whether they have a time of day."""
    zone = _zone_of(cells.type)
    moments, local = _moments(cells, name, zone)
    mean, scale = mean_and_scale(_days(moments), weight_N)
    missing = np.isnat(moments)
    clock = bool((_clock(local)[~missing] > 0).any())
    return DateEncoder(name, mean, scale, clock, bool(missing.any()), zone)


_Moments = NDArray[np.datetime64]


def _zone_of(type_: pa.DataType) -> str:
    """Return the zone of a type, "" for none; UTC's clock is the plain one."""
    zone = type_.tz if pa.types.is_timestamp(type_) else None
    return "" if zone in (None, "UTC", "+00:00") else str(zone)


def _moments(cells: pa.ChunkedArray, name: str, zone: str) -> tuple[_Moments, _Moments]:
    """Return moments in UTC, and what a clock shows at them in a zone."""
    if not zone:
        moments = as_moments(cells, name)
        return moments, moments
    if pa.types.is_timestamp(cells.type) and cells.type.tz is not None:
        there = cells.cast(pa.timestamp("us", zone), safe=False)
    else:
        plain = pa.chunked_array([pa.array(as_moments(cells, name))])
        there = pc.assume_timezone(plain, zone, ambiguous="earliest", nonexistent="earliest")
    shown = pc.local_timestamp(there)
    return as_moments(there, name), as_moments(shown, name)


def _days(moments: _Moments) -> Floats:
    """Return days since 1970 with their fraction, NaN where missing."""
    days = moments.astype(np.int64) / _DAY
    return np.where(np.isnat(moments), np.nan, days)


def _months(moments: _Moments) -> Floats:
    return np.asarray(moments.astype("datetime64[M]").astype(np.int64) % 12, np.float64)


def _weekdays(moments: _Moments) -> Floats:
    """Return 0 for Monday to 6 for Sunday; 1970 began on a Thursday."""
    return np.asarray((moments.astype(np.int64) // _DAY + 3) % 7, np.float64)


def _clock(moments: _Moments) -> Floats:
    """Return the time of day as a share of the day."""
    return np.asarray(moments.astype(np.int64) % _DAY / _DAY, np.float64)


def _circle(values: Floats, period: float) -> list[Floats]:
    angle = 2 * np.pi * values / period
    return [np.sin(angle), np.cos(angle)]
