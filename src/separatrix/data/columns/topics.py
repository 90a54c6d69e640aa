"""Words as numbers: what each weighs in a text, and the topics that words have in common."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.words import Counts, spaced

BLOCK = 2**11
"""Words whose topics are added up at once: they stay in the processor's cache."""

POWER_STEPS = 2
"""Steps of the randomised search for singular vectors; four found no better ones."""

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Halves = NDArray[np.float16]


def rarity(rows_V: Floats, rows: float) -> Floats:
    """Return what words weigh: 1 + log((1 + all rows) / (1 + rows that hold the word))."""
    return 1 + np.log((1 + rows) / (1 + rows_V))


def weigh(counts: Counts, texts: int, weight_V: Floats) -> Floats:
    """Return the value of each word in each text; the values of a text have length 1.

    Args:
        counts: How often each word stands in each text.
        texts: How many texts there are.
        weight_V: What each word weighs.
    """
    values_M = (1 + np.log(counts.count_M)) * weight_V[counts.word_M]
    length_N = np.sqrt(np.bincount(counts.row_M, values_M**2, minlength=texts))
    return np.asarray(values_M / length_N[counts.row_M], np.float64)


def fold(counts: Counts, values_M: Floats, texts: int, topics_VD: Halves) -> Singles:
    """Add up what the words of each text add to each topic, shape (texts, topics).

    Each text is added up by itself, so that no other changes a bit of it.
    """
    sums_ND = np.zeros((texts, topics_VD.shape[1]), np.float32)
    used, place_M = np.unique(counts.word_M, return_inverse=True)
    topics = topics_VD[used].astype(np.float32)
    rows, starts = np.unique(counts.row_M, return_index=True)
    first = 0
    while first < len(rows):
        last = max(int(np.searchsorted(starts, starts[first] + BLOCK)), first + 1)
        end = starts[last] if last < len(rows) else len(values_M)
        block = slice(starts[first], end)
        added = topics[place_M[block]] * values_M[block, None].astype(np.float32)
        sums_ND[rows[first:last]] = np.add.reduceat(added, starts[first:last] - starts[first])
        first = last
    return sums_ND


def learn_topics(
    texts: pa.ChunkedArray, weight_N: Floats, known: Sequence[str], weight_V: Floats, topics: int
) -> Halves:
    """Learn the topics of texts: their largest right singular vectors, shape (words, topics).

    Args:
        texts: Different texts in their order, so that nothing hangs on the order of rows.
        weight_N: What each text counts for.
        known: The words that count.
        weight_V: What each word weighs.
        topics: How many topics there are.
    """
    from sklearn.decomposition import TruncatedSVD  # takes seconds, and only training needs it
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=str.split, vocabulary=known)
    counts_NV = counter.transform(pc.fill_null(spaced(texts), "").to_pylist())
    row_M = np.repeat(np.arange(len(texts)), np.diff(counts_NV.indptr))
    counts = Counts(row_M, counts_NV.indices, counts_NV.data)
    values_NV = counts_NV.astype(np.float64)
    values_NV.data = weigh(counts, len(texts), weight_V) * np.sqrt(weight_N)[row_M]
    found = TruncatedSVD(topics, n_iter=POWER_STEPS, random_state=0).fit(values_NV)
    return np.asarray(found.components_.T, np.float16)
