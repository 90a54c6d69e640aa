import datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.columns.date import DateEncoder, learn_date
from separatrix.data.values import as_numbers

MOMENTS = st.datetimes(datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31))


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.timestamp("us"))])


@settings(max_examples=80, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=9))
def test_parts_are_those_of_the_calendar(moments: list[datetime.datetime]) -> None:
    encoder = DateEncoder("t", mean=0.0, scale=1.0, clock=True, indicator=False)
    features = encoder.encode(_cells(moments)).features_ND
    for row, moment in zip(features, moments, strict=True):
        since = moment - datetime.datetime(1970, 1, 1)
        assert row[0] == pytest.approx(since / datetime.timedelta(days=1), rel=1e-12)
        day = since % datetime.timedelta(days=1) / datetime.timedelta(days=1)
        turns = [(moment.month - 1) / 12, moment.weekday() / 7, day]
        expected = [part(2 * np.pi * turn) for turn in turns for part in (np.sin, np.cos)]
        np.testing.assert_allclose(row[1:], expected, atol=1e-9)


def test_december_lies_beside_january() -> None:
    days = [datetime.datetime(2024, month, 1) for month in (1, 6, 12)]
    months = learn_date(_cells(days), "t").encode(_cells(days)).features_ND[:, 1:3]
    january, june, december = months
    assert np.linalg.norm(january - december) < np.linalg.norm(january - june)


def test_the_time_of_day_is_a_feature_where_training_had_one() -> None:
    days = learn_date(_cells([datetime.datetime(2024, 5, 31), datetime.datetime(2024, 6, 1)]), "t")
    assert len(days.feature_names) == 5
    times = learn_date(_cells([datetime.datetime(2024, 5, 31, 12), None]), "t")
    assert times.feature_names[-3:] == ("t time sine", "t time cosine", "t missing")


def test_a_missing_date_is_the_middle_of_everything() -> None:
    cells = _cells([datetime.datetime(2024, 5, 31), None, datetime.datetime(2024, 6, 30)])
    features = learn_date(cells, "t").encode(cells).features_ND
    np.testing.assert_array_equal(features[1], [0, 0, 0, 0, 0, 1])
    np.testing.assert_allclose(features[[0, 2], 0], [-1, 1])


def test_an_earlier_encoder_keeps_its_calendar_and_numbers_know_times_of_day() -> None:
    old = {
        "type": "date",
        "name": "d",
        "mean": 0.0,
        "scale": 1.0,
        "clock": True,
        "indicator": False,
    }
    assert msgspec.convert(old, DateEncoder).calendar
    clock = pa.chunked_array([pa.array([datetime.time(0, 1, 2, 500_000), None])])
    seconds = as_numbers(clock, "t")  # as models of early versions learned them
    assert seconds[0] == 62.5
    assert np.isnan(seconds[1])


def test_month_and_weekday_of_a_single_day_are_no_features() -> None:
    hours = [datetime.datetime(2024, 5, 31, hour) for hour in (1, 5, 9)]
    encoder = learn_date(_cells(hours), "t")
    assert encoder.feature_names == ("t elapsed", "t time sine", "t time cosine")
    assert encoder.encode(_cells(hours)).features_ND.shape == (3, 3)
