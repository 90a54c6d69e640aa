"""A history is the same, bit for bit, after its CSV file, and any tool reads that."""

import csv
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from separatrix.errors import RunError
from separatrix.runs.contents import Contents
from separatrix.runs.history_file import history_bytes, read_history
from separatrix.training.history import History

numbers = st.floats(width=64)
finite = st.floats(0, 1e300, width=64)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a history whose members stop at different epochs, the last at the last."""
    members = draw(st.integers(1, 3))
    stopped = draw(st.lists(st.integers(1, 4), min_size=members, max_size=members))
    epochs = max(stopped)
    running_EK = np.arange(epochs)[:, None] < np.array(stopped)

    def column(of: st.SearchStrategy[float]) -> NDArray[np.float64]:
        count = epochs * members
        values = draw(st.lists(of, min_size=count, max_size=count))
        return np.where(running_EK, np.array(values).reshape(epochs, members), np.nan)

    held = draw(st.booleans())
    return History(
        metric=draw(st.sampled_from(["accuracy", "rmse"])),
        train_loss_EK=column(numbers),
        train_metric_EK=column(numbers),
        held_loss_EK=column(numbers) if held else None,
        held_metric_EK=column(numbers) if held else None,
        rate_EK=column(finite),
        kept_K=np.array([draw(st.integers(0, last - 1)) for last in stopped]),
    )


def assert_equal(one: History, other: History) -> None:
    for field in fields(History):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if isinstance(before, np.ndarray):
            np.testing.assert_array_equal(after, before, strict=True)
        else:
            assert after == before


@given(history=histories())
def test_a_history_is_the_same_after_its_file(history: History) -> None:
    assert_equal(history, read_history(history_bytes(history)))


def test_so_is_that_of_a_training(contents: Contents) -> None:
    history = contents.fitted.history
    assert history is not None
    assert_equal(history, read_history(history_bytes(history)))


def test_there_is_a_line_for_each_epoch_that_a_member_trained(binary: Contents) -> None:
    history = binary.fitted.history
    assert history is not None
    lines = list(csv.DictReader(history_bytes(history).decode().splitlines()))
    assert len(lines) == history.stopped_K.sum()
    assert [line["member"] for line in lines[:2]] == ["1", "2"]
    assert [line["epoch"] for line in lines[:2]] == ["1", "1"]
    for member, epoch in enumerate(history.kept_K):
        [kept] = [
            line for line in lines if line["kept"] == "1" and line["member"] == str(member + 1)
        ]
        assert int(kept["epoch"]) == epoch + 1
        assert float(kept["train_accuracy"]) == history.train_metric_EK[epoch, member]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"epoch,member\n",
        b"epoch,member,train_loss,train_rmse,rate,kept\n1,1,0.5,0.5\n",
        b"epoch,member,train_loss,train_rmse,rate,kept\n1,1,0.5,x,0.1,1\n",
        b"epoch,member,train_loss,train_rmse,speed,kept\n1,1,0.5,0.5,0.1,1\n",
        b"epoch,member,train_loss,train_rmse,rate,kept\n0,1,0.5,0.5,0.1,1\n",
        b"epoch,member,train_loss,train_rmse,rate,kept\n1000000000000,1,0.5,0.5,0.1,1\n",
        b"epoch,member,train_loss,train_rmse,rate,kept\n1,1000000000000,0.5,0.5,0.1,1\n",
        b"\xff",
    ],
)
def test_what_is_no_history_is_refused(content: bytes) -> None:
    with pytest.raises(RunError, match=r"history\.csv is not the history"):
        read_history(content)
