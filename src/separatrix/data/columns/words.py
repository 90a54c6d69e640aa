"""Texts cut into words: case and accents folded, in any script."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

CHUNK = 2**14
"""Texts that are cut at once: what stands between a text and its features stays this small."""

_ACCENTS = r"[\x{0300}-\x{036f}]"
_WITHOUT_SPACES = r"([\p{Han}\p{Hiragana}\p{Katakana}])"
_BETWEEN_WORDS = r"[^\p{L}\p{M}\p{N}]+"
_BETWEEN_PLAIN_WORDS = "[^a-z0-9]+"  # means the same of ASCII, in a tenth of the time

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """Texts as words.

    Args:
        texts: How many texts there are.
        words: The words of all of them, one text after the other.
        row_W: The text of each word.
    """

    texts: int
    words: pa.Array
    row_W: Places


@dataclass(frozen=True)
class Counts:
    """How often a word stands in a text, for the M pairs of a text and a word that it holds.

    They stand in the order of the texts and then of the words.

    Args:
        row_M: The text.
        word_M: The word, by its place.
        count_M: How often.
    """

    row_M: Places
    word_M: Places
    count_M: Places


def cut(texts: pa.ChunkedArray) -> Words:
    """Cut texts into words.

    A word is letters and digits of any script in a row, small and without accents; what is
    written without spaces, as in Chinese, is cut into its characters. A missing text has none.

    Example:
        >>> cut(pa.chunked_array([["Crème BRÛLÉE, don't!", "???"]])).words.to_pylist()
        ['creme', 'brulee', 'don', 't']
    """
    lists = pc.split_pattern(spaced(texts), " ").combine_chunks()
    lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0).to_numpy(), np.int64)
    return Words(len(texts), lists.flatten(), np.repeat(np.arange(len(texts)), lengths))


def spaced(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return words with one space between them, null where there is none."""
    plain = pc.all(pc.string_is_ascii(texts)).as_py() is not False
    apart = pc.utf8_lower(texts) if plain else _small(texts)
    between = _BETWEEN_PLAIN_WORDS if plain else _BETWEEN_WORDS
    joined = pc.utf8_trim(pc.replace_substring_regex(apart, between, " "), " ")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, joined.type), joined)


def _small(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return small letters without accents, and apart what is written without spaces."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKD"), _ACCENTS, "")
    small = pc.utf8_lower(pc.utf8_normalize(bare, "NFKC"))
    return pc.replace_substring_regex(small, _WITHOUT_SPACES, r" \1 ")


def in_chunks(texts: pa.ChunkedArray) -> Iterator[pa.ChunkedArray]:
    """Yield the texts a chunk at a time."""
    yield from (texts.slice(start, CHUNK) for start in range(0, len(texts), CHUNK))


def count_words(texts: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return how many words each text has, NaN for a missing one."""
    counts = [np.bincount(cut(chunk).row_W, minlength=len(chunk)) for chunk in in_chunks(texts)]
    counted = np.concatenate([np.zeros(0), *counts])
    return np.where(pc.is_null(texts).to_numpy(), np.nan, counted)


def count_known(words: Words, known: pa.Array) -> Counts:
    """Count the words that are known in each text.

    Args:
        words: The texts.
        known: The words that count, each once.
    """
    place_W = np.asarray(pc.fill_null(pc.index_in(words.words, known), -1).to_numpy(), np.int64)
    there_W = place_W >= 0
    keys, count_M = np.unique(
        words.row_W[there_W] * max(len(known), 1) + place_W[there_W], return_counts=True
    )
    row_M, word_M = np.divmod(keys, max(len(known), 1))
    return Counts(row_M, word_M, count_M)


def rows_of_words(
    texts: pa.ChunkedArray, weight_N: NDArray[np.float64]
) -> tuple[list[str], NDArray[np.float64]]:
    """Return every word with the weight of the texts that hold it, the heaviest first.

    Args:
        texts: The texts.
        weight_N: What each counts for.
    """
    found = [pa.table({"word": pa.array([], pa.string()), "weight": pa.array([], pa.float64())})]
    for number, chunk in enumerate(in_chunks(texts)):
        words = cut(chunk)
        coded = words.words.dictionary_encode()
        counts = count_known(words, coded.dictionary)
        weight_M = weight_N[number * CHUNK + counts.row_M]
        weights = np.bincount(counts.word_M, weight_M, minlength=len(coded.dictionary))
        found.append(pa.table({"word": coded.dictionary, "weight": weights.astype(np.float64)}))
    grouped = pa.concat_tables(found).group_by("word", use_threads=False)
    every = grouped.aggregate([("weight", "sum")])
    ranked = every.sort_by([("weight_sum", "descending"), ("word", "ascending")])
    return ranked["word"].to_pylist(), np.asarray(ranked["weight_sum"], np.float64)
