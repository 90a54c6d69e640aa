"""What NetClassifier and NetRegressor share."""

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from separatrix.data.unseen import Report, headline, refuse_unseen, report_on
from separatrix.errors import DataError, RecipeError, RunError, path_of
from separatrix.estimators.curves import Curves, curves_of
from separatrix.estimators.learning import Given, Learned, Learner
from separatrix.estimators.material import read_material
from separatrix.estimators.parameters import check_known, in_estimator_words
from separatrix.estimators.saving import Kept, plain_parameters, read_kept, write_kept
from separatrix.estimators.tables import read_table
from separatrix.estimators.targets import Wanted, plain_classes
from separatrix.evaluation.prediction import Predictions, predict_encoded
from separatrix.models.plain import member_module
from separatrix.training.fitted import Fitted

if TYPE_CHECKING:
    from torch import nn

_log = logging.getLogger("separatrix")


class NetEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The workflow behind scikit-learn's methods; see `NetClassifier` and `NetRegressor`."""

    fitted_: tuple[Fitted, ...]
    n_features_in_: int

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] | int = (128, 128),
        activation: str = "relu",
        *,
        solver: str = "adam",
        alpha: float = 1e-4,
        batch_size: int | str = "auto",
        learning_rate_init: float | str = "auto",
        max_iter: int = 200,
        random_state: Any = None,
        warm_start: bool = False,
        momentum: float = 0.9,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        early_stopping: bool | str = "auto",
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        dropout: float = 0.0,
        norm: str = "none",
        embed: str = "some",
        loss: str = "auto",
        schedule: str = "constant",
        clip: float | None = None,
        dtype: str = "auto",
        metric: str = "loss",
        n_seeds: int = 1,
        n_cv: int | None = None,
        module: Any = None,
        module_params: Mapping[str, object] | None = None,
        kinds: Mapping[str, str] | None = None,
        ordered: Mapping[str, Sequence[str]] | None = None,
        strict: bool = False,
        device: str = "auto",
        engine: str = "auto",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.random_state = random_state
        self.warm_start = warm_start
        self.momentum = momentum
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.dropout = dropout
        self.norm = norm
        self.embed = embed
        self.loss = loss
        self.schedule = schedule
        self.clip = clip
        self.dtype = dtype
        self.metric = metric
        self.n_seeds = n_seeds
        self.n_cv = n_cv
        self.module = module
        self.module_params = module_params
        self.kinds = kinds
        self.ordered = ordered
        self.strict = strict
        self.device = device
        self.engine = engine

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
            X: A DataFrame, an array, a sparse matrix or nested lists, of shape (n, features). A
                DataFrame's texts, dates, truth values and missing cells are encoded; a column that
                looks like an identifier is left out, and a note in the log says so.
            y: The answers: of shape (n,), or (n, outputs).
            sample_weight: What each row counts for, of shape (n,). In a small table a row of
                weight 2 is as good as two rows; a row of weight 0 is left out of everything.
            X_val: Rows to watch, in place of some of X.
            y_val: Their answers.
            groups: What says which rows belong together, of shape (n,): validation rows and folds
                never share a group with the rows that are learned from.

        Returns:
            The estimator itself.

        Raises:
            DataError: the rows cannot be used.
            RecipeError: a parameter cannot be used.
        """
        self._switched("strict")
        before = self.fitted_ if self._switched("warm_start") and hasattr(self, "fitted_") else ()
        material = read_material(self, X, y, sample_weight, groups, reset=not before)
        wanted = self._read_known(material.y) if before else self._read_answers(material.y)
        given = Given(material, wanted)
        if before and wanted.outputs != len(before):
            raise DataError(
                f"y has {wanted.outputs} outputs and the training that warm_start goes on with had "
                f"{len(before)}. Set warm_start=False to begin anew."
            )
        held = self._read_held(X_val, y_val, given)
        seed = seed_of(self.random_state)
        learner = Learner(self.get_params(deep=False), given, held, seed, before)
        try:
            learned = learner.learn()
        except (DataError, RecipeError) as error:
            raise type(error)(in_estimator_words(str(error))) from error
        trained = dict.fromkeys(note for each in learned for note in each.fitted.notes)
        _tell(map(in_estimator_words, learner.as_asked), logging.INFO)
        _tell(map(in_estimator_words, (*learner.guessed, *trained)), logging.WARNING)
        self._remember(learned, wanted)
        return self

    def predict_spread(self, X: Any) -> NDArray[np.float64]:
        """Return how far the members disagree: the standard deviation of what they answer.

        It is 0 everywhere for one member; `n_seeds` and `n_cv` give more.

        Args:
            X: Rows, of shape (n, features).

        Returns:
            Of the probabilities, of shape (n, classes), or of the values, of shape (n,); of
            several outputs (n, outputs).
        """
        spreads = [_spread(each) for each in self._answers(X)]
        if not self._several:
            return spreads[0]
        return np.stack([each[:, -1] if each.ndim == 2 else each for each in spreads], axis=1)

    def report(self, X: Any) -> Report:
        """Report what of some rows the training never saw, without answering them.

        Args:
            X: Rows, of shape (n, features).
        """
        check_is_fitted(self, "fitted_")
        table, _ = read_table(self, X, reset=False)
        return report_on(self.fitted_[0].encoder, table)

    @property
    def module_(self) -> "nn.Module | tuple[nn.Module, ...]":
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

    def save(self, path: Path | str, *, overwrite: bool = False) -> Path:
        """Keep the fitted estimator in a folder of its own, in which nothing can be executed.

        Each `model-<output>.safetensors` in it is a model file that `separatrix predict` and
        `separatrix.load` open too.

        Args:
            path: The folder.
            overwrite: Replace a saved estimator that is there.

        Returns:
            Where it stands.

        Raises:
            RunError: it cannot be written, something else is there, or a module of the user's own
                is in it, whose code no file of numbers holds; joblib keeps that.
        """
        check_is_fitted(self, "fitted_")
        return write_kept(
            path_of(path, "path", RunError), self._kept(), self.fitted_, overwrite=overwrite
        )

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Open what `save` wrote; it predicts as the estimator that was saved does.

        Raises:
            RunError: it is not there, damaged, or an estimator of another kind.
        """
        kept, fitted = read_kept(path_of(path, "path", RunError), cls.__name__)
        estimator = cls(**kept.given())
        estimator._recall(kept, fitted)
        return estimator

    def _switched(self, name: str) -> bool:
        """Return a parameter that is on or off.

        Raises:
            RecipeError: it is neither.
        """
        value: object = getattr(self, name)
        if not isinstance(value, bool | np.bool_):
            raise RecipeError(f"{name} must be True or False, got {value!r}.")
        return bool(value)

    def _remember(self, learned: tuple[Learned, ...], wanted: Wanted) -> None:
        self.fitted_ = tuple(each.fitted for each in learned)
        self._several = wanted.several
        self._show(curves_of([each.history for each in self.fitted_ if each.history is not None]))
        if learned[0].held is not None:
            self.oof_prediction_ = self._held([each.held for each in learned if each.held])
        elif hasattr(self, "oof_prediction_"):
            del self.oof_prediction_

    def _show(self, curves: Curves) -> None:
        self._curves = curves
        self.n_outputs_ = len(self.fitted_)
        self.history_ = curves.history
        self.loss_curve_ = _with_nan(curves.loss)
        self.validation_loss_curve_ = (
            None if curves.held_loss is None else _with_nan(curves.held_loss)
        )
        self.best_epoch_ = curves.best_epoch
        self.n_iter_ = curves.epochs

    def _kept(self) -> Kept:
        classes = getattr(self, "classes_", None)
        return Kept(
            estimator=type(self).__name__,
            parameters=plain_parameters(self.get_params(deep=False)),
            features=self.n_features_in_,
            names=tuple(getattr(self, "feature_names_in_", ())) or None,
            several=self._several,
            classes=None if classes is None else list(plain_classes(classes)),
            class_type="" if classes is None else classes.dtype.str,
            curves=self._curves,
        )

    def _recall(self, kept: Kept, fitted: tuple[Fitted, ...]) -> None:
        """Take what was kept as what was fitted."""
        self.fitted_ = fitted
        self._several = kept.several
        self.n_features_in_ = kept.features
        if kept.names is not None:
            self.feature_names_in_ = np.array(kept.names, dtype=object)
        self._show(kept.curves)

    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        raise NotImplementedError

    def _read_known(self, y: NDArray[Any]) -> Wanted:
        """Read answers to rows that are watched, which must be of what is learned."""
        return self._read_answers(y)

    def _held(self, answers: list[Any]) -> NDArray[np.float64]:
        raise NotImplementedError

    def _read_held(self, X_val: Any, y_val: Any, given: Given) -> Given | None:
        if X_val is None and y_val is None:
            return None
        if X_val is None or y_val is None:
            lacks = "X_val" if X_val is None else "y_val"
            raise DataError(f"Validation rows are X_val and y_val together; {lacks} is not given.")
        material = read_material(self, X_val, y_val, reset=False)
        wanted = self._read_watched(material.y, given.wanted)
        if wanted.outputs != given.wanted.outputs:
            raise DataError(f"y has {given.wanted.outputs} outputs and y_val has {wanted.outputs}.")
        return Given(material, wanted)

    def _read_watched(self, y: NDArray[Any], learned: Wanted) -> Wanted:  # noqa: ARG002
        """Read the answers to rows that are watched while `learned` is learned."""
        return self._read_answers(y)

    def _answers(self, X: Any) -> tuple[Predictions, ...]:
        """Answer for rows with every output's networks."""
        check_is_fitted(self, "fitted_")
        table, _ = read_table(self, X, reset=False)
        first = self.fitted_[0]
        report = report_on(first.encoder, table)
        if self._switched("strict"):
            refuse_unseen(report)
        way = f"{type(self).__name__}.report(X)"
        _tell((*table.notes, *headline(report, way)), logging.WARNING)
        encoded = first.encoder.encode(table, np.dtype(first.recipe.numbers))
        return tuple(predict_encoded(fitted, encoded) for fitted in self.fitted_)

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn may expect: missing cells, texts, sparse and several outputs."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.target_tags.multi_output = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Tell whether fit, or load, is behind it."""
        return hasattr(self, "fitted_")


def seed_of(random_state: Any) -> int:
    """Return the seed that a random_state stands for: a whole number itself, else one drawn.

    Raises:
        ValueError: it is none of scikit-learn's.
    """
    if isinstance(random_state, int | np.integer) and random_state >= 0:
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _with_nan(numbers: Sequence[float | None]) -> list[float]:
    return [math.nan if number is None else number for number in numbers]


def _spread(predictions: Predictions) -> NDArray[np.float64]:
    members = predictions.probabilities_KNC
    members = predictions.values_KN if members is None else members
    assert members is not None
    return np.asarray(members.std(axis=0), np.float64)


def _tell(notes: Iterable[str], level: int) -> None:
    told = " ".join(notes)
    if told:
        _log.log(level, "%s", told)
