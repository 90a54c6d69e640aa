"""Inputs that reach a module of one's own unscaled."""

from typing import Any

import numpy as np
import pytest
from torch import nn

from separatrix.data.check import examine
from separatrix.data.encoder import learn_encoder
from separatrix.data.parts import Part, Parts
from separatrix.data.prepare import prepare
from separatrix.evaluation.doctor.examination import examination_of
from separatrix.evaluation.doctor.setting import unscaled_inputs
from separatrix.models.own.module import OwnModule
from separatrix.training.examiner import Examiner
from separatrix.training.learn import learn_rows
from separatrix.workflow import score_parts
from tests.evaluation.doctor.trainings import HEALTHY, table


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))

    def forward(self, x: Any) -> Any:
        return self.layers(x)


@pytest.mark.parametrize("standardise", [True, False])
@pytest.mark.parametrize("own", [True, False])
def test_inputs_that_are_not_scaled_are_told(standardise: bool, own: bool) -> None:
    random = np.random.default_rng(0)
    x_ND = random.normal(1000.0, 300.0, size=(200, 2))
    held = table(x_ND, np.where(x_ND[:, 0] > 1000, "a", "b"))
    prepared = prepare(held, "y")
    checked = examine(held, prepared.columns, prepared.target, None, None)
    encoder = learn_encoder(prepared.part("train"), prepared.columns, standardise=standardise)
    by_name = {
        name: Part(encoder.encode(rows), prepared.target.encode(rows))
        for name, rows in ((name, prepared.part(name)) for name in ("train", "validation", "test"))
    }
    parts, seen = Parts(encoder, prepared.target, by_name), Examiner()
    module = OwnModule(Small) if own else None
    fitted = learn_rows(
        [HEALTHY], encoder, prepared.target, by_name["train"], by_name["validation"],
        observe=seen.see, own=module,
    )  # fmt: skip
    guesses = score_parts(fitted, parts)[1]
    found = examination_of(fitted, parts, guesses, seen.checkups(), checked.findings)
    symptom = unscaled_inputs(found)
    assert (symptom is None) is standardise
    if symptom is not None:
        mean = float(symptom.measured.partition("a mean of ")[2].split()[0])
        assert mean == pytest.approx(1000, rel=0.1)
