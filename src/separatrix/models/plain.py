"""One member of a stack as plain PyTorch: an nn.Module and an nn.Sequential with equal outputs."""

from typing import overload

import torch
from torch import Tensor, nn

from separatrix.errors import RecipeError
from separatrix.models.architecture import NORM_EPSILON, Architecture
from separatrix.models.own.networks import AnyStack
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Stack
from separatrix.recipe import Activation

_ACTIVATIONS: dict[Activation, type[nn.Module]] = {
    "identity": nn.Identity,
    "relu": nn.ReLU,
    "leaky-relu": nn.LeakyReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
}


class PlainNetwork(nn.Module):
    """What stands after the Encoder, as one would write it by hand.

    Args:
        architecture: The shape.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(
            nn.Embedding(slots, width) for slots, width in architecture.embedded
        )
        self.layers = nn.Sequential(*_layers(architecture))

    def forward(self, features: Tensor, codes: Tensor | None = None) -> Tensor:
        """Return the logits, shape (N, O).

        Args:
            features: Numbers, shape (N, D).
            codes: Levels of the embedded columns, shape (N, C); not needed without any.
        """
        if codes is None:
            return self.layers(features)  # type: ignore[no-any-return]
        levels = [table(codes[:, i]) for i, table in enumerate(self.embeddings)]
        return self.layers(torch.cat([features, *levels], dim=1))  # type: ignore[no-any-return]


class EmbedColumns(nn.Module):
    """Replace the last columns of a tensor, which hold codes, by their embeddings."""

    def __init__(self, features: int, embeddings: nn.ModuleList) -> None:
        super().__init__()
        self.features = features
        self.embeddings = embeddings

    def forward(self, x: Tensor) -> Tensor:
        """Return the features beside the embeddings of the codes.

        Args:
            x: Features and then codes as numbers, shape (N, D + C).
        """
        codes = x[:, self.features :].long()
        levels = [table(codes[:, i]) for i, table in enumerate(self.embeddings)]
        return torch.cat([x[:, : self.features], *levels], dim=1)


@overload
def member_module(stack: Stack, member: int) -> PlainNetwork: ...
@overload
def member_module(stack: OwnStack, member: int) -> nn.Module: ...
def member_module(stack: AnyStack, member: int) -> nn.Module:
    """Return one member as a plain module in eval mode, its weights copied.

    A member of a stack of the user's own module is a module of the user's class.
    """
    if isinstance(stack, OwnStack):
        return stack.member(member)
    network = PlainNetwork(stack.architecture).to(stack.weights_KP.dtype)
    with torch.no_grad():
        _copy_weights(stack, member, network)
    return network.eval()


def member_sequential(stack: AnyStack, member: int) -> nn.Sequential:
    """Return one member as one nn.Sequential in eval mode.

    Takes features of shape (N, D); with embedded columns features and codes side by side in one
    tensor of shape (N, D + C).

    Raises:
        RecipeError: the stack is of the user's own module, whose layers are the user's.
    """
    if isinstance(stack, OwnStack):
        raise RecipeError(
            f"{stack.architecture.name} is a module of your own, whose layers only its forward "
            "knows. Take module() instead."
        )
    network = member_module(stack, member)
    if not stack.architecture.embedded:
        return network.layers
    first = EmbedColumns(stack.architecture.features, network.embeddings)
    return nn.Sequential(first, *network.layers).eval()


def _layers(architecture: Architecture) -> list[nn.Module]:
    widths = architecture.widths
    layers: list[nn.Module] = []
    for inputs, units in zip(widths, architecture.hidden, strict=False):
        layers.append(nn.Linear(inputs, units))
        if architecture.norm == "batch":
            layers.append(nn.BatchNorm1d(units, eps=NORM_EPSILON))
        elif architecture.norm == "layer":
            layers.append(nn.LayerNorm(units, eps=NORM_EPSILON))
        layers.append(_ACTIVATIONS[architecture.activation]())
        if architecture.dropout > 0:
            layers.append(nn.Dropout(architecture.dropout))
    return [*layers, nn.Linear(widths[-2], widths[-1])]


def _copy_weights(stack: Stack, member: int, network: PlainNetwork) -> None:
    weights, statistics = stack.weights(), stack.statistics()
    for i, table in enumerate(network.embeddings):
        table.weight.copy_(weights[f"embedding.{i}"][member])  # type: ignore[operator]
    linears = [layer for layer in network.layers if isinstance(layer, nn.Linear)]
    for i, layer in enumerate(linears):
        layer.weight.copy_(weights[f"weight.{i}"][member].T)
        layer.bias.copy_(weights[f"bias.{i}"][member])
    norms = [layer for layer in network.layers if isinstance(layer, nn.BatchNorm1d | nn.LayerNorm)]
    for i, norm in enumerate(norms):
        norm.weight.copy_(weights[f"scale.{i}"][member])
        norm.bias.copy_(weights[f"shift.{i}"][member])
        if isinstance(norm, nn.BatchNorm1d):
            assert norm.running_mean is not None
            assert norm.running_var is not None
            norm.running_mean.copy_(statistics[f"mean.{i}"][member])
            norm.running_var.copy_(statistics[f"variance.{i}"][member])
