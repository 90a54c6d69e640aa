"""Snapshots: copies that nothing changes and that answer as the training did."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from separatrix.models.own.networks import described
from separatrix.recipe import choices
from separatrix.training.engine import EngineName
from separatrix.training.snapshot import Snapshot
from tests.training.asked import ENGINES, probe_rows, quick, training


@pytest.mark.parametrize("engine", ENGINES)
@given(
    hidden=st.lists(st.integers(1, 40), max_size=3).map(tuple),
    norm=st.sampled_from(choices("norm")),
    dtype=st.sampled_from(choices("dtype")),
    rows=st.integers(0, 70),
)
@settings(max_examples=10, deadline=None)
def test_a_snapshot_answers_bit_for_bit_as_the_training_did(
    engine: EngineName, hidden: tuple[int, ...], norm: str, dtype: str, rows: int
) -> None:
    under_way = training(quick(hidden=hidden, norm=norm, dtype=dtype, epochs=3), engine)
    asked = probe_rows(rows=rows)
    then: list[tuple[Snapshot, NDArray[Any]]] = []
    under_way.run(
        observe=lambda training: then.append((training.snapshot(), training.answers(asked)))
    )
    assert [snapshot.epoch for snapshot, _ in then] == [0, 1, 2, 3]
    for snapshot, answers_KNO in then:
        assert np.array_equal(snapshot.answers(asked), answers_KNO)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_snapshot_is_not_changed_by_what_follows(engine: EngineName) -> None:
    under_way = training(engine=engine)
    under_way.run(until=2)
    snapshot = under_way.snapshot()
    weights, statistics = snapshot.weights_KP.copy(), snapshot.statistics_KQ.copy()
    steps = snapshot.steps_K.copy()
    snapshot.stack().weights_KP.data.zero_()
    under_way.run(until=4)
    assert np.array_equal(snapshot.weights_KP, weights)
    assert np.array_equal(snapshot.statistics_KQ, statistics)
    assert np.array_equal(snapshot.steps_K, steps)
    later = under_way.snapshot()
    assert not np.array_equal(later.weights_KP, weights)
    assert not np.array_equal(later.statistics_KQ, statistics)


def test_nobody_can_write_into_a_snapshot() -> None:
    snapshot = training().snapshot()
    for array in (snapshot.weights_KP, snapshot.statistics_KQ, snapshot.steps_K):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_snapshot_counts_what_it_keeps() -> None:
    snapshot = training().snapshot()
    shape = described(snapshot.stack()).architecture
    assert snapshot.numbers == 3 * (shape.parameters + 2 * sum(shape.hidden))
    assert snapshot.weights_KP.nbytes + snapshot.statistics_KQ.nbytes == 8 * snapshot.numbers
