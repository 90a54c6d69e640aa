"""What ails a training, in words."""

from typing import Literal

import msgspec

Severity = Literal["act", "look"]

# A name stays once it was released: runs keep their symptoms and are read strictly.
Ailment = Literal[
    "diverged",
    "exploding-gradients",
    "vanishing-gradients",
    "never-left-the-start",
    "underfitting",
    "members-stuck",
    "leak",
    "wrong-output",
    "skewed-target",
    "outlying-target",
    "unscaled-inputs",
    "tiny-batches",
    "dead-units",
    "saturated-units",
    "rate-too-high",
    "rate-too-low",
    "still-falling",
    "overfitting",
    "calibration",
]


class Symptom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that ails a training.

    Args:
        name: Which.
        severity: "act" where the network is worse for it, "look" where it may be.
        measured: What was measured, with its numbers.
        means: What that means.
        options: Options of `separatrix train` to try; empty where no option helps.
        advice: What to try, in words, where no option says it.
    """

    name: Ailment
    severity: Severity
    measured: str
    means: str
    options: str = ""
    advice: str = ""
