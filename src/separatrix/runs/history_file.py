"""The history of a training as a CSV table that any tool reads, and back without losing a bit."""

import csv
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import RunError
from separatrix.training.history import History

_SHARED = ("train_loss", "train_metric", "held_loss", "held_metric")


def history_bytes(history: History) -> bytes:
    """Write one line for each epoch, from 1, and member, from 1, that trained in it.

    Columns are epoch, member, train_loss, train_<metric>, held_loss and held_<metric> where rows
    were held out, rate, and kept: 1 where the member's weights of this epoch were kept. Numbers
    are the shortest decimals that give the same float again.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = _columns(history)
    writer.writerow(["epoch", "member", *columns, "kept"])
    for epoch, member in np.argwhere(np.isfinite(history.rate_EK)).tolist():
        numbers = [repr(float(column_EK[epoch, member])) for column_EK in columns.values()]
        kept = int(history.kept_K[member] == epoch)
        writer.writerow([epoch + 1, member + 1, *numbers, kept])
    return stream.getvalue().encode()


def read_history(content: bytes, name: str = "history.csv") -> History:
    """Read what `history_bytes` wrote.

    Raises:
        RunError: it is not a history.
    """
    try:
        head, *lines = csv.reader(io.StringIO(content.decode()))
        return _history(head, np.array(lines, dtype=np.float64).reshape(len(lines), len(head)))
    except (ValueError, IndexError, KeyError) as error:
        raise RunError(f"{name} is not the history of a run: {error}.") from error


def _columns(history: History) -> dict[str, NDArray[np.float64]]:
    columns: dict[str, NDArray[np.float64] | None] = {
        "train_loss": history.train_loss_EK,
        f"train_{history.metric}": history.train_metric_EK,
        "held_loss": history.held_loss_EK,
        f"held_{history.metric}": history.held_metric_EK,
        "rate": history.rate_EK,
    }
    return {name: column_EK for name, column_EK in columns.items() if column_EK is not None}


def _history(head: list[str], lines: NDArray[np.float64]) -> History:
    metric = head[3].removeprefix("train_")
    epochs, members = lines[:, :2].astype(np.int64).T - 1
    shape = _shape(epochs, members)
    columns = {}
    for name, values in zip(head[2:], lines[:, 2:].T, strict=True):
        columns[name] = np.full(shape, np.nan)
        columns[name][epochs, members] = values
    kept = columns.pop("kept") == 1
    return History(metric=metric, kept_K=kept.argmax(axis=0), **_fields(columns, metric))


def _shape(epochs: NDArray[np.int64], members: NDArray[np.int64]) -> tuple[int, int]:
    """Return how many epochs and members there are; every member trained in the first epoch."""
    shape = (int(epochs.max()) + 1, int(members.max()) + 1)
    if epochs.min() < 0 or shape[0] > len(epochs):
        raise ValueError("its epochs do not follow each other from 1")
    if members.min() < 0 or shape[1] != np.count_nonzero(epochs == 0):
        raise ValueError("its members do not all begin at epoch 1")
    return shape


def _fields(columns: dict[str, NDArray[np.float64]], metric: str) -> dict[str, Any]:
    def field(name: str) -> NDArray[np.float64] | None:
        return columns.get(name.replace("metric", metric))

    return {"rate_EK": columns["rate"], **{f"{name}_EK": field(name) for name in _SHARED}}
