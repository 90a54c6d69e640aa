"""Modules as users write them, for the tests of own modules."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from separatrix.models.own.build import Wanted, own_stack
from separatrix.models.own.module import OwnModule
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Rows

FEATURES, SLOTS = 4, 5
SEEDS = (4, 2, 9)
TWO_CLASSES = Wanted("2 classes need", 1, {1: "bce", 2: "cross-entropy"})


class Mlp(nn.Module):
    """A perceptron that asks for its numbers of inputs and outputs."""

    def __init__(
        self,
        in_features: int,
        out_features: int,
        width: int = 6,
        dropout: float = 0.0,
        norm: bool = False,
    ) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, width)
        self.norm = nn.BatchNorm1d(width) if norm else nn.Identity()
        self.drop = nn.Dropout(dropout)
        self.last = nn.Linear(width, out_features)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        last: Tensor = self.last(self.drop(torch.tanh(self.norm(self.first(x)))))
        return last


class Recurrent(nn.Module):
    """Read the features one by one; PyTorch's recurrent layers have no batching rule."""

    def __init__(self, kind: str = "GRU", dropout: float = 0.0) -> None:
        super().__init__()
        layer = getattr(nn, kind)
        self.steps = layer(1, 3, num_layers=2, batch_first=True, dropout=dropout)
        self.last = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return one logit for each row, without an axis of its own."""
        units, _ = self.steps(x[:, :, None])
        logits: Tensor = self.last(units[:, -1])[:, 0]
        return logits


class Branching(Mlp):
    """Go one way or the other, by what the numbers are."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, of which it turns the sign."""
        logits = super().forward(x)
        return logits if logits.sum() > 0 else -logits


class Averaging(nn.Module):
    """Keep buffers of several kinds, one of them anew in every step."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(FEATURES, 1)
        self.middle: Tensor
        self.order: Tensor
        self.seen: Tensor
        self.register_buffer("middle", torch.zeros(FEATURES))
        self.register_buffer("order", torch.randperm(FEATURES))
        self.register_buffer("seen", torch.zeros((), dtype=torch.int32))

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of the centred features in an order of its own."""
        if self.training:
            self.middle = 0.9 * self.middle + 0.1 * x.mean(dim=0)
            self.seen = self.seen + 1
        logits: Tensor = self.last((x - self.middle)[:, self.order])
        return logits


class Tied(nn.Module):
    """Use one matrix twice."""

    def __init__(self) -> None:
        super().__init__()
        self.there = nn.Linear(FEATURES, FEATURES)
        self.back = nn.Linear(FEATURES, FEATURES)
        self.back.weight = self.there.weight
        self.last = nn.Linear(FEATURES, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        logits: Tensor = self.last(self.back(torch.relu(self.there(x))))
        return logits


class Embedding(nn.Module):
    """Take the codes as they are."""

    def __init__(self, in_features: int, slots: Sequence[int]) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(count, 2) for count in slots)
        self.last = nn.Linear(in_features + 2 * len(slots), 1)

    def forward(self, features: Tensor, codes: Tensor) -> Tensor:
        """Return the logits."""
        levels = [table(codes[:, i]) for i, table in enumerate(self.tables)]
        logits: Tensor = self.last(torch.cat([features, *levels], dim=1))
        return logits


class Scaled(nn.Module):
    """Own a parameter and no way to draw it anew."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(FEATURES))

    def forward(self, x: Tensor) -> Tensor:
        """Return the features, scaled."""
        return x * self.scale


def frozen(module: nn.Module) -> nn.Module:
    """Return a module none of whose parameters is trained."""
    return module.requires_grad_(False)


def rows(seed: int = 0, count: int = 11, columns: int = 0) -> Rows:
    """Return random rows in float64."""
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(count, FEATURES, dtype=torch.float64, generator=generator)
    return Rows(features, torch.randint(0, SLOTS, (count, columns), generator=generator))


def build(
    module: Any,
    params: dict[str, object] | None = None,
    *,
    seeds: Sequence[int] = SEEDS,
    columns: int = 0,
    wanted: Wanted = TWO_CLASSES,
) -> OwnStack:
    """Build a stack in float64 for two classes."""
    own = OwnModule(module, params or {})
    return own_stack(own, seeds, rows(count=5, columns=columns), (SLOTS,) * columns, wanted)
