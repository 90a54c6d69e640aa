"""The plainest PyTorch loop, as courses teach it: a DataLoader, Adam, five lines a step."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.peers.modules import best_threads, build, layers, loss_of, targets
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the loop; several members are one net, extrapolated."""
    x, y = torch.from_numpy(data.features_ND), targets(problem, data)

    @best_threads(problem)
    def fit(seed: int, epochs: int) -> Trained:
        torch.manual_seed(seed)
        net = build(problem)
        loader = DataLoader(TensorDataset(x, y), batch_size=problem.batch, shuffle=True)
        _train(net, loader, loss_of(problem), problem.rate, epochs)
        return Trained(lambda: [layers(net)])

    note = f"extrapolated: one net, times {members}" if members > 1 else ""
    return Contender("PyTorch, DataLoader", fit, note, members)


def _train(
    net: nn.Module,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    loss_of: nn.Module,
    rate: float,
    epochs: int,
) -> None:
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    for _ in range(epochs):
        for x, y in loader:
            loss = loss_of(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
