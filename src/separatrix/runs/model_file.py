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

from separatrix.errors import RunError
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Stack
from separatrix.runs.documents import canonical, converted, parsed
from separatrix.runs.manifest import check_format
from separatrix.runs.model_header import STATISTICS, WEIGHTS, Header, check_fit, hold
from separatrix.runs.names import FORMAT
from separatrix.training.fitted import Fitted

KEY = "separatrix"
LARGE = 2**16
"""Bytes of JSON from which a part of the header stands as a tensor."""

LARGEST_HEADER = 2**20
"""Bytes of the largest header that is read; the format allows a hundred times more."""

_LENGTH = 8  # bytes that give the header's length, little-endian


def model_bytes(fitted: Fitted) -> bytes:
    """Return the model file of a training; the same model always gives the same bytes.

    Raises:
        RunError: the networks are of the user's own module, whose code no model file holds.
    """
    stack = fitted.stack
    if isinstance(stack, OwnStack):
        raise RunError(
            f"{stack.architecture.name} is a module of your own, and a model file holds numbers "
            "and no code. Keep it with joblib or pickle, where its class can be imported, or keep "
            "the state_dict of the module that each member gives."
        )
    header = Header(
        format=FORMAT,
        architecture=stack.architecture,
        recipes=fitted.recipes,
        encoder=fitted.encoder,
        target=fitted.target,
        threshold=fitted.threshold,
        environment=fitted.environment,
        finished=fitted.finished,
        sha256="",
        temperature=fitted.temperature,
        conformal=fitted.conformal,
    )
    parts = msgspec.to_builtins(header)
    numbers = (stack.weights_KP.detach().cpu(), stack.statistics_KQ.cpu())
    parts["sha256"] = digest(parts, numbers)
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
    check_fit(header, tensors, path)
    numbers = (tensors[WEIGHTS], tensors[STATISTICS])
    hold(header.sha256 == digest(document, numbers), path, "its content is not what its hash says")
    return Fitted(
        recipes=header.recipes,
        encoder=header.encoder,
        target=header.target,
        stack=_stack(header, tensors),
        history=None,
        environment=header.environment,
        threshold=header.threshold,
        temperature=header.temperature,
        conformal=header.conformal,
        finished=header.finished,
    )


def digest(parts: dict[str, Any], numbers: tuple[Tensor, Tensor]) -> str:
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


def _stack(header: Header, tensors: dict[str, Tensor]) -> Stack:
    weights_KP, statistics_KQ = tensors[WEIGHTS], tensors[STATISTICS]
    stack = Stack(header.architecture, len(header.recipes), weights_KP.dtype)
    with torch.no_grad():
        stack.weights_KP.copy_(weights_KP)
        stack.statistics_KQ.copy_(statistics_KQ)
    return stack.eval()
