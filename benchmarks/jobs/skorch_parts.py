"""scikit-learn's encoders and skorch's net as their documentation puts them together."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import torch
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from skorch import NeuralNetBinaryClassifier
from skorch.callbacks import EarlyStopping
from skorch.dataset import Dataset
from skorch.helper import predefined_split
from torch import nn


def encoders(x: pd.DataFrame) -> Any:
    """Return what imputes and scales numbers and turns levels into columns."""
    numbers = [name for name in x.columns if pd.api.types.is_numeric_dtype(x[name])]
    levels = [name for name in x.columns if name not in numbers]
    scaled = make_pipeline(SimpleImputer(), StandardScaler())
    one_hot = make_pipeline(
        SimpleImputer(strategy="most_frequent", missing_values=np.nan),
        OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32),
    )
    columns = ColumnTransformer([("numbers", scaled, numbers), ("levels", one_hot, levels)])
    return make_pipeline(columns, _single())


def _single() -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(np.asarray, kw_args={"dtype": np.float32})


def net(
    features: int, held_out: tuple[Any, Any], settings: dict[str, Any]
) -> NeuralNetBinaryClassifier:
    """Return skorch's classifier that stops early by the rows held out."""
    torch.manual_seed(settings["seed"])
    widths = (features, *settings["hidden"], 1)
    parts = [part for pair in pairwise(widths) for part in (nn.Linear(*pair), nn.ReLU())]
    stopping = EarlyStopping(patience=settings["patience"], threshold=0.0, load_best=True)
    return NeuralNetBinaryClassifier(
        nn.Sequential(*parts[:-1]),
        optimizer=torch.optim.Adam,
        optimizer__fused=True,
        lr=settings["rate"],
        max_epochs=settings["epochs"],
        batch_size=settings["batch"],
        iterator_train__shuffle=True,
        train_split=predefined_split(Dataset(*held_out)),
        callbacks=[("stopping", stopping)],
        verbose=0,
    )
