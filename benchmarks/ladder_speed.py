"""`python -m benchmarks.ladder_speed`: a ladder as stacks beside the same trainings one by one.

The rungs that are one network each (linear, deeper, ReLU, Adam), 5 folds times 4 repeats, are
trained as the ladder trains them, and then by the plainest PyTorch loop: `nn.Sequential`,
`torch.optim`, rows shuffled and sliced, one thread. Rows, epochs and batches are the same; encoding
is left out of both. Of a large table the plain loop trains the first folds and their time is
scaled, which the table says.
"""

import argparse
from itertools import pairwise
from time import perf_counter
from typing import Any

import torch
from torch import nn

from separatrix.data.parts import Part
from separatrix.data.read import open_table
from separatrix.data.toy import make_toy
from separatrix.ladders.crossed import Crossed, cross
from separatrix.ladders.encoding import Batch, Encodings
from separatrix.ladders.story import chosen
from separatrix.ladders.training import Asked, learn_folds
from separatrix.models.architecture import architecture_of
from separatrix.recipe import Recipe
from separatrix.training.resolve import outputs_of, resolve

RUNGS = ("linear", "deeper", "ReLU", "Adam")
_ACTIVATIONS = {"relu": nn.ReLU, "identity": nn.Identity}


def main() -> None:
    """Print a row for each table."""
    arguments = _parse()
    print("| table | rows | trainings | ladder | plain loop | ratio | plain trainings timed |")
    print("|---|---|---|---|---|---|---|")
    circles = cross(make_toy("circles", rows=1000, noise=0.03, seed=0), "label")
    _row("circles", circles, len(circles.folds))
    for path, target, folds in arguments.table or []:
        _row(path.rpartition("/")[2], cross(open_table(path), target), int(folds))


def _row(name: str, crossed: Crossed, timed: int) -> None:
    encodings = Encodings(crossed)
    batches = list(encodings.batches())
    asked = Asked(encodings)
    recipes = [rung.recipe for rung in chosen(RUNGS).rungs]
    learn_folds([recipes[0]] * len(crossed.folds), asked)  # compiled kernels are loaded
    ours = plain = 0.0
    for recipe in recipes:  # interleaved, so that a busy machine hits both
        began = perf_counter()
        learn_folds([recipe] * len(crossed.folds), asked)
        ours += perf_counter() - began
        began = perf_counter()
        for place in range(timed):
            _train_plainly(recipe, crossed, batches, place)
        plain += (perf_counter() - began) * len(crossed.folds) / timed
    trainings = len(recipes) * len(crossed.folds)
    print(
        f"| {name} | {crossed.rows:,} | {trainings} | {ours:.1f} s | {plain:.1f} s "
        f"| {plain / ours:.1f} | {len(recipes) * timed} |",
        flush=True,
    )


def _train_plainly(recipe: Recipe, crossed: Crossed, batches: list[Batch], place: int) -> None:
    batch = next(each for each in batches if place in each.places)
    part: Part = batch.train[batch.places.index(place)]
    target = crossed.folds[place].target
    resolved = resolve(recipe, target.task, len(part))
    shape = architecture_of(
        resolved, batch.features, batch.slots, outputs_of(resolved, len(target.classes))
    )
    assert isinstance(resolved.batch_size, int)
    torch.manual_seed(place)
    network = _Network(shape, _ACTIVATIONS[resolved.activation])
    kind = torch.optim.SGD if resolved.optimizer == "sgd" else torch.optim.Adam
    optimizer = kind(network.parameters(), lr=resolved.learning_rate)
    loss_of, y = _loss(part, target.task, len(target.classes))
    x, codes = torch.from_numpy(part.encoded.features_ND), torch.from_numpy(part.encoded.codes_NC)
    for _ in range(resolved.epochs):
        order = torch.randperm(len(part))
        for at in range(0, len(part), resolved.batch_size):
            rows = order[at : at + resolved.batch_size]
            loss = loss_of(network(x[rows], codes[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


class _Network(nn.Module):
    """The network of a rung, as one writes it."""

    def __init__(self, shape: Any, activation: type[nn.Module]) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(*each) for each in shape.embedded)
        layers: list[nn.Module] = []
        for inputs, units in pairwise(shape.widths):
            layers += [nn.Linear(inputs, units), activation()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
        """Return the logits of a batch of rows."""
        levels = [embed(codes[:, i]) for i, embed in enumerate(self.embeddings)]
        logits: torch.Tensor = self.layers(torch.cat([x, *levels], dim=1))
        return logits.squeeze(1)


def _loss(part: Part, task: str, classes: int) -> tuple[nn.Module, torch.Tensor]:
    y = torch.from_numpy(part.target_N)
    if task == "regression":
        return nn.MSELoss(), y.float()
    return (nn.BCEWithLogitsLoss(), y.float()) if classes == 2 else (nn.CrossEntropyLoss(), y)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ladder_speed", description=__doc__)
    parser.add_argument(
        "--table",
        nargs=3,
        action="append",
        metavar=("FILE", "TARGET", "FOLDS"),
        help="a table, its target, and how many of its 20 folds the plain loop trains",
    )
    return parser.parse_args()


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
