"""A network in words: the numbers in the formulas add up."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from separatrix.cli.backward_screen import backward
from separatrix.cli.net_screen import net_screen, step_screen
from separatrix.evaluation.step import RowStep, step_row
from separatrix.training.fitted import Fitted
from tests.evaluation.networks import table, trained

NUMBER = r"\(?([−+]?[\d.]+(?:e[−+]?\d+)?)\)?"


def stepped(task: str, **changes: Any) -> tuple[Fitted, RowStep]:
    fitted, rows = trained(table(task), 1, **changes)
    row = rows.take(np.array([3]))
    told, target = fitted.target.encode(row)[0], row.column("y")[0].as_py()
    return fitted, step_row(fitted, fitted.encoder.encode(row, np.float64), float(told), target)


def written(step: RowStep) -> str:
    return printed(step_screen(step, 3))


def printed(told: Iterator[Any]) -> str:
    console = Console(width=400)
    with console.capture() as captured:
        for each in told:
            console.print(each)
    return captured.get()


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def found(pattern: str, text: str) -> list[tuple[float, ...]]:
    return [tuple(map(value, each)) for each in re.findall(pattern, text)]


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu"])
def test_products_that_are_written_are_true(norm: Any, activation: Any) -> None:
    _, step = stepped("binary", norm=norm, activation=activation)
    products = found(rf"{NUMBER} · {NUMBER} = {NUMBER}", written(step))
    assert len(products) >= 5
    for first, second, product in products:
        assert first * second == pytest.approx(product, rel=0.02, abs=1e-12)


def test_sums_that_are_written_are_true() -> None:
    _, step = stepped("binary", hidden=(4, 3))
    forward = written(step).partition("Backward")[0]
    units = {"": "1", **dict(re.findall(rf"(a\d,\d) = relu\(.*?\) = {NUMBER}", forward))}
    sums = re.findall(r"z[23],\d = (.*?) = ([−\d.e]+)", forward)
    assert len(sums) == 4
    assert any(value(answered) > 0 for name, answered in units.items() if name)
    for terms, total in sums:
        added = sum(
            value(f"{sign}{weight}") * value(units[name]) for sign, weight, name in terms_of(terms)
        )
        assert added == pytest.approx(value(total), abs=0.02)


def terms_of(words: str) -> Iterator[tuple[str, str, str]]:
    yield from re.findall(r"([+−]?) ?([\d.e]+)(?:·(a\d,\d))?", words)


@pytest.mark.parametrize(("task", "loss"), [("binary", "bce"), ("multiclass", "cross-entropy")])
def test_the_loss_is_the_logarithm_that_is_written(task: str, loss: Any) -> None:
    _, step = stepped(task, loss=loss)
    ((share, told),) = found(rf"−ln {NUMBER} = {NUMBER}", written(step))
    assert -math.log(share) == pytest.approx(told, rel=0.02, abs=0.002)
    assert told == pytest.approx(step.loss, rel=1e-3)


@pytest.mark.parametrize(
    ("loss", "formula"), [("mse", r"\({} − {}\)²"), ("l1", r"\|{} − {}\|"), ("huber", "{} − {}")]
)
def test_a_regression_is_told_in_the_unit_of_the_table_and_scaled(loss: Any, formula: str) -> None:
    _, step = stepped("regression", loss=loss)
    text = written(step)
    ((output, target),) = found(
        "loss: .*?" + formula.format(NUMBER, NUMBER), text.replace("½", "1/2")
    )
    assert output == pytest.approx(step.layers[-1].after_H[0], rel=0.01)
    assert target == pytest.approx(step.told, rel=0.01)
    ((by, scale, mean, answer),) = found(
        rf"answer: {NUMBER} · {NUMBER} [+] {NUMBER} = {NUMBER}", plus(text)
    )
    assert by * scale + mean == pytest.approx(answer, rel=0.01, abs=0.01)
    assert answer == pytest.approx(step.answer[0], rel=1e-3)
    ((value_, mean_, scale_, learned),) = found(
        rf"the target is learned as \({NUMBER} − {NUMBER}\) / {NUMBER} = {NUMBER}", text
    )
    assert (value_ - mean_) / scale_ == pytest.approx(learned, abs=0.02)
    assert value_ == pytest.approx(step.target, rel=0.01)


def plus(text: str) -> str:
    return re.sub(r" − (?=[\d.]+ = )", " + −", text)


def test_batch_norm_and_temperature_are_told() -> None:
    _, step = stepped("binary", norm="batch")
    assert "no dropout, batch norm by its running statistics" in written(step)
    assert "temperature" not in written(step)
    assert "(z over the temperature 2.5)" in written(replace(step, temperature=2.5))


def test_a_layer_through_which_nothing_flows_moves_no_weight() -> None:
    fitted, rows = trained(table("binary"), 1, hidden=(4,))
    fitted.stack.weights_KP.data.zero_()
    row = rows.take(np.array([3]))
    step = step_row(fitted, fitted.encoder.encode(row, np.float64), 1.0, "yes")
    assert printed(backward(step)).count("0: no weight moves") == 2


def test_wide_layers_are_cut_to_their_largest_terms() -> None:
    _, step = stepped("binary", hidden=(80, 70))
    text = written(step)
    assert "… 74 more" in text
    assert "… 64 more" in text
    assert "… 66 more units" in text
    assert len(text.splitlines()) < 70


def test_sizes_add_up_to_all_parameters() -> None:
    fitted, _ = trained(table("multiclass"), 1, hidden=(6, 3), norm="layer", embed="all")
    lines = [line.split() for line in printed(net_screen(fitted, 0)).splitlines()]
    counts = [int(line[-1]) for line in lines if line and line[-1].isdigit()]
    assert sum(counts[:-1]) == counts[-1] == fitted.stack.architecture.parameters
