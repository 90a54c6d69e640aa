import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.columns.distinct import count_distinct


def _cells(values: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(["a", "b", "", "é", None]), st.integers(0, 3))),
    seed=st.integers(0, 99),
)
def test_a_row_of_weight_two_is_two_rows(rows: list[tuple[str | None, int]], seed: int) -> None:
    rows = [*rows, ("a", 1)]
    order = np.random.default_rng(seed).permutation(len(rows))
    turned = [rows[place] for place in order]
    weight_N = np.array([weight for _, weight in turned], float)
    weighted = count_distinct(_cells([text for text, _ in turned]), weight_N)
    repeated = count_distinct(_cells([text for text, weight in rows for _ in range(weight)]))
    assert weighted.texts.to_pylist() == repeated.texts.to_pylist()
    np.testing.assert_array_equal(weighted.weight_N, repeated.weight_N)


def test_small_weights_say_how_rows_compare() -> None:
    found = count_distinct(_cells(["a", "b", "a"]), np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(found.weight_N, [2, 1])


def test_some_are_spread_over_all() -> None:
    distinct = count_distinct(_cells([f"{row:03}" for row in range(100)]))
    assert distinct.spread(4).texts.to_pylist() == ["000", "025", "050", "075"]
    assert distinct.spread(100) is distinct
