"""A rung trained over many seeds as one stack, and scored on rows not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.data.parts import Part, encode_part
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.truth import truth
from separatrix.events import Listener, silent
from separatrix.ladders.problem import Problem, Side
from separatrix.ladders.rung import Rung
from separatrix.metrics.registry import metrics_of, score
from separatrix.recipe import Recipe, replace
from separatrix.training.fitted import Fitted
from separatrix.training.learn import learn_rows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reached:
    """What the seeds reached, from the least to the greatest score."""

    min: float
    median: float
    max: float


@dataclass(frozen=True)
class RungResult:
    """One rung, trained and scored.

    Args:
        rung: What was trained.
        fitted: The stack, a member for each seed, with its history.
        metric: Name of the metric.
        train_K: Score of each member on the rows that it learned from.
        test_K: Score of each member on the other rows.
    """

    rung: Rung
    fitted: Fitted
    metric: str
    train_K: Floats
    test_K: Floats

    @property
    def train(self) -> Reached:
        """What was reached on the rows learned from."""
        return reached(self.train_K)

    @property
    def test(self) -> Reached:
        """What was reached on the other rows."""
        return reached(self.test_K)

    @property
    def seconds(self) -> float:
        """How long the training took."""
        return self.fitted.seconds

    @property
    def parameters(self) -> int:
        """Trained numbers of one member."""
        return self.fitted.stack.architecture.parameters

    @property
    def median_member(self) -> int:
        """The member whose test score is nearest to the median; the first of several."""
        return int(np.abs(self.test_K - np.median(self.test_K)).argmin())


def reached(score_K: Floats) -> Reached:
    """Return least, median and greatest score."""
    return Reached(float(score_K.min()), float(np.median(score_K)), float(score_K.max()))


def run_rung(
    rung: Rung,
    problem: Problem,
    seeds: Sequence[int],
    metric: str | None = None,
    listen: Listener = silent,
) -> RungResult:
    """Train one network for each seed, all as one stack, and score them.

    The test rows are watched for the curves. They steer nothing: there is no early stopping and
    the last weights are kept.

    Args:
        rung: What to train.
        problem: The rows.
        seeds: They decide initial weights, row order and dropout masks.
        metric: Name of the metric; None takes the task's headline.
        listen: Is told of every epoch.

    Raises:
        KeyboardInterrupt: the training was interrupted.
    """
    settings = {"keep": "last", "patience": None}
    members = [replace(rung.recipe, settings | {"seed": seed}) for seed in seeds]
    return run_members(rung, members, problem, metric, listen)


def run_members(
    rung: Rung,
    members: Sequence[Recipe],
    problem: Problem,
    metric: str | None = None,
    listen: Listener = silent,
) -> RungResult:
    """Train a stack whose members may differ in rate, weight decay and seed, and score it."""
    metric = metrics_of(problem.target.task)[0] if metric is None else metric
    fitted = learn_rows(
        members,
        problem.encoder,
        problem.target,
        *(_part(side, problem, members[0].dtype) for side in (problem.train, problem.test)),
        listen=listen,
    )
    if not fitted.finished:
        raise KeyboardInterrupt
    train_K, test_K = (_scores(fitted, problem, s, metric) for s in (problem.train, problem.test))
    return RungResult(rung, fitted, metric, train_K, test_K)


def _part(side: Side, problem: Problem, dtype: str) -> Part:
    """Return one side's rows in the precision of the training."""
    if side.encoded.features_ND.dtype == dtype:
        return Part(side.encoded, side.target_N)
    return encode_part(side.table, problem.encoder, problem.target, dtype)


def _scores(fitted: Fitted, problem: Problem, side: Side, metric: str) -> Floats:
    predictions = predict_encoded(fitted, side.encoded)
    true_N = truth(problem.target, side.table)
    members = (predictions.member(k) for k in range(fitted.members))
    return np.array([score(metric, true_N, answers) for answers in members])
