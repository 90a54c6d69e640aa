"""Numbers in bins: each feature is a place within its bin, whatever the values are."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import separatrix
from separatrix.data.columns.category import EmbeddedEncoder
from separatrix.data.columns.piecewise import (
    MOST_FEATURES,
    PiecewiseEncoder,
    bins_of,
    learn_piecewise,
)
from separatrix.data.encoder import learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.recipe import Recipe

CELLS = st.lists(
    st.one_of(st.none(), st.floats(-1e300, 1e300), st.integers(-3, 3).map(float)), min_size=1
)


def learned(cells: list[float | None], bins: int = 4) -> PiecewiseEncoder:
    return learn_piecewise(pa.chunked_array([pa.array(cells, pa.float64())]), "x", None, bins)


def place(value: float, edges: tuple[float, ...], b: int) -> float:
    """Say where a number lies within a bin, by the words of the docstring."""
    share = (value - edges[b]) / (edges[b + 1] - edges[b])
    low = -1.0 if b == 0 else 0.0
    high = 2.0 if b == len(edges) - 2 else 1.0
    return 2 * min(max(share, low), high) - 1


@given(cells=CELLS, bins=st.integers(1, 6))
def test_every_feature_is_the_place_within_its_bin(cells: list[float | None], bins: int) -> None:
    encoder = learned(cells, bins)
    features_ND = encoder.encode(pa.chunked_array([pa.array(cells, pa.float64())])).features_ND
    assert features_ND.shape == (len(cells), len(encoder.feature_names))
    plain = len(encoder.number.feature_names)
    for row in features_ND:
        expected = [place(row[0], encoder.edges, b) for b in range(len(encoder.edges) - 1)]
        np.testing.assert_allclose(row[plain:], expected, rtol=1e-12)
    assert np.isfinite(features_ND).all()


@given(cells=CELLS)
def test_one_cell_is_encoded_as_the_column_is(cells: list[float | None]) -> None:
    encoder = learned(cells)
    features_ND = encoder.encode(pa.chunked_array([pa.array(cells, pa.float64())])).features_ND
    for cell, row in zip(cells, features_ND, strict=True):
        one = encoder.encode_cell(cell)
        assert one is None or one == (tuple(row.tolist()), None)


def test_numbers_that_lie_next_to_nothing_apart_are_in_one_bin() -> None:
    encoder = learned([0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 23.0, 2.2250738585072014e-308])
    assert min(np.diff(encoder.edges)) > 1e-10
    assert np.isfinite(encoder.encode(pa.chunked_array([pa.array([1e-300])])).features_ND).all()


def test_bins_hold_equally_many_cells_and_an_outlier_goes_on_for_one_width() -> None:
    encoder = learned([float(i) for i in range(101)])
    assert len(encoder.edges) == 5
    far = encoder.encode(pa.chunked_array([pa.array([-1e9, 1e9])])).features_ND[:, 1:]
    np.testing.assert_array_equal(far, [[-3, -1, -1, -1], [1, 1, 1, 3]])


def test_a_row_of_weight_two_is_as_good_as_two() -> None:
    cells, weight_N = pa.chunked_array([pa.array([1.0, 2.0, 5.0, 9.0])]), np.array([2.0, 1, 0, 3])
    weighted = learn_piecewise(cells, "x", weight_N, 3)
    repeated = learned([1.0, 1.0, 2.0, 9.0, 9.0, 9.0], 3)
    np.testing.assert_allclose(weighted.edges, repeated.edges)


def test_wide_tables_get_fewer_bins_and_one_at_least() -> None:
    assert bins_of(1) == 16
    assert bins_of(300) * 300 <= MOST_FEATURES
    assert bins_of(10_000) == 1


def test_every_category_is_embedded_beside_numbers_in_bins() -> None:
    table = open_table("penguins")
    encoder = learn_encoder(table, find_kinds(table, "species"), embed="all")
    kinds = {column.name: type(column) for column in encoder.columns}
    assert kinds["bill_length_mm"] is PiecewiseEncoder
    assert kinds["island"] is EmbeddedEncoder


@pytest.mark.parametrize("engine", ["compiled", "pytorch"])
def test_a_run_with_everything_embedded_is_kept_and_predicts_rows(
    tmp_path: Path, engine: str
) -> None:
    recipe = Recipe(hidden=(8,), epochs=20, embed="all", learning_rate=0.01)
    run = separatrix.train(
        "penguins", target="species", recipe=recipe, out=tmp_path / "run", engine=engine
    )
    again = separatrix.load(tmp_path / "run")
    probabilities_NC = again.predict_proba("penguins")
    np.testing.assert_array_equal(probabilities_NC, run.predict_proba("penguins"))
    rows = open_table("penguins")
    row = {name: rows.column(name)[7].as_py() for name in rows.names}
    np.testing.assert_allclose(again.predict_proba(row)[0], probabilities_NC[7], rtol=1e-5)
    score = run.scores["test"]["accuracy"].value
    assert score is not None
    assert score > 0.9


def test_the_estimator_embeds_too() -> None:
    x = np.linspace(-3, 3, 400)
    y = np.sin(3 * x)
    fits = {
        embed: separatrix.NetRegressor((8,), embed=embed, random_state=0, max_iter=100)
        .fit(x[:, None], y)
        .score(x[:, None], y)
        for embed in ("some", "all")
    }
    assert fits["all"] > fits["some"] + 0.3
