"""Contributions of columns: they add up, are Shapley values, and are the same each time."""

from itertools import permutations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import torch

from separatrix.data.encoder import Encoded
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.evaluation import contributions as module
from separatrix.evaluation.contributions import contributions
from separatrix.evaluation.prediction import predict_encoded
from separatrix.recipe import Recipe, replace
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn

ROWS = 80


def trained(task: str, **changes: Any) -> tuple[Fitted, Table]:
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, ROWS))
    targets = {
        "regression": 2 * a - b + (a > 0) * b,
        "binary": np.where(a + b > 0, "yes", "no"),
        "multiclass": np.array(list("lmh"))[np.clip(a + 1, 0, 2).astype(int)],
    }
    table = Table(
        pa.table(
            {
                "a": pa.array([None if i % 7 == 0 else x for i, x in enumerate(a)]),
                "b": pa.array(b),
                "few": pa.array(random.choice(["u", "v", "w"], ROWS)),
                "many": pa.array([f"level {i % 13}" for i in range(ROWS)]),
                "y": pa.array(targets[task]),
            }
        )
    )
    prepared = prepare(table, "y")
    recipe = replace(Recipe(hidden=(8,), epochs=20, learning_rate=0.02), changes)
    return learn(prepared, recipe, 2), prepared.part("train")


def encoded(fitted: Fitted, rows: Table, chosen: list[int]) -> Encoded:
    return fitted.encoder.encode(rows.take(np.array(chosen)), np.float32)


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_contributions_and_base_add_up_to_the_answer(task: str) -> None:
    fitted, rows = trained(task)
    row, beside = encoded(fitted, rows, [3]), encoded(fitted, rows, list(range(10, 22)))
    found = contributions(fitted, row, beside)
    total = found.base + sum(each.value for each in found.each)
    assert total == pytest.approx(found.answer, abs=1e-5)
    answers = predict_encoded(fitted, row).answers
    if task == "regression":
        assert found.answer == pytest.approx(float(answers.array[0]), rel=1e-6)
        assert found.of == "y"
    else:
        code = 1 if task == "binary" else int(answers.labels_N[0])
        assert found.answer == pytest.approx(float(answers.array[0, code]), rel=1e-6)
        assert found.of == f"y = {fitted.target.class_names[code]}"
    assert {each.column for each in found.each} == {"a", "b", "few", "many"}


def test_contributions_are_shapley_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside one row, over many orders, they are those of all orders of the columns."""
    monkeypatch.setattr(module, "ORDERS", 200)
    fitted, rows = trained("regression")
    row, other = encoded(fitted, rows, [3]), encoded(fitted, rows, [40])
    found = {each.column: each.value for each in contributions(fitted, row, other).each}
    names = [column.name for column in fitted.encoder.columns]
    expected = dict.fromkeys(names, 0.0)
    orders = list(permutations(range(len(names))))
    for order in orders:
        before = answer(fitted, row, other, set())
        inside: set[str] = set()
        for at in order:
            inside.add(names[at])
            after = answer(fitted, row, other, inside)
            expected[names[at]] += (after - before) / len(orders)
            before = after
    for name in names:
        assert found[name] == pytest.approx(expected[name], abs=0.08 * abs(max(expected.values())))


def answer(fitted: Fitted, row: Encoded, other: Encoded, inside: set[str]) -> float:
    features_ND, codes_NC = other.features_ND.copy(), other.codes_NC.copy()
    at = code = 0
    for column in fitted.encoder.columns:
        wide = len(column.feature_names)
        if column.name in inside:
            features_ND[:, at : at + wide] = row.features_ND[:, at : at + wide]
            if not wide:
                codes_NC[:, code] = row.codes_NC[:, code]
        at, code = at + wide, code + (not wide)
    return float(predict_encoded(fitted, Encoded(features_ND, codes_NC)).answers.array[0])


def test_of_a_line_each_column_contributes_its_weight_times_its_distance() -> None:
    fitted, rows = trained("regression", hidden=())
    row, beside = encoded(fitted, rows, [3]), encoded(fitted, rows, list(range(10, 40)))
    found = {each.column: each.value for each in contributions(fitted, row, beside).each}
    weights_KP = fitted.stack.weights().copy()["weight.0"].detach().numpy()[:, :, 0].mean(axis=0)
    names = list(fitted.encoder.feature_names)
    at = names.index("b")
    away = row.features_ND[0, at] - beside.features_ND[:, at].mean()
    assert found["b"] == pytest.approx(float(weights_KP[at] * away * fitted.target.scale), rel=1e-3)


def test_contributions_leave_the_global_seed_alone_and_repeat() -> None:
    fitted, rows = trained("binary")
    row, beside = encoded(fitted, rows, [3]), encoded(fitted, rows, [10, 11, 12])
    torch.manual_seed(5)
    state = torch.random.get_rng_state()
    one, other = contributions(fitted, row, beside), contributions(fitted, row, beside)
    assert one == other
    assert torch.equal(state, torch.random.get_rng_state())
