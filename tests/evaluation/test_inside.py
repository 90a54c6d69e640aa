"""Inside a network: what is shown of it is what it computes."""

from typing import Any

import numpy as np
import pytest

from separatrix.evaluation.inside import activation_of, anatomy, flows, passed
from separatrix.evaluation.prediction import logits
from tests.evaluation.networks import table, trained


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_what_passes_through_ends_in_the_logits(task: str, norm: Any, activation: Any) -> None:
    fitted, rows = trained(table(task), norm=norm, activation=activation)
    encoded = fitted.encoder.encode(rows, np.float64)
    for member in (0, 1):
        found = passed(fitted, encoded, member)
        np.testing.assert_allclose(
            found.after[-1], logits(fitted.stack, encoded)[member], atol=1e-9
        )
        activate = activation_of(fitted)
        for before, after in zip(found.before[:-1], found.after[:-1], strict=True):
            np.testing.assert_allclose(activate(before), after, atol=1e-12)
        parts = anatomy(fitted, member)
        assert parts.parameters == fitted.stack.architecture.parameters
        assert len(parts.inputs) == found.inputs_ND.shape[1]
        if norm == "none":
            first = parts.layers[0]
            expected = found.inputs_ND @ first.weight_IO + first.bias_O
            np.testing.assert_allclose(found.before[0], expected, atol=1e-9)


def test_flows_are_shares_of_all_that_flowed() -> None:
    fitted, rows = trained(table("binary"))
    encoded = fitted.encoder.encode(rows, np.float64)
    found = list(flows(fitted, encoded, 1))
    assert [flow.name for flow in found] == ["hidden 1", "hidden 2"]
    for flow, after in zip(found, passed(fitted, encoded, 1).after, strict=False):
        assert flow.shares.sum() == pytest.approx(1)
        assert flow.dead == np.mean((after == 0).all(axis=0))
