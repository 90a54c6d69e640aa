"""Tables, cut to a size that every peer can bear, and their splits, the same for everybody."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit, StratifiedShuffleSplit

MOST_ROWS = 10_000
"""Rows of a table at most, drawn once: RealMLP takes some 20 s for 1,000."""

TEST_SHARE = 0.2

METRICS = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "r2"}
"""What a task is judged by where the index says nothing that Separatrix knows."""

KNOWN = ("roc_auc", "average_precision", "accuracy", "balanced_accuracy", "log_loss", "r2", "rmse")


@dataclass(frozen=True)
class Case:
    """One split of one table.

    Args:
        name: The table.
        split: Number of the split, which is its seed.
        task: "binary", "multiclass" or "regression".
        metric: What it is judged by.
        target: The column that is predicted.
        train: Rows to learn from, the target among them.
        test: Rows to be judged by.
    """

    name: str
    split: int
    task: str
    metric: str
    target: str
    train: pd.DataFrame
    test: pd.DataFrame


@dataclass(frozen=True)
class Listed:
    """A table of an index."""

    name: str
    path: Path
    target: str
    task: str
    metric: str
    group: str | None


def listed(folder: Path) -> Iterator[Listed]:
    """Yield the tables of a folder's INDEX.csv (name, file, target, task, metric, split_hint)."""
    with (folder / "INDEX.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            _, by, group = row["split_hint"].partition("group by ")
            told = row["metric"].split()[0].strip(",;") if row["metric"] else ""
            metric = told if told in KNOWN else METRICS[row["task"]]
            place = folder / row["file"]
            yield Listed(
                row["name"], place, row["target"], row["task"], metric, group if by else None
            )


def cases(table: Listed, splits: int) -> Iterator[Case]:
    """Yield the splits of a table: stratified by class, or by whole groups."""
    frame = pd.read_parquet(table.path)
    frame = frame[frame[table.target].notna()].reset_index(drop=True)
    if len(frame) > MOST_ROWS:
        chosen = np.random.default_rng(0).choice(len(frame), MOST_ROWS, replace=False)
        frame = frame.iloc[np.sort(chosen)].reset_index(drop=True)
    for split in range(splits):
        train, test = _divided(table, frame, split)
        left = [] if table.group is None else [table.group]
        yield Case(
            table.name,
            split,
            table.task,
            table.metric,
            table.target,
            frame.iloc[train].drop(columns=left).reset_index(drop=True),
            frame.iloc[test].drop(columns=left).reset_index(drop=True),
        )


def _divided(table: Listed, frame: pd.DataFrame, seed: int) -> Any:
    given: dict[str, Any] = {"n_splits": 1, "test_size": TEST_SHARE, "random_state": seed}
    if table.group is not None:
        return next(GroupShuffleSplit(**given).split(frame, groups=frame[table.group]))
    counts = frame[table.target].value_counts()
    if table.task == "regression" or counts.min() < 2:
        return next(ShuffleSplit(**given).split(frame))
    return next(StratifiedShuffleSplit(**given).split(frame, frame[table.target]))
