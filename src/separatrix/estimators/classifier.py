"""NetClassifier: classes, or labels that a row has or has not."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin

from separatrix.estimators.base import NetEstimator
from separatrix.estimators.learning import Learned
from separatrix.estimators.saving import Kept
from separatrix.estimators.targets import Wanted, read_classes
from separatrix.metrics.answers import Answers
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]


class NetClassifier(ClassifierMixin, NetEstimator):  # type: ignore[misc]  # no types there
    """A classifier for scikit-learn: networks on tables as they come.

    It takes DataFrames with texts, dates, truth values and missing cells as they are, NumPy arrays
    and sparse matrices of numbers. Calls of MLPClassifier work unchanged where the meaning is the
    same. A table of up to 500 rows (also by their summed weight) is learned in full batches and
    float64 for `max_iter` epochs, so that a row of weight 2 is exactly as good as two; a larger one
    in batches and float32, until `n_iter_no_change` epochs brought nothing better on rows that are
    held out. "auto" stands for these two ways.

    Args:
        hidden_layer_sizes: Units of each hidden layer; () for a linear model.
        activation: "identity", "relu", "leaky-relu", "tanh", "logistic", "gelu" or "silu".
        solver: "adam", "adamw", "sgd" or "rmsprop".
        alpha: L2 penalty as in MLPClassifier: alpha / 2 · |W|² / rows of a batch; with adamw the
            decoupled decay itself.
        batch_size: Rows of a step, "full", or "auto".
        learning_rate_init: Size of a step; "auto" takes 0.001 in batches, and in full ones 0.003
            for narrow networks and less for wide ones.
        max_iter: Most epochs.
        random_state: Seed of the first member; the others follow it.
        warm_start: Go on with the networks, Encoder and classes of the last fit.
        momentum: For sgd.
        beta_1: Adam's decay of the first moment.
        beta_2: Adam's decay of the second moment.
        early_stopping: Hold rows out and end by them; True, False or "auto".
        validation_fraction: Share of the rows that are held out.
        n_iter_no_change: Epochs without anything better before a member stops.
        dropout: Share of hidden units that are set to zero in a step.
        norm: "none", "batch" or "layer".
        embed: "some" gives vectors to categories of many levels; "all" to every category, and
            writes numbers piecewise linearly.
        loss: "auto", "log_loss", "bce" or "cross-entropy".
        schedule: How the rate moves: "constant", "linear", "cosine", "one-cycle", "warm-up".
        clip: Largest norm of a gradient; None for any.
        dtype: "float32", "float64", "mixed" or "auto".
        metric: What stopping and the kept weights look at on held-out rows: "loss" or a metric.
        class_weight: None, "balanced" or a dict of classes and their weights.
        threshold: Probability above which the second of two classes is predicted: a number, a
            metric for which it is chosen on held-out rows, or "auto", which follows `metric` where
            that looks at predicted classes and is 0.5 otherwise.
        n_seeds: Networks to train at once, from different seeds; their probabilities are averaged.
        n_cv: Folds; every network then learns from all folds but its own, which it stops by. There
            are n_cv · n_seeds of them, trained as one stack.
        module: A torch.nn.Module of your own, class or instance, which gives logits.
        module_params: What its class is built with.
        kinds: Kinds of columns, by name, where they are not as found, or "drop".
        ordered: Levels of columns that have an order, by name, the lowest first.
        strict: Refuse to answer rows that hold what the training never saw.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".

    Attributes:
        classes_: The classes, of shape (C,); of several labels their numbers.
        n_features_in_: How many features.
        feature_names_in_: Their names, where X had some.
        n_outputs_: How many outputs.
        history_: A dict for each epoch.
        loss_curve_: Training loss after each epoch.
        validation_loss_curve_: The same of the held-out rows; None without any.
        best_epoch_: The epoch, from 1, whose weights are kept; an array for several members.
        n_iter_: How many epochs were trained.
        module_: The first network, after the Encoder, as a plain nn.Module.
        oof_prediction_: With n_cv, the probabilities of each row by those that did not learn it.
        fitted_: What was learned, of each output.

    Example:
        >>> from sklearn.datasets import make_circles
        >>> X, y = make_circles(200, noise=0.05, factor=0.5, random_state=0)
        >>> NetClassifier((16,), random_state=0).fit(X, y).score(X, y) > 0.95
        True
    """

    classes_: NDArray[Any]

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
        class_weight: Any = None,
        threshold: float | str = "auto",
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
        super().__init__(
            hidden_layer_sizes=hidden_layer_sizes,
            activation=activation,
            solver=solver,
            alpha=alpha,
            batch_size=batch_size,
            learning_rate_init=learning_rate_init,
            max_iter=max_iter,
            random_state=random_state,
            warm_start=warm_start,
            momentum=momentum,
            beta_1=beta_1,
            beta_2=beta_2,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            dropout=dropout,
            norm=norm,
            embed=embed,
            loss=loss,
            schedule=schedule,
            clip=clip,
            dtype=dtype,
            metric=metric,
            n_seeds=n_seeds,
            n_cv=n_cv,
            module=module,
            module_params=module_params,
            kinds=kinds,
            ordered=ordered,
            strict=strict,
            device=device,
            engine=engine,
        )
        self.class_weight = class_weight
        self.threshold = threshold

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each row, of shape (n,); of several labels 0 or 1, (n, labels)."""
        labels = [each.answers.labels_N for each in self._answers(X)]
        return np.stack(labels, axis=1) if self._several else self.classes_[labels[0]]

    def predict_proba(self, X: Any) -> Floats:
        """Return probabilities, the mean over the members.

        Returns:
            Of each class, in the order of `classes_`, of shape (n, C); of several labels the
            probability that a row has each, of shape (n, labels).
        """
        return self._probabilities([each.answers for each in self._answers(X)])

    def decision_function(self, X: Any) -> Floats:
        """Return the logarithm of the probabilities' ratio to the threshold.

        Returns:
            Of two classes, of shape (n,), above 0 where the second is predicted; of more the
            logarithm of each probability, of shape (n, C); of several labels (n, labels).
        """
        answers = [each.answers for each in self._answers(X)]
        if self._several:
            return np.stack(list(map(_log_odds, answers)), axis=1)
        if len(self.classes_) == 2:
            return _log_odds(answers[0])
        return _log(answers[0].array)

    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        return read_classes(y)

    def _read_known(self, y: NDArray[Any]) -> Wanted:
        return read_classes(y, None if self._several else self.classes_)

    def _read_watched(self, y: NDArray[Any], learned: Wanted) -> Wanted:
        return read_classes(y, None if learned.several else learned.classes)

    def _remember(self, learned: tuple[Learned, ...], wanted: Wanted) -> None:
        super()._remember(learned, wanted)
        assert wanted.classes is not None
        self.classes_ = wanted.classes

    def _held(self, answers: list[Answers]) -> Floats:
        return self._probabilities(answers)

    def _probabilities(self, answers: list[Answers]) -> Floats:
        if not self._several:
            return np.asarray(answers[0].array, np.float64)
        return np.stack([each.array[:, 1] for each in answers], axis=1)

    def _recall(self, kept: Kept, fitted: tuple[Fitted, ...]) -> None:
        super()._recall(kept, fitted)
        self.classes_ = np.array(kept.classes, dtype=kept.class_type)

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn may expect: several labels too."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags


def _log_odds(answers: Answers) -> Floats:
    """Return the logit of the second class's probability less that of the threshold.

    It follows from that probability alone, so that both rank rows alike.
    """
    positive_N, at = answers.array[:, 1], np.array(answers.threshold)
    return _log(positive_N) - _log(1 - positive_N) - (_log(at) - _log(1 - at))


def _log(probabilities: Any) -> Floats:
    """Return logarithms that are finite for 0 too."""
    least = np.finfo(np.float64).smallest_subnormal
    return np.log(np.maximum(np.asarray(probabilities, np.float64), least))
