from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder as Oracle

from separatrix.data.columns.category import (
    MOST_ONE_HOT,
    EmbeddedEncoder,
    OneHotEncoder,
    learn_category,
)

LEVELS = st.text(st.characters(codec="utf-8"), max_size=3)


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(LEVELS, min_size=1, max_size=MOST_ONE_HOT),
    others=st.lists(LEVELS, min_size=1, max_size=20),
)
def test_few_levels_are_those_of_scikit_learn(values: list[str], others: list[str]) -> None:
    encoder = learn_category(_cells(values), "x")
    assert isinstance(encoder, OneHotEncoder)
    oracle = Oracle(handle_unknown="ignore", sparse_output=False)
    oracle.fit(np.array(values, object)[:, None])
    expected = oracle.transform(np.array(others, object)[:, None])
    np.testing.assert_array_equal(encoder.encode(_cells(others)).features_ND, expected)
    assert encoder.feature_names == tuple(f"x={level}" for level in oracle.categories_[0])


def test_a_missing_cell_has_its_own_feature_where_training_missed_some() -> None:
    encoder = learn_category(_cells(["b", None, "a"]), "x")
    assert encoder.feature_names == ("x=a", "x=b", "x missing")
    block = encoder.encode(_cells([None, "b", "c"]))
    np.testing.assert_array_equal(block.features_ND, [[0, 0, 1], [0, 1, 0], [0, 0, 0]])
    assert len(block.notes) == 1


def test_many_levels_become_codes() -> None:
    levels = [f"l{number:02}" for number in range(MOST_ONE_HOT + 1)]
    encoder = learn_category(_cells([*levels[::-1], None]), "x")
    assert isinstance(encoder, EmbeddedEncoder)
    assert encoder.slots == len(levels) + 2
    block = encoder.encode(_cells(["new", None, *levels]))
    assert block.codes_N is not None
    assert block.codes_N.tolist() == list(range(len(levels) + 2))
    assert block.features_ND.shape == (len(levels) + 2, 0)


def test_a_slot_that_was_never_trained_is_the_unseen_one() -> None:
    encoder = learn_category(_cells([f"l{number}" for number in range(11)]), "x")
    codes = encoder.encode(_cells([None, "new"])).codes_N
    assert codes is not None
    assert codes.tolist() == [0, 0]
