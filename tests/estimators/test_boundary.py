"""The boundary of any estimator, ours or not."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib.figure import Figure
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, make_moons
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from separatrix import BoundaryDisplay, NetClassifier, NetRegressor
from separatrix.errors import DataError

X, Y = make_moons(120, noise=0.2, random_state=0)
IRIS = load_iris(as_frame=True)


@pytest.mark.parametrize(
    "estimator",
    [
        NetClassifier((8,), max_iter=5),
        NetClassifier((8,), max_iter=5, threshold=0.7),
        LogisticRegression(),
        KNeighborsClassifier(),
        SVC(),
        RidgeClassifier(),
        make_pipeline(StandardScaler(), RandomForestClassifier(5)),
    ],
)
def test_the_plane_shows_what_is_predicted(estimator: Any) -> None:
    estimator.fit(X, Y)
    display = BoundaryDisplay.from_estimator(estimator, X, Y, steps=15)
    boundary = display.boundary
    points = np.column_stack([axis.ravel() for axis in np.meshgrid(boundary.x_G, boundary.y_G)])
    shown = estimator.classes_[boundary.labels_GG.ravel()]
    np.testing.assert_array_equal(shown, estimator.predict(points))
    assert isinstance(display.figure_, Figure)
    assert display.part is not None
    assert len(display.part) == 120


@pytest.mark.parametrize("frame", [IRIS.data, pl.DataFrame(IRIS.data)])
def test_two_features_of_a_frame_vary_and_the_others_are_typical(frame: Any) -> None:
    labels = IRIS.target_names[IRIS.target]
    model = LogisticRegression(max_iter=500).fit(IRIS.data.to_numpy(), labels)
    asked: list[Any] = []

    class Spy:
        classes_ = model.classes_
        __sklearn_tags__ = model.__sklearn_tags__

        def predict_proba(self, rows: Any) -> Any:
            asked.append(rows)
            return model.predict_proba(np.asarray(rows))

    names = ("petal length (cm)", "sepal width (cm)")
    display = BoundaryDisplay.from_estimator(Spy(), frame, labels, features=names, steps=10)
    rows = pd.DataFrame(np.asarray(asked[0]), columns=list(frame.columns))
    assert type(asked[0]) is type(frame)
    assert rows["sepal length (cm)"].unique().tolist() == [IRIS.data["sepal length (cm)"].median()]
    assert rows[names[0]].nunique() == rows[names[1]].nunique() == 10
    assert (display.names.x, display.names.y) == names


def test_texts_stay_at_the_most_frequent() -> None:
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "c": ["u", "v", "v"] * 40})
    model = NetClassifier((4,), max_iter=2).fit(frame, Y)
    display = BoundaryDisplay.from_estimator(model, frame, Y, steps=5)
    answers = model.predict_proba(pd.DataFrame({"a": [0.5], "b": [0.5], "c": ["v"]}))
    at = frame.assign(a=display.boundary.x_G[2], b=display.boundary.y_G[2], c="v").head(1)
    np.testing.assert_allclose(
        display.boundary.probabilities_GGC[2, 2], model.predict_proba(at)[0], atol=1e-12
    )
    assert answers.shape == (1, 2)


@pytest.mark.parametrize("estimator", [LinearRegression(), NetRegressor((4,), max_iter=3)])
def test_a_regressor_is_shaded_by_its_value(estimator: Any) -> None:
    estimator.fit(IRIS.data, IRIS.target)
    display = BoundaryDisplay.from_estimator(estimator, IRIS.data, IRIS.target, features=(2, 3))
    assert display.boundary.values_GG.shape == (200, 200)


def test_it_is_drawn_in_axes_of_the_callers() -> None:
    axes = Figure().subplots()
    model = LogisticRegression().fit(X, Y)
    display = BoundaryDisplay.from_estimator(model, X, ax=axes, title="two moons")
    assert display.ax_ is axes
    assert display.figure_ is None
    assert axes.get_title(loc="left") == "two moons" or axes.get_title() == "two moons"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"features": (0, 2)}, "no feature 2"),
        ({"features": (0,)}, r"features must be two .*, got \(0,\)"),
        ({"features": 3}, "features must be two numbers or names of columns, got 3"),
        ({"features": "ab"}, "features must be two .*, got 'ab'"),
        ({"features": (0, 0)}, r"features must be two different columns, got \(0, 0\)"),
        ({"features": (0, -2)}, "features must be two different columns"),
        ({"features": (0, 1.0)}, "no feature 1.0"),
        ({"steps": 0}, "steps must be a whole number, 2 or more, got 0"),
        ({"steps": 1}, "steps must be .*, got 1"),
        ({"steps": "x"}, "steps must be .*, got 'x'"),
        ({"held": "row"}, 'held must be "typical" or "nearby", got .row.'),
        ({"ax": 3}, "ax must be Matplotlib axes or None, got 3"),
        ({"features": ("a", "b")}, "no feature 'a'"),
        ({"y": Y[:-1]}, r"y has shape \(119,\)"),
        ({"y": Y + 1}, 'y holds "2"'),
    ],
)
def test_what_cannot_be_drawn_is_refused(given: dict[str, Any], said: str) -> None:
    model = LogisticRegression().fit(X, Y)
    with pytest.raises(DataError, match=said):
        BoundaryDisplay.from_estimator(model, X, **{"y": Y} | given)


def test_what_neither_classifies_nor_regresses_has_no_boundary() -> None:
    others: list[Any] = [KMeans(2, n_init=1).fit(X), StandardScaler().fit(X), 3]
    for other in others:
        with pytest.raises(DataError, match="estimator must be a fitted classifier or regressor"):
            BoundaryDisplay.from_estimator(other, X, Y)
    with pytest.raises(NotFittedError):
        BoundaryDisplay.from_estimator(LogisticRegression(), X, Y)


def test_columns_that_are_not_there_are_refused() -> None:
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "c": ["u", "v"] * 60})
    model = NetClassifier((4,), max_iter=2).fit(frame, Y)
    with pytest.raises(DataError, match=r'no column "bb". Did you mean "b"'):
        BoundaryDisplay.from_estimator(model, frame, Y, features=("a", "bb"))
    with pytest.raises(DataError, match="there is no 3"):
        BoundaryDisplay.from_estimator(model, frame, Y, features=(0, 3))


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("held", ["typical", "nearby"])
def test_columns_of_any_kind_span_the_plane(library: Any, held: str) -> None:
    days = np.datetime64("2024-01-01", "ns") + np.arange(120) * np.timedelta64(1, "D")
    frame = library({"size": X[:, 0], "colour": ["red", "blue", "red"] * 40, "day": days})
    model = NetClassifier((4,), max_iter=3).fit(frame, Y)
    for features in (("size", "colour"), ("day", "colour"), (2, 0)):
        display = BoundaryDisplay.from_estimator(
            model, frame, Y, features=features, steps=8, held=held
        )
        assert np.isfinite(display.boundary.answers.array).all()
        assert 0 <= display.share <= 1
    assert display.slice_.x.kind == "date"
    assert BoundaryDisplay.from_estimator(
        model, frame, Y, features=("colour", "size"), steps=8, held=held
    ).slice_.x.levels == ("blue", "red")


def test_categories_of_pandas_reach_the_estimator_as_they_are() -> None:
    colour = pd.Categorical(["red", "blue", "red"] * 40, categories=["blue", "green", "red"])
    frame = pd.DataFrame({"size": X[:, 0], "colour": colour})
    asked: list[Any] = []
    model = LogisticRegression().fit(X, Y)

    class Spy:
        classes_ = model.classes_
        __sklearn_tags__ = model.__sklearn_tags__

        def predict_proba(self, rows: Any) -> Any:
            asked.append(rows)
            return model.predict_proba(X[: len(rows)])

    BoundaryDisplay.from_estimator(Spy(), frame, Y, features=("size", "colour"), steps=5)
    assert asked[0]["colour"].dtype == frame["colour"].dtype
    assert set(asked[0]["colour"]) == {"red", "blue"}


def test_a_display_is_one_line_in_a_notebook() -> None:
    display = BoundaryDisplay.from_estimator(LogisticRegression().fit(X, Y), X, Y, steps=5)
    assert repr(display) == "<BoundaryDisplay of x0 and x1, 120 points>"
