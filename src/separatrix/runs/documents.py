"""JSON documents: the same content always gives the same bytes, and no NaN ever."""

import json
from typing import Any, TypeVar

import msgspec

from separatrix.errors import RunError

T = TypeVar("T")


def canonical(document: Any) -> bytes:
    """Return a document as compact ASCII JSON with sorted keys.

    Example:
        >>> canonical({"b": 1, "a": [0.1, None]})
        b'{"a":[0.1,null],"b":1}'
    """
    plain = msgspec.to_builtins(document)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def readable(document: Any) -> bytes:
    """Return a document as indented JSON in the order of its fields."""
    plain = msgspec.to_builtins(document)
    return f"{json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode()


def decoded(content: bytes, kind: type[T], name: str) -> T:
    """Read a document of a run strictly.

    Args:
        content: The bytes of the file.
        kind: What it holds.
        name: The file, for the message.

    Raises:
        RunError: it is not JSON, or not of this kind.
    """
    return converted(parsed(content, name), kind, name)


def converted(document: Any, kind: type[T], name: str) -> T:
    """Make a struct of parsed JSON strictly; see `decoded`."""
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise RunError(f"{name} is not what a run holds: {error}.") from error


def parsed(content: bytes, name: str) -> Any:
    """Read any JSON.

    Raises:
        RunError: it is not JSON.
    """
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RunError(f"{name} is damaged: it is not JSON ({error}).") from error
