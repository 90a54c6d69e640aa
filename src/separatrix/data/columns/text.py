"""Free text: words weighed by how few texts hold them, folded into a few hundred features."""

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace
from numpy.typing import NDArray

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note
from separatrix.data.columns.distinct import Distinct, count_distinct
from separatrix.data.columns.topics import Singles, fold, learn_topics, rarity, weigh
from separatrix.data.columns.words import Counts, count_known, cut, in_chunks, rows_of_words
from separatrix.data.values import as_texts
from separatrix.errors import DataError

MOST_WORDS = 4000
"""Words that are known, the most frequent ones. 10,000 predicted no better, nor did pairs of words
at three times the time."""

FEWEST_ROWS = 3
"""Training rows that a known word is in, at least; 2 and 5 predicted as well."""

TOPICS = 256
"""Features of a text of more known words than these; up to here each word is a feature.

On `womens_reviews` the test AUC of the plain preset, over 10 networks on 5 splits, was 0.604
without its two texts, and with 64, 128, 256 and 512 topics 0.904, 0.914, 0.918 and 0.919 from
2,000 rows, and 0.588, 0.924, 0.933, 0.938 and 0.939 from 8,000. 512 take twice the time of 256."""

LEAST = 1e-6
"""Deviation of features of length 1 below which it is rounding, and all texts are alike."""

LEARNED_TEXTS = 2**15
"""Texts that the topics are learned from, spread evenly over all of them in their order."""


class TextEncoder(msgspec.Struct, frozen=True, tag="text"):
    """Encode a column of free text.

    A text is its known words, each by 1 + log(how often it stands there) times the logarithm of
    how few training texts hold it, and has length 1. Where there are many words, the training
    texts' largest singular vectors (latent semantic analysis) make `TOPICS` features of them. All
    features are centred and share one scale, so that faint topics stay faint.

    A missing cell is 0 everywhere, which is the mean; a text without any known word is not
    missing, and lies where a text of no words lies.

    Args:
        name: The column.
        words: The known words, sorted.
        weights: What a word weighs, as float64 of little-endian bytes.
        topics: What a word adds to each topic, shape (words, topics), as float16 of little-endian
            bytes; empty where each word is a feature.
        means: Mean of each feature over the training texts.
        scale: The largest standard deviation of a feature.
        unknown: Share of the training texts with words but no known one.
        indicator: A last feature is 1 where the cell is missing.
    """

    name: str
    words: tuple[str, ...]
    weights: bytes
    topics: bytes
    means: tuple[float, ...]
    scale: float
    unknown: float
    indicator: bool

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        numbers = range(1, len(self.means) + 1)
        topics = tuple(f"{self.name} topic {number}" for number in numbers)
        names = topics if self.topics else tuple(f"{self.name}: {word}" for word in self.words)
        return (*names, f"{self.name} missing") if self.indicator else names

    @property
    def is_whole(self) -> bool:
        """Tell whether its parts fit each other, as those of a changed file may not."""
        words, features = len(self.words), len(self.means)
        width = features if self.topics else 0
        whole = len(self.weights) == 8 * words and len(self.topics) == 2 * words * width
        return whole and (bool(self.topics) or features == words) and self.scale > 0

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells.

        Raises:
            DataError: the cells are lists, structs or bytes.
        """
        texts = as_plain_texts(cells, self.name)
        missing = pc.is_null(texts).to_numpy()
        features_ND = np.empty((len(texts), len(self.means) + self.indicator), np.float32)
        unknown_N = np.empty(len(texts), np.bool_)
        start = 0
        for chunk in in_chunks(texts):
            rows = slice(start, start + len(chunk))
            features_ND[rows, : len(self.means)], unknown_N[rows] = self._encode(chunk)
            start += len(chunk)
        features_ND[missing] = 0
        if self.indicator:
            features_ND[:, -1] = missing
        notes = imputed_note(self.name, missing, self.indicator, "taken as the mean text")
        return Block(features_ND, notes=(*_unknown_note(self.name, int(unknown_N.sum())), *notes))

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        if not isinstance(cell, str) and not (cell is None and self.indicator):
            return None
        block = self.encode(pa.chunked_array([pa.array([cell], pa.string())]))
        return None if block.notes else (tuple(block.features_ND[0].tolist()), None)

    def count_unknown(self, cells: pa.ChunkedArray) -> int:
        """Count the cells that hold words but none that training knew."""
        known = pa.array(self.words, pa.string())
        chunks = in_chunks(as_plain_texts(cells, self.name))
        return sum(int(_counted(chunk, known)[1].sum()) for chunk in chunks)

    def _encode(self, texts: pa.ChunkedArray) -> tuple[Singles, NDArray[np.bool_]]:
        """Return the features of a chunk, and which of its texts hold unknown words alone."""
        counts, unknown_N = _counted(texts, pa.array(self.words, pa.string()))
        values_M = weigh(counts, len(texts), np.frombuffer(self.weights, "<f8"))
        sums_ND = self._folded(counts, values_M, len(texts))
        return (sums_ND - np.array(self.means, np.float32)) / np.float32(self.scale), unknown_N

    def _folded(self, counts: Counts, values_M: Floats, texts: int) -> Singles:
        """Return the words' values as features, or what they add up to in each topic."""
        if self.topics:
            halves = np.frombuffer(self.topics, "<f2").reshape(len(self.words), -1)
            return fold(counts, values_M, texts, halves)
        sums_ND = np.zeros((texts, len(self.words)), np.float32)
        sums_ND[counts.row_M, counts.word_M] = values_M
        return sums_ND


def as_plain_texts(cells: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return a column as texts.

    Raises:
        DataError: the column holds lists, structs or bytes.
    """
    try:
        return as_texts(cells)
    except DataError as error:
        raise DataError(f'Column "{name}" holds {cells.type}, which is not text.') from error


def learn_text(cells: pa.ChunkedArray, name: str, weight_N: Floats | None = None) -> TextEncoder:
    """Learn words, what they weigh, and their topics.

    Args:
        cells: The training cells.
        name: The column.
        weight_N: What each row counts for; None when all count the same.

    Raises:
        DataError: the cells are lists, structs or bytes.
    """
    texts = as_plain_texts(cells, name)
    distinct = count_distinct(texts, weight_N)
    words, rows_V = _frequent_words(distinct)
    weight_V = rarity(rows_V, float(distinct.weight_N.sum()))
    sample = distinct.spread(LEARNED_TEXTS)
    blank = TextEncoder(
        name=name,
        words=words,
        weights=weight_V.astype("<f8").tobytes(),
        topics=b"",
        means=(0.0,) * len(words),
        scale=1.0,
        unknown=0.0,
        indicator=texts.null_count > 0,
    )
    if len(words) > TOPICS:
        topics = learn_topics(sample.texts, sample.weight_N, words, weight_V, TOPICS)
        blank = replace(blank, topics=topics.astype("<f2").tobytes(), means=(0.0,) * TOPICS)
    learned = _standardised(blank, sample)
    unknown = learned.count_unknown(texts) / max(len(texts), 1)
    return replace(learned, unknown=unknown)


def _frequent_words(distinct: Distinct) -> tuple[tuple[str, ...], Floats]:
    """Return the most frequent words in their order, with the rows that hold each.

    Of texts so few that no word comes up often enough, the most frequent ones are taken.
    """
    words, rows = rows_of_words(distinct.texts, distinct.weight_N)
    enough = min(FEWEST_ROWS, rows[0]) if words else 0.0
    count = min(int((rows >= enough).sum()), MOST_WORDS)
    order = sorted(range(count), key=words.__getitem__)
    return tuple(words[place] for place in order), rows[order]


def _standardised(blank: TextEncoder, sample: Distinct) -> TextEncoder:
    """Learn the means of the features and their scale."""
    if not blank.words:
        return blank
    features_ND = blank.encode(sample.texts).features_ND[:, : len(blank.means)].astype(np.float64)
    mean_D = np.average(features_ND, axis=0, weights=sample.weight_N)
    variance_D = np.average((features_ND - mean_D) ** 2, axis=0, weights=sample.weight_N)
    scale = float(np.sqrt(variance_D.max()))
    return replace(blank, means=tuple(mean_D.tolist()), scale=scale if scale > LEAST else 1.0)


def _counted(texts: pa.ChunkedArray, known: pa.Array) -> tuple[Counts, NDArray[np.bool_]]:
    """Count known words, and tell which texts hold words but none of these."""
    words = cut(texts)
    counts = count_known(words, known)
    has_words, has_known = (
        np.bincount(row, minlength=len(texts)) > 0 for row in (words.row_W, counts.row_M)
    )
    return counts, has_words & ~has_known


def _unknown_note(name: str, count: int) -> tuple[str, ...]:
    if count == 0:
        return ()
    cells = "1 cell holds" if count == 1 else f"{count} cells hold"
    return (f'{cells} no word in "{name}" that the model knows: taken as a text of no words.',)
