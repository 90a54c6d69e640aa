from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder as Oracle

from separatrix.data.columns.category import (
    FEWEST_ROWS,
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
    encoder = learn_category(_cells([*levels[::-1], None] * FEWEST_ROWS), "x")
    assert isinstance(encoder, EmbeddedEncoder)
    assert encoder.slots == len(levels) + 2
    block = encoder.encode(_cells(["new", None, *levels]))
    assert block.codes_N is not None
    assert block.codes_N.tolist() == list(range(len(levels) + 2))
    assert block.features_ND.shape == (len(levels) + 2, 0)


def test_a_slot_that_was_never_trained_is_the_unseen_one() -> None:
    levels = [f"l{number}" for number in range(11)]
    encoder = learn_category(_cells(levels * FEWEST_ROWS), "x")
    codes = encoder.encode(_cells([None, "new"])).codes_N
    assert codes is not None
    assert codes.tolist() == [0, 0]


COUNTS = st.dictionaries(LEVELS, st.integers(1, 2 * FEWEST_ROWS), min_size=MOST_ONE_HOT + 1)


@settings(max_examples=60, deadline=None)
@given(counts=COUNTS, unseen=LEVELS, seed=st.integers(0, 99))
def test_levels_of_few_rows_and_unseen_ones_share_a_slot(
    counts: dict[str, int], unseen: str, seed: int
) -> None:
    values = [level for level, count in counts.items() for _ in range(count)]
    order = np.random.default_rng(seed).permutation(len(values))
    encoder = learn_category(_cells(values).take(pa.array(order)), "x")
    assert isinstance(encoder, EmbeddedEncoder)
    often = sorted(level for level, count in counts.items() if count >= FEWEST_ROWS)
    assert encoder.levels == tuple(often)
    assert encoder.slots == len(often) + 2
    assert encoder.rare == tuple(sorted(set(counts) - set(often)))
    asked = [*counts, unseen]
    block = encoder.encode(_cells(asked))
    assert block.codes_N is not None
    expected = [often.index(level) + 2 if level in often else 0 for level in asked]
    assert block.codes_N.tolist() == expected
    assert bool(block.notes) == (unseen not in counts)
    for level, code in zip(counts, expected, strict=False):
        assert encoder.encode_cell(level) == ((), code)
    assert unseen in counts or encoder.encode_cell(unseen) is None


@settings(max_examples=40, deadline=None)
@given(counts=COUNTS)
def test_a_row_of_weight_two_is_two_rows_of_its_level(counts: dict[str, int]) -> None:
    repeated = [level for level, count in counts.items() for _ in range(count)]
    weight_N = np.array(list(counts.values()), float)
    weighted = learn_category(_cells(list(counts)), "x", weight_N)
    assert weighted == learn_category(_cells(repeated), "x")


def test_weights_below_one_make_no_level_rare() -> None:
    values = [f"l{number}" for number in range(11)] * FEWEST_ROWS
    small = learn_category(_cells(values), "x", np.full(len(values), 1e-3))
    assert small == learn_category(_cells(values), "x")


def test_a_missing_cell_is_a_rare_level_where_training_missed_none() -> None:
    encoder = learn_category(_cells([f"l{number}" for number in range(11)]), "x")
    block = encoder.encode(_cells([None]))
    assert block.notes == (
        '1 missing cell of "x", which missed none in training: taken as a rare level.',
    )


def test_a_model_of_an_earlier_version_pools_nothing() -> None:
    text = b'{"type":"embedded","name":"x","levels":["a","b"],"missing":false}'
    encoder = msgspec.json.decode(text, type=EmbeddedEncoder)
    assert (encoder.rare, encoder.known, encoder.slots) == ((), ("a", "b"), 4)
