import numpy as np
import pyarrow as pa
from sklearn.model_selection import train_test_split

from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.ladders.problem import Problem, pose


def test_four_fifths_are_learned_from_and_no_row_is_lost(moons: Problem) -> None:
    assert (len(moons.train.table), len(moons.test.table)) == (80, 20)
    together = np.concatenate([moons.train.encoded.features_ND, moons.test.encoded.features_ND])
    columns = make_toy("moons", 100).columns
    every = np.stack([columns["x1"], columns["x2"]], axis=1).astype(np.float32)
    assert np.array_equal(np.sort(together, axis=0), np.sort(every, axis=0))


def test_the_split_is_the_stratified_one_of_scikit_learn(moons: Problem) -> None:
    labels = np.asarray(make_toy("moons", 100).columns["label"])
    _, test = train_test_split(np.arange(100), test_size=0.2, random_state=0, stratify=labels)
    assert np.array_equal(moons.test.target_N, labels[np.sort(test)])


def test_raw_features_and_numbers_pass_through_as_they_are() -> None:
    line = pose(make_toy("line", 50), "y", standardise=False)
    x = np.asarray(line.train.table.columns["x"])
    assert np.allclose(line.train.encoded.features_ND[:, 0], x)
    assert np.allclose(line.train.target_N, 0.7 * x + 0.3)
    assert (line.target.mean, line.target.scale) == (0.0, 1.0)


def test_encoder_and_target_learn_from_training_rows_only() -> None:
    table = make_toy("line", 60)
    clean = pose(table, "y", standardise=True)
    held = np.isin(np.asarray(table.columns["x"]), np.asarray(clean.test.table.columns["x"]))
    poisoned = {
        name: pa.array(np.where(held, 1e6 * np.asarray(column), column))
        for name, column in zip(table.names, table.columns.columns, strict=True)
    }
    after = pose(Table(pa.table(poisoned)), "y", standardise=True)
    assert after.encoder == clean.encoder
    assert after.target == clean.target
    assert np.array_equal(after.train.encoded.features_ND, clean.train.encoded.features_ND)


def test_rows_without_a_target_are_left_out() -> None:
    table = make_toy("moons", 50).columns
    labels = table["label"].to_pylist()
    labels[3] = labels[30] = None
    with_gaps = table.set_column(2, "label", pa.array(labels))
    problem = pose(Table(with_gaps), "label", standardise=False)
    assert len(problem.train.table) + len(problem.test.table) == 48
