"""`python -m benchmarks.encoding`: from a long table to a matrix, beside scikit-learn.

A million rows and 30 columns of every kind (and 10,000 columns of 300 rows) go through Separatrix,
which finds out what each column is, learns an Encoder and encodes, and through scikit-learn's
ColumnTransformer, which is told what each column is. The same columns, in memory, one thread each,
in turns.
"""

import argparse
import gc
import os
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler

from separatrix.data.encoder import learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table

NUMBERS, TAILS, FEW, MANY, DATES, TRUTHS = 12, 4, 6, 4, 2, 2
"""Columns of each kind in the long table, 30 in all."""


def main() -> None:
    """Measure both tables and print a line for each."""
    arguments = _parse()
    pa.set_cpu_count(1)
    print("| table | separatrix | scikit-learn | ratio, lowest to highest |")
    print("|---|---|---|---|")
    for name, frame in (
        (f"{arguments.rows:,} rows x 30 columns", long_frame(arguments.rows)),
        ("300 rows x 10,000 columns", wide_frame(300, 10_000)),
    ):
        print(_line(name, frame, arguments.turns), flush=True)


def long_frame(rows: int) -> pd.DataFrame:
    """Return numbers (some missing), heavy tails, levels few and many, dates and truth values."""
    random = np.random.default_rng(0)
    columns: dict[str, Any] = {}
    for i in range(NUMBERS):
        columns[f"number{i}"] = np.where(
            random.random(rows) < 0.05, np.nan, random.normal(size=rows)
        )
    for i in range(TAILS):
        columns[f"tail{i}"] = random.standard_cauchy(rows)
    for i in range(FEW):
        columns[f"few{i}"] = (
            pd.Series([f"level {k}" for k in range(5)])
            .take(random.integers(5, size=rows))
            .to_numpy()
        )
    for i in range(MANY):
        columns[f"many{i}"] = np.array([f"code {k:04d}" for k in range(1000)], dtype=object)[
            random.integers(1000, size=rows)
        ]
    for i in range(DATES):
        columns[f"date{i}"] = np.datetime64("2020-01-01", "s") + random.integers(10**8, size=rows)
    for i in range(TRUTHS):
        columns[f"truth{i}"] = random.random(rows) < 0.3
    return pd.DataFrame(columns)


def wide_frame(rows: int, columns: int) -> pd.DataFrame:
    """Return many columns of numbers."""
    values = np.random.default_rng(0).normal(size=(rows, columns))
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(columns)])


def ours(frame: pd.DataFrame) -> int:
    """Find the kinds, learn an Encoder, encode; return the numbers made."""
    table = open_table(frame)
    encoder = learn_encoder(table, find_kinds(table, None))
    encoded = encoder.encode(table)
    return int(encoded.features_ND.size + encoded.codes_NC.size)


def theirs(frame: pd.DataFrame) -> int:
    """Do the same with a ColumnTransformer; return the numbers made."""
    of = {
        kind: [name for name in map(str, frame) if name.startswith(kind)]
        for kind in ("number", "tail", "x", "few", "many", "date", "truth")
    }
    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    transformer = ColumnTransformer(
        [
            ("numbers", numbers, of["number"] + of["tail"] + of["x"]),
            ("few", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), of["few"]),
            ("many", codes, of["many"]),
            ("dates", make_pipeline(FunctionTransformer(_parts), StandardScaler()), of["date"]),
            ("truths", "passthrough", of["truth"]),
        ]
    )
    made: Any = transformer.fit_transform(frame)
    return int(made.astype(np.float32).size)


def _parts(dates: pd.DataFrame) -> pd.DataFrame:
    """Return elapsed days and the cycles of month, weekday and clock of each date."""
    parts = {}
    for name in dates:
        moments = dates[name].dt
        parts[f"{name} elapsed"] = dates[name].astype("int64") / 86_400
        clock = (moments.hour * 60 + moments.minute) * 60 + moments.second
        for what, values, turn in (
            ("month", moments.month, 12),
            ("weekday", moments.day_of_week, 7),
            ("clock", clock, 86_400),
        ):
            parts[f"{name} {what} sine"] = np.sin(2 * np.pi * values / turn)
            parts[f"{name} {what} cosine"] = np.cos(2 * np.pi * values / turn)
    return pd.DataFrame(parts)


def _line(name: str, frame: pd.DataFrame, turns: int) -> str:
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(turns):
        taken["ours"].append(_seconds(ours, frame))
        taken["theirs"].append(_seconds(theirs, frame))
    ratios = sorted(a / b for a, b in zip(taken["theirs"], taken["ours"], strict=True))
    spread = f"{median(ratios):.2f} times as fast, {ratios[0]:.2f} to {ratios[-1]:.2f}"
    return (
        f"| {name} | {median(taken['ours']):.2f} s | {median(taken['theirs']):.2f} s | {spread} |"
    )


def _seconds(work: Callable[[pd.DataFrame], int], frame: pd.DataFrame) -> float:
    gc.collect()
    began = perf_counter()
    work(frame)
    return perf_counter() - began


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoding", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
