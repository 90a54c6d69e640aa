import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from separatrix.data.columns import text, topics, words
from separatrix.data.columns.text import LEAST, TextEncoder, learn_text
from separatrix.errors import DataError

WORDS = [f"word{number}" for number in range(40)]
TEXT = st.lists(st.sampled_from([*WORDS, "é", "!?"]), max_size=8).map(" ".join)
TEXTS = st.lists(st.one_of(st.none(), TEXT), min_size=1, max_size=30)


def _cells(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def _many(rows: int, different: int, seed: int = 0) -> list[str]:
    """Return texts of words of which a few are frequent."""
    numbers = np.random.default_rng(seed)
    lengths = numbers.integers(1, 12, rows)
    return [
        " ".join(f"w{int(each)}" for each in different * numbers.random(length) ** 2)
        for length in lengths
    ]


@pytest.fixture
def few_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let texts of more than 8 known words have topics."""
    monkeypatch.setattr(text, "TOPICS", 8)


def _encoder(values: Any, weight_N: NDArray[np.float64] | None = None) -> TextEncoder:
    return learn_text(_cells(values), "x", weight_N)


def test_few_words_are_a_feature_each() -> None:
    encoder = _encoder(["Good tea", "good cup", "bad tea", "GOOD!"] * 3)
    assert encoder.words == ("bad", "cup", "good", "tea")
    assert encoder.feature_names == ("x: bad", "x: cup", "x: good", "x: tea")


@settings(max_examples=60, deadline=None)
@given(values=st.lists(TEXT, min_size=1, max_size=30), others=st.lists(TEXT, min_size=1))
def test_words_are_weighed_as_scikit_learn_weighs_them(
    values: list[str], others: list[str]
) -> None:
    encoder = _encoder(values)
    if not encoder.words:
        return
    oracle = TfidfVectorizer(
        vocabulary=encoder.words, sublinear_tf=True, strip_accents="unicode", token_pattern=r"\w+"
    )
    learned_NV = oracle.fit_transform(values).toarray()
    deviation = learned_NV.std(axis=0).max()
    scale = deviation if deviation > LEAST else 1.0
    expected = (oracle.transform(others).toarray() - learned_NV.mean(axis=0)) / scale
    np.testing.assert_allclose(encoder.encode(_cells(others)).features_ND, expected, atol=1e-3)


@pytest.mark.usefixtures("few_topics")
def test_topics_hold_as_much_of_the_texts_as_the_largest_singular_vectors() -> None:
    values = sorted(set(_many(400, 60)))
    encoder = _encoder(values)
    assert encoder.feature_names[:2] == ("x topic 1", "x topic 2")
    assert len(encoder.feature_names) == 8
    oracle = TfidfVectorizer(vocabulary=encoder.words, sublinear_tf=True, token_pattern=r"\w+")
    values_NV = oracle.fit_transform(values)
    most = TruncatedSVD(8, algorithm="arpack", random_state=0).fit(values_NV).singular_values_
    raw_ND = encoder.encode(_cells(values)).features_ND * encoder.scale + np.array(encoder.means)
    held = np.linalg.svd(raw_ND, compute_uv=False)
    assert (held <= most * 1.001).all()
    assert (held**2).sum() > 0.97 * (most**2).sum()  # the randomised search is no exact one


@pytest.mark.usefixtures("few_topics")
@pytest.mark.parametrize("different", [6, 60])
def test_the_order_of_rows_and_repetition_change_no_bit(different: int) -> None:
    values = [*_many(300, different), None]
    order = np.random.default_rng(1).permutation(len(values))
    assert _encoder([values[place] for place in order]) == _encoder(values)
    weight_N = np.random.default_rng(2).integers(1, 4, len(values)).astype(float)
    repeated = [
        value for value, weight in zip(values, weight_N, strict=True) for _ in range(int(weight))
    ]
    assert _without_share(_encoder(values, weight_N)) == _without_share(_encoder(repeated))


def _without_share(encoder: TextEncoder) -> TextEncoder:
    """Leave out the share of unknown texts, which counts rows as reports do."""
    return msgspec.structs.replace(encoder, unknown=0.0)


@pytest.mark.usefixtures("few_topics")
@pytest.mark.parametrize("different", [6, 60])
def test_a_text_is_encoded_by_itself(different: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = [*_many(300, different), None, "", "...", "unknown"]
    encoder = _encoder(values)
    whole = encoder.encode(_cells(values))
    monkeypatch.setattr(words, "CHUNK", 16)
    monkeypatch.setattr(topics, "BLOCK", 4)
    np.testing.assert_array_equal(encoder.encode(_cells(values)).features_ND, whole.features_ND)
    for row, value in enumerate(values):
        alone = encoder.encode(_cells([value])).features_ND
        np.testing.assert_array_equal(alone[0], whole.features_ND[row])
        cell = encoder.encode_cell(value)
        if value == "unknown":
            assert cell is None
        else:
            assert cell == (tuple(whole.features_ND[row].tolist()), None)


@settings(max_examples=60, deadline=None)
@given(values=TEXTS, others=TEXTS)
def test_any_texts_are_encoded_and_go_through_json(
    values: list[str | None], others: list[str | None]
) -> None:
    encoder = _encoder(values)
    assert encoder.is_whole
    assert msgspec.json.decode(msgspec.json.encode(encoder), type=TextEncoder) == encoder
    block = encoder.encode(_cells(others))
    assert block.features_ND.shape == (len(others), len(encoder.feature_names))
    assert np.isfinite(block.features_ND).all()


def test_a_missing_text_is_not_an_empty_one() -> None:
    encoder = _encoder(["good tea", None, "bad tea", ""] * 3)
    assert encoder.feature_names[-1] == "x missing"
    missing, empty = encoder.encode(_cells([None, ""])).features_ND
    assert missing.tolist() == [0, 0, 0, 1]
    np.testing.assert_allclose(empty[:-1] * encoder.scale, -np.array(encoder.means), rtol=1e-6)
    assert empty[-1] == 0


def test_a_text_of_unknown_words_is_noted() -> None:
    encoder = _encoder(["good tea", "bad tea"] * 3)
    block = encoder.encode(_cells(["coffee", "good", "!"]))
    assert block.notes == (
        '1 cell holds no word in "x" that the model knows: taken as a text of no words.',
    )
    np.testing.assert_array_equal(block.features_ND[0], block.features_ND[2])


def test_rare_words_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [*["often", "also often", "often too"] * 3, "once", "once"]
    assert _encoder(values).words == ("also", "often", "too")
    assert _encoder(values).unknown == pytest.approx(2 / 11)
    monkeypatch.setattr(text, "MOST_WORDS", 1)
    assert _encoder(values).words == ("often",)


def test_of_few_texts_the_most_frequent_words_are_known() -> None:
    assert _encoder(["one two", "two three"]).words == ("two",)
    assert _encoder(["one two", "three"]).words == ("one", "three", "two")


def test_numbers_are_texts_too_but_lists_are_none() -> None:
    encoder = learn_text(pa.chunked_array([[1.0, 2.5, 1.0]]), "x")
    assert encoder.words == ("1",)
    with pytest.raises(DataError, match=r'Column "x" holds list.* which is not text'):
        learn_text(pa.chunked_array([[[1], [2]]]), "x")


def test_parts_that_do_not_fit_each_other_are_told() -> None:
    encoder = _encoder(["good tea", "bad tea"] * 3)
    assert not msgspec.structs.replace(encoder, words=("good",)).is_whole
    assert not msgspec.structs.replace(encoder, topics=b"1234").is_whole
    assert not msgspec.structs.replace(encoder, scale=0.0).is_whole


@pytest.mark.usefixtures("few_topics")
def test_texts_are_encoded_without_scikit_learn(tmp_path: Path) -> None:
    encoder = _encoder(_many(300, 60))
    (tmp_path / "encoder.json").write_bytes(msgspec.json.encode(encoder))
    script = (
        "import sys, msgspec, pyarrow as pa, numpy as np\n"
        "from separatrix.data.columns.text import TextEncoder\n"
        "encoder = msgspec.json.decode(open(sys.argv[1], 'rb').read(), type=TextEncoder)\n"
        "block = encoder.encode(pa.chunked_array([['w1 w2 w3']]))\n"
        "print(block.features_ND.tobytes().hex(), 'sklearn' in sys.modules)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "encoder.json")],
        check=True, capture_output=True, text=True, env=os.environ,
    ).stdout.split()  # fmt: skip
    expected = encoder.encode(_cells(["w1 w2 w3"])).features_ND.tobytes().hex()
    assert told == [expected, "False"]
