"""Every rule of the doctor: told of a real training that is ill so, silent of one that is well."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args

import numpy as np
import pytest

from separatrix.data.table import Table
from separatrix.evaluation.calibration import reliability
from separatrix.evaluation.doctor.doctor import EXPLAINED, RULES, symptoms_of
from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Ailment
from separatrix.recipe import replace
from tests.evaluation.doctor.trainings import (
    HEALTHY,
    circles,
    noise,
    regression,
    table,
    trained,
)


@dataclass(frozen=True)
class Patient:
    """A training: a table, and what is other than in the recipe that learns circles."""

    held: Callable[[], Table]
    changes: dict[str, Any] = field(default_factory=dict)
    seeds: int = 1
    task: Any = None

    def examined(self, cure: str = "", seed: int = 0) -> Examination:
        """Train it, with options of `separatrix train` that are to cure it, and look."""
        given: dict[str, Any] = {"task": self.task}
        recipe, seeds = replace(HEALTHY, self.changes | {"seed": seed}), self.seeds
        for name, value in options_of(cure):
            if name == "seeds":
                seeds = int(value)
            elif name == "log_target":
                given[name] = True
            elif name == "drop":
                given["kinds"] = {value: "drop"}
            elif name == "task":
                given[name] = value
            else:
                recipe = replace(recipe, {name: read(name, value)})
        return trained(self.held(), recipe, seeds, **given)


def options_of(words: str) -> Iterator[tuple[str, str]]:
    """Yield the options of a command with what stands behind each."""
    for option in words.split("--")[1:]:
        name, _, value = option.strip().partition(" ")
        yield name.replace("-", "_"), value.strip("'")


def read(name: str, word: str) -> Any:
    """Read what stands behind an option of the recipe as the command does."""
    if name == "hidden":
        return tuple(map(int, word.split(",")))
    for kind in (int, float):
        with suppress(ValueError):
            return kind(word)
    return word


def skewed() -> Table:
    random = np.random.default_rng(0)
    x_ND = random.normal(size=(300, 3))
    return table(x_ND, np.exp(2 * x_ND[:, 0] + random.normal(size=300)))


def outlying() -> Table:
    random = np.random.default_rng(0)
    x_ND = random.normal(size=(300, 3))
    y_N = x_ND[:, 0] + 0.1 * random.normal(size=300)
    y_N[::60] = 500.0
    return table(x_ND, y_N)


def leaking(leak: bool = True) -> Table:
    random = np.random.default_rng(0)
    x_ND = random.normal(size=(300, 3))
    label_N = x_ND[:, 0] + random.normal(size=300) > 0
    if leak:
        x_ND[:, 2] = label_N * 2.0 + 0.01 * random.normal(size=300)
    return table(x_ND, np.where(label_N, "yes", "no"))


def counted(values: int) -> Table:
    random = np.random.default_rng(0)
    x_ND = random.normal(size=(600, 2))
    about_N = values * (0.5 + 0.2 * x_ND[:, 0] + 0.1 * random.normal(size=600))
    return table(x_ND, np.clip(np.round(about_N), 0, values - 1).astype(int))


DEEP = {"hidden": (16,) * 8, "activation": "sigmoid", "optimizer": "sgd", "learning_rate": 0.1}
WIDE = {"hidden": (64, 64)}
HEART = WIDE | {"epochs": 200, "keep": "last"}
SGD = {"optimizer": "sgd"}

ILL: dict[Ailment, list[Patient]] = {
    "diverged": [Patient(regression, SGD | {"learning_rate": 50.0, "epochs": 8})],
    "exploding-gradients": [Patient(regression, WIDE | SGD | {"learning_rate": 2.0, "epochs": 16})],
    "leak": [Patient(leaking)],
    "unscaled-inputs": [],  # not by a recipe: see below
    "tiny-batches": [Patient(circles, {"norm": "batch", "batch_size": 2, "epochs": 5})],
    "never-left-the-start": [Patient(circles, DEEP), Patient(circles, {"learning_rate": 1e-6})],
    "members-stuck": [Patient(circles, {"hidden": (3,), "epochs": 150}, seeds=20)],
    "underfitting": [
        Patient(circles, {"hidden": ()}),
        Patient(partial(regression, noise=8.0), {"hidden": ()}),
    ],
    "vanishing-gradients": [Patient(circles, DEEP)],
    "dead-units": [Patient(circles, SGD | WIDE | {"learning_rate": 10.0})],
    "saturated-units": [Patient(circles, WIDE | {"activation": "tanh", "learning_rate": 0.3})],
    "rate-too-high": [
        Patient(circles, WIDE | {"learning_rate": 0.3}),
        Patient(circles, SGD | {"learning_rate": 10.0}),
    ],
    "rate-too-low": [
        Patient(circles, {"learning_rate": 1e-5}),
        Patient(circles, SGD | {"learning_rate": 1e-4}),
    ],
    "overfitting": [
        Patient(noise, HEART),
        Patient(partial(regression, rows=100, columns=20, noise=1.5), HEART),
    ],
    "still-falling": [Patient(circles, {"epochs": 11})],
    "wrong-output": [
        Patient(partial(counted, 4), {"epochs": 10}, task="regression"),
        Patient(partial(counted, 20), {"epochs": 10}, task="classification"),
    ],
    "skewed-target": [Patient(skewed)],
    "outlying-target": [Patient(outlying)],
    "calibration": [Patient(partial(noise, rows=700), HEART)],
}
"""Trainings that have each ailment."""

WELL = {
    "circles": Patient(circles),
    "numbers": Patient(regression, {"epochs": 80}),
    "members": Patient(circles, {"hidden": (16, 16)}, seeds=5),
    "tanh": Patient(circles, {"activation": "tanh", "hidden": (16,), "epochs": 250}),
    "batch norm": Patient(circles, {"norm": "batch"}),
    "no leak": Patient(partial(leaking, leak=False)),
    "amounts": Patient(partial(counted, 40), {"epochs": 30}, task="regression"),
    "kinds": Patient(partial(counted, 4), {"epochs": 30}, task="classification"),
}
"""Trainings that are well."""

SEEDS = (0, 1, 2)

EASED: set[Ailment] = {"overfitting", "calibration"}
"""Ailments that their advice makes less of, and may leave."""


@pytest.fixture(scope="module")
def healthy() -> dict[str, Examination]:
    return {
        f"{name}, seed {seed}": patient.examined(seed=seed)
        for name, patient in WELL.items()
        for seed in SEEDS
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name, each in ILL.items() for at in range(len(each))]
)
def test_every_rule_tells_its_ailment(name: Ailment, at: int, seed: int) -> None:
    found = ILL[name][at].examined(seed=seed)
    symptom = RULES[name](found)
    assert symptom is not None
    assert symptom.name == name
    assert any(digit.isdigit() for digit in symptom.measured) or name == "leak"
    assert symptom.means
    assert symptom.options or symptom.advice
    told = [each.name for each in symptoms_of(found)]
    explained = {each for other in told for each in EXPLAINED.get(other, ())}
    assert name in told or name in explained


@pytest.mark.parametrize("name", list(RULES))
def test_every_rule_is_silent_of_trainings_that_are_well(
    healthy: dict[str, Examination], name: Ailment
) -> None:
    assert {which for which, found in healthy.items() if RULES[name](found)} == set()


@pytest.mark.parametrize(
    ("name", "at"),
    [
        (name, at)
        for name, each in ILL.items()
        for at in range(len(each))
        if (name, at) != ("underfitting", 1)  # rows of mere noise, of which there is no cure
    ],
)
def test_what_the_doctor_says_to_try_helps(name: Ailment, at: int) -> None:
    patient = ILL[name][at]
    ill = patient.examined()
    symptom = RULES[name](ill)
    assert symptom is not None
    treated = patient.examined(symptom.options)
    if name in EASED:
        assert severity_of(name, treated) < 0.9 * severity_of(name, ill)
        return
    again = RULES[name](treated)  # a rate that is ten thousand times too low takes two steps
    assert again is None or RULES[name](patient.examined(again.options)) is None


def severity_of(name: Ailment, found: Examination) -> float:
    """Measure an ailment that is not simply there or not."""
    assert found.held is not None
    if name == "calibration":
        truth_N, answers = found.held
        return reliability(truth_N, np.asarray(answers.probabilities_NC, np.float64)).error
    assert found.held_score_K is not None
    train_K, held_K = (found.gained_K(each) for each in (found.train_score_K, found.held_score_K))
    return float(np.median(train_K - held_K))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 8))
def test_the_rules_are_right_on_other_seeds(seed: int) -> None:
    missed = [
        (name, at)
        for name, patients in ILL.items()
        for at, patient in enumerate(patients)
        if RULES[name](patient.examined(seed=seed)) is None
    ]
    well = {which: patient.examined(seed=seed) for which, patient in WELL.items()}
    alarms = [
        (which, name)
        for which, found in well.items()
        for name, rule in RULES.items()
        if rule(found) is not None
    ]
    assert missed == []
    assert alarms == []


def test_every_ailment_has_a_rule_and_a_training() -> None:
    assert set(RULES) == set(get_args(Ailment)) == set(ILL)
    assert {name for name, each in ILL.items() if not each} == {"unscaled-inputs"}
