"""The peers, each at its defaults, on one thread: rows in, answers for other rows out."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import shallow
from benchmarks.quality.cases import Case
from separatrix import NetClassifier, NetRegressor, train
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.metrics.answers import Answers

Peer = Callable[[Case], Answers]


def separatrix_plain(case: Case) -> Answers:
    """Answer with `separatrix train`, the plain preset; a fifth of the rows is held out."""
    with tempfile.TemporaryDirectory(prefix="separatrix-quality-") as folder:
        run = train(
            case.train,
            target=case.target,
            task="regression" if case.task == "regression" else "classification",
            test_share=0.0,
            pictures=False,
            film=False,
            out=Path(folder) / "run",
        )
    rows = case.test.drop(columns=[case.target])
    if case.task == "regression":
        return Answers(values_N=np.asarray(run.predict(rows), np.float64))
    return _by_class(run.predict_proba(rows), run.classes, case)


def net(case: Case) -> Answers:
    """Answer with the scikit-learn door, which trains on all rows."""
    model = NetRegressor if case.task == "regression" else NetClassifier
    return _fitted(model(random_state=0), case)


def linear(case: Case) -> Answers:
    """Answer with logistic or ridge regression."""
    return _fitted(shallow.linear(_columns(case), case.task != "regression"), case)


def trees(case: Case) -> Answers:
    """Answer with scikit-learn's histogram gradient boosting."""
    return _fitted(shallow.trees(_columns(case), case.task != "regression"), case)


def lightgbm(case: Case) -> Answers:
    """Answer with LightGBM, categories as its own."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    model = LGBMRegressor if case.task == "regression" else LGBMClassifier
    return _fitted(model(n_jobs=1, verbose=-1, random_state=0), _categorical(case))


def catboost(case: Case) -> Answers:
    """Answer with CatBoost, categories as its own."""
    from catboost import CatBoostClassifier, CatBoostRegressor

    model = CatBoostRegressor if case.task == "regression" else CatBoostClassifier
    texts = _categorical(case, missing="missing")
    names = [name for name in texts.train.columns if texts.train[name].dtype == "category"]
    names = [name for name in names if name != case.target]
    quiet = {"thread_count": 1, "verbose": 0, "random_seed": 0, "allow_writing_files": False}
    made = model(cat_features=names, **quiet)
    return _fitted(made, texts)


def realmlp(case: Case) -> Answers:
    """Answer with RealMLP-TD of pytabkit."""
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    model = RealMLP_TD_Regressor if case.task == "regression" else RealMLP_TD_Classifier
    return _fitted(model(device="cpu", n_threads=1, random_state=0), _filled(_categorical(case)))


def tabm(case: Case) -> Answers:
    """Answer with TabM-D of pytabkit."""
    from pytabkit import TabM_D_Classifier, TabM_D_Regressor

    model = TabM_D_Regressor if case.task == "regression" else TabM_D_Classifier
    return _fitted(model(device="cpu", n_threads=1, random_state=0), _filled(_categorical(case)))


PEERS: dict[str, tuple[Peer, str]] = {
    "linear": (linear, "scikit-learn"),
    "trees": (trees, "scikit-learn"),
    "plain": (separatrix_plain, "separatrix"),
    "net": (net, "separatrix"),
    "LightGBM": (lightgbm, "lightgbm"),
    "CatBoost": (catboost, "catboost"),
    "RealMLP-TD": (realmlp, "pytabkit"),
    "TabM-D": (tabm, "pytabkit"),
}
"""Each with the distribution whose version its results hang on."""


def version_of(peer: str) -> str | None:
    """Return the version of a peer, None where it is not installed; ours changes with the code."""
    name = PEERS[peer][1]
    if name == "separatrix":
        return _code()
    try:
        return version(name)
    except PackageNotFoundError:
        return None


@cache
def _code() -> str:
    """Return a fingerprint of our own source."""
    import separatrix

    found = hashlib.sha256()
    for path in sorted(Path(separatrix.__file__).parent.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _columns(case: Case) -> Any:
    table = open_table(case.train.drop(columns=[case.target]))
    return find_kinds(table, None)


def _categorical(case: Case, missing: str | None = None) -> Case:
    """Return a case in which words are categories, and dates days.

    Args:
        case: The case.
        missing: A level that stands for missing cells; None leaves them missing.
    """
    train, test = case.train.copy(), case.test.copy()
    for name in case.train.columns:
        kind = case.train[name].dtype
        if name == case.target:
            continue
        if pd.api.types.is_datetime64_any_dtype(kind):
            for frame in (train, test):
                frame[name] = frame[name].astype("int64") / 8.64e13
        elif not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
            texts = [_texts(frame[name], missing) for frame in (train, test)]
            levels = sorted(set(texts[0].dropna()) | ({missing} if missing else set()))
            train[name], test[name] = (pd.Categorical(each, categories=levels) for each in texts)
            if missing is not None:  # what only the test rows hold is missing too
                test[name] = test[name].fillna(missing)
    return replace(case, train=train, test=test)


def _filled(case: Case) -> Case:
    """Return a case whose missing numbers are medians, with a column that says where they were."""
    train, test = case.train.copy(), case.test.copy()
    for name in case.train.columns:
        numbers = pd.api.types.is_numeric_dtype(case.train[name].dtype)
        missing = train[name].isna().any() or test[name].isna().any()
        if name == case.target or not numbers or not missing:
            continue
        median = train[name].median()
        for frame in (train, test):
            frame[f"{name} missing"] = frame[name].isna().astype(float)
            frame[name] = frame[name].astype(float).fillna(0.0 if pd.isna(median) else median)
    return replace(case, train=train, test=test)


def _texts(cells: Any, missing: str | None) -> Any:
    texts = [missing if pd.isna(cell) else str(cell) for cell in cells]
    return pd.Series(texts, index=cells.index, dtype="object")


def _fitted(model: Any, case: Case) -> Answers:
    target = case.train[case.target]
    known = target if case.task == "regression" else target.astype(str)
    model.fit(case.train.drop(columns=[case.target]), np.asarray(known))
    rows = case.test.drop(columns=[case.target])
    if case.task == "regression":
        return Answers(values_N=np.asarray(model.predict(rows), np.float64).ravel())
    return _by_class(model.predict_proba(rows), model.classes_, case)


def _by_class(given_NC: Any, classes: Any, case: Case) -> Answers:
    """Return probabilities in the order of the sorted classes of the whole case."""
    names = class_names(case)
    places = {str(label): at for at, label in enumerate(classes)}
    array_NC = np.zeros((len(given_NC), len(names)))
    for at, name in enumerate(names):
        if name in places:
            array_NC[:, at] = np.asarray(given_NC)[:, places[name]]
    return Answers(probabilities_NC=array_NC)


def class_names(case: Case) -> list[str]:
    """Return the classes of a case, sorted."""
    both = pd.concat([case.train[case.target], case.test[case.target]])
    return sorted(both.astype(str).unique())
