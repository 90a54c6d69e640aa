from math import log, nan

import numpy as np
import pytest
import torch

from benchmarks.losses import believe, spread_of, training_loss
from benchmarks.measured import Measured
from benchmarks.ours import WHOLE, contenders
from benchmarks.peers import peer
from benchmarks.peers.modules import best_threads, build, layers, loss_of, targets
from benchmarks.problem import Problem, draw

SMALL = Problem(rows=256, features=2, hidden=(6,), outputs=1, batch=32, epochs=4, rate=0.02)


def _line(name: str, *losses: float) -> Measured:
    return Measured(setting="s", contender=name, seconds=(1.0,), losses=losses)


def _doubted(*lines: Measured, spread: float = 0.0) -> list[str]:
    return [each.contender for each in believe(lines, spread) if each.doubt]


@pytest.mark.parametrize("outputs", [1, 2])
def test_the_loss_is_pytorchs(outputs: int) -> None:
    problem = Problem(64, 3, (5, 4), outputs, 32, 1)
    data, net = draw(problem), build(problem)
    logits = net(torch.from_numpy(data.features_ND))
    expected = loss_of(problem)(logits, targets(problem, data)).item()
    assert training_loss(layers(net), data) == pytest.approx(expected, rel=1e-5)


def test_a_net_that_says_nothing_has_the_loss_of_a_coin() -> None:
    data = draw(SMALL)
    assert training_loss([(np.zeros((2, 1)), np.zeros(1))], data) == pytest.approx(log(2))


def test_who_reaches_another_loss_is_not_believed() -> None:
    right = [_line(name, 0.20, 0.21, 0.19) for name in ("a", "b", "c")]
    wrong = _line("wrong", 0.30, 0.31, 0.29)
    assert _doubted(*right) == []
    assert _doubted(*right, wrong) == ["wrong"]


def test_who_learns_better_than_all_others_is_not_believed_either() -> None:
    right = [_line(name, 0.20, 0.21, 0.19) for name in ("a", "b", "c")]
    assert _doubted(*right, _line("wrong", 0.10, 0.11, 0.09)) == ["wrong"]


def test_a_loss_that_is_no_number_is_not_believed() -> None:
    assert _doubted(_line("a", 0.2), _line("b", 0.2), _line("wrong", nan)) == ["wrong"]


def test_the_spread_over_seeds_decides_what_is_far() -> None:
    lines = [_line("a", 0.200), _line("b", 0.201), _line("far", 0.22)]
    assert _doubted(*lines, spread=0.01) == []
    assert _doubted(*lines, spread=0.001) == ["far"]


def test_a_peer_at_one_thread_leaves_the_threads_as_they_were() -> None:
    before = torch.get_num_threads()
    with best_threads(SMALL):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def test_one_that_strays_does_not_widen_what_is_allowed() -> None:
    assert spread_of([(0.2, 0.21), (0.2, 0.21), (0.1, 0.9)]) == pytest.approx(0.00707, abs=1e-5)


def test_the_limit_has_no_loss_and_is_left_alone() -> None:
    limit = Measured(setting="s", contender="products alone", seconds=(1.0,))
    assert believe([_line("a", 0.2), limit])[1] == limit


@pytest.mark.parametrize("name", ["PyTorch, DataLoader", "PyTorch, slices", "scikit-learn"])
def test_ours_and_the_peers_train_the_same(name: str) -> None:
    data = draw(SMALL)
    [whole, steps] = contenders(SMALL, data)
    other = peer(name, SMALL, data)
    assert whole.name == WHOLE
    seeds = range(3)
    losses = {
        each.name: [
            training_loss(net, data)
            for seed in seeds
            for net in each.fit(seed, SMALL.epochs).nets()
        ]
        for each in (whole, steps, other)
    }
    assert losses[steps.name] == losses[whole.name], "the steps alone are the steps of the whole"
    lines = [_line(each, *found) for each, found in losses.items()]
    assert _doubted(*lines) == []


def test_a_peer_with_another_rate_is_refused() -> None:
    problem = Problem(2_000, 2, (6,), 1, 32, 8, rate=0.02)
    slow = Problem(2_000, 2, (6,), 1, 32, 8, rate=0.0005)
    data = draw(problem)
    losses = {
        "ours": [
            training_loss(contenders(problem, data)[0].fit(seed, 8).nets()[0], data)
            for seed in range(3)
        ],
        **{
            name: [
                training_loss(peer("PyTorch, slices", asked, data).fit(seed, 8).nets()[0], data)
                for seed in range(3)
            ]
            for name, asked in (("right", problem), ("wrong", slow))
        },
    }
    assert _doubted(*(_line(name, *found) for name, found in losses.items())) == ["wrong"]
