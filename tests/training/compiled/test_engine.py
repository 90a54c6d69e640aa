"""The compiled engine at work: its choice, its cores, its cache, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from separatrix.errors import RecipeError
from separatrix.events import Epoch, Event, Note
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe
from separatrix.training.compiled import cores, jit, look
from separatrix.training.compiled import engine as compiled_engine
from separatrix.training.compiled.engine import CompiledEngine
from separatrix.training.engine import choose_engine
from separatrix.training.loop import Trained, Training, fit
from separatrix.training.resolve import resolve
from tests.training.problems import architecture, cast, examples, members_of

ROOT = Path(__file__).parents[3]
SMALL = Recipe(hidden=(6,), epochs=8, batch_size=8, learning_rate=0.02, dropout=0.2)


def train(recipe: Recipe = SMALL) -> Trained:
    """Train three members by the engine that is chosen."""
    rows = cast(examples(1, "binary"), recipe)
    return fit(members_of(recipe), architecture(recipe, "binary"), rows, task="binary")


def training(recipe: Recipe = SMALL) -> Training:
    """Return three members of a recipe about to be trained."""
    members = [resolve(member, "binary", 45) for member in members_of(recipe)]
    rows = cast(examples(1, "binary"), recipe)
    return Training(
        members, architecture(recipe, "binary"), rows, None, "binary", engine="compiled"
    )


def test_small_networks_take_it_and_wide_ones_do_not() -> None:
    small = Architecture(features=2, hidden=(10, 10), outputs=1)
    wide = Architecture(features=50, hidden=(512, 512), outputs=1)
    assert choose_engine("auto", small, "cpu") == ("compiled", "the network is small")
    assert choose_engine("auto", wide, "cpu") == ("pytorch", "the network is wide")
    assert choose_engine("auto", small, "cuda") == ("pytorch", "the device is cuda")
    assert choose_engine("pytorch", small, "cpu") == ("pytorch", "asked for")
    with pytest.raises(RecipeError, match="runs on the CPU, not on cuda"):
        choose_engine("compiled", small, "cuda")
    with pytest.raises(RecipeError, match='no engine "numba"'):
        choose_engine("numba", small, "cpu")


def test_a_training_says_which_engine_ran_and_why() -> None:
    environment = train().environment
    assert (environment.engine, environment.why) == ("compiled", "the network is small")


def test_the_number_of_cores_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    stacks = []
    monkeypatch.setattr(cores, "WORTH_A_THREAD", 1.0)
    for count in (1, 2, 3):
        monkeypatch.setattr(cores, "free_cores", lambda count=count: count)
        stacks.append(train().stack.weights_KP.detach())
    assert torch.equal(stacks[0], stacks[1])
    assert torch.equal(stacks[0], stacks[2])


def test_members_trained_together_are_members_trained_apart_bit_for_bit() -> None:
    rows, shape = cast(examples(1, "binary"), SMALL), architecture(SMALL, "binary")
    together = train().stack.weights_KP
    for number, member in enumerate(members_of(SMALL)):
        alone = fit([member], shape, rows, task="binary").stack.weights_KP
        assert torch.equal(alone[0], together[number])


def test_a_stopped_member_is_frozen_whole() -> None:
    under_way = training(msgspec.structs.replace(SMALL, norm="batch"))
    engine = under_way.engine
    assert isinstance(engine, CompiledEngine)
    rates_KS, running_K = np.full((3, 6), 0.02), np.array([True, False, True])
    before = [array.copy() for array in engine.state]
    engine.train_epoch(0, rates_KS, running_K)
    for old, new in zip(before[:5], engine.state[:5], strict=True):
        assert np.array_equal(old[1], new[1])
        assert not np.array_equal(old[0], new[0])
        assert not np.array_equal(old[2], new[2])


def test_a_training_runs_until_an_epoch_and_on() -> None:
    whole, parted = training(), training()
    whole.run()
    parted.run(until=3)
    assert parted.epoch == 3
    parted.run(until=5)
    parted.run()
    assert torch.equal(parted.stack.weights_KP, whole.stack.weights_KP)


def test_an_interrupt_keeps_the_best_so_far() -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Epoch) and event.number == 3:
            raise KeyboardInterrupt

    recipe = msgspec.structs.replace(SMALL, keep="last")
    rows, shape = cast(examples(1, "binary"), recipe), architecture(recipe, "binary")
    stopped = fit([recipe], shape, rows, task="binary", listen=interrupt)
    assert not stopped.finished
    short = fit([msgspec.structs.replace(recipe, epochs=3)], shape, rows, task="binary")
    assert torch.equal(stopped.stack.weights_KP, short.stack.weights_KP)


def test_looks_are_shared_out_by_rows_and_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = cast(examples(1, "binary", rows=3 * look.BLOCK_ROWS + 5), SMALL)
    shape = architecture(SMALL, "binary")
    monkeypatch.setattr(cores, "WORTH_A_THREAD", 1.0)
    losses = []
    for count in (1, 2, 3):
        monkeypatch.setattr(cores, "free_cores", lambda count=count: count)
        trained = fit([msgspec.structs.replace(SMALL, epochs=2)], shape, rows, task="binary")
        losses.append(trained.history.train_loss_EK)
    assert np.array_equal(losses[0], losses[1])
    assert np.array_equal(losses[0], losses[2])


@pytest.mark.parametrize("brief", [0.0, 1e9])
def test_when_one_core_fails_the_others_end_and_the_next_epoch_begins(
    monkeypatch: pytest.MonkeyPatch, brief: float
) -> None:
    monkeypatch.setattr(cores, "WORTH_A_THREAD", 1.0)
    monkeypatch.setattr(cores, "BRIEF_WORK", brief)
    engine = training().engine
    assert isinstance(engine, CompiledEngine)

    def fails(members: cores.Share, _memory: object) -> None:
        if 0 in members:
            raise KeyboardInterrupt
        while engine.cores.stop[0] == 0:
            pass

    with pytest.raises(KeyboardInterrupt):
        engine.cores.share_out(np.arange(3), fails)
    assert engine.cores.stop[0] == 0
    before = engine.state.weights.copy()
    engine.train_epoch(0, np.full((3, 6), 0.02), np.ones(3, dtype=np.bool_))
    assert not np.array_equal(before, engine.state.weights)


def test_nan_reaches_the_history() -> None:
    recipe = msgspec.structs.replace(SMALL, optimizer="sgd", learning_rate=1e30, dropout=0.0)
    rows = cast(examples(1, "regression"), recipe)
    (note,) = fit([recipe], architecture(recipe, "regression"), rows, task="regression").notes
    assert "diverged" in note


def test_what_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []
    monkeypatch.setattr(compiled_engine, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(compiled_engine, "train_epoch", lambda *_: _wait_for(told))
    training().engine.prepare(told.append)
    assert told == [Note(f"{compiled_engine.COMPILING} the first time on a machine.")]


def _wait_for(told: list[Event]) -> None:
    while not told:
        pass


def test_machine_code_is_kept_where_something_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder can be made in a file")
    monkeypatch.setattr(jit, "_ROOM", nowhere)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = jit.cache_place()
    assert place is not None
    assert place.parent == tmp_path / "cache" / "separatrix"
    monkeypatch.setenv("XDG_CACHE_HOME", str(nowhere))
    assert jit.cache_place() is None


def test_other_sources_have_another_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = jit.cache_place()
    source = tmp_path / "changed.py"
    source.write_text("other = True")
    monkeypatch.setattr(jit, "_SOURCES", (source,))
    assert jit.cache_place() != here


def test_the_kernels_mean_the_same_when_they_are_interpreted() -> None:
    # Python's own arithmetic, on the same code: what coverage sees and a debugger can walk through.
    program = (
        "import numpy; numpy.seterr(over='ignore')\n"
        "from tests.training.compiled.test_engine import INTERPRETED, train\n"
        "for recipe in INTERPRETED:\n"
        "    print(train(recipe).stack.weights_KP.detach().numpy().sum(axis=1).tolist())\n"
    )
    lines = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "NUMBA_DISABLE_JIT": disable},
        ).stdout.splitlines()
        for disable in ("0", "1")
    ]
    assert len(lines[0]) == len(INTERPRETED)
    for machine, python in zip(*lines, strict=True):
        assert eval(machine) == pytest.approx(eval(python), rel=1e-9)


INTERPRETED = [
    msgspec.structs.replace(
        SMALL, epochs=1, batch_size=16, dtype="float64", optimizer=optimizer, norm=norm, clip=0.5
    )
    for optimizer, norm in (("adam", "none"), ("sgd", "batch"), ("rmsprop", "layer"))
]
