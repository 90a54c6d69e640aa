"""What a column was like in training: exact counts, and nothing of its rows."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import Column, Kind, find_kinds
from separatrix.data.profile import (
    MOST_LEVELS,
    Profile,
    count_numbers,
    family_of,
    halves,
    learn_profiles,
    measured,
)
from separatrix.data.read import open_table
from separatrix.data.table import Table

NUMBERS = some.one_of(
    some.integers(-3, 3).map(float), some.floats(-1e6, 1e6, allow_subnormal=False), some.none()
)


def learned(cells: Any, kind: Kind, type_: pa.DataType | None = None) -> Profile:
    table = Table(pa.table({"x": pa.array(cells, type_)}))
    (profile,) = learn_profiles(table, [Column("x", kind, "", 0, 0, used=True)])
    return profile


@given(some.lists(NUMBERS, min_size=1, max_size=200))
def test_quantiles_and_bins_are_those_of_the_sorted_cells(cells: list[float | None]) -> None:
    profile = learned(cells, "number", pa.float64())
    there = sorted(cell for cell in cells if cell is not None)
    assert profile.rows == len(cells)
    assert profile.missing == profile.counts[-1] == len(cells) - len(there)
    assert sum(profile.counts) == len(cells)
    assert profile.is_whole
    if there:
        assert (profile.quantiles[0], profile.quantiles[-1]) == (there[0], there[-1])
        for part, quantile in enumerate(profile.quantiles):
            assert 10 * sum(cell <= quantile for cell in there) >= part * len(there)
            assert 10 * sum(cell < quantile for cell in there) <= max(part * len(there), 0)
    else:
        assert profile.quantiles == ()


def test_the_outer_bins_of_numbers_are_not_empty_in_training() -> None:
    draw = np.random.default_rng(0)
    for cells in (draw.normal(size=1000), draw.poisson(0.2, 500), np.r_[np.ones(95), np.zeros(5)]):
        profile = learned(cells.astype(np.float64), "number")
        assert profile.counts[0] > 0
        assert profile.counts[-2] > 0


def test_a_value_that_holds_a_tenth_of_the_rows_is_a_bin_of_its_own() -> None:
    profile = learned([0.0] * 5 + [1.0] * 90 + [2.0] * 5, "number")
    assert profile.counts == (5, 90, 5, 0)


def test_numbers_of_32_and_64_bits_have_the_same_profile() -> None:
    cells = np.round(np.random.default_rng(1).uniform(-2, 2, 300), 1)
    double, single = (
        learned(cells, "number"),
        learned(cells.astype(np.float32), "number", pa.float32()),
    )
    assert double == single
    counted = count_numbers(cells.astype(np.float32).astype(np.float64), double.edges)
    assert tuple(counted) == double.counts


@given(some.lists(some.sampled_from([*"abcdefgh", None]), min_size=1, max_size=120))
def test_levels_are_chosen_on_one_half_and_counted_on_the_other(cells: list[str | None]) -> None:
    profile = learned(cells, "category", pa.string())
    chosen, counted = (Counter(cells[row] for row in half) for half in halves(len(cells)))
    assert set(profile.levels) == set(chosen) - {None}
    of_levels = [counted[level] for level in profile.levels]
    others = sum(counted.values()) - sum(of_levels) - counted[None]
    assert profile.counts == (*of_levels, others, counted[None])
    assert profile.is_whole
    ranks = [(-chosen[level], level) for level in profile.levels]
    assert ranks == sorted(ranks)


@given(some.integers(1, 400), some.integers(1, 7))
def test_halves_are_of_all_rows_whatever_their_rhythm(rows: int, every: int) -> None:
    one, other = halves(rows)
    assert sorted([*one, *other]) == list(range(rows))
    assert 0 <= len(one) - len(other) <= 1
    if rows >= 200:  # of a pattern that repeats, each half has about its share
        assert abs(np.mean(one % every == 0) - 1 / every) < 0.2


def test_no_more_than_the_most_frequent_levels_are_kept() -> None:
    profile = learned([f"level {number % 500}" for number in range(4000)], "category")
    assert len(profile.levels) == MOST_LEVELS
    assert sum(profile.counts) == 2000


def test_truth_and_dates_are_counted() -> None:
    assert learned([True, False, True, None], "boolean").counts == (1, 2, 0, 1)
    profile = learned([date(1970, 1, 2), None, date(1970, 1, 3)], "date")
    assert (profile.quantiles[0], profile.quantiles[-1]) == (86_400, 172_800)
    assert profile.family == "date"


def test_one_plain_cell_is_within_the_range_or_not() -> None:
    number = learned([1.0, 5.0], "number")
    assert [number.spans(cell) for cell in (1, 5.0, 0.99, 6, None, float("nan"), "9")] == [
        True, True, False, False, True, True, True,
    ]  # fmt: skip
    day = learned([date(2024, 1, 1), date(2024, 12, 31)], "date")
    inside, outside = (datetime(2024, 5, 1, 12), "2024-05-01"), (date(2025, 1, 1), "2023-12-31")
    assert [day.spans(cell) for cell in (*inside, *outside)] == [True, True, False, False]
    assert learned(["a"], "category").spans("b")


@pytest.mark.parametrize(
    ("type_", "family"),
    [
        (pa.int8(), "number"),
        (pa.decimal128(5, 2), "number"),
        (pa.string(), "text"),
        (pa.bool_(), "boolean"),
        (pa.date32(), "date"),
        (pa.timestamp("us", "UTC"), "date"),
        (pa.null(), None),
        (pa.binary(), "other"),
    ],
)
def test_types_that_a_reader_does_not_tell_apart_are_one(type_: Any, family: str | None) -> None:
    assert family_of(type_) == family


def test_profiles_are_plain_json_and_old_encoders_have_none() -> None:
    table = open_table("penguins")
    columns = find_kinds(table, "species")
    encoder = learn_encoder(table, columns)
    assert encoder.profiles == ()
    kept = msgspec.structs.replace(encoder, profiles=learn_profiles(table, columns))
    assert len(kept.profiles) == len(kept.columns)
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Encoder) == kept
    old = {name: each for name, each in msgspec.to_builtins(kept).items() if name != "profiles"}
    assert msgspec.convert(old, Encoder) == encoder


def test_dates_are_seconds_and_truth_is_0_and_1() -> None:
    cells = pa.chunked_array([[datetime(1970, 1, 1, 0, 0, 1), None]])
    np.testing.assert_array_equal(measured(cells, "x", "date"), [1.0, np.nan])
    np.testing.assert_array_equal(
        measured(pa.chunked_array([[True, None]]), "x", "boolean"), [1, np.nan]
    )
