"""Every rule of the doctor, asked in the order of what would explain the others."""

from collections.abc import Callable

from separatrix.evaluation.doctor.course import (
    diverged,
    never_left_the_start,
    rate_too_high,
    rate_too_low,
    still_falling,
)
from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.fit import members_stuck, overfitting, underfitting
from separatrix.evaluation.doctor.layers import (
    dead_units,
    exploding_gradients,
    saturated_units,
    vanishing_gradients,
)
from separatrix.evaluation.doctor.setting import (
    calibration,
    leak,
    outlying_target,
    skewed_target,
    tiny_batches,
    unscaled_inputs,
    wrong_output,
)
from separatrix.evaluation.doctor.symptom import Ailment, Symptom

Rule = Callable[[Examination], Symptom | None]

RULES: dict[Ailment, Rule] = {
    "diverged": diverged,
    "exploding-gradients": exploding_gradients,
    "leak": leak,
    "unscaled-inputs": unscaled_inputs,
    "tiny-batches": tiny_batches,
    "never-left-the-start": never_left_the_start,
    "members-stuck": members_stuck,
    "underfitting": underfitting,
    "vanishing-gradients": vanishing_gradients,
    "dead-units": dead_units,
    "saturated-units": saturated_units,
    "rate-too-high": rate_too_high,
    "rate-too-low": rate_too_low,
    "overfitting": overfitting,
    "still-falling": still_falling,
    "wrong-output": wrong_output,
    "skewed-target": skewed_target,
    "outlying-target": outlying_target,
    "calibration": calibration,
}
"""Each says what it measured where its ailment is there."""


EXPLAINED: dict[Ailment, frozenset[Ailment]] = {
    "diverged": frozenset(
        {"rate-too-high", "never-left-the-start", "underfitting", "calibration", "members-stuck"}
    ),
    "exploding-gradients": frozenset({"rate-too-high", "underfitting", "calibration"}),
    "vanishing-gradients": frozenset(
        {"never-left-the-start", "underfitting", "rate-too-low", "still-falling", "calibration"}
    ),
    "rate-too-low": frozenset(
        {"never-left-the-start", "underfitting", "still-falling", "calibration"}
    ),
    "rate-too-high": frozenset({"underfitting", "calibration"}),
    "never-left-the-start": frozenset({"underfitting", "still-falling", "calibration"}),
    "still-falling": frozenset({"underfitting", "calibration"}),
    "underfitting": frozenset({"calibration"}),
}
"""What follows from an ailment and need not be told beside it."""


def symptoms_of(found: Examination) -> tuple[Symptom, ...]:
    """Ask every rule; what should be acted on comes first."""
    if found.fitted.history is None or not found.history.epochs:
        return ()
    told = [symptom for rule in RULES.values() if (symptom := rule(found)) is not None]
    names = {symptom.name for symptom in told}
    follow = {each for name in names for each in EXPLAINED.get(name, ())}
    told = [symptom for symptom in told if symptom.name not in follow]
    return tuple(sorted(told, key=lambda symptom: symptom.severity != "act"))
