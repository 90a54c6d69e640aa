from hypothesis import given
from hypothesis import strategies as st

from separatrix.evaluation.thin import thinned


@given(st.integers(0, 3000), st.integers(0, 500), st.integers(0, 9))
def test_thinned_rows_are_distinct_ordered_existing_and_the_same_each_time(
    rows: int, most: int, seed: int
) -> None:
    found = thinned(rows, most, seed).tolist()
    assert found == sorted(set(found))
    assert len(found) == min(rows, most)
    assert set(found) <= set(range(rows))
    assert found == thinned(rows, most, seed).tolist()


def test_rows_in_a_repeating_order_are_thinned_without_a_pattern() -> None:
    odd = (thinned(10_000, 1000) % 2).mean()
    assert 0.4 < odd < 0.6
