"""Modules of the user's own behind the estimators: classes, instances, seeds, folds."""

import logging
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import make_circles
from sklearn.model_selection import cross_val_score
from torch import Tensor, nn

from separatrix import NetClassifier, NetRegressor
from separatrix.errors import RecipeError, RunError

X, Y = make_circles(160, noise=0.05, factor=0.5, random_state=0)


class Wide(nn.Module):
    """Two layers of a width that is asked for."""

    def __init__(self, in_features: int, out_features: int, width: int = 8) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(in_features, width), nn.Tanh(), nn.Linear(width, out_features)
        )

    def forward(self, x: Tensor) -> Tensor:
        answers: Tensor = self.layers(x)
        return answers


class Noisy(Wide):
    """With dropout, whose masks each member draws by itself."""

    def forward(self, x: Tensor) -> Tensor:
        answers: Tensor = self.layers[2](
            nn.functional.dropout(self.layers[1](self.layers[0](x)), 0.2, self.training)
        )
        return answers


class Remembering(nn.Module):
    """An LSTM, for which torch.func has no batching rule."""

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, 4, batch_first=True)
        self.out = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        _, (state, _) = self.lstm(x[:, :, None])
        answers: Tensor = self.out(state[0])
        return answers


def test_a_class_is_built_with_its_params_and_learns() -> None:
    model = NetClassifier(
        module=Wide, module_params={"width": 32}, learning_rate_init=0.02, n_seeds=3, random_state=0
    ).fit(X, Y)
    assert model.score(X, Y) > 0.95
    assert isinstance(model.module_, Wide)
    assert model.module_.layers[0].out_features == 32
    assert (model.predict_spread(X) > 0).any()
    assert clone(model).get_params()["module"] is Wide


def test_folds_and_dropout_of_an_own_module_are_one_stack() -> None:
    model = NetClassifier(
        module=Noisy,
        module_params={"width": 16},
        n_cv=3,
        random_state=0,
        learning_rate_init=0.02,
        n_iter_no_change=100,
    ).fit(X, Y)
    assert model.fitted_[0].members == 3
    assert (model.oof_prediction_.argmax(axis=1) == Y).mean() > 0.9
    assert not any("stacked" in note for note in model.fitted_[0].notes)


def test_an_instance_is_the_start_of_the_first_seed_and_stays_as_it_was() -> None:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
    before = [parameter.clone() for parameter in module.parameters()]
    model = NetClassifier(module=module, n_seeds=2, learning_rate_init=0.02, random_state=0)
    model.fit(X, Y)
    assert all(map(torch.equal, before, module.parameters()))
    assert model.score(X, Y) > 0.9
    again = NetClassifier(module=module, learning_rate_init=0.02, random_state=5).fit(X, Y)
    assert isinstance(again.module_, nn.Module)
    assert isinstance(model.module_, nn.Module)
    middle = torch.zeros(1, 2, dtype=torch.float64)
    torch.testing.assert_close(again.module_(middle), model.module_(middle))


def test_what_cannot_be_stacked_is_trained_one_by_one_with_a_note(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "separatrix"):
        model = NetClassifier(module=Remembering, n_seeds=2, max_iter=5, random_state=0).fit(X, Y)
    assert "Remembering cannot be stacked" in caplog.text
    assert model.predict_proba(X).shape == (160, 2)


def test_several_numbers_have_a_module_each() -> None:
    values = np.column_stack([X[:, 0], X[:, 1] ** 2])
    model = NetRegressor(module=Wide, learning_rate_init=0.02, random_state=0).fit(X, values)
    assert model.score(X, values) > 0.9
    assert cross_val_score(model, X, X[:, 0], cv=3).min() > 0.9


def test_what_does_not_fit_is_refused() -> None:
    cases: dict[str, dict[str, Any]] = {
        'no parameter "widht". Did you mean "width"': {
            "module": Wide,
            "module_params": {"widht": 3},
        },
        "nothing to train": {"module": nn.Identity},
        "module must be a class or an instance": {"module": 3},
        "compiled engine": {"module": Wide, "engine": "compiled"},
    }
    for said, given in cases.items():
        with pytest.raises(RecipeError, match=said):
            NetClassifier(**given).fit(X, Y)


def test_its_code_is_no_part_of_a_saved_estimator(tmp_path: object) -> None:
    model = NetClassifier(module=Wide, max_iter=2).fit(X, Y)
    with pytest.raises(RunError, match="joblib"):
        model.save(f"{tmp_path}/kept")
