"""Checkups: taken at few epochs, within their time, changing nothing, kept in few numbers."""

import json

import msgspec
import numpy as np
import pytest

from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.toy import make_toy
from separatrix.recipe import Recipe
from separatrix.runs.documents import decoded, readable
from separatrix.training import examiner
from separatrix.training.checkups import Checkups, as_array
from separatrix.training.examiner import Examiner
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn_parts

RECIPE = Recipe(hidden=(6, 5), epochs=13, batch_size=32, learning_rate=0.02, keep="last")


def trained(seen: Examiner | None, seeds: int = 3) -> Fitted:
    parts = encode_parts(prepare(make_toy("circles", rows=120), "label"), "float32")
    return learn_parts(parts, RECIPE, seeds, observe=None if seen is None else seen.see)


def test_checkups_are_taken_at_powers_of_two_and_at_the_end() -> None:
    seen = Examiner()
    trained(seen)
    found = seen.checkups()
    assert [each.epoch for each in found.taken] == [0, 1, 2, 4, 8, 13]
    assert found.layers == ("hidden 1", "hidden 2", "output")
    assert [each.update is not None for each in found.taken] == [False, *[True] * 5]
    for each in found.taken[1:]:
        assert as_array(each.gradient_norm).shape == (3, 3)
        assert as_array(each.update).shape == (3, 3)
        assert as_array(each.dead).shape == (3, 2)
        assert each.steps == [3, 3, 3]  # of one epoch: 76 rows in batches of 32
    assert 0 < found.furthest_mean < 1
    assert found.widest == pytest.approx(1, abs=0.05)


def test_looking_changes_no_bit() -> None:
    one, other = trained(Examiner()), trained(None)
    np.testing.assert_array_equal(
        one.stack.weights_KP.detach().numpy(), other.stack.weights_KP.detach().numpy()
    )


def test_what_there_is_no_time_for_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examiner, "SECONDS", 0.0)
    monkeypatch.setattr(examiner, "SHARE", 0.0)
    seen = Examiner()
    trained(seen)
    assert len(seen.checkups().taken) <= 1  # nobody knows yet how long the first one takes


def test_checkups_are_a_small_document_and_come_back() -> None:
    seen = Examiner()
    trained(seen, seeds=100)
    found = seen.checkups()
    assert len(as_array(found.taken[-1].dead)) == examiner.MOST_MEMBERS
    content = readable(found)
    assert len(msgspec.json.encode(found)) < 200_000
    assert json.loads(content)["layers"] == ["hidden 1", "hidden 2", "output"]
    assert decoded(content, Checkups, "checkups") == found


def test_what_was_no_number_is_kept_as_none_and_read_as_nan() -> None:
    array = as_array([[1.0, None], [2.0, 3.0]])
    assert np.isnan(array[0, 1])
    assert as_array(None).shape == (0, 0)
