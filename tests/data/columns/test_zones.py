"""Dates in time zones: the clock and the calendar that people there read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from separatrix.data.columns.date import DateEncoder, learn_date

BERLIN = ZoneInfo("Europe/Berlin")


def zoned(moments: Sequence[datetime | None], zone: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(moments, pa.timestamp("us", zone))])


@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), min_size=1, max_size=20))
def test_clock_and_calendar_are_those_of_the_trainings_zone(moments: list[datetime]) -> None:
    in_utc = [moment.replace(tzinfo=UTC) for moment in moments]
    encoder = learn_date(zoned(in_utc, "Europe/Berlin"), "day")
    assert encoder.zone == "Europe/Berlin"
    features_ND = encoder.encode(zoned(in_utc, "Europe/Berlin")).features_ND
    local = [moment.astimezone(BERLIN).replace(tzinfo=None) for moment in in_utc]
    shown = learn_date(zoned(local, None), "day")
    np.testing.assert_allclose(
        features_ND[:, 1:5], shown.encode(zoned(local, None)).features_ND[:, 1:5], atol=1e-12
    )
    for other in ("UTC", "Asia/Tokyo"):
        np.testing.assert_array_equal(encoder.encode(zoned(in_utc, other)).features_ND, features_ND)


def test_a_moment_without_a_zone_is_read_as_of_the_trainings() -> None:
    there = datetime(2024, 7, 1, 12, 30, tzinfo=BERLIN)
    encoder = learn_date(zoned([there, there + timedelta(days=40)], "Europe/Berlin"), "day")
    plain = encoder.encode(zoned([there.replace(tzinfo=None)], None)).features_ND
    np.testing.assert_array_equal(plain, encoder.encode(zoned([there], "UTC")).features_ND)
    assert encoder.encode_cell(there) is None
    assert encoder.encode_cell(there.replace(tzinfo=None)) is None
    gap = datetime(2024, 3, 31, 2, 30)  # which no clock in Berlin shows
    assert np.isfinite(encoder.encode(zoned([gap, None], None)).features_ND).all()


def test_an_earlier_encoder_comes_back_without_a_zone() -> None:
    old = {
        "type": "date",
        "name": "d",
        "mean": 0.0,
        "scale": 1.0,
        "clock": True,
        "indicator": False,
    }
    assert msgspec.convert(old, DateEncoder).zone == ""
