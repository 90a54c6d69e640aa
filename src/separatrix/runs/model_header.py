"""What a model file says beside its numbers, and whether all of it fits together."""

from itertools import pairwise
from math import isfinite
from pathlib import Path

import msgspec
import torch
from torch import Tensor

from separatrix.data.columns.ordered import OrderedEncoder
from separatrix.data.columns.text import TextEncoder
from separatrix.data.encoder import Encoder
from separatrix.data.target import Target
from separatrix.errors import RunError
from separatrix.models.architecture import Architecture, size, statistic_pieces, weight_pieces
from separatrix.recipe import Recipe
from separatrix.training.fitted import Conformal
from separatrix.training.machine import Environment
from separatrix.training.resolve import outputs_of

WEIGHTS, STATISTICS = "weights_KP", "statistics_KQ"


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model file says beside its numbers.

    Args:
        format: Format of the file.
        architecture: The shape of every member.
        recipes: The recipe of each member.
        encoder: What turns rows into tensors.
        target: What is predicted.
        threshold: Probability from which the positive class is predicted.
        environment: What the bits depend on.
        finished: False when the training was interrupted.
        sha256: Hash of everything else in the file, so that a file alone shows its damage too.
        temperature: What logits are divided by before they become probabilities.
        conformal: How far answers were off on calibration rows, if there were some.
    """

    format: int
    architecture: Architecture
    recipes: tuple[Recipe, ...]
    encoder: Encoder
    target: Target
    threshold: float
    environment: Environment
    finished: bool
    sha256: str
    temperature: float = 1.0
    conformal: Conformal | None = None


def check_fit(header: Header, tensors: dict[str, Tensor], path: Path) -> None:
    """See that the parts fit each other before anything of their size is made.

    Raises:
        RunError: they do not.
    """
    hold(len(header.recipes) >= 1, path, "it has no member")
    hold(0 <= header.threshold <= 1, path, f"its threshold is {header.threshold}")
    hold(0 < header.temperature < 1e3, path, f"its temperature is {header.temperature}")
    scores = () if header.conformal is None else header.conformal.scores
    whole = all(low <= high for low, high in pairwise(scores))
    hold(whole and all(map(isfinite, scores)), path, "its calibration scores are not sorted")
    _check_target(header.target, path)
    _check_network(header, path)
    _check_columns(header.encoder, path)
    _check_profiles(header.encoder, path)
    pieces = {
        WEIGHTS: weight_pieces(header.architecture),
        STATISTICS: statistic_pieces(header.architecture),
    }
    for name, held in pieces.items():
        shape = (len(header.recipes), size(held))
        _check_tensor(tensors.get(name), name, shape, header.recipes[0].numbers, path)


def hold(holds: bool, path: Path, otherwise: str) -> None:
    """Refuse a damaged file.

    Raises:
        RunError: it does not hold.
    """
    if not holds:
        raise RunError(f"{path} is damaged: {otherwise}.")


def _check_target(target: Target, path: Path) -> None:
    classes = target.classes
    fewest, most = {"binary": (2, 2), "regression": (0, 0)}.get(target.task, (2, len(classes)))
    hold(
        fewest <= len(classes) <= most,
        path,
        f"its {len(classes)} classes do not suit a {target.task} target",
    )
    hold(len({type(label) for label in classes}) <= 1, path, "its classes are of several types")
    hold(len(set(classes)) == len(classes), path, "a class stands in it twice")
    whole = all(-(2**63) <= label < 2**63 for label in classes if isinstance(label, int))
    hold(whole, path, "a class is too large a number")


def _check_network(header: Header, path: Path) -> None:
    architecture, encoder = header.architecture, header.encoder
    slots = tuple(count for count, _ in architecture.embedded)
    hold(
        (architecture.features, slots) == (encoder.features, encoder.embedded),
        path,
        "its network does not take what its encoder gives",
    )
    outputs = outputs_of(header.recipes[0], len(header.target.classes))
    hold(architecture.outputs == outputs, path, "its outputs are not its target's")


def _check_profiles(encoder: Encoder, path: Path) -> None:
    columns = {column.name for column in encoder.columns}
    known = all(profile.name in columns for profile in encoder.profiles)
    hold(known, path, "it has the profile of a column that its encoder does not use")
    whole = all(profile.is_whole for profile in encoder.profiles)
    hold(whole, path, "the counts of a profile do not suit its bins")


def _check_columns(encoder: Encoder, path: Path) -> None:
    for column in encoder.columns:
        whole = not isinstance(column, TextEncoder | OrderedEncoder) or column.is_whole
        hold(whole, path, f'the numbers of the encoder of "{column.name}" do not suit each other')


def _check_tensor(
    tensor: Tensor | None, name: str, shape: tuple[int, int], dtype: str, path: Path
) -> None:
    hold(tensor is not None, path, f'it has no tensor "{name}"')
    assert tensor is not None
    hold(tuple(tensor.shape) == shape, path, f"{name} is {tuple(tensor.shape)}, not {shape}")
    hold(tensor.dtype == getattr(torch, dtype), path, f"{name} is not {dtype}")
