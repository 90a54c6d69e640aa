"""PyTorch without a DataLoader: tensors sliced by a permutation, Adam fused into one operation."""

import torch

from benchmarks.peers.modules import best_threads, build, layers, loss_of, targets
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the loop; several members are one net, extrapolated."""
    x, y = torch.from_numpy(data.features_ND), targets(problem, data)

    @best_threads(problem)
    def fit(seed: int, epochs: int) -> Trained:
        torch.manual_seed(seed)
        net, loss_fn = build(problem), loss_of(problem)
        optimizer = torch.optim.Adam(net.parameters(), lr=problem.rate, fused=True)
        for _ in range(epochs):
            for rows in torch.split(torch.randperm(problem.rows), problem.batch):
                loss = loss_fn(net(x[rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        return Trained(lambda: [layers(net)])

    note = f"extrapolated: one net, times {members}" if members > 1 else ""
    return Contender("PyTorch, slices", fit, note, members)
