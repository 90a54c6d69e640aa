"""Inside a network: what is shown of it is what it computes."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from separatrix.data.encoder import Encoded
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.evaluation.inside import activation_of, anatomy, flows, passed
from separatrix.evaluation.prediction import logits
from separatrix.evaluation.step import step_row
from separatrix.evaluation.unit_maps import unit_maps, warps
from separatrix.models.plain import member_module
from separatrix.recipe import Recipe
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn

RECIPE = Recipe(hidden=(5, 2), epochs=15, batch_size=16, learning_rate=0.02, dtype="float64")
BOUNDS = ((-1.2, 1.2), (-1.1, 1.1))


def table(task: str, rows: int = 120) -> Table:
    random = np.random.default_rng(0)
    size_N = random.normal(size=rows)
    columns: dict[str, Any] = {
        "size": [None if i % 9 == 0 else x for i, x in enumerate(size_N.tolist())],
        "kind": random.choice(["u", "v", "w"], rows).tolist(),
        "place": [f"place {i % 13}" for i in range(rows)],
    }
    answers = {
        "binary": np.where(size_N > 0, "yes", "no").tolist(),
        "multiclass": [f"{'lmh'[int(x)]}" for x in np.clip(size_N + 1, 0, 2)],
        "regression": (3 * size_N + random.normal(size=rows)).tolist(),
    }
    return Table(pa.table({**columns, "y": answers[task]}))


def trained(held: Table, seeds: int = 2, **changes: Any) -> tuple[Fitted, Table]:
    prepared = prepare(held, held.names[-1])
    return learn(prepared, Recipe(**{**_plain(), **changes}), seeds), prepared.part("train")


def _plain() -> dict[str, Any]:
    return {name: getattr(RECIPE, name) for name in RECIPE.__struct_fields__}


def encoder_of(fitted: Fitted) -> Any:
    def encode(points_N2: NDArray[np.float64]) -> Encoded:
        columns = {"x1": points_N2[:, 0], "x2": points_N2[:, 1]}
        return fitted.encoder.encode(Table(pa.table(columns)), np.float64)

    return encode


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


def test_maps_of_units_are_their_answers_over_the_plane() -> None:
    fitted, _ = trained(make_toy("circles", rows=150))
    encode, (x_G, y_G) = encoder_of(fitted), (np.linspace(*ends, 7) for ends in BOUNDS)
    maps = unit_maps(fitted, encode, BOUNDS, member=1, steps=7)
    assert [(each.name, len(each.units)) for each in maps] == [
        ("hidden 1", 5),
        ("hidden 2", 2),
        ("output", 1),
    ]
    point = encode(np.array([[x_G[2], y_G[5]]]))
    np.testing.assert_allclose(maps[-1].answers_UGG[0, 5, 2], logits(fitted.stack, point)[1, 0, 0])


@pytest.mark.parametrize("hidden", [(5, 2), (6,), (4, 4, 4)])
def test_behind_the_last_layer_the_line_parts_rows_as_the_network_does(hidden: Any) -> None:
    fitted, rows = trained(make_toy("circles", rows=150), hidden=hidden)
    points_N2 = np.column_stack([np.asarray(rows.column(name)) for name in ("x1", "x2")])
    found = warps(fitted, encoder_of(fitted), BOUNDS, points_N2, member=0)
    assert [each.name for each in found] == [
        "inputs",
        *(f"hidden {i + 1}" for i in range(len(hidden))),
    ]
    last = found[-1]
    assert last.line is not None
    start, end = np.array(last.line[0]), np.array(last.line[1])
    along, apart = end - start, last.points_N2 - start
    side_N = np.sign(along[0] * apart[:, 1] - along[1] * apart[:, 0])
    answered_N = np.sign(logits(fitted.stack, encoder_of(fitted)(points_N2))[0, :, 0])
    assert abs(np.mean(side_N == answered_N) - 0.5) == pytest.approx(0.5)


def plain_loss(task: str, output: torch.Tensor, told: float) -> torch.Tensor:
    if task == "binary":
        target = torch.tensor([told], dtype=torch.float64)
        return functional.binary_cross_entropy_with_logits(output[:, 0], target)
    if task == "multiclass":
        return functional.cross_entropy(output, torch.tensor([int(told)]))
    return (output[0, 0] - told) ** 2


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("norm", ["none", "batch"])
def test_a_row_steps_forward_and_back_as_plain_pytorch_does(task: str, norm: Any) -> None:
    fitted, rows = trained(table(task), norm=norm)
    row = rows.take(np.array([3]))
    encoded = fitted.encoder.encode(row, np.float64)
    told = float(fitted.target.encode(row)[0])
    step = step_row(fitted, encoded, told, "as it is", member=1)
    module = member_module(fitted.stack, 1).double().eval()
    output = module(torch.from_numpy(encoded.features_ND), torch.from_numpy(encoded.codes_NC))
    loss = plain_loss(task, output, told)
    assert step.loss == pytest.approx(float(loss.detach()))
    linear = [each for each in module.modules() if isinstance(each, torch.nn.Linear)]
    gradients = torch.autograd.grad(loss, [each.weight for each in linear])
    for found, gradient in zip(step.layers, gradients, strict=True):
        np.testing.assert_allclose(found.weight_gradient_IH, gradient.numpy().T, atol=1e-10)
    assert step.loss_after < step.loss or step.loss < 1e-6
    if norm == "none":
        for at, found in enumerate(step.layers):
            below = step.input_D if at == 0 else step.layers[at - 1].after_H
            outer = np.outer(below, found.gradient_H)
            np.testing.assert_allclose(found.weight_gradient_IH, outer, atol=1e-10)
            np.testing.assert_allclose(found.bias_gradient_H, found.gradient_H, atol=1e-10)


def test_a_step_changes_nothing_of_the_network() -> None:
    fitted, rows = trained(table("binary"))
    before = fitted.stack.weights_KP.detach().clone()
    row = rows.take(np.array([0]))
    step_row(fitted, fitted.encoder.encode(row, np.float64), 1.0, "yes")
    assert torch.equal(before, fitted.stack.weights_KP)
