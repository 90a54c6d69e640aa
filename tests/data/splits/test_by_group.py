from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from separatrix.data.split import PARTS, Split, split_table
from separatrix.data.splits.by_group import assign_by_group
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.errors import DataError


def grouped(
    group_N: Any, labels: NDArray[Any] | None = None, **settings: Any
) -> tuple[Split, NDArray[Any]]:
    group = np.asarray(group_N, object)
    columns = {"g": pa.array(list(group)), "x": np.arange(len(group))}
    splitting = Splitting(group="g", **settings)
    return split_table(Table(pa.table(columns)), np.arange(len(group)), labels, splitting), group


def assert_whole(split: Split, group: NDArray[Any]) -> None:
    parts = [set(group[split.part(name)]) for name in PARTS]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]
    every = np.concatenate([split.part(name) for name in PARTS])
    np.testing.assert_array_equal(np.sort(every), np.arange(len(group)))


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), min_size=3, max_size=40),
    shares=st.tuples(st.sampled_from([0.0, 0.1, 0.2, 0.5]), st.sampled_from([0.0, 0.1, 0.2, 0.5])),
    classes=st.integers(1, 3),
    stratified=st.booleans(),
    seed=st.integers(0, 2**40),
)
def test_groups_are_whole_and_no_part_that_is_asked_for_is_empty(
    sizes: list[int], shares: tuple[float, float], classes: int, stratified: bool, seed: int
) -> None:
    rows = sum(sizes)
    tested = int(np.ceil(shares[1] * rows))
    assume(rows - tested - int(np.ceil(shares[0] * (rows - tested))) >= 1)  # else it is refused
    random = np.random.default_rng(seed)
    group = random.permutation(np.repeat(np.arange(len(sizes)), sizes))
    labels = random.integers(0, classes, len(group)) if stratified else None
    asked = {"validation_share": shares[0], "test_share": shares[1], "seed": seed}
    split, named = grouped(group.tolist(), labels, **asked)
    assert_whole(split, named)
    assert len(split.train)
    assert (len(split.validation) > 0) == (shares[0] > 0)
    assert (len(split.test) > 0) == (shares[1] > 0)
    again, _ = grouped(group.tolist(), labels, **asked)
    for name in PARTS:
        np.testing.assert_array_equal(split.part(name), again.part(name))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), groups=st.integers(60, 200))
def test_shares_and_classes_are_kept_though_groups_are_skewed(seed: int, groups: int) -> None:
    random = np.random.default_rng(seed)
    sizes = np.minimum(random.pareto(1.5, groups) * 10 + 1, 60).astype(int)
    group = np.repeat(np.arange(groups), sizes)
    labels = random.random(len(group)) < np.repeat(random.beta(1, 9, groups), sizes)
    split, named = grouped(group.tolist(), labels, seed=seed)
    assert_whole(split, named)
    for name, share in (("train", 0.64), ("validation", 0.16), ("test", 0.2)):
        part = split.part(name)
        assert abs(len(part) / len(group) - share) < 0.03
        assert abs(labels[part].mean() - labels.mean()) < 0.05


def test_a_seed_decides_the_groups() -> None:
    group = np.repeat(np.arange(50), 4).tolist()
    first, other = (grouped(group, seed=seed)[0] for seed in (1, 2))
    assert not np.array_equal(first.test, other.test)


def test_a_class_of_one_group_is_learned() -> None:
    group = np.repeat(np.arange(40), 5)
    labels = (group == 17).astype(int)
    for seed in range(20):
        split, _ = grouped(group.tolist(), labels, seed=seed)
        assert 1 in labels[split.train]


def test_classes_that_no_draw_can_keep_are_named() -> None:
    group = np.repeat(np.arange(4), 10)
    split, _ = grouped(group.tolist(), group)
    assert split.notes[-1] == "Nothing is learned of 2 classes: they have no training rows."


def test_the_largest_group_is_not_held_out() -> None:
    group = [0] * 700 + [1 + i // 10 for i in range(300)]
    split, named = grouped(group)
    assert_whole(split, named)
    assert set(np.flatnonzero(named == 0)) <= set(split.train)
    assert split.notes[0] == (
        'The largest group of "g" holds 70% of the rows, more than a part should have; '
        "they are training rows."
    )
    far = "100 validation rows where 160 were asked for" in " ".join(split.notes)
    assert far == (len(split.validation) == 100)


def test_small_groups_are_shared_where_they_cannot_fill_the_parts() -> None:
    group = [0] * 950 + list(range(1, 51))
    split, named = grouped(group)
    assert_whole(split, named)
    assert len(split.test) > 15
    assert len(split.validation) > 15
    assert "test rows where 200 were asked for: groups of" in " ".join(split.notes)


def test_the_summary_counts_groups() -> None:
    split, group = grouped(np.repeat(np.arange(100), 10).tolist())
    assert split.how == "by group g: 64 / 16 / 20 groups"
    assert len(set(group[split.train])) == 64


@pytest.mark.parametrize("type_", [pa.string(), pa.float64(), pa.bool_(), pa.date32()])
def test_groups_of_any_type_stay_whole_and_missing_cells_are_groups_of_their_own(
    type_: pa.DataType,
) -> None:
    numbers = np.random.default_rng(3).integers(0, 9, 300)
    if pa.types.is_boolean(type_):
        numbers %= 2
    texts = [f"group {i}" for i in range(9)] if pa.types.is_string(type_) else None
    values: list[Any] = [texts[i] if texts else i for i in numbers.tolist()]
    cells = pa.array(values) if texts else pa.array(values, pa.int32()).cast(type_)
    cells = pa.array([None if i % 3 == 0 else cell for i, cell in enumerate(cells.to_pylist())])
    table = Table(pa.table({"g": cells, "x": np.arange(300)}))
    split = split_table(table, np.arange(300), None, Splitting(group="g"))
    parts = [set(cells.take(pa.array(split.part(name))).to_pylist()) for name in PARTS]
    assert parts[0] & parts[1] <= {None}
    assert parts[0] & parts[2] <= {None}
    assert parts[1] & parts[2] <= {None}
    assert sum(None in part for part in parts) > 1
    assert split.notes[0] == '100 rows have no group and are each one of its own ("g" is missing).'


@pytest.mark.parametrize(
    ("groups", "shares", "message"),
    [
        (2, {}, r"3 parts \(training, validation, test\) need at least 3 groups of .g., got 2"),
        (1, {"test_share": 0.0}, r"2 parts \(training, validation\) need at least 2"),
        (5, {"test_share": 1.5}, "test_share must be at least 0 and below 1"),
    ],
)
def test_what_cannot_be_divided_is_refused(groups: int, shares: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        grouped((np.arange(100) % groups).tolist(), **shares)


def test_a_million_rows_of_many_groups_take_few_draws() -> None:
    group = np.random.default_rng(0).integers(0, 200_000, 300_000)
    _, group = np.unique(group, return_inverse=True)
    labels = group % 2
    assigned = assign_by_group(group, labels, Splitting(group="g"), "g")
    shares = np.bincount(assigned.part_N) / len(group)
    np.testing.assert_allclose(shares, [0.64, 0.16, 0.2], atol=0.001)
