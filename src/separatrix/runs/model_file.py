"""The model file: everything that predicting needs, in one safetensors file.

Weights and running statistics are tensors; architecture, recipes, encoder, target, threshold and
environment are one key of canonical JSON in the header, so that the same model gives the same
bytes. A part of it that is large, such as an encoder with long lists of levels, stands as a
tensor of bytes instead, because the header stays small. Reading fills arrays and structs and can
do nothing else.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from separatrix.data.encoder import Encoder
from separatrix.data.target import Target
from separatrix.errors import RunError
from separatrix.models.architecture import Architecture, size, statistic_pieces, weight_pieces
from separatrix.models.stack import Stack
from separatrix.recipe import Recipe
from separatrix.runs.documents import canonical, converted, parsed
from separatrix.runs.manifest import check_format
from separatrix.runs.names import FORMAT
from separatrix.training.fitted import Fitted
from separatrix.training.machine import Environment
from separatrix.training.resolve import outputs_of

KEY = "separatrix"
WEIGHTS, STATISTICS = "weights_KP", "statistics_KQ"
LARGE = 2**16
"""Bytes of JSON from which a part of the header stands as a tensor."""

LARGEST_HEADER = 2**20
"""Bytes of the largest header that is read; the format allows a hundred times more."""

_LENGTH = 8  # bytes that give the header's length, little-endian


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
    """

    format: int
    architecture: Architecture
    recipes: tuple[Recipe, ...]
    encoder: Encoder
    target: Target
    threshold: float
    environment: Environment
    finished: bool
    sha256: str = ""


def model_bytes(fitted: Fitted) -> bytes:
    """Return the model file of a training; the same model always gives the same bytes."""
    header = Header(
        format=FORMAT,
        architecture=fitted.stack.architecture,
        recipes=fitted.recipes,
        encoder=fitted.encoder,
        target=fitted.target,
        threshold=fitted.threshold,
        environment=fitted.environment,
        finished=fitted.finished,
    )
    parts = msgspec.to_builtins(header)
    numbers = (fitted.stack.weights_KP.detach().cpu(), fitted.stack.statistics_KQ.cpu())
    parts["sha256"] = _digest(parts, numbers)
    texts = {name: canonical(part) for name, part in parts.items()}
    large = {name: text for name, text in texts.items() if len(text) >= LARGE}
    small = {name: json.loads(text) for name, text in texts.items() if name not in large}
    tensors = {
        WEIGHTS: numbers[0].contiguous(),
        STATISTICS: numbers[1].contiguous(),
        **{
            name: torch.frombuffer(bytearray(text), dtype=torch.uint8)
            for name, text in large.items()
        },
    }
    return save(tensors, {KEY: canonical(small).decode()})


def read_model(path: Path) -> Fitted:
    """Read a model file; its history is None.

    Raises:
        RunError: it is no model file, damaged, or of a later format.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    return model_from(content, path)


def model_from(content: bytes, path: Path) -> Fitted:
    """Read the content of a model file.

    Args:
        content: Its bytes.
        path: Where they come from, for messages.

    Raises:
        RunError: it is no model file, damaged, or of a later format.
    """
    document = _document(content, path)
    check_format(document.get("format"), path)
    try:
        tensors = load(content)
    except (SafetensorError, KeyError, ValueError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error
    for name in set(tensors) - {WEIGHTS, STATISTICS}:
        document[name] = _large(tensors.pop(name), name, path)
    header = converted(document, Header, str(path))
    _check(header, tensors, path)
    numbers = (tensors[WEIGHTS], tensors[STATISTICS])
    whole = header.sha256 in ("", _digest(document, numbers))
    _hold(whole, path, "its content is not what its hash says")
    return Fitted(
        recipes=header.recipes,
        encoder=header.encoder,
        target=header.target,
        stack=_stack(header, tensors),
        history=None,
        environment=header.environment,
        threshold=header.threshold,
        finished=header.finished,
    )


def _digest(parts: dict[str, Any], numbers: tuple[Tensor, Tensor]) -> str:
    """Return the SHA-256 of the header's other parts and of the numbers."""
    found = hashlib.sha256()
    for name in sorted(parts.keys() - {"sha256"}):
        found.update(canonical({name: parts[name]}))
    for tensor in numbers:
        found.update(tensor.contiguous().numpy().tobytes())
    return found.hexdigest()


def _document(content: bytes, path: Path) -> dict[str, Any]:
    """Return our JSON from the header, having looked at sizes before anything is built."""
    length = int.from_bytes(content[:_LENGTH], "little")
    if len(content) < _LENGTH or length > len(content) - _LENGTH:
        raise RunError(f"{path} is damaged or no model file: it ends before its header does.")
    if length > LARGEST_HEADER:
        raise RunError(
            f"{path} has a header of {length} bytes; a model file of Separatrix has "
            f"{LARGEST_HEADER} at most."
        )
    head = parsed(content[_LENGTH : _LENGTH + length], str(path))
    if not isinstance(head, dict) or len(head) > 3 + len(Header.__struct_fields__):
        raise RunError(f"{path} is no model file of Separatrix: it holds other tensors.")
    metadata = head.get("__metadata__")
    if not isinstance(metadata, dict) or not isinstance(metadata.get(KEY), str):
        raise RunError(f'{path} is no model file of Separatrix: its header has no "{KEY}".')
    document = parsed(metadata[KEY].encode(), str(path))
    if not isinstance(document, dict):
        raise RunError(f"{path} is damaged: its header is no JSON object.")
    return document


def _large(tensor: Tensor, name: str, path: Path) -> Any:
    if name not in Header.__struct_fields__ or tensor.dtype != torch.uint8 or tensor.dim() != 1:
        raise RunError(f'{path} is no model file of Separatrix: it holds a tensor "{name}".')
    return parsed(tensor.numpy().tobytes(), str(path))


def _check(header: Header, tensors: dict[str, Tensor], path: Path) -> None:
    """See that the parts fit each other before anything of their size is made."""
    architecture, encoder, members = header.architecture, header.encoder, len(header.recipes)
    slots = tuple(count for count, _ in architecture.embedded)
    _hold(members >= 1, path, "it has no member")
    _hold(0 <= header.threshold <= 1, path, f"its threshold is {header.threshold}")
    _hold(
        (architecture.features, slots) == (encoder.features, encoder.embedded),
        path,
        "its network does not take what its encoder gives",
    )
    classes = header.target.classes
    fewest = {"binary": 2, "multiclass": 2, "regression": 0}[header.target.task]
    most = {"binary": 2, "regression": 0}.get(header.target.task, len(classes))
    fits = fewest <= len(classes) <= most and len(set(header.target.class_names)) == len(classes)
    _hold(fits, path, f"its {len(classes)} classes do not suit a {header.target.task} target")
    outputs = outputs_of(header.recipes[0], len(header.target.classes))
    _hold(architecture.outputs == outputs, path, "its outputs are not its target's")
    for name, pieces in (
        (WEIGHTS, weight_pieces(architecture)),
        (STATISTICS, statistic_pieces(architecture)),
    ):
        tensor = tensors.get(name)
        _hold(tensor is not None, path, f'it has no tensor "{name}"')
        assert tensor is not None
        shape, dtype = (members, size(pieces)), header.recipes[0].dtype
        _hold(tuple(tensor.shape) == shape, path, f"{name} is {tuple(tensor.shape)}, not {shape}")
        _hold(tensor.dtype == getattr(torch, dtype), path, f"{name} is not {dtype}")


def _hold(holds: bool, path: Path, otherwise: str) -> None:
    if not holds:
        raise RunError(f"{path} is damaged: {otherwise}.")


def _stack(header: Header, tensors: dict[str, Tensor]) -> Stack:
    weights_KP, statistics_KQ = tensors[WEIGHTS], tensors[STATISTICS]
    stack = Stack(header.architecture, len(header.recipes), weights_KP.dtype)
    with torch.no_grad():
        stack.weights_KP.copy_(weights_KP)
        stack.statistics_KQ.copy_(statistics_KQ)
    return stack.eval()
