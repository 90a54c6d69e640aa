"""Folds as one stack: each member learns what it would learn alone on its own rows."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.encoder import Encoder
from separatrix.data.parts import Part, encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.target import Target
from separatrix.recipe import Recipe, replace
from separatrix.training.examples import Examples
from separatrix.training.folds import Fold, learn_folds, side_by_side
from separatrix.training.learn import learn_rows

RECIPE = Recipe(hidden=(6,), epochs=6, batch_size=16, patience=3, dtype="float64")


@pytest.fixture(scope="module")
def whole() -> tuple[Encoder, Target, Part]:
    parts = encode_parts(prepare(open_table("penguins"), "species"), "float64")
    part = parts.by_name["train"]
    weight_N = np.random.default_rng(0).uniform(0.5, 2, len(part))
    return parts.encoder, parts.target, Part(part.encoded, part.target_N, weight_N)


@settings(max_examples=6, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("engine", ["pytorch", "compiled"])
@pytest.mark.parametrize("class_weight", ["none", "balanced"])
def test_a_member_learns_what_it_would_learn_alone(
    whole: tuple[Encoder, Target, Part],
    engine: str,
    class_weight: str,
    data: st.DataObject,
) -> None:
    encoder, target, part = whole
    fold_N = np.array(data.draw(st.permutations(list(range(len(part))))))
    cut = data.draw(st.integers(40, 100))
    folds = [Fold(np.sort(fold_N[cut:]), fold_N[:cut]), Fold(fold_N[:-35], fold_N[-35:])]
    recipe = replace(RECIPE, {"class_weight": class_weight})
    recipes = [replace(recipe, {"seed": seed}) for seed in (4, 9)]
    together = learn_folds(recipes, encoder, target, part, folds, engine=engine)
    assert together.history is not None
    for k, (each, fold) in enumerate(zip(recipes, folds, strict=True)):
        alone = learn_rows(
            [each], encoder, target, part.take(fold.train), part.take(fold.held_out), engine=engine
        )
        assert alone.history is not None
        torch.testing.assert_close(
            together.stack.weights_KP[k], alone.stack.weights_KP[0], rtol=1e-9, atol=1e-11
        )
        assert together.history.kept_K[k] == alone.history.kept_K[0]


def test_shorter_members_are_filled_up_and_counted() -> None:
    def rows(count: int) -> Examples:
        return Examples(
            torch.ones(count, 3),
            torch.ones(count, 1, dtype=torch.int64),
            torch.ones(count, dtype=torch.int64),
            weight=torch.ones(count),
        )

    joined = side_by_side([rows(2), rows(5)])
    assert joined.counts is not None
    assert joined.counts.tolist() == [2, 5]
    assert joined.features.shape == (2, 5, 3)
    assert joined.weight is not None
    assert joined.weight.sum(dim=1).tolist() == [2, 5]
    assert joined.sample_weight is None
    assert side_by_side([rows(4), rows(4)]).counts is None
