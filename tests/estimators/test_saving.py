"""A saved estimator answers as the one that was saved, or is refused."""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from numpy.random import RandomState
from sklearn.datasets import make_circles, make_multilabel_classification

import separatrix
from separatrix import NetClassifier, NetRegressor, files
from separatrix.errors import RunError

X, Y = make_circles(80, noise=0.05, factor=0.5, random_state=0)


def quick(**given: Any) -> NetClassifier:
    return NetClassifier(**{"hidden_layer_sizes": 8, "max_iter": 10, "random_state": 0} | given)


@pytest.mark.parametrize("labels", [Y, Y > 0, np.where(Y > 0, "é", "b"), Y.astype(np.int8)])
def test_a_classifier_comes_back_as_it_was(labels: Any, tmp_path: Path) -> None:
    model = quick(n_seeds=2, metric="f1", hidden_layer_sizes=np.array([8])).fit(X, labels)
    assert model.save(tmp_path / "kept") == tmp_path / "kept"
    again = NetClassifier.load(tmp_path / "kept")
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert again.classes_.dtype == model.classes_.dtype
    assert again.n_features_in_ == 2
    assert again.loss_curve_ == model.loss_curve_
    assert again.history_ == model.history_
    assert np.array_equal(again.best_epoch_, model.best_epoch_)
    assert again.fit(X, labels).score(X, labels) == model.score(X, labels)


def test_several_outputs_are_kept_together(tmp_path: Path) -> None:
    points, labels = make_multilabel_classification(60, random_state=0)
    model = quick().fit(points, labels)
    model.save(tmp_path / "labels")
    again = NetClassifier.load(tmp_path / "labels")
    np.testing.assert_array_equal(again.predict(points), model.predict(points))
    values = np.column_stack([X[:, 0], X[:, 1] ** 2])
    numbers = NetRegressor((8,), max_iter=5, random_state=0).fit(X, values)
    numbers.save(tmp_path / "numbers")
    np.testing.assert_array_equal(
        NetRegressor.load(tmp_path / "numbers").predict(X), numbers.predict(X)
    )


def test_joblib_keeps_it_too(tmp_path: Path) -> None:
    model = quick().fit(X, Y)
    joblib.dump(model, tmp_path / "model.joblib")
    again = joblib.load(tmp_path / "model.joblib")
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_any_changed_byte_is_found(tmp_path: Path) -> None:
    quick(max_iter=1).fit(X, Y).save(tmp_path / "kept")
    random = np.random.default_rng(0)
    for path in sorted((tmp_path / "kept").iterdir()):
        whole = path.read_bytes()
        for place in random.integers(len(whole), size=25):
            changed = bytearray(whole)
            changed[place] ^= 1 << int(random.integers(8))
            path.write_bytes(changed)
            with pytest.raises(RunError):
                NetClassifier.load(tmp_path / "kept")
        path.write_bytes(whole)
    NetClassifier.load(tmp_path / "kept")


def test_what_is_there_is_only_replaced_when_asked(tmp_path: Path) -> None:
    model = quick(max_iter=1).fit(X, Y)
    place = model.save(tmp_path / "kept")
    with pytest.raises(RunError, match="overwrite=True replaces it"):
        model.save(place)
    model.save(place, overwrite=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("hours of work")
    with pytest.raises(RunError, match="something else"):
        model.save(tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kept", "mine"]


def test_a_failure_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    old, new = quick(max_iter=1).fit(X, Y), quick(max_iter=2).fit(X, Y)
    place = old.save(tmp_path / "kept")
    for last in range(1, 100):

        def fail(number: int, operation: str, path: Path, last: int = last) -> None:
            if number == last:
                raise OSError(28, "No space left on device")

        if saves(new, place, fail):
            break
        there = NetClassifier.load(place).n_iter_
        assert there in (1, 2)
        if there == 2:  # it failed when all was done
            old.save(place, overwrite=True)
    new.save(place, overwrite=True)
    assert NetClassifier.load(place).n_iter_ == 2
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def saves(model: NetClassifier, place: Path, fail: files.Failpoint) -> bool:
    try:
        with files.failpoint(fail):
            model.save(place, overwrite=True)
    except RunError:
        return False
    return True


def test_what_cannot_be_kept_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"random_state=.* cannot be kept.*joblib"):
        quick(random_state=RandomState(0)).fit(X, Y).save(tmp_path / "kept")
    with pytest.raises(RunError, match="no saved estimator at"):
        NetClassifier.load(tmp_path / "nowhere")
    quick(max_iter=1).fit(X, Y).save(tmp_path / "kept")
    with pytest.raises(RunError, match=r"holds a NetClassifier, not a NetRegressor"):
        NetRegressor.load(tmp_path / "kept")
    with pytest.raises(ValueError, match="not fitted"):
        quick().save(tmp_path / "other")


def test_a_run_and_an_estimator_are_told_apart(tmp_path: Path) -> None:
    table = {"x": np.arange(40.0), "y": np.arange(40.0)}
    run = separatrix.train(
        table, target="y", kinds={"x": "number"}, recipe=separatrix.Recipe(epochs=1),
        out=tmp_path / "run", pictures=False,
    )  # fmt: skip
    with pytest.raises(RunError, match=r"It is a run; separatrix\.load opens it"):
        separatrix.NetRegressor.load(run.path)
    model = separatrix.NetRegressor((4,), max_iter=2).fit(table["x"][:, None], table["y"])
    kept = model.save(tmp_path / "estimator")
    with pytest.raises(RunError, match=r"saved estimator.*model-0\.safetensors predicts by itself"):
        separatrix.load(kept)
    assert separatrix.load(kept / "model-0.safetensors").fitted.members == 1
