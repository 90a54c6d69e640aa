import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.split import PARTS, Split, split_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError


def timed(cells: Any, **settings: Any) -> Split:
    table = Table(pa.table({"t": cells, "x": np.arange(len(cells))}))
    return split_table(table, np.arange(len(cells)), None, Splitting(time="t", **settings), ["x"])


@settings(max_examples=100, deadline=None)
@given(
    moments=st.lists(st.integers(-5, 30), min_size=5, max_size=200).filter(
        lambda moments: len(set(moments)) >= 3
    ),
    missing=st.integers(0, 5),
    shares=st.tuples(st.sampled_from([0.0, 0.1, 0.2, 0.4]), st.sampled_from([0.0, 0.1, 0.2, 0.4])),
)
def test_parts_follow_each_other_and_no_moment_straddles(
    moments: list[int], missing: int, shares: tuple[float, float]
) -> None:
    cells = pa.array([*moments, *[None] * missing], pa.int64())
    split = timed(cells, validation_share=shares[0], test_share=shares[1])
    every = np.concatenate([split.part(name) for name in PARTS])
    np.testing.assert_array_equal(np.sort(every), np.arange(len(cells)))
    assert (len(split.validation) > 0) == (shares[0] > 0)
    assert (len(split.test) > 0) == (shares[1] > 0)
    train = split.train[split.train < len(moments)]
    assert len(split.train) - len(train) == missing
    known = np.array(moments)
    for earlier, later in ((train, split.validation), (train, split.test)):
        if len(later):
            assert known[earlier].max() < known[later].min()
    if len(split.validation) and len(split.test):
        assert known[split.validation].max() < known[split.test].min()


@given(st.permutations(range(100)))
def test_different_times_are_divided_by_their_shares(order: list[int]) -> None:
    split = timed(np.array(order))
    moments = np.array(order)
    assert sorted(moments[split.train]) == list(range(64))
    assert sorted(moments[split.validation]) == list(range(64, 80))
    assert sorted(moments[split.test]) == list(range(80, 100))


def test_a_part_begins_at_the_moment_nearest_to_its_share() -> None:
    moments = np.repeat([0, 1, 2, 3], [50, 15, 25, 10])
    split = timed(moments)
    # 80 rows before the test: 65 or 90 are there; 72 and 52 before validation: 65 and 50.
    assert (len(split.train), len(split.validation), len(split.test)) == (65, 25, 10)


def test_dates_texts_of_dates_and_numbers_are_times() -> None:
    days = [datetime.date(2020, 1, 1) + datetime.timedelta(i * 7 % 100) for i in range(100)]
    ordered = np.argsort(np.array(days, "datetime64[D]"))
    for cells in (
        pa.array(days),
        pa.array([str(day) for day in days]),
        pa.array(days).cast(pa.timestamp("ns")),
        pa.array([day.toordinal() / 2 for day in days]),
    ):
        split = timed(cells)
        np.testing.assert_array_equal(split.test, np.sort(ordered[80:]))


def test_the_user_is_told_where_parts_begin_and_what_the_feature_means() -> None:
    table = Table(pa.table({"t": [*range(10), None], "x": range(11)}))
    split = split_table(table, np.arange(11), None, Splitting(time="t"))
    assert split.how == "by time t"
    assert split.notes == (
        "Validation rows begin at t 6.",
        "Test rows begin at t 8.",
        '"t" stays a feature, though in later parts it lies beyond what training rows held. '
        "Drop it where only its order means something.",
        '1 row without a time is used for training ("t" is missing).',
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([1, 1, 2, 2], r"3 parts .* need at least 3 different times of .t., got 2"),
        (["a", "b", "c"], 'A time is a number or a date. Column "t": row 1 is "a"'),
        ([True, False, True], "A time is a number or a date."),
        (pa.array([None, None, None], pa.int64()), 'Every time of "t" is missing'),
    ],
)
def test_what_is_no_time_is_refused(cells: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        timed(cells)
