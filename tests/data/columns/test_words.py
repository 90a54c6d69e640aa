from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from separatrix.data.columns import words
from separatrix.data.columns.words import count_known, count_words, cut, rows_of_words

TEXTS = st.lists(st.text(st.characters(max_codepoint=127), max_size=30), min_size=1, max_size=9)


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop!", ["don", "t", "stop"]),
        ("Crème BRÛLÉE", ["creme", "brulee"]),
        ("İstanbul, ΣΟΦΟΣ; naïve", ["istanbul", "σοφοσ", "naive"]),
        ("price: 12.50", ["price", "12", "50"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("한국 사람", ["한국", "사람"]),
        ("so—called “words”…", ["so", "called", "words"]),
        (" -- !?", []),
        ("", []),
        (None, []),
    ],
)
def test_a_word_is_letters_and_digits_in_a_row(text: str | None, expected: list[str]) -> None:
    assert cut(_cells([text])).words.to_pylist() == expected


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_plain_letters_are_cut_like_all_others(texts: list[str]) -> None:
    alone = cut(_cells(texts))
    beside = cut(_cells([*texts, "é"]))
    assert [*alone.words.to_pylist(), "e"] == beside.words.to_pylist()
    assert [*alone.row_W, len(texts)] == beside.row_W.tolist()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_words_are_counted_as_scikit_learn_counts_them(texts: list[str]) -> None:
    oracle = CountVectorizer(token_pattern=r"[a-z0-9]+")
    try:
        expected_NV = oracle.fit_transform(texts).toarray()
    except ValueError:  # which it raises where there is no word
        assert len(cut(_cells(texts)).words) == 0
        return
    known = oracle.get_feature_names_out().tolist()
    counts = count_known(cut(_cells(texts)), pa.array(known, pa.string()))
    found_NV = np.zeros(expected_NV.shape, np.int64)
    found_NV[counts.row_M, counts.word_M] = counts.count_M
    np.testing.assert_array_equal(found_NV, expected_NV)
    np.testing.assert_array_equal(count_words(_cells(texts)), expected_NV.sum(axis=1))
    weights = dict(zip(*rows_of_words(_cells(texts), np.full(len(texts), 2.0)), strict=True))
    assert weights == dict(zip(known, 2.0 * (expected_NV > 0).sum(axis=0), strict=True))


def test_words_are_ranked_by_the_weight_of_their_texts() -> None:
    ranked, weight_N = rows_of_words(_cells(["b a", "b b c", None]), np.array([1.0, 0.5, 9.0]))
    assert ranked == ["b", "a", "c"]
    assert weight_N.tolist() == [1.5, 1.0, 0.5]


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _cells([f"w{row % 7} w{row % 3} all" for row in range(50)])
    weight_N = np.arange(50.0)
    whole = rows_of_words(texts, weight_N)
    monkeypatch.setattr(words, "CHUNK", 8)
    assert rows_of_words(texts, weight_N)[0] == whole[0]
    np.testing.assert_array_equal(rows_of_words(texts, weight_N)[1], whole[1])
    np.testing.assert_array_equal(count_words(texts), np.full(50, 3.0))


def test_a_missing_text_has_no_number_of_words() -> None:
    np.testing.assert_array_equal(count_words(_cells(["a b", None, "!"])), [2, np.nan, 0])
