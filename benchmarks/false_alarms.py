"""`python -m benchmarks.false_alarms`: how often the ladder says real where nothing is.

Data sets are drawn anew from a population in which two learners are exactly exchangeable: each sees
one of two features that tell as much as each other. Folds and repeats are those of the ladder. What
a learner reaches may depend on its seed too, as a network's does. A verdict of "real" or "worse" is
a false alarm. Then one learner is made better by a stated amount, and its detections are counted.
"""

import argparse
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from separatrix.data.folds import folds_of
from separatrix.ladders.comparison import compare

Floats = NDArray[np.float64]

ALARM = 0.05
STEPS = 25
"""Newton steps that fit the logistic regressions, which are a column wide."""


class Case(NamedTuple):
    """One population.

    Args:
        rows: Rows of a data set.
        tells: How far the classes lie apart in a feature, in its standard deviations.
        better: How much further apart in the second learner's feature.
        noise: Share of a learner's answers that its seed turns around.
        itself: Both learners see the same feature: one recipe against itself, seeds alone apart.
    """

    rows: int
    tells: float
    better: float
    noise: float
    itself: bool = False


CASES = (
    *(Case(rows, 1.0, 0.0, noise) for rows in (100, 400) for noise in (0.0, 0.02)),
    *(Case(rows, 1.0, 0.0, 0.02, itself=True) for rows in (100, 400)),
    *(Case(400, 1.0, better, 0.0) for better in (0.1, 0.2, 0.4)),
)


def main() -> None:
    """Print a row for each population."""
    arguments = _parse()
    print(
        "| rows | seeds turn | better by | corrected test | plain t-test |\n|---|---|---|---|---|"
    )
    for case in CASES:
        if arguments.itself and not case.itself:
            continue
        found = np.array(list(_alarms(case, arguments.draws)))
        corrected, plain = found.mean(axis=0)
        error = np.sqrt(corrected * (1 - corrected) / len(found))
        print(
            f"| {case.rows}{', itself' if case.itself else ''} | {case.noise:.0%} "
            f"| {case.better:g} sd "
            f"| {corrected:.1%} ± {error:.1%} | {plain:.1%} |",
            flush=True,
        )


def _alarms(case: Case, draws: int) -> Iterator[tuple[bool, bool]]:
    """Yield whether the corrected test and the plain one see a difference, for each data set."""
    for draw in range(draws):
        random = np.random.default_rng([draw, case.rows, int(1000 * case.better)])
        labels = random.integers(2, size=case.rows)
        apart = np.array([case.tells, case.tells + case.better])
        X = labels[:, None] * apart + random.normal(size=(case.rows, 2))
        if case.itself:
            X[:, 1] = X[:, 0]
        differences = _differences(X, labels, case.noise, random)
        error = differences.std(ddof=1) / np.sqrt(len(differences))
        plain = bool(abs(differences.mean()) > 2.093 * error) if error else False
        yield compare(differences, 0.2, 0.0).p < ALARM, plain


def _differences(
    X: Floats, labels: NDArray[np.int64], noise: float, random: np.random.Generator
) -> Floats:
    """Return the second learner's accuracy less the first's on 5 folds, 4 times over."""
    found = []
    for repeat in range(4):
        for train, held in folds_of(labels, None, 5, repeat):
            scores = [
                _accuracy(X[:, column], labels, train, held, noise, random) for column in (0, 1)
            ]
            found.append(scores[1] - scores[0])
    return np.array(found)


def _accuracy(
    x: Floats,
    labels: NDArray[np.int64],
    train: NDArray[np.int64],
    held: NDArray[np.int64],
    noise: float,
    random: np.random.Generator,
) -> float:
    slope, offset = _logistic(x[train], labels[train])
    right = (slope * x[held] + offset > 0) == labels[held]
    turned = random.random(len(held)) < noise
    return float((right != turned).mean())


def _logistic(x: Floats, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Fit a logistic regression of one feature, with a little weight decay."""
    design, weights = np.column_stack([x, np.ones(len(x))]), np.zeros(2)
    for _ in range(STEPS):
        chance = expit(design @ weights)
        curved = (design * (chance * (1 - chance))[:, None]).T @ design + 1e-3 * np.eye(2)
        weights = weights + np.linalg.solve(curved, design.T @ (labels - chance) - 1e-3 * weights)
    return float(weights[0]), float(weights[1])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.false_alarms", description=__doc__)
    parser.add_argument("--itself", action="store_true", help="only one recipe against itself")
    parser.add_argument("--draws", type=int, default=2000, help="data sets of each population")
    return parser.parse_args()


if __name__ == "__main__":
    main()
