"""The network of a script: a module with its forward, or nn.Sequential."""

from itertools import pairwise

from separatrix.lessons.scripts.fill import fill
from separatrix.recipe import Activation, Norm, Recipe

ACTIVATION_LAYERS: dict[Activation, str] = {
    "relu": "nn.ReLU()",
    "leaky-relu": "nn.LeakyReLU()",
    "tanh": "nn.Tanh()",
    "sigmoid": "nn.Sigmoid()",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
}
NORM_LAYERS: dict[Norm, str] = {"batch": "nn.BatchNorm1d", "layer": "nn.LayerNorm"}


def network_code(recipe: Recipe, inputs: str, outputs: int, *, sequential: bool) -> str:
    """Return the definition of the network.

    Args:
        recipe: Gives the layers.
        inputs: Numbers of a row, as the script writes them.
        outputs: Logits or values of a row.
        sequential: Whether to build it from nn.Sequential, else from a class.
    """
    widths = [inputs, *map(str, recipe.hidden), str(outputs)]
    return _sequential(recipe, widths) if sequential else _module(recipe, widths)


def maker(*, sequential: bool) -> str:
    """Return the call that makes a new network."""
    return "make_network()" if sequential else "Network()"


def _sequential(recipe: Recipe, widths: list[str]) -> str:
    layers = []
    for inputs, units in pairwise(widths[:-1]):
        layers.append(f"nn.Linear({inputs}, {units})")
        layers += [layer for _, layer in _after_linear(recipe, units)]
    layers.append(f"nn.Linear({widths[-2]}, {widths[-1]})")
    listed = "\n".join(f"        {layer}," for layer in layers)
    head = 'def make_network():\n    """Return a new network: layer after layer."""\n'
    return f"{head}    return nn.Sequential(\n{listed}\n    )"


def _module(recipe: Recipe, widths: list[str]) -> str:
    layers, steps = _hidden(recipe, widths)
    layers.append(("output", f"nn.Linear({widths[-2]}, {widths[-1]})"))
    unique = dict(layers)
    made = "\n".join(f"        self.{name} = {layer}" for name, layer in unique.items())
    head = fill('''
        class Network(nn.Module):
            """What the network is made of, and how a row passes through it."""

            def __init__(self):
                super().__init__()
    ''')
    body = "\n".join(f"        {step}" for step in [*steps, "return self.output(x)"])
    return f"{head}\n{made}\n\n    def forward(self, x):\n{body}"


def _hidden(recipe: Recipe, widths: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the hidden layers by name, in the order of nn.Sequential, and forward's lines."""
    layers, steps = [], []
    for number, (inputs, units) in enumerate(pairwise(widths[:-1]), start=1):
        layers.append((f"hidden_{number}", f"nn.Linear({inputs}, {units})"))
        steps.append(f"x = self.hidden_{number}(x)")
        for kind, layer in _after_linear(recipe, units):
            name = f"norm_{number}" if kind == "norm" else kind
            layers.append((name, layer))
            steps.append(f"x = self.{name}(x)")
    return layers, steps


def _after_linear(recipe: Recipe, units: str) -> list[tuple[str, str]]:
    """Return what follows a hidden linear layer: (kind, layer)."""
    layers = []
    if recipe.norm != "none":
        layers.append(("norm", f"{NORM_LAYERS[recipe.norm]}({units})"))
    if recipe.activation != "identity":
        layers.append(("activation", ACTIVATION_LAYERS[recipe.activation]))
    if recipe.dropout:
        layers.append(("dropout", f"nn.Dropout({recipe.dropout})"))
    return layers
