"""All that the doctor looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.checks.finding import Finding
from separatrix.data.parts import Parts
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.truth import restored
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe
from separatrix.training.checkups import Checkup, Checkups, as_array
from separatrix.training.fitted import Fitted
from separatrix.training.history import History

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Examination:
    """A training as the doctor sees it.

    Args:
        fitted: The training, with its history.
        rows: Training rows.
        guess: What guessing reaches in the history's metric, on held-out or else training rows;
            None where that is not known.
        checkups: How its layers stood.
        findings: What was found in the table before.
        target_N: Class codes, or values in the unit of the table, of training rows; None without.
        held: Truth and answers of held-out rows; None without any.
    """

    fitted: Fitted
    rows: int
    guess: float | None = None
    checkups: Checkups = field(default_factory=Checkups)
    findings: tuple[Finding, ...] = ()
    target_N: NDArray[Any] | None = None
    held: tuple[NDArray[Any], Answers] | None = None

    @property
    def recipe(self) -> Recipe:
        """The settings, the first member's."""
        return self.fitted.recipe

    @property
    def history(self) -> History:
        """The course of the training."""
        assert self.fitted.history is not None, "the doctor sees trainings with a history"
        return self.fitted.history

    @property
    def hidden(self) -> int:
        """Count the hidden layers; 0 for a module of the user's own, whose layers are not known."""
        shape = self.fitted.stack.architecture
        return len(shape.hidden) if isinstance(shape, Architecture) else 0

    @cached_property
    def kept_K(self) -> NDArray[np.int64]:
        """The epoch, from 0, whose weights each member keeps."""
        return np.minimum(self.history.kept_K, self.history.epochs - 1)

    @property
    def train_score_K(self) -> Floats:
        """Each member's score on the training rows, with the weights that it keeps."""
        return _at(self.history.train_metric_EK, self.kept_K)

    @property
    def held_score_K(self) -> Floats | None:
        """Likewise on held-out rows."""
        held_EK = self.history.held_metric_EK
        return None if held_EK is None else _at(held_EK, self.kept_K)

    @property
    def greater_is_better(self) -> bool:
        """Whether a higher score is the better one."""
        return METRICS[self.history.metric].greater_is_better

    @property
    def last(self) -> Checkup | None:
        """The last checkup, if there was one after the first epoch."""
        taken = self.checkups.taken
        return taken[-1] if taken and taken[-1].epoch > 0 else None

    @property
    def step_share(self) -> float:
        """By which share of their norm the weights moved in a step, at least, when last looked at.

        It is the median over layers and members of an epoch's move, by its steps: what they moved
        by if every step went the same way. Some 1e-3 is a rule of thumb for a single step
        (Karpathy, CS231n); nan where it is not known.
        """
        return _step_share(self.checkups.taken[::-1])

    @property
    def first_step_share(self) -> float:
        """Likewise in the first epoch that was looked at."""
        return _step_share(self.checkups.taken)

    @property
    def learned_K(self) -> Floats:
        """How much of the guess's own loss was learned away on training rows, 1 being all of it.

        Of values it is R²; nan where the rows are not at hand, or the loss is of another kind.
        """
        loss_K = _at(self.history.train_loss_EK, self.kept_K)
        loss, target_N = self.recipe.loss, self.target_N
        if loss == "mse":
            return 1 - loss_K
        if loss not in ("bce", "cross-entropy") or target_N is None or not len(target_N):
            return np.full(len(loss_K), np.nan)
        shares_C = np.unique(target_N, return_counts=True)[1] / len(target_N)
        return 1 - loss_K / max(float(-(shares_C * np.log(shares_C)).sum()), 1e-12)

    def gained_K(self, score_K: Floats) -> Floats:
        """Return how much of the way from the guess to what is best scores have gone.

        Errors and losses go from the guess down to 0, shares and coefficients from the guess up to
        1; nan where the guess is not known.
        """
        if self.guess is None:
            return np.full(len(score_K), np.nan)
        if self.greater_is_better:
            best = METRICS[self.history.metric].highest
            room = (best if np.isfinite(best) else 1.0) - self.guess
            return (score_K - self.guess) / max(room, 1e-9)
        return (self.guess - score_K) / max(self.guess, 1e-12)


def examination_of(
    fitted: Fitted,
    parts: Parts,
    guesses: Mapping[str, Mapping[str, float | None]],
    checkups: Checkups,
    findings: tuple[Finding, ...] = (),
) -> Examination:
    """Return a training as the doctor sees it.

    Args:
        fitted: The training.
        parts: Its encoded rows.
        guesses: What guessing reaches, by part and metric.
        checkups: How its layers stood.
        findings: What was found in the table before.
    """
    train, held = parts.by_name["train"], parts.by_name["validation"]
    metric = "" if fitted.history is None else fitted.history.metric
    told = None
    if len(held):
        answers = predict_encoded(fitted, held.encoded).answers
        told = (restored(fitted.target, held.target_N), answers)
    guess = guesses["train"].get(metric)
    target_N = restored(fitted.target, train.target_N)
    return Examination(fitted, len(train), guess, checkups, findings, target_N, told)


def _step_share(taken: Sequence[Checkup]) -> float:
    """Return the share of the first checkup that knows one."""
    for each in taken:
        if each.update is not None and each.steps:
            steps = max(float(np.median(each.steps)), 1.0)
            return float(np.median(as_array(each.update))) / steps
    return float("nan")


def _at(values_EK: Floats, epoch_K: NDArray[np.int64]) -> Floats:
    found_K: Floats = np.take_along_axis(values_EK, epoch_K[None], axis=0)[0]
    return found_K
