import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from separatrix.data.draw import draw, draw_stratified

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=100, deadline=None)
@given(rows=st.integers(2, 400), share=st.floats(0, 1), seed=SEEDS)
def test_places_and_their_order_are_those_of_scikit_learn(
    rows: int, share: float, seed: int
) -> None:
    count = min(max(round(share * rows), 1), rows - 1)
    expected = train_test_split(np.arange(rows), test_size=count, random_state=seed)
    for mine, theirs in zip(draw(rows, count, seed), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(2, 40), min_size=2, max_size=9),
    share=st.floats(0, 1),
    seed=SEEDS,
    words=st.booleans(),
)
def test_stratified_places_and_their_order_are_those_of_scikit_learn(
    sizes: list[int], share: float, seed: int, words: bool
) -> None:
    strata = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    strata = np.array([f"class {code}" for code in strata]) if words else strata
    rows, classes = len(strata), len(sizes)
    assume(rows >= 2 * classes)
    count = min(max(round(share * rows), classes), rows - classes)
    expected = train_test_split(
        np.arange(rows), test_size=count, random_state=seed, stratify=strata
    )
    for mine, theirs in zip(draw_stratified(strata, count, seed), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)
