"""Any table through the whole road: it works, or one of our errors says why not."""

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from separatrix import NetClassifier, NetRegressor, SeparatrixError, load, train
from separatrix.recipe import Recipe

RECIPE = Recipe(hidden=(3,), epochs=2)

NAMES = st.text(min_size=1, max_size=8)
LEVELS = st.sampled_from(
    ["", " ", "a", "A", "é", "e\u0301", "😀", "שלום", "a,b", 'q"q', "l\nl", "=1+1", "NA", "nan"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.floats(-1e3, 1e3),
    st.sampled_from([0.0, -0.0, 1e300, -1e300, 5e-324, 2.0**53 + 2, math.inf, -math.inf, math.nan]),
)
DATES = st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01"))
WHOLE = st.integers(-(2**63), 2**63 - 1)


@st.composite
def columns(draw: st.DrawFn, rows: int) -> list[Any]:
    """Draw the cells of one column, some of them missing."""
    kind = draw(
        st.sampled_from([LEVELS, NUMBERS, DATES, WHOLE, st.booleans(), st.text(max_size=6)])
    )
    missing = draw(st.sampled_from([0.0, 0.0, 0.3, 1.0]))
    cells: list[Any] = draw(st.lists(kind, min_size=rows, max_size=rows))
    gone = np.random.default_rng(draw(st.integers(0, 99))).random(rows) < missing
    return [None if each else cell for each, cell in zip(gone, cells, strict=True)]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Draw a table whose target is `the answer`."""
    rows = draw(st.one_of(st.integers(1, 40), st.integers(8, 40)))
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    table = {name: draw(columns(rows)) for name in names if name != "the answer"}
    classes = draw(st.lists(LEVELS, min_size=2, max_size=3, unique=True))
    kinds = (st.sampled_from([*classes, *classes, None]), st.floats(-1e6, 1e6))
    answers = draw(st.sampled_from(kinds))
    return {**table, "the answer": draw(st.lists(answers, min_size=rows, max_size=rows))}


@st.composite
def asked_of(draw: st.DrawFn, table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Draw rows to predict: columns in another order, some new, cells of other rows or missing."""
    names = draw(st.permutations([name for name in table if name != "the answer"]))
    rows = draw(st.integers(1, 5))
    asked = {}
    for name in names:
        cells = st.one_of(st.sampled_from(table[name]), st.none())
        asked[name] = draw(st.lists(cells, min_size=rows, max_size=rows))
    if draw(st.booleans()):
        asked["a new one"] = ["x"] * rows
    return asked


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_table_goes_the_road_or_is_refused_in_one_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    table = data.draw(tables())
    asked = data.draw(asked_of(table))
    out = tmp_path / "run"
    shutil.rmtree(out, ignore_errors=True)
    try:
        run = train(table, target="the answer", recipe=RECIPE, out=out, pictures=False)
    except SeparatrixError as error:
        check_message(str(error))
        assert not out.exists()
        return
    again = load(out)
    answers = again.predict(asked)
    assert len(answers) == len(next(iter(asked.values())))
    assert answers.tolist() == run.predict(asked).tolist()
    if run.fitted.target.task == "regression":
        assert np.isfinite(answers.astype(float)).all()
    else:
        assert set(answers.tolist()) <= set(run.classes)
        probabilities = again.predict_proba(asked)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
        assert np.isfinite(probabilities).all()
    assert math.isfinite(
        sum(score.value or 0 for score in again.evaluate(table).scores["table"].values())
    )


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_frame_is_learned_by_the_estimators_or_refused(data: st.DataObject) -> None:
    table = data.draw(tables())
    asked = data.draw(asked_of(table))
    X = pd.DataFrame({name: cells for name, cells in table.items() if name != "the answer"})
    y = table["the answer"]
    numbers = any(isinstance(each, float) for each in y)
    model = (NetRegressor if numbers else NetClassifier)((3,), max_iter=2, random_state=0)
    try:
        model.fit(X, y)
        answers = model.predict(
            pd.DataFrame(asked)[list(X.columns)].astype(X.dtypes, errors="ignore")
        )
    except ValueError as error:
        check_message(str(error))
        return
    assert len(answers) == len(next(iter(asked.values())))
    if numbers:
        assert np.isfinite(answers).all()
    else:
        assert set(answers.tolist()) <= set(y)


def check_message(message: str) -> None:
    """See that a message is one that a person can read."""
    assert 10 < len(message) < 2000
    assert "Traceback" not in message
    assert "0x7" not in message
