"""DataFrames as they come, and what the training never saw."""

import datetime
import logging
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from separatrix import NetClassifier, NetRegressor, load
from separatrix.errors import DataError


def table(rows: int = 120) -> dict[str, list[Any]]:
    random = np.random.default_rng(0)
    colour = random.choice(["red", "green", "blue"], rows).tolist()
    return {
        "colour": [None if i % 17 == 0 else each for i, each in enumerate(colour)],
        "size": [
            None if i % 13 == 0 else float(each) for i, each in enumerate(random.normal(size=rows))
        ],
        "day": [
            datetime.date(2024, 1, 1) + datetime.timedelta(int(d))
            for d in random.integers(300, size=rows)
        ],
        "new": random.choice([True, False], rows).tolist(),
    }


FRAME = table()
LABELS = np.array(["warm" if each == "red" else "cold" for each in FRAME["colour"]])


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_texts_dates_and_missing_cells_go_straight_in(frame: Any) -> None:
    model = NetClassifier((16,), random_state=0).fit(frame(FRAME), LABELS)
    assert model.score(frame(FRAME), LABELS) > 0.95
    assert model.feature_names_in_.tolist() == list(FRAME)
    assert model.predict_proba(frame(FRAME)).shape == (120, 2)


def test_columns_in_another_order_or_of_other_names_are_refused() -> None:
    model = NetClassifier((4,), max_iter=2).fit(pd.DataFrame(FRAME), LABELS)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(pd.DataFrame(FRAME)[["size", "colour", "day", "new"]])
    with pytest.raises(ValueError, match="feature names"):
        model.predict(pd.DataFrame(FRAME).rename(columns={"size": "width"}))


def test_what_the_training_never_saw_is_logged_reported_and_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = NetClassifier((4,), max_iter=2, random_state=0).fit(pd.DataFrame(FRAME), LABELS)
    strange = pd.DataFrame(FRAME).head(5).assign(colour="violet")
    caplog.clear()
    model.predict(strange)
    (line,) = caplog.messages
    assert "1 of 4 columns has drifted from the training rows: colour" in line
    assert line.endswith("NetClassifier.report(X) tells 1 more.")
    report = model.report(strange)
    assert report.columns[0].unseen is not None
    assert report.columns[0].unseen.cells == 5
    with pytest.raises(DataError, match="With strict"):
        model.set_params(strict=True).predict(strange)
    model.predict(pd.DataFrame(FRAME))


def test_numbers_a_little_outside_the_range_are_reported_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    X = np.arange(40.0).reshape(-1, 1) % 10
    model = NetRegressor((4,), max_iter=2).fit(X, X[:, 0])
    caplog.clear()
    beyond = X.copy()
    beyond[0] = 10.0
    model.predict(beyond)
    assert caplog.messages == []
    assert len(model.report(beyond).findings) == 1
    beyond[0] = 1e6
    model.predict(beyond)
    assert "above the training range 0 to 9, up to 1000000" in caplog.messages[0]


def test_a_column_that_is_left_out_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    frame = pd.DataFrame(FRAME).assign(user_id=[f"u{i}" for i in range(120)])
    NetClassifier((4,), max_iter=2).fit(frame, LABELS)
    assert "Left out: user_id" in caplog.messages[0]
    assert caplog.records[0].levelno == logging.WARNING
    caplog.clear()
    kinds = {"user_id": "drop"}
    with caplog.at_level(logging.INFO, "separatrix"):
        NetClassifier((4,), max_iter=2, kinds=kinds).fit(frame, LABELS)
    assert "user_id (dropped, as asked)" in caplog.messages[0]
    assert [record.levelno for record in caplog.records] == [logging.INFO]


def test_columns_of_an_array_are_numbers_however_few_values_they_have() -> None:
    X = np.column_stack([np.arange(60.0), np.arange(60.0) % 2])
    model = NetRegressor((8,), random_state=0).fit(X, X[:, 0])
    assert [type(column).__name__ for column in model.fitted_[0].encoder.columns] == [
        "NumberEncoder"
    ] * 2


def test_infinite_and_missing_cells_of_an_array_are_missing() -> None:
    X = np.random.default_rng(0).normal(size=(60, 2))
    X[::7, 0] = np.nan
    model = NetRegressor((8,), random_state=0).fit(X, X[:, 1])
    other = X.copy()
    other[::7, 0] = np.inf
    np.testing.assert_array_equal(model.predict(other), model.predict(X))


def test_an_object_array_holds_texts_and_numbers() -> None:
    X = np.array([["a", 1.5], ["b", None], ["a", 2.5], ["b", 3.5]] * 10, dtype=object)
    y = np.array([0, 1, 0, 1] * 10)
    assert NetClassifier((8,), random_state=0).fit(X, y).score(X, y) == 1.0


def test_a_saved_model_of_a_frame_answers_files_too(tmp_path: Any) -> None:
    frame = pd.DataFrame(FRAME)
    model = NetClassifier((8,), random_state=0).fit(frame, LABELS)
    model.save(tmp_path / "kept")
    frame.to_csv(tmp_path / "rows.csv", index=False)
    run = load(tmp_path / "kept" / "model-0.safetensors")
    assert run.predict(tmp_path / "rows.csv").tolist() == model.predict(frame).tolist()


def test_levels_in_order_and_free_texts_are_learned_from() -> None:
    random = np.random.default_rng(0)
    size = random.choice(["S", "M", "L", "XL"], 200)
    said = [f"a {'good' if one else 'bad'} thing number {i}" for i, one in enumerate(size > "M")]
    order = ("S", "M", "L", "XL")
    frame = pd.DataFrame({"size": size, "said": said})
    worth = np.array([order.index(each) for each in size], float)
    model = NetRegressor((16,), random_state=0, ordered={"size": order}).fit(frame, worth)
    assert model.score(frame, worth) > 0.9
    kinds = [type(column).__name__ for column in model.fitted_[0].encoder.columns]
    assert kinds == ["OrderedEncoder", "TextEncoder"]
    typed = frame.assign(size=pd.Categorical(size, order, ordered=True))
    again = NetRegressor((16,), random_state=0).fit(typed, worth)
    np.testing.assert_allclose(again.predict(typed), model.predict(frame))
