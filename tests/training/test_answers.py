"""Answers on the way: those of the plain module, in any chunks, with nothing changed."""

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError

from separatrix.models.plain import member_module
from separatrix.models.stack import Rows
from separatrix.recipe import choices
from separatrix.training import watching
from separatrix.training.engine import EngineName
from tests.training.asked import ENGINES, probe_rows, quick, training


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("norm", choices("norm"))
def test_answers_are_those_of_each_members_plain_module(engine: EngineName, norm: str) -> None:
    under_way, rows = training(quick(norm=norm), engine), probe_rows()
    for epoch in (0, 1, 4):
        under_way.run(until=epoch)
        answers_KNO = under_way.answers(rows)
        assert answers_KNO.shape == (3, 33, 1)
        for member in range(3):
            module = member_module(under_way.stack, member)
            alone = module(rows.features, rows.codes).detach().numpy()
            assert answers_KNO[member] == pytest.approx(alone, rel=1e-9)


def test_each_member_may_have_rows_of_its_own() -> None:
    under_way = training(quick(epochs=2), task="multiclass")
    under_way.run()
    several = [probe_rows(seed) for seed in range(3)]
    own = Rows(
        torch.stack([rows.features for rows in several]),
        torch.stack([rows.codes for rows in several]),
    )
    answers_KNO = under_way.answers(own)
    for member, rows in enumerate(several):
        assert np.array_equal(answers_KNO[member], under_way.answers(rows)[member])


def test_chunks_change_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, rows = training(quick(epochs=2)), probe_rows()
    under_way.run()
    whole = under_way.answers(rows)
    monkeypatch.setattr(watching, "CHUNK_NUMBERS", 7 * 5 * 3)
    assert watching.chunk_rows(under_way.stack) == 5
    assert under_way.answers(rows) == pytest.approx(whole, rel=1e-12)


def test_no_rows_have_no_answers() -> None:
    assert training().answers(probe_rows(rows=0)).shape == (3, 0, 1)


@pytest.mark.parametrize("mode", [True, False])
def test_the_stack_stays_in_its_mode(mode: bool) -> None:
    under_way = training()
    under_way.stack.train(mode)
    under_way.answers(probe_rows())
    assert under_way.stack.training == mode
    with pytest.raises(TypeCheckError):
        under_way.answers(Rows(torch.zeros(4, 99), torch.zeros(4, 1, dtype=torch.int64)))
    assert under_way.stack.training == mode


def test_answers_are_in_the_precision_of_the_training() -> None:
    under_way = training(quick(dtype="float32"))
    assert under_way.answers(probe_rows()).dtype == np.float32
    assert training().answers(probe_rows(dtype=torch.float32)).dtype == np.float64
