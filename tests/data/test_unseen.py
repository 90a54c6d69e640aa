"""What a model never saw is counted as sets would count it, and said in words that are true."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from separatrix.data.column_report import Beyond, ColumnReport, Level, Retyped
from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import Overrule, find_kinds
from separatrix.data.profile import learn_profiles
from separatrix.data.read import open_table
from separatrix.data.table import Table
from separatrix.data.unseen import NO_PROFILE, Report, refuse_unseen, report_on
from separatrix.errors import DataError

LEVELS = some.one_of(some.none(), some.sampled_from([*"abcdef"]))
NUMBERS = some.one_of(some.none(), some.integers(-20, 20).map(lambda number: number / 4))


def encoder_of(
    columns: dict[str, Any], kinds: dict[str, Overrule] | None = None, *, profiled: bool = True
) -> Encoder:
    rows = len(next(iter(columns.values())))
    table = open_table({**columns, "y": [row % 2 for row in range(rows)]})
    found = find_kinds(table, "y", kinds or {})
    profiles = learn_profiles(table, found) if profiled else ()
    return msgspec.structs.replace(learn_encoder(table, found), profiles=profiles)


def reported(encoder: Encoder, columns: dict[str, Any]) -> Report:
    return report_on(encoder, open_table(columns))


def only(report: Report) -> ColumnReport:
    (column,) = report.columns
    return column


def small() -> Encoder:
    return encoder_of(
        {
            "age": [17.0, 90.0, 40.0, 50.0],
            "city": ["Rome", "Oslo", "Rome", "Oslo"],
            "since": [date(2020, 1, 1), date(2020, 12, 31), date(2020, 3, 1), date(2020, 4, 1)],
            "member": [True, False, True, False],
        }
    )


KNOWN: dict[str, Any] = {
    "age": [40.0],
    "city": ["Rome"],
    "since": [date(2020, 5, 1)],
    "member": [True],
}

# ---- counts against sets -----------------------------------------------------------------------


@given(
    some.lists(LEVELS, min_size=2, max_size=30).filter(lambda cells: len(set(cells) - {None}) > 1),
    some.lists(some.one_of(LEVELS, some.sampled_from("uvwxyz")), min_size=1, max_size=60),
)
def test_unseen_levels_are_those_that_no_training_cell_holds(
    training: list[str | None], here: list[str | None]
) -> None:
    column = only(reported(encoder_of({"x": training}, {"x": "category"}), {"x": here}))
    unseen = Counter(cell for cell in here if cell is not None and cell not in set(training))
    assert (column.cells, column.missing) == (len(here), here.count(None))
    assert column.missing_in_training == pytest.approx(training.count(None) / len(training))
    assert column.unexpected_missing == (0 if None in training else here.count(None))
    if column.unseen is None:
        assert not unseen
    else:
        assert (column.unseen.cells, column.unseen.levels) == (unseen.total(), len(unseen))
        ranked = sorted(unseen.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
        assert column.unseen.most == tuple(Level(*pair) for pair in ranked)


@given(
    some.lists(NUMBERS, min_size=2, max_size=30).filter(lambda cells: len(set(cells) - {None}) > 1),
    some.lists(NUMBERS, min_size=1, max_size=60),
    some.sampled_from([pa.float64(), pa.float32(), pa.decimal128(9, 4)]),
)
def test_numbers_outside_the_range_are_counted(
    training: list[float | None], here: list[float | None], type_: pa.DataType
) -> None:
    encoder = encoder_of({"x": pa.array(training, pa.float64())}, {"x": "number"})
    column = only(
        report_on(encoder, Table(pa.table({"x": pa.array(here, pa.float64()).cast(type_)})))
    )
    there = [cell for cell in training if cell is not None]
    below = [cell for cell in here if cell is not None and cell < min(there)]
    above = [cell for cell in here if cell is not None and cell > max(there)]
    if column.beyond is None:
        assert not below + above
    else:
        assert (column.beyond.below, column.beyond.above) == (len(below), len(above))
        assert (column.beyond.low, column.beyond.high) == (min(there), max(there))
        if below:
            assert column.beyond.lowest == min(below)
        if above:
            assert column.beyond.highest == max(above)


@given(some.integers(4, 300), some.integers(0, 10**6))
def test_training_rows_have_nothing_that_training_never_saw(rows: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    columns = {
        "number": draw.normal(size=rows),
        "single": draw.uniform(size=rows).astype(np.float32),
        "level": draw.choice([*"abc"], rows),
        "many": [f"place {number}" for number in draw.integers(0, 40, rows)],
        "gap": [None if gap else 0.5 * row for row, gap in enumerate(draw.random(rows) < 0.3)],
        "truth": draw.random(rows) < 0.5,
        "day": np.datetime64("2020-01-01") + draw.integers(0, 900, rows),
        "said": [" ".join("abcdefgh"[:count]) for count in draw.integers(1, 9, rows)],
    }
    kinds: dict[str, Overrule] = {"many": "category", "level": "category", "said": "text"}
    table = open_table({**columns, "y": np.arange(rows) % 2})
    found = find_kinds(table, "y", kinds)
    encoder = msgspec.structs.replace(
        learn_encoder(table, found), profiles=learn_profiles(table, found)
    )
    report = report_on(encoder, table)
    assert report.lines == ()
    refuse_unseen(report)


# ---- words -------------------------------------------------------------------------------------


def test_nothing_is_said_where_nothing_is_to_be_said() -> None:
    report = reported(small(), KNOWN)
    assert report.lines == report.findings == report.drifted == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"city": ["Ulm", "Bonn", "Ulm", "Rome"]},
            '3 of 4 cells of "city" (75 %) hold 2 levels never seen in training, such as "Ulm" '
            "(2): taken as none of the known levels.",
        ),
        (
            {"city": ["Ulm", "Oslo", "Rome", "Rome"]},
            '1 of 4 cells of "city" (25 %) holds a level never seen in training, "Ulm": taken as '
            "none of the known levels.",
        ),
        (
            {"city": [None, None, "Rome", "Oslo"]},
            '2 of 4 cells of "city" (50 %) are missing, and none was in training: taken as none '
            "of the known levels.",
        ),
        (
            {"age": [None, 20.0, 30.0, 40.0]},
            '1 of 4 cells of "age" (25 %) is missing, and none was in training: taken as a typical '
            "number.",
        ),
        (
            {"age": [250.0, 20.0, 30.0, 91.5]},
            '2 of 4 cells of "age" (50 %) lie above the training range 17 to 90, up to 250: taken '
            "as they are.",
        ),
        (
            {"age": [16.99, 20.0, 30.0, 40.0]},
            '1 of 4 cells of "age" (25 %) lies below the training range 17 to 90, down to 16.99: '
            "taken as it is.",
        ),
        (
            {"age": [-3.0, 20.0, 90.00000001, 40.0]},
            '2 of 4 cells of "age" (50 %) lie outside the training range 17 to 90.0, 1 of them '
            "below it, down to -3, and 1 above it, up to 90.00000001: taken as they are.",
        ),
        (
            {"since": [date(2021, 2, 1), *[date(2020, 5, 1)] * 3]},
            '1 of 4 cells of "since" (25 %) lies after the training range 2020-01-01 to '
            "2020-12-31, up to 2021-02-01: taken as it is.",
        ),
        (
            {"member": [None, True, True, False]},
            '1 of 4 cells of "member" (25 %) is missing, and none was in training: taken as '
            "neither true nor false.",
        ),
        (
            {"age": ["40", "50", " 60", "70"]},
            '"age" holds texts, in training it held numbers: read as numbers.',
        ),
        (
            {"since": ["2020-05-01"] * 4},
            '"since" holds texts, in training it held dates: read as dates.',
        ),
        (
            {"member": ["yes", "no", "yes", "no"]},
            '"member" holds texts, in training it held true and false: read as true and false.',
        ),
        ({"shoe": [1, 2, 3, 4]}, "Columns that the model does not know are not used: shoe."),
    ],
)
def test_a_line_says_how_many_and_what_they_are_taken_as(change: dict[str, Any], line: str) -> None:
    table = {name: cells * 4 for name, cells in KNOWN.items()} | change
    report = reported(small(), table)
    assert report.lines == (line,)
    with pytest.raises(DataError, match="With strict, a table may hold nothing"):
        refuse_unseen(report)


def talking() -> Encoder:
    """Return an encoder of a text, of levels of which some are rare, and of levels in order."""
    table = open_table(
        {
            "said": ["a good thing", "a bad thing", "good or bad", "nothing"] * 6,
            "city": [*(f"city {row % 12}" for row in range(23)), "Rome"],
            "size": ["S", "L"] * 12,
            "y": [0, 1] * 12,
        }
    )
    kinds: dict[str, Overrule] = {"said": "text", "city": "category"}
    found = find_kinds(table, "y", kinds, orders={"size": ("S", "M", "L")})
    profiles = learn_profiles(table, found)
    return msgspec.structs.replace(learn_encoder(table, found), profiles=profiles)


TALK: dict[str, Any] = {
    "said": ["good", "a bad thing", "nothing", "!"],
    "city": ["Rome", "city 3", "city 4", "city 5"],
    "size": ["S", "M", "L", "L"],
}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, None),
        (
            {"said": ["unheard of", "a good thing", "nothing", "good"]},
            '1 of 4 cells of "said" (25 %) holds only words that the model does not know (none in '
            "training): taken as a text of no words.",
        ),
        (
            {"said": [None, "a good thing", "nothing", "good"]},
            '1 of 4 cells of "said" (25 %) is missing, and none was in training: taken as the mean '
            "text.",
        ),
        ({"said": [1, 2, 3, 4]}, '"said" holds numbers, in training it held texts: read as words.'),
        (
            {"city": ["Ulm", "Ulm", "Rome", "Rome"]},
            '2 of 4 cells of "city" (50 %) hold a level never seen in training, "Ulm": taken as a '
            "rare level.",
        ),
        (
            {"size": ["XL", "S", "S", "L"]},
            '1 of 4 cells of "size" (25 %) holds a level never seen in training, "XL": taken as '
            "the mean level.",
        ),
    ],
)
def test_a_line_says_what_texts_and_levels_are_taken_as(
    change: dict[str, Any], line: str | None
) -> None:
    found = reported(talking(), TALK | change).findings
    assert (line in found) if line else (found == ())


def test_texts_of_unknown_words_are_reported_where_they_are_more_than_in_training() -> None:
    training = ["a good thing", "a bad thing", "so good"] * 5 + [
        "once",
        "a good thing",
        "a bad one",
    ]
    encoder = encoder_of({"x": training}, {"x": "text"})
    assert only(reported(encoder, {"x": training})).wordless is None
    found = only(reported(encoder, {"x": ["once", "a good thing"]}))
    assert found.wordless is not None
    assert found.wordless.cells == 1
    assert found.wordless.in_training == pytest.approx(1 / 18)
    (line,) = reported(encoder, {"x": ["once", "a good thing"]}).lines
    assert "(5.6 % in training)" in line


def test_a_text_drifts_where_its_length_does() -> None:
    random = np.random.default_rng(0)
    texts = [" ".join(["word"] * count) for count in random.integers(1, 30, 2000)]
    encoder = encoder_of({"x": texts}, {"x": "text"})
    assert not only(reported(encoder, {"x": texts[:900]})).drifted
    assert only(reported(encoder, {"x": ["word"] * 900})).drifted


def test_one_row_is_spoken_of_as_one_cell() -> None:
    assert reported(small(), KNOWN | {"city": ["Ulm"]}).lines == (
        'The cell of "city" holds a level never seen in training, "Ulm": taken as none of the '
        "known levels.",
    )


def test_moments_are_written_with_their_time_and_years_of_five_digits_too() -> None:
    far = pa.array(np.array(["12024-05-01T12:30:00"], "datetime64[us]"))
    (line,) = reported(small(), KNOWN | {"since": far}).lines
    assert line.endswith(
        "range 2020-01-01 to 2020-12-31, up to 12024-05-01 12:30:00: taken as it is."
    )


def test_categories_of_numbers_are_read_as_texts() -> None:
    encoder = encoder_of({"x": ["1", "2", "1", "2"]}, {"x": "category"})
    column = only(reported(encoder, {"x": [1, 2, 3]}))
    assert column.retyped == Retyped("text", "number")
    assert column.unseen is not None
    assert column.unseen.most == (Level("3", 1),)
    assert "read as names of levels" in reported(encoder, {"x": [1, 2]}).lines[0]


def test_a_column_without_any_cell_has_no_other_type() -> None:
    report = reported(small(), KNOWN | {"age": pa.nulls(1)})
    assert report.lines == (
        'The cell of "age" is missing, and none was in training: taken as a typical number.',
    )


def test_a_short_report_has_the_worst_first_and_says_how_much_is_left() -> None:
    columns = {f"c{number}": [0.0, 1.0] * 20 for number in range(9)}
    table = {name: [5.0] * (number + 1) + [0.0, 1.0] * 10 for number, name in enumerate(columns)}
    table = {name: cells[:20] for name, cells in table.items()}
    report = reported(encoder_of(columns), table | {"extra": [1] * 20})
    assert len(report.lines) == 6
    assert len(report.findings) == 10
    assert [line.split('"')[1] for line in report.lines[:5]] == ["c8", "c7", "c6", "c5", "c4"]
    assert (
        report.lines[5]
        == "5 more findings stand in the full report (--json; Run.report in Python)."
    )
    assert report.findings[-1].endswith("extra.")


def test_drift_is_told_first_with_the_columns_that_drifted_furthest() -> None:
    draw = np.random.default_rng(0)
    names = ("a", "b", "c", "d", "e", "f")
    encoder = encoder_of({name: draw.normal(size=1000) for name in names})
    here = {name: draw.normal(size=400) + place / 2 for place, name in enumerate(names)}
    report = reported(encoder, here)
    assert report.drifted == ("b", "c", "d", "e", "f")
    first, *_ = report.lines
    assert first.startswith("5 of 6 columns have drifted from the training rows: f (PSI ")
    assert first.endswith(", …: the scores of the training may not hold.")
    alone = reported(encoder_of({"a": draw.normal(size=1000)}), {"a": here["f"]})
    assert alone.lines[0].startswith("1 of 1 column has drifted from the training rows: a (PSI ")


# ---- columns -----------------------------------------------------------------------------------


def test_columns_that_are_not_there_are_named_all_and_refused() -> None:
    report = reported(small(), {"age": [40.0], "town": ["Rome"]})
    assert report.missing_columns == ("city", "since", "member")
    assert report.extra_columns == ("town",)
    assert "not there: city, since, member" in report.lines[0]
    with pytest.raises(
        DataError, match=r"lacks the columns city, since, member .* It has town, wh"
    ):
        small().encode(open_table({"age": [40.0], "town": ["Rome"]}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"age": ["40", "12,5"]},
            r'row 2 is "12,5", which is not a number\. If its .* write 12\.5',
        ),
        ({"age": ["1.234,5", "1"]}, r'row 1 is "1\.234,5".* write 1234\.5, or .* decimal ","'),
        ({"age": ["old", "1"]}, r'row 1 is "old", which is not a number\.$'),
        ({"since": ["2020-05-01", "May"]}, 'row 2 is "May", which is not a date such as'),
        ({"since": [5, 6]}, "holds int64 such as 5, which is not a date"),
        ({"member": ["yes", "perhaps"]}, 'row 2 is "perhaps", which is not true or false'),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(change: Any, message: str) -> None:
    table = {name: cells * 2 for name, cells in KNOWN.items()} | change
    with pytest.raises(DataError, match=message):
        reported(small(), table)


# ---- models without profiles -------------------------------------------------------------------


def test_a_model_without_profiles_says_so_and_still_counts_levels_and_missing_cells() -> None:
    encoder = encoder_of(
        {"age": [17.0, None, 40.0], "city": ["Rome", "Oslo", "Rome"]}, profiled=False
    )
    report = reported(encoder, {"age": [None, 1e6], "city": ["Ulm", None]})
    assert not report.profiled
    assert report.lines[-1] == NO_PROFILE
    age, city = report.columns
    assert (age.beyond, age.drift, age.missing_in_training) == (None, None, None)
    assert (age.unexpected_missing, city.unexpected_missing) == (0, 1)
    assert city.unseen is not None
    assert (age.kind, city.kind) == ("number", "category")
    with pytest.raises(DataError, match="keeps no profile"):
        refuse_unseen(reported(encoder, {"age": [20.0], "city": ["Rome"]}))


def test_a_report_is_one_json_document_with_everything() -> None:
    report = reported(small(), KNOWN | {"age": [250.0], "shoe": [1], "since": ["2020-05-01"]})
    document = msgspec.json.decode(msgspec.json.encode(report.to_json()))
    assert document["findings"] == list(report.findings)
    assert document["extra_columns"] == ["shoe"]
    ages = document["columns"][0]
    assert msgspec.convert(ages["beyond"], Beyond) == Beyond(0, 1, 17.0, 90.0, 250.0, 250.0)
    assert document["columns"][2]["retyped"] == {"training": "date", "here": "text"}
    assert (
        msgspec.convert({name: document[name] for name in report.__struct_fields__}, Report)
        == report
    )
