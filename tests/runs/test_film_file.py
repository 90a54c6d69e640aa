"""The film of a run as a file: what was kept comes back, and damage is told."""

import numpy as np
import pytest

from separatrix.errors import RunError
from separatrix.evaluation.film import Filmed, snapshot_of
from separatrix.models.architecture import Architecture, size, statistic_pieces, weight_pieces
from separatrix.runs.film_file import film_bytes, read_film
from separatrix.training.film import Frame
from separatrix.training.snapshot import Snapshot

SHAPE = Architecture(features=2, hidden=(3,), norm="batch", outputs=1)
P, Q = size(weight_pieces(SHAPE)), size(statistic_pieces(SHAPE))


def filmed(members: int = 2) -> Filmed:
    random = np.random.default_rng(0)
    moments = tuple(
        snapshot_of(e, SHAPE, random.normal(size=(members, P)), random.normal(size=(members, Q)))
        for e in (0, 3, 5)
    )
    return Filmed(moments, np.arange(3.0), np.arange(2.0))


def test_weights_come_back_as_they_were() -> None:
    film = filmed()
    back = read_film(film_bytes(film), SHAPE, 2, "film")
    assert back.epochs == (0, 3, 5)
    for one, other in zip(film.moments, back.moments, strict=True):
        assert isinstance(one, Snapshot)
        assert isinstance(other, Snapshot)
        np.testing.assert_array_equal(one.weights_KP, other.weights_KP)
        np.testing.assert_array_equal(one.statistics_KQ, other.statistics_KQ)
    np.testing.assert_array_equal(back.x_G, film.x_G)


def test_answers_come_back_as_they_were() -> None:
    film = Filmed(
        tuple(Frame(e, np.full((2, 6, 1), float(e))) for e in (0, 1)), *([np.empty(0)] * 2)
    )
    back = read_film(film_bytes(film), SHAPE, 2, "film")
    assert [float(m.answers_KNO.max()) for m in back.moments if isinstance(m, Frame)] == [0.0, 1.0]


@pytest.mark.parametrize("members", [1, 3])
def test_the_film_of_other_networks_is_refused(members: int) -> None:
    with pytest.raises(RunError, match="it is the film of other networks"):
        read_film(film_bytes(filmed()), SHAPE, members, "film")
    wider = Architecture(features=5, hidden=(3,), norm="batch", outputs=1)
    with pytest.raises(RunError, match="it is the film of other networks"):
        read_film(film_bytes(filmed()), wider, 2, "film")


def test_what_is_no_film_is_refused() -> None:
    with pytest.raises(RunError, match="is not what a run holds"):
        read_film(b"nonsense", SHAPE, 2, "film")
