"""The conditions, in the order of the page that is made of them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from tests.conditions.condition import ACCEPTED, Condition, cannot, noted, refused
from tests.conditions.tables import (
    BYTES,
    DATES,
    DECIMALS,
    LISTS,
    ROWS,
    asking,
    days,
    first,
    having,
    many,
    named,
    plain,
    times,
    with_cell,
)

C = Condition
EMOJI = ["very good 😀", "Łódź — straße"] * (ROWS // 2)

TARGET = (
    C("one class only", having(y=times("yes")), every=refused("there is nothing to tell apart")),
    C(
        "one row of the second class",
        having(y=["yes"] * (ROWS - 1) + ["no"]),
        files=noted('Classes of very few rows: "no" (1). Their scores are uncertain.'),
    ),
    C(
        "whole numbers, all different",
        having(y=list(range(ROWS))),
        regression=True,
        files=noted("holds 40 different whole numbers: taken as numbers. For classes say --task"),
    ),
    C(
        "whole numbers, all different, to be classes",
        having(y=list(range(ROWS))),
        given={"task": "classification"},
        files=refused("has as many classes as rows (40): no class can be learned"),
    ),
    C("labels 0.0 and 1.0", having(y=[0.0, 1.0] * (ROWS // 2))),
    C("true and false", having(y=[True, False] * (ROWS // 2))),
    C("labels with spaces, accents and emoji", having(y=EMOJI)),
    C(
        "missing answers",
        having(y=lambda table: table["y"].where(np.arange(ROWS) % 5 > 0, None)),
        files=noted("8 rows without a target left out"),
        estimator=refused("row 1 of y is missing. Leave rows without an answer out of X and y."),
    ),
    C(
        "the same number everywhere",
        having(y=times(3.5)),
        regression=True,
        files=refused("is 3.5 in every row: there is nothing to learn"),
    ),
    C(
        "the answer is among the features",
        lambda: plain(400).assign(copy=plain(400)["y"]),
        files=noted("copy alone tells the target almost perfectly"),
    ),
    C(
        "a thousand classes",
        lambda: pd.DataFrame(
            {"x": np.arange(3000.0) % 7, "y": np.repeat([f"c{i}" for i in range(1000)], 3)}
        ),
        files=noted("Nothing is learned of 52 classes"),
    ),
    C(
        "answers as a column of two dimensions",
        having(),
        fitted={"y": lambda table: table[["y"]]},
        csv=cannot("a file's target is one column"),
        parquet=cannot("a file's target is one column"),
        frame=cannot("the target is one column"),
        estimator=noted("column-vector"),
    ),
    C(
        "numbers and texts mixed",
        having(y=[1, "a"] * (ROWS // 2)),
        csv=ACCEPTED,
        parquet=cannot("a Parquet column has one type"),
        frame=refused("Every column needs values of one type"),
        estimator=refused("Labels are of one type: make all of them texts"),
    ),
)

COLUMNS = (
    C("a column that never changes", having(same=times(1.0)), every=noted('every cell is "1.0"')),
    C("a column without any cell", having(empty=times(None)), every=noted("every cell is missing")),
    C(
        "all columns without any cell",
        lambda: pd.DataFrame({"a": times(None), "b": times(None), "y": plain()["y"]}),
        every=refused("No column can be learned from. a: every cell is missing"),
    ),
    C(
        "infinite numbers",
        having(x=with_cell(np.inf)),
        every=noted("Infinite numbers are taken as missing: x (1)."),
    ),
    C("numbers of 1e300", having(x=with_cell(1e300))),
    C("subnormal numbers", having(x=with_cell(5e-324))),
    C("whole numbers beyond 2^53", having(x=[2**53 + i * 7 for i in range(ROWS)])),
    C(
        "two columns of one name",
        named("x", "x"),
        csv=refused('has more than one column named "x". Rename them'),
        parquet=refused('more than one column named "x". Rename them'),
        frame=refused("more than one column named"),
        estimator=refused("more than one column named"),
    ),
    C("names that differ in case", named("size ", "SIZE")),
    C("names that differ in Unicode form", named("é", "e\u0301")),
    C("a column without a name", named(""), every=refused("has no name for column 3. Give it one")),
    C("names with quotes, line breaks and tags", named('a"b', "c\nd", "<script>alert(1)</script>")),
    C("ten thousand columns", many(10_000)),
    C(
        "texts that name the rows",
        having(user_id=[f"u{i}" for i in range(ROWS)]),
        every=noted("nearly one for each"),
    ),
    C("dates", having(day=DATES)),
    C("times with a zone", having(at=lambda _: days("Europe/Berlin"))),
    C("bytes", having(raw=BYTES), every=noted("nearly one for each")),
    C("decimals", having(price=DECIMALS)),
    C(
        "lists in cells",
        having(pair=LISTS),
        csv=ACCEPTED,
        parquet=noted("are not read"),
        frame=noted("are not read"),
        estimator=noted("are not read"),
    ),
    C(
        "a category with levels that do not occur",
        having(c=lambda _: pd.Categorical(["a", "b"] * (ROWS // 2), ["a", "b", "z"])),
    ),
    C(
        "a category with an order",
        having(c=lambda _: pd.Categorical(["S", "L"] * (ROWS // 2), ["S", "M", "L"], ordered=True)),
    ),
    C(
        "true, false and missing",
        having(b=lambda _: pd.array([True, False, None, True] * (ROWS // 4), "boolean")),
    ),
    C(
        "sparse columns",
        having(x=lambda _: pd.arrays.SparseArray(with_cell(0.0), fill_value=0.0)),
        csv=ACCEPTED,
        parquet=cannot("Parquet has none"),
        frame=ACCEPTED,
        estimator=ACCEPTED,
    ),
)

TABLE_ROWS = (
    C(
        "no rows",
        first(0),
        files=refused("has a header but no rows"),
        estimator=refused("a minimum of 1 is required"),
    ),
    C("one row", first(1), every=refused("has one class")),
    C("two rows", first(2), files=refused("2 rows with a target are too few")),
    C("three rows", first(3), files=noted("Classes of very few rows")),
    C(
        "two rows of a class",
        having(y=["yes"] * (ROWS - 2) + ["no"] * 2),
        files=noted('Classes of very few rows: "no" (2)'),
    ),
    C(
        "all rows the same",
        lambda: pd.DataFrame({"x": times(1.5), "z": times("a"), "y": times("yes")}).assign(
            y=plain()["y"]
        ),
        every=refused('every cell is "1.5"'),
    ),
    C(
        "rows of one group on both sides",
        lambda: plain(400).assign(person=[f"p{i // 4}" for i in range(400)]),
        csv=noted("findings: separatrix check"),
        parquet=noted("findings: separatrix check"),
        frame=noted("person seems to say which rows belong together"),
        estimator=ACCEPTED,
    ),
    C("rows sorted by the answer", lambda: plain().sort_values("y", ignore_index=True)),
    C(
        "weights of zero",
        having(w=[0.0, 1.0, 1.0, 0.0] * (ROWS // 4)),
        given={"weight": "w"},
        fitted={"sample_weight": lambda t: t["w"]},
        files=noted("20 rows of weight 0 left out."),
    ),
    C(
        "a negative weight",
        having(w=[1.0] * (ROWS - 1) + [-1.0]),
        given={"weight": "w"},
        fitted={"sample_weight": lambda t: t["w"]},
        every=refused("is -1. Give every row a weight, 0 for one that shall not count."),
    ),
    C(
        "a missing weight",
        having(w=[1.0] * (ROWS - 1) + [np.nan]),
        given={"weight": "w"},
        fitted={"sample_weight": lambda t: t["w"]},
        every=refused("is missing. Give every row a weight"),
    ),
    C("more columns than rows", many(60)),
)

PREDICTING = (
    C(
        "a column is missing",
        having(),
        asked=lambda t: t[["size"]].head(5),
        files=refused("lacks the column colour that the model was trained on"),
        estimator=refused("yet now missing: - colour"),
    ),
    C(
        "a column more",
        having(),
        asked=asking(extra=1.0),
        files=noted("Columns that the model does not know are not used: extra."),
        estimator=refused("unseen at fit time: - extra"),
    ),
    C(
        "columns in another order",
        having(),
        asked=lambda t: t[["colour", "size"]].head(5),
        files=ACCEPTED,
        estimator=refused("must be in the same order"),
    ),
    C(
        "a name in another case",
        having(),
        asked=lambda t: t[["size", "colour"]].head(5).rename(columns={"size": "Size"}),
        files=refused('Did you mean "Size"?'),
        estimator=refused("unseen at fit time: - Size"),
    ),
    C(
        "whole numbers arrive as floats",
        having(n=[i % 9 for i in range(ROWS)]),
        asked=lambda t: asking(n=t["n"].head(5) + 0.5)(t),
    ),
    C(
        "numbers arrive as texts",
        having(),
        asked=asking(size="12"),
        csv=ACCEPTED,
        parquet=noted('"size" holds texts, in training it held numbers: read as numbers.'),
        frame=noted('"size" holds texts, in training it held numbers: read as numbers.'),
        estimator=noted('"size" holds texts, in training it held numbers: read as numbers.'),
    ),
    C(
        "numbers arrive with a decimal comma",
        having(),
        asked=asking(size="12,5"),
        csv=noted("Read with a decimal comma: size."),
        parquet=refused("write 12.5"),
        frame=refused("write 12.5"),
        estimator=refused("write 12.5"),
    ),
    C(
        "a level that was never seen",
        having(),
        asked=asking(colour="violet"),
        files=noted('a level never seen in training, "violet"'),
        estimator=noted("colour (PSI"),
    ),
    C(
        "a level that only test rows have",
        having(colour=lambda t: t["colour"].where(np.arange(ROWS) < ROWS - 1, "ochre")),
    ),
    C(
        "a row without any cell",
        having(),
        asked=lambda t: asking(size=None, colour=None)(t).head(1),
        every=noted("is missing, and none was in training"),
    ),
    C(
        "missing where training missed none",
        having(),
        asked=asking(size=[None, 1.0, 2.0, 3.0, 4.0]),
        files=noted('1 of 5 cells of "size" (20 %) is missing, and none was in training'),
        estimator=noted("lie below the training range"),
    ),
    C(
        "types of pandas' own",
        having(),
        asked=lambda t: t[["size", "colour"]].head(5).convert_dtypes(),
    ),
    C("one row at a time", having(), asked=lambda t: t[["size", "colour"]].head(1)),
    C(
        "no rows to predict",
        having(),
        asked=lambda t: t[["size", "colour"]].head(0),
        files=refused("has a header but no rows"),
        estimator=refused("a minimum of 1 is required"),
    ),
    C(
        "another container than in training",
        having(),
        asked=lambda t: pa.Table.from_pandas(t[["size", "colour"]].head(5), preserve_index=False),
    ),
    C(
        "numbers far outside the range of training",
        having(),
        asked=asking(size=1e6),
        every=noted("lie above the training range"),
    ),
)

CONDITIONS: Mapping[str, tuple[Condition, ...]] = {
    "What is to be predicted": TARGET,
    "Columns": COLUMNS,
    "Rows": TABLE_ROWS,
    "When it predicts": PREDICTING,
}
