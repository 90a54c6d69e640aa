"""Films: few moments of a training of any length, weights of small stacks, answers of large."""

import numpy as np
import pytest

from separatrix.training import film
from separatrix.training.engine import EngineName
from separatrix.training.film import Film, Frame
from separatrix.training.snapshot import Snapshot
from tests.training.asked import ENGINES, probe_rows, quick, training


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", [Snapshot, Frame])
def test_a_film_shows_the_answers_of_its_moments(
    engine: EngineName, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind is Frame:
        monkeypatch.setattr(film, "LARGEST_SNAPSHOT", 10)
    rows, every = probe_rows(), {}
    filmed, under_way = Film(rows, most=5), training(quick(patience=None), engine)

    def see(training: object) -> None:
        filmed.see(under_way)
        every[under_way.epoch] = under_way.answers(rows)

    under_way.run(observe=see)
    frames = list(filmed.frames())
    assert [frame.epoch for frame in frames] == [0, 4, 8, 10]
    assert all(type(moment) is kind for moment in filmed.moments)
    for frame in frames:
        assert np.array_equal(frame.answers_KNO, every[frame.epoch])


def test_a_film_ends_with_the_last_epoch_that_was_seen() -> None:
    filmed, under_way = Film(probe_rows(), most=4), training(quick(patience=None))
    for epochs in (5, 7):
        under_way.run(until=epochs, observe=filmed.see)
        assert list(filmed.frames())[-1].epoch == epochs


def test_a_hundred_frames_of_weights_stay_small() -> None:
    assert film.MOST_FRAMES * film.LARGEST_SNAPSHOT * 4 <= 40e6
