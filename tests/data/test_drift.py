"""Drift is found where there is one and, however few the rows, not where there is none."""

from collections.abc import Callable

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from separatrix.data.drift import CHANCE, chance_of, has_drifted, stability_index
from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.profile import learn_profiles
from separatrix.data.table import Table
from separatrix.data.unseen import report_on

Draw = Callable[[np.random.Generator, int], dict[str, NDArray[np.generic] | list[object]]]

MANY = [f"level {number}" for number in range(500)]


def same(draw: np.random.Generator, rows: int) -> dict[str, object]:
    """Return columns that are hard to leave alone: ties, rare levels, very many levels."""
    return {
        "normal": draw.normal(size=rows),
        "skewed": np.exp(draw.normal(size=rows) * 2),
        "count": draw.poisson(0.3, rows),
        "few": draw.choice(["a", "b", "c"], rows, p=[0.7, 0.28, 0.02]),
        "many": draw.choice(MANY, rows),
        "rare": [f"z{number}" for number in draw.zipf(1.3, rows) % 10**6],
        "gaps": [None if draw.random() < 0.02 else 1.0 * i for i in draw.integers(0, 9, rows)],
        "switch": draw.random(rows) < 0.1,
    }


def encoder_of(rows: int, seed: int) -> Encoder:
    draw = np.random.default_rng(seed)
    table = Table(pa.table({**same(draw, rows), "y": draw.integers(0, 2, rows)}))
    columns = find_kinds(table, "y", {"rare": "category", "many": "category"})
    encoder = learn_encoder(table, columns)
    return msgspec.structs.replace(encoder, profiles=learn_profiles(table, columns))


@pytest.mark.parametrize("learned_from", [100, 2000])
@pytest.mark.parametrize("rows", [20, 200, 5000])
def test_rows_of_the_same_kind_raise_no_drift(learned_from: int, rows: int) -> None:
    alarms = 0
    for seed in range(40):
        encoder = encoder_of(learned_from, seed)
        table = Table(pa.table(same(np.random.default_rng(1000 + seed), rows)))
        alarms += report_on(encoder, table).drifted != ()
    assert alarms == 0


@pytest.mark.parametrize("rows", [250, 2000])
def test_rows_of_another_kind_are_found(rows: int) -> None:
    encoder = encoder_of(2000, 0)
    for seed in range(20):
        draw = np.random.default_rng(seed)
        table = same(draw, rows)
        table["normal"] = draw.normal(1.0, size=rows)
        table["few"] = draw.choice(["a", "b", "c"], rows, p=[0.45, 0.53, 0.02])
        table["gaps"] = [None if draw.random() < 0.4 else 1.0 * (i % 9) for i in range(rows)]
        table["switch"] = draw.random(rows) < 0.4
        report = report_on(encoder, Table(pa.table(table)))
        assert report.drifted == ("normal", "few", "gaps", "switch")


def test_the_chance_is_a_bound_for_two_samples_of_one_kind() -> None:
    draw = np.random.default_rng(0)
    for trained, rows, shares in ((50, 20, [0.5, 0.3, 0.2]), (2000, 30, [0.9, 0.09, 0.01])):
        first = draw.multinomial(trained, shares, 4000)
        second = draw.multinomial(rows, shares, 4000)
        chances = np.array([chance_of(*pair) for pair in zip(first, second, strict=True)])
        for level in (0.001, 0.01, 0.1):
            assert np.mean(chances <= level) <= level


def test_the_index_is_that_of_its_definition_where_no_bin_is_empty() -> None:
    p, q = np.array([0.1, 0.2, 0.7]), np.array([0.3, 0.3, 0.4])
    expected = np.sum((q - p) * np.log(q / p))
    index = stability_index((p * 10**7).astype(int), (q * 10**7).astype(int))
    assert index == pytest.approx(expected, rel=1e-4)
    assert stability_index([10, 90], [10, 90]) == 0
    assert stability_index([10, 90], [90, 10]) == stability_index([90, 10], [10, 90]) > 0


def test_counts_without_rows_say_nothing() -> None:
    assert stability_index([0, 0], [0, 0]) == 0.0
    assert chance_of([0, 0], [5, 5]) == chance_of([5, 5], [0, 0]) == 1.0


def test_drift_needs_an_index_and_more_than_chance() -> None:
    assert has_drifted(0.1, CHANCE / 10, 10)
    assert not has_drifted(0.09, 0.0, 10)
    assert not has_drifted(0.5, CHANCE, 10)
