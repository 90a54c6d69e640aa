"""Initial weights, a function of each member's seed alone."""

from math import sqrt

import torch
from jaxtyping import Int64
from torch import Tensor

from separatrix.models.stack import Stack
from separatrix.randomness import Stream, key, uniform


@torch.no_grad()
def initialise(stack: Stack, seeds: Int64[Tensor, "K"]) -> None:
    """Give every member its first weights.

    Weights and biases are drawn evenly from ±1/√inputs, as PyTorch's nn.Linear does (LeCun et
    al., "Efficient BackProp", 1998), levels of an embedding from ±1/√width (Gorishniy et al.
    2021). The slot of unseen levels stays zero: no row ever trains it. Norms begin as the
    identity, with running mean 0 and variance 1.
    """
    weights = stack.weights()
    for name, tensor in weights.items():
        if name.startswith(("scale", "shift")):
            tensor.fill_(1.0 if name.startswith("scale") else 0.0)
    # Numbered without the norms, so that adding one leaves the first weights as they are.
    drawn = [name for name in weights if not name.startswith(("scale", "shift"))]
    for number, name in enumerate(drawn):
        tensor, (kind, _, layer) = weights[name], name.partition(".")
        inputs = tensor.shape[-1] if kind == "embedding" else weights[f"weight.{layer}"].shape[1]
        keys = key(seeds.to(tensor.device), Stream.WEIGHTS, number)
        draws = uniform(keys, tensor[0].numel()).mul_(2).sub_(1).div_(sqrt(inputs))
        tensor.copy_(draws.view(tensor.shape))
        if kind == "embedding":
            tensor[:, 0] = 0.0
    for name, tensor in stack.statistics().items():
        tensor.fill_(1.0 if name.startswith("variance") else 0.0)
