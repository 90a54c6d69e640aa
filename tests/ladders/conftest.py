import pytest

from separatrix.data.toy import make_toy
from separatrix.ladders import Rung
from separatrix.ladders.problem import Problem, pose
from separatrix.recipe import Recipe


@pytest.fixture(scope="session")
def moons() -> Problem:
    return pose(make_toy("moons", 100), "label", standardise=False)


@pytest.fixture(scope="session")
def rung() -> Rung:
    recipe = Recipe(
        hidden=(6,), learning_rate=0.05, epochs=12, batch_size=16, dropout=0.1, norm="batch"
    )
    return Rung("small", "", recipe)
