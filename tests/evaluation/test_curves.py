import numpy as np

from separatrix.evaluation.curves import find_curves
from separatrix.training.history import History

NAN = np.nan


def history(held: bool = True) -> History:
    train = np.array([[4.0, 8.0, 6.0], [3.0, 7.0, 5.0], [2.0, NAN, 4.0], [1.0, NAN, 3.0]])
    rate = np.where(np.isnan(train), NAN, 0.1)
    return History(
        metric="accuracy",
        train_loss_EK=train,
        train_metric_EK=1 / train,
        held_loss_EK=train + 1 if held else None,
        held_metric_EK=1 / (train + 1) if held else None,
        rate_EK=rate,
        kept_K=np.array([3, 0, 2]),
    )


def test_the_median_goes_on_with_the_last_value_of_a_member_that_stopped() -> None:
    assert find_curves(history()).loss[0].median_E.tolist() == [6.0, 5.0, 4.0, 3.0]


def test_curves_have_the_training_rows_first_and_the_held_out_rows_where_there_are_any() -> None:
    found = find_curves(history())
    assert [curve.part for curve in found.loss] == ["train", "held-out"]
    assert [curve.part for curve in found.scores] == ["train", "held-out"]
    assert found.metric == "accuracy"
    alone = find_curves(history(held=False))
    assert [curve.part for curve in (*alone.loss, *alone.scores)] == ["train", "train"]


def test_epochs_count_from_one_and_members_that_keep_an_earlier_one_are_known() -> None:
    found = find_curves(history())
    assert found.epochs_E.tolist() == [1, 2, 3, 4]
    assert found.kept_K.tolist() == [4, 1, 3]
    assert found.stopped_K.tolist() == [4, 2, 4]
    assert found.earlier_K.tolist() == [1, 2]
