import datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.columns.category import FEWEST_ROWS
from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.data.split import split_rows
from separatrix.data.table import Table
from separatrix.data.target import learn_target
from separatrix.data.write import table_bytes
from separatrix.errors import DataError

WORDS = ("tea", "Tee", "café", "cup", "of", "!", "東京")
DAY = datetime.date(2024, 1, 1)
CITIES = tuple(f"city {number}" for number in range(15))
OFTEN = CITIES * FEWEST_ROWS


def _optional(values: Any) -> Any:
    return st.one_of(st.none(), values)


ROW = st.fixed_dictionaries(
    {
        "number": _optional(st.floats(allow_nan=True, allow_infinity=True)),
        "whole": _optional(st.integers(-(2**63), 2**63 - 1)),
        "flag": _optional(st.booleans()),
        "few": _optional(st.sampled_from("abc")),
        "many": _optional(st.sampled_from(CITIES)),
        "said": _optional(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)),
        "day": _optional(st.dates()),
        "time": _optional(st.datetimes()),
    }
)
SCHEMA = pa.schema(
    {
        "number": pa.float64(),
        "whole": pa.int64(),
        "flag": pa.bool_(),
        "few": pa.string(),
        "many": pa.string(),
        "said": pa.string(),
        "day": pa.date32(),
        "time": pa.timestamp("us"),
        "y": pa.int64(),
    }
)
KINDS: Any = {
    "number": "number", "whole": "number", "flag": "boolean", "few": "category",
    "many": "category", "said": "text", "day": "date", "time": "date",
}  # fmt: skip
TABLES = st.lists(ROW, min_size=3, max_size=25)


def _table(rows: list[dict[str, Any]]) -> Table:
    """Return a table in which every column has cells and the city is embedded."""
    whole = {
        "number": 1.0, "whole": 1, "flag": True, "few": "a", "day": DAY, "said": "a cup of tea",
        "time": datetime.datetime(2024, 1, 1, 12),
    }  # fmt: skip
    rows = rows + [{**whole, "many": city} for city in OFTEN]
    marked = [{**row, "y": place % 2} for place, row in enumerate(rows)]
    return open_table(pa.Table.from_pylist(marked, schema=SCHEMA))


def _learn(table: Table, **options: Any) -> Encoder:
    return learn_encoder(table, find_kinds(table, "y", KINDS), **options)


@settings(max_examples=40, deadline=None)
@given(rows=TABLES, standardise=st.booleans())
def test_an_encoder_goes_through_plain_json(rows: list[Any], standardise: bool) -> None:
    encoder = _learn(_table(rows), standardise=standardise)
    text = msgspec.json.encode(encoder)
    assert msgspec.json.decode(text, type=Encoder) == encoder
    assert b"NaN" not in text
    assert b"Infinity" not in text
    assert not _nulls(msgspec.json.decode(text))  # what JSON would write for them


def _nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_nulls(each) for each in value.values())
    if isinstance(value, list):
        return any(_nulls(each) for each in value)
    return value is None


@settings(max_examples=40, deadline=None)
@given(rows=TABLES, others=TABLES, standardise=st.booleans())
def test_every_feature_is_finite_and_has_a_name(
    rows: list[Any], others: list[Any], standardise: bool
) -> None:
    encoder = _learn(_table(rows), standardise=standardise)
    for dtype in (np.float32, np.float64):
        encoded = encoder.encode(_table(others), dtype)
        assert encoded.features_ND.dtype == dtype
        assert encoded.features_ND.shape[1] == encoder.features == len(encoder.feature_names)
        assert np.isfinite(encoded.features_ND).all()
    assert encoder.embedded == (len(CITIES) + 2,)
    assert encoded.codes_NC.shape == (len(others) + len(OFTEN), 1)
    assert encoded.codes_NC.min() >= 0
    assert encoded.codes_NC.max() < encoder.embedded[0]


@settings(max_examples=40, deadline=None)
@given(rows=TABLES, others=TABLES, seed=st.integers(0, 99))
def test_a_row_is_encoded_by_itself(rows: list[Any], others: list[Any], seed: int) -> None:
    encoder, table = _learn(_table(rows)), _table(others)
    whole = encoder.encode(table)
    order = np.random.default_rng(seed).permutation(len(table))
    turned = encoder.encode(table.take(order))
    np.testing.assert_array_equal(turned.features_ND, whole.features_ND[order])
    np.testing.assert_array_equal(turned.codes_NC, whole.codes_NC[order])
    for start in range(0, len(table), 7):
        part = encoder.encode(table.take(np.arange(start, min(start + 7, len(table)))))
        np.testing.assert_array_equal(part.features_ND, whole.features_ND[start : start + 7])


@settings(max_examples=25, deadline=None)
@given(rows=TABLES, seed=st.integers(0, 99))
def test_the_order_of_columns_does_not_matter(rows: list[Any], seed: int) -> None:
    table = _table(rows)
    encoder = _learn(table)
    names = list(np.random.default_rng(seed).permutation(table.names))
    turned = open_table(table.columns.select(names))
    expected = encoder.encode(table)
    np.testing.assert_array_equal(encoder.encode(turned).features_ND, expected.features_ND)


@pytest.mark.parametrize("times", [1, 3])
def test_chunks_do_not_change_a_bit(times: int) -> None:
    generator = np.random.default_rng(0)
    column = pa.array(generator.standard_normal(1000))
    pieces = pa.chunked_array([column[start : start + times] for start in range(0, 1000, times)])
    whole = open_table({"x": column, "y": [0, 1] * 500})
    broken = open_table(pa.table({"x": pieces, "y": [0, 1] * 500}))
    assert _learn_plain(whole) == _learn_plain(broken)


def _learn_plain(table: Table) -> Encoder:
    return learn_encoder(table, find_kinds(table, "y"))


def test_a_table_through_every_container_learns_the_same(tmp_path: Any) -> None:
    penguins = open_table("penguins")
    expected = learn_encoder(penguins, find_kinds(penguins, "species"))
    for name in ("p.csv", "p.tsv.gz", "p.parquet", "p.feather"):
        path = tmp_path / name
        path.write_bytes(table_bytes(penguins.columns, path))
        table = open_table(path)
        assert learn_encoder(table, find_kinds(table, "species")) == expected
    for held in (penguins.columns.to_pandas(), penguins.columns):
        table = open_table(held)
        learned = learn_encoder(table, find_kinds(table, "species"))
        np.testing.assert_array_equal(
            learned.encode(table).features_ND, expected.encode(penguins).features_ND
        )


def test_poisoned_held_out_rows_change_nothing_that_is_learned() -> None:
    generator = np.random.default_rng(0)
    rows = 200
    columns = {
        "number": generator.standard_normal(rows),
        "whole": generator.integers(0, 50, rows),
        "few": generator.choice(list("abc"), rows),
        "many": generator.choice(CITIES, rows),
        "label": generator.choice(["no", "yes"], rows),
        "amount": generator.standard_normal(rows),
    }
    table = open_table(columns)
    labels = columns["label"] == "yes"
    split = split_rows(np.arange(rows), labels)
    held = np.setdiff1d(np.arange(rows), split.train)
    poisoned = {name: values.copy() for name, values in columns.items()}
    for name in ("number", "whole", "amount"):
        poisoned[name][held] = poisoned[name][held] * 10**6
    poisoned["few"][held] = "z"
    poisoned["label"][held] = np.where(labels[held], "no", "yes")
    other = open_table(poisoned)
    for target in ("label", "amount"):
        learned = [
            (
                learn_encoder(each.take(split.train), find_kinds(each, target)),
                learn_target(each, target, rows=split.train),
            )
            for each in (table, other)
        ]
        assert learned[0] == learned[1]
        everything = learn_encoder(other, find_kinds(other, target))
        assert everything != learned[0][0]  # the poison is strong enough to be seen


def _small() -> tuple[Encoder, Table]:
    table = open_table(
        {"age": [20, 30, 40, 50], "city": ["Rome", "Oslo", "Rome", "Oslo"], "y": [0, 1, 0, 1]}
    )
    return learn_encoder(table, find_kinds(table, "y")), table


def test_other_types_of_the_same_values_are_encoded_alike() -> None:
    encoder, table = _small()
    expected = encoder.encode(table)
    for age in ([20.0, 30.0, 40.0, 50.0], ["20", " 30 ", "40.0", "5e1"]):
        encoded = encoder.encode(open_table({"city": table.column("city"), "age": age}))
        np.testing.assert_array_equal(encoded.features_ND, expected.features_ND)
        assert encoded.notes == ()


def test_a_category_of_numbers_is_known_in_every_type() -> None:
    table = open_table({"code": [1, 2, 3, 1], "y": [0, 1, 0, 1]})
    encoder = learn_encoder(table, find_kinds(table, "y", {"code": "category"}))
    expected = encoder.encode(table).features_ND
    for code in ([1.0, 2.0, 3.0, 1.0], ["1", "2", "3", "1"]):
        encoded = encoder.encode(open_table({"code": code}))
        np.testing.assert_array_equal(encoded.features_ND, expected)


def test_what_was_not_seen_in_training_is_noted() -> None:
    encoder, _ = _small()
    table = open_table(
        {
            "age": [None, 1.0, None],
            "city": ["Bonn", None, "Rome"],
            "shoe": [1, 2, 3],
            "y": [0, 1, 0],
        }
    )
    encoded = encoder.encode(table)
    assert encoded.notes == (
        "Columns that the model does not know are not used: shoe.",
        '2 missing cells of "age", which missed none in training: taken as a typical number.',
        '1 cell of "city" with a level not seen in training, such as "Bonn".',
        '1 missing cell of "city", which missed none in training: taken as no level.',
    )
    np.testing.assert_array_equal(encoded.features_ND[:, 0] == 0, [True, False, True])
    np.testing.assert_array_equal(encoded.features_ND[:, 1:], [[0, 0], [0, 0], [0, 1]])


def test_an_empty_selection_of_rows_is_encoded() -> None:
    encoder, table = _small()
    encoded = encoder.encode(table.take(np.array([], np.int64)))
    assert encoded.features_ND.shape == (0, encoder.features)
    assert encoded.codes_NC.shape == (0, 0)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"Age": [1], "city": ["Rome"]}, 'lacks the column age .*Did you mean "Age"'),
        ({"x": [1]}, "lacks the columns age, city "),
        ({"age": ["young"], "city": ["Rome"]}, 'Column "age": row 1 is "young"'),
        ({"age": ["12,5"], "city": ["Rome"]}, 'row 1 is "12,5", which is not a number'),
    ],
)
def test_a_table_that_does_not_fit_is_refused(columns: Any, message: str) -> None:
    encoder, _ = _small()
    with pytest.raises(DataError, match=message):
        encoder.encode(open_table(columns))


def test_a_table_without_a_usable_column_is_refused() -> None:
    table = open_table({"one": [1, 1], "y": [0, 1]})
    with pytest.raises(DataError, match=r'No column can be learned from\. one: every cell is "1"'):
        learn_encoder(table, find_kinds(table, "y"))
    table = open_table({"y": [0, 1]})
    with pytest.raises(DataError, match="No column can be learned from"):
        learn_encoder(table, find_kinds(table, "y"))


def test_left_out_columns_need_not_come_again() -> None:
    table = open_table({"x": [1.5, 2.5], "one": [1, 1], "y": [0, 1]})
    encoder = learn_encoder(table, find_kinds(table, "y"))
    assert [column.name for column in encoder.left_out] == ["one"]
    assert encoder.others == ("y",)
    assert encoder.encode(open_table({"x": [1.5], "one": [5]})).notes == ()
    assert encoder.encode(open_table({"x": [1.5]})).notes == ()


def test_columns_constant_or_empty_in_training_alone_are_harmless() -> None:
    table = open_table({"x": [1.0, 1.0, 5.0], "z": [None, None, "a"], "y": [0, 1, 0]})
    encoder = learn_encoder(table.take(np.arange(2)), find_kinds(table, "y"))
    features = encoder.encode(table).features_ND
    np.testing.assert_array_equal(features, [[0, 1], [0, 1], [4, 0]])


def test_columns_without_a_feature_cannot_be_learned_from() -> None:
    table = open_table({"said": ["!? " * row for row in range(1, 9)], "y": [0, 1] * 4})
    with pytest.raises(DataError, match=r"hold no word, or one level alone, of said\."):
        learn_encoder(table, find_kinds(table, "y", {"said": "text"}))
