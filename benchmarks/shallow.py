"""What a network has to beat on a table: a linear model and boosted trees, from scikit-learn.

Both get the same columns, told apart as Separatrix tells them: numbers with an indicator where they
are missing, levels, days since 1970 for dates, and the most frequent words of a text.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    OrdinalEncoder,
    StandardScaler,
)

from separatrix.data.kinds import Column

WORDS = 300
"""Words of a text column that become features."""


def linear(columns: Sequence[Column], classes: bool) -> Any:
    """Return a linear model behind what makes numbers of the columns."""
    numbers = make_pipeline(_numbers(), SimpleImputer(add_indicator=True), StandardScaler())
    levels = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5)
    model = LogisticRegression(max_iter=1000) if classes else Ridge()
    return make_pipeline(_transformer(columns, numbers, make_pipeline(_texts(), levels)), model)


def trees(columns: Sequence[Column], classes: bool) -> Any:
    """Return scikit-learn's boosted trees behind what makes numbers of the columns."""
    levels = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan
    )
    model = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    transformer = _transformer(columns, _numbers(), make_pipeline(_texts(), levels), dense=True)
    return make_pipeline(transformer, model(random_state=0))


def _transformer(
    columns: Sequence[Column], numbers: Any, levels: Any, *, dense: bool = False
) -> ColumnTransformer:
    of = {kind: [each.name for each in columns if each.used and each.kind == kind] for kind in _ALL}
    texts = [(f"text {name}", _words(), name) for name in of["text"]]
    return ColumnTransformer(
        [
            ("numbers", numbers, of["number"] + of["boolean"]),
            ("dates", make_pipeline(_days(), *numbers_after(numbers)), of["date"]),
            ("levels", levels, of["category"]),
            *texts,
        ],
        sparse_threshold=0.0 if dense else 0.3,
    )


def numbers_after(numbers: Any) -> list[Any]:
    """Return the steps that follow the conversion to numbers."""
    return [step for _, step in numbers.steps[1:]] if hasattr(numbers, "steps") else []


_ALL = ("number", "boolean", "date", "category", "text")


def _numbers() -> Any:
    return FunctionTransformer(_as_numbers)


def _days() -> Any:
    return FunctionTransformer(_as_days)


def _texts() -> Any:
    return FunctionTransformer(_as_texts)


def _words() -> Any:
    return make_pipeline(
        FunctionTransformer(_as_documents), TfidfVectorizer(max_features=WORDS, min_df=5)
    )


def _as_numbers(frame: pd.DataFrame) -> Any:
    return frame.astype("float64").to_numpy()


def _as_days(frame: pd.DataFrame) -> Any:
    moments = frame.apply(lambda column: pd.to_datetime(column, utc=True))
    return moments.apply(lambda column: column.astype("int64") / 86_400e9).to_numpy()


def _as_texts(frame: pd.DataFrame) -> Any:
    return frame.astype("string").fillna("missing").to_numpy(dtype=object)


def _as_documents(column: pd.Series) -> Any:
    return column.astype("string").fillna("").to_numpy(dtype=object)
