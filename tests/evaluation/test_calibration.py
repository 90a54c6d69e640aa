"""Probabilities against what happened, and the temperature that brings them together."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

import separatrix
from separatrix.data.parts import Part, encode_parts
from separatrix.data.prepare import prepare
from separatrix.evaluation.calibration import reliability
from separatrix.evaluation.prediction import logits, predict_encoded
from separatrix.evaluation.temperature import find_temperature, with_temperature
from separatrix.metrics.probabilities import probabilities
from separatrix.metrics.registry import score
from separatrix.recipe import Recipe
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn_parts


def drawn(rows: int, seed: int, sure: float = 1.0) -> tuple[Any, Any]:
    """Return true classes and logits that are so many times too large."""
    random = np.random.default_rng(seed)
    logit_N = random.normal(0, 2, rows)
    truth_N = (random.random(rows) < 1 / (1 + np.exp(-logit_N))).astype(np.int64)
    return truth_N, sure * logit_N


def both(p_N: Any) -> Any:
    return np.stack([1 - p_N, p_N], axis=1)


def test_bins_are_those_of_scikit_learns_quantiles() -> None:
    truth, logit = drawn(1000, 0)
    p = 1 / (1 + np.exp(-logit))
    found = reliability(truth, both(p))
    happened, told = calibration_curve(truth, p, n_bins=10, strategy="quantile")
    np.testing.assert_allclose([each.told for each in found.bins], told, atol=0.002)
    np.testing.assert_allclose([each.happened for each in found.bins], happened, atol=0.02)
    assert sum(each.rows for each in found.bins) == 1000


def test_the_error_is_small_where_probabilities_are_true_and_large_where_they_are_not() -> None:
    truth, logit = drawn(20_000, 1)
    true = reliability(truth, probabilities(logit[None, :, None])[0])
    bold = reliability(truth, probabilities(4 * logit[None, :, None])[0])
    assert true.error < 0.015
    assert bold.error > 0.08
    assert all(each.low <= each.told <= each.high for each in true.bins[1:-1])


@given(st.integers(0, 50), st.integers(1, 200))
def test_intervals_hold_what_happened_and_equal_probabilities_stay_together(
    seed: int, rows: int
) -> None:
    random = np.random.default_rng(seed)
    p = random.choice([0.2, 0.2, 0.5, 0.9], rows)
    found = reliability(random.integers(2, size=rows), both(p))
    assert len(found.bins) <= 3
    assert all(each.low - 1e-12 <= each.happened <= each.high + 1e-12 for each in found.bins)
    assert 0 <= found.error <= 1


def test_a_weight_of_two_counts_as_two_rows() -> None:
    truth, logit = drawn(20, 3)  # one bin, with or without the rows that stand twice
    p = both(1 / (1 + np.exp(-logit)))
    twice = np.concatenate([np.arange(20), np.arange(0, 20, 2)])
    weight = 1.0 + (np.arange(20) % 2 == 0)
    assert reliability(truth, p, weight).error == pytest.approx(
        reliability(truth[twice], p[twice]).error
    )


@pytest.mark.parametrize("sure", [0.5, 1.0, 3.0])
def test_the_temperature_is_how_much_too_sure_the_logits_are(sure: float) -> None:
    truth, logit = drawn(20_000, 2, sure)
    found = find_temperature(logit[None, :, None], truth)
    assert found == pytest.approx(sure, rel=0.05)
    tried = np.exp(np.linspace(np.log(0.1), np.log(10), 400))
    losses = [score("log_loss", truth, separatrix_answers(logit / each)) for each in tried]
    assert found == pytest.approx(tried[int(np.argmin(losses))], rel=0.02)


def separatrix_answers(logit_N: Any) -> Any:
    from separatrix.metrics.answers import Answers

    return Answers(probabilities(logit_N[None, :, None])[0])


def overfitted() -> tuple[Fitted, dict[str, Part]]:
    """Return networks that are far too sure of noisy labels."""
    random = np.random.default_rng(0)
    x = random.normal(size=(600, 5))
    y = np.where(x[:, 0] + random.normal(0, 1.5, 600) > 0, "yes", "no")
    table = separatrix.open_table({**{f"x{i}": x[:, i] for i in range(5)}, "y": y})
    parts = encode_parts(prepare(table, "y"), "float32")
    recipe = Recipe(hidden=(64, 64), epochs=60, keep="last", learning_rate=3e-3)
    return learn_parts(parts, recipe, 2), dict(parts.by_name)


def test_networks_that_are_too_sure_are_cooled_and_test_rows_gain_from_it() -> None:
    fitted, parts = overfitted()
    assert fitted.temperature > 1.5
    assert any("less sure, by a temperature of" in note for note in fitted.notes)
    test = parts["test"]
    cooled, hot = (
        predict_encoded(each, test.encoded).answers
        for each in (fitted, replace(fitted, temperature=1.0))
    )
    assert score("log_loss", test.target_N, cooled) < score("log_loss", test.target_N, hot)
    np.testing.assert_allclose(
        cooled.array,
        probabilities(logits(fitted.stack, test.encoded) / fitted.temperature).mean(axis=0),
    )


def test_nothing_but_validation_rows_decides_the_temperature() -> None:
    fitted, parts = overfitted()
    plain = replace(fitted, temperature=1.0, notes=())
    again = with_temperature(plain, parts["validation"])
    assert again.temperature == fitted.temperature
    other = with_temperature(plain, parts["train"])
    assert other.temperature < again.temperature


def test_a_temperature_that_does_not_help_beyond_noise_is_left_out() -> None:
    truth, logit = drawn(800, 7)
    table = separatrix.open_table({"x": logit, "y": np.where(truth == 1, "yes", "no")})
    parts = encode_parts(prepare(table, "y"), "float32")
    fitted = learn_parts(parts, Recipe(hidden=(), epochs=300, learning_rate=0.05), 1)
    assert fitted.temperature == 1.0
    assert not [note for note in fitted.notes if "temperature" in note]


def test_a_temperature_is_kept_with_the_run(tmp_path: Any) -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(500, 4))
    y = np.where(x[:, 0] + random.normal(0, 2, 500) > 0, "yes", "no")
    table = {**{f"x{i}": x[:, i] for i in range(4)}, "y": y}
    recipe = Recipe(hidden=(64, 64), epochs=60, keep="last", learning_rate=3e-3)
    run = separatrix.train(table, target="y", recipe=recipe, out=tmp_path / "run", pictures=False)
    assert run.fitted.temperature > 1.2
    for place in ("run", "run/model.safetensors"):
        again = separatrix.load(tmp_path / place)
        assert again.fitted.temperature == run.fitted.temperature
        np.testing.assert_array_equal(again.predict_proba(table), run.predict_proba(table))
    row = {name: cells[3] for name, cells in table.items() if name != "y"}
    np.testing.assert_allclose(run.predict_proba(row)[0], run.predict_proba(table)[3], rtol=1e-6)
