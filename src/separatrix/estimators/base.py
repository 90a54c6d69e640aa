"""What NetClassifier and NetRegressor share."""

import logging
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted
from torch import nn

from separatrix.errors import DataError
from separatrix.estimators.curves import Curves, curves_of
from separatrix.estimators.learning import Given, Learner
from separatrix.estimators.material import read_material
from separatrix.estimators.parameters import check_known
from separatrix.estimators.tables import read_table
from separatrix.estimators.targets import Wanted
from separatrix.evaluation.prediction import Predictions, predict_encoded
from separatrix.models.plain import member_module
from separatrix.training.fitted import Fitted

_log = logging.getLogger("separatrix")


class NetEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The workflow behind scikit-learn's methods; see `NetClassifier` and `NetRegressor`."""

    fitted_: tuple[Fitted, ...]
    n_features_in_: int

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        groups: Any = None,
    ) -> Self:
        """Learn from rows and their answers.

        Args:
            X: A DataFrame, an array, a sparse matrix or nested lists. A DataFrame's texts, dates,
                truth values and missing cells are encoded; a column that looks like an identifier
                or like free text is left out, and a note says so.
            y: The answers: of shape (n,), or (n, outputs).
            sample_weight: What each row counts for. In a small table a row of weight 2 is as good
                as two rows; a row of weight 0 is left out of everything.
            X_val: Rows to watch, in place of some of X.
            y_val: Their answers.
            groups: What says which rows belong together: validation rows and folds never share a
                group with the rows that are learned from.

        Returns:
            The estimator itself.

        Raises:
            DataError: the rows cannot be used.
            RecipeError: a parameter cannot be used.
        """
        material = read_material(self, X, y, sample_weight, groups)
        given = Given(material, self._read_answers(material.y))
        self._learn(given, self._read_held(X_val, y_val, given))
        return self

    def _learn(self, given: Given, held: Given | None) -> None:
        seed = seed_of(self.random_state)
        learner = Learner(self.get_params(deep=False), given, held, seed)
        fitted = learner.learn()
        _tell((*learner.notes, *dict.fromkeys(note for each in fitted for note in each.notes)))
        self._remember(fitted, given.wanted)
        if learner.folds is not None:
            self._score_folds(learner)
        elif hasattr(self, "oof_score_"):
            del self.oof_score_

    def _remember(self, fitted: tuple[Fitted, ...], wanted: Wanted) -> None:
        self.fitted_ = fitted
        self.n_outputs_ = len(fitted)
        self._several = wanted.several
        curves: Curves = curves_of([each.history for each in fitted if each.history is not None])
        self.history_ = curves.history
        self.loss_curve_ = curves.loss
        self.validation_loss_curve_ = curves.held_loss
        self.best_epoch_ = curves.best_epoch
        self.n_iter_ = curves.epochs

    @property
    def module_(self) -> nn.Module | tuple[nn.Module, ...]:
        """The first member as a plain nn.Module; one for each output where there are several."""
        check_is_fitted(self, "fitted_")
        modules = tuple(member_module(each.stack, 0) for each in self.fitted_)
        return modules if self._several else modules[0]

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name, as scikit-learn does.

        Raises:
            RecipeError: there is no such parameter; names the nearest that there is.
        """
        check_known(params, self._get_param_names(), type(self).__name__)
        super().set_params(**params)
        return self

    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        raise NotImplementedError

    def _read_known(self, y: NDArray[Any]) -> Wanted:
        """Read answers to rows that are watched, which must be of what is learned."""
        return self._read_answers(y)

    def _score_folds(self, learner: Learner) -> None:
        raise NotImplementedError

    def _read_held(self, X_val: Any, y_val: Any, given: Given) -> Given | None:
        if X_val is None and y_val is None:
            return None
        if X_val is None or y_val is None:
            lacks = "X_val" if X_val is None else "y_val"
            raise DataError(f"Validation rows are X_val and y_val together; {lacks} is not given.")
        material = read_material(self, X_val, y_val, reset=False)
        wanted = self._read_known(material.y)
        if wanted.values_NO.shape[1:] != given.wanted.values_NO.shape[1:]:
            raise DataError(
                f"y has {given.wanted.outputs} outputs and y_val has {wanted.outputs}."
            )
        return Given(material, wanted)

    def _answers(self, X: Any) -> tuple[Predictions, ...]:
        """Answer for rows with every output's networks."""
        check_is_fitted(self, "fitted_")
        table, _ = read_table(self, X, reset=False)
        first = self.fitted_[0]
        encoded = first.encoder.encode(table, np.dtype(first.recipe.numbers))
        _tell((*table.notes, *encoded.notes))
        return tuple(predict_encoded(fitted, encoded) for fitted in self.fitted_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.target_tags.multi_output = True
        return tags


def seed_of(random_state: Any) -> int:
    """Return the seed that a random_state stands for: a whole number itself, else one drawn.

    Raises:
        ValueError: it is none of scikit-learn's.
    """
    if isinstance(random_state, int | np.integer) and random_state >= 0:
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _tell(notes: tuple[str, ...]) -> None:
    if notes:
        _log.warning(" ".join(notes))
