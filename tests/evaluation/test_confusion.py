import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from separatrix.evaluation.confusion import confusion


@given(st.integers(2, 6), st.integers(1, 40), st.integers(0, 2**32))
def test_counts_are_those_of_scikit_learn_and_shares_sum_to_one(
    classes: int, rows: int, seed: int
) -> None:
    target, labels = np.random.default_rng(seed).integers(classes, size=(2, rows))
    found = confusion(target, labels, [f"class {c}" for c in range(classes)])
    oracle = confusion_matrix(target, labels, labels=range(classes))
    assert found.counts_CC.tolist() == oracle.tolist()
    sums = found.shares_CC.sum(axis=1)
    np.testing.assert_allclose(sums, (oracle.sum(axis=1) > 0).astype(float))


def test_no_rows_make_an_empty_matrix() -> None:
    nothing = np.array([], dtype=int)
    assert confusion(nothing, nothing, [0, 1]).counts_CC.tolist() == [[0, 0], [0, 0]]
