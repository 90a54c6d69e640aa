"""A fitted estimator in a folder: a model file for each output, and a document that names them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from separatrix import files
from separatrix.errors import RunError
from separatrix.estimators.curves import Curves
from separatrix.estimators.parameters import plain_value
from separatrix.runs.documents import canonical, converted, parsed, readable
from separatrix.runs.manifest import Mark, check_format, checked_content, mark_of
from separatrix.runs.model_file import model_bytes, model_from
from separatrix.runs.names import FORMAT
from separatrix.runs.places import building_place, is_run, settle, take_place
from separatrix.training.fitted import Fitted

DOCUMENT = "estimator.json"
LARGEST = 2**28
"""Bytes of the largest document that is read."""


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an estimator stands beside its model files.

    Args:
        estimator: Its class.
        parameters: What it was made with.
        features: How many features it takes.
        names: What they are called; None when they were columns of an array.
        several: Whether y had two dimensions.
        classes: The classes, in the order of `predict_proba`; None for numbers.
        class_type: NumPy's name of their type.
        curves: What the training looked like.
        format: The format of the folder.
        models: The mark of each model file, by its name.
        sha256: Hash of the fields above.
    """

    estimator: str
    parameters: dict[str, Any]
    features: int
    names: tuple[str, ...] | None
    several: bool
    classes: list[bool | int | float | str] | None
    class_type: str
    curves: Curves
    format: int = FORMAT
    models: dict[str, Mark] = {}
    sha256: str = ""

    def given(self) -> dict[str, Any]:
        """Return the parameters as an estimator takes them: lists are tuples."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.parameters.items()
        }


def plain_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as JSON has them.

    Raises:
        RunError: one cannot be kept, such as a random generator.
    """
    plain = {name: plain_value(value) for name, value in parameters.items()}
    for name, value in plain.items():
        try:
            canonical(value)
        except (TypeError, ValueError) as error:
            raise RunError(
                f"{name}={parameters[name]!r} cannot be kept in a file of plain values. Set a "
                "plain one with set_params, or keep the estimator with joblib."
            ) from error
    return plain


def write_kept(place: Path, kept: Kept, fitted: Sequence[Fitted], *, overwrite: bool) -> Path:
    """Write a folder that holds an estimator; it is there whole or not at all.

    Args:
        place: The folder.
        kept: What stands beside the model files.
        fitted: The networks of each output.
        overwrite: Replace an estimator that is there.

    Raises:
        RunError: it cannot be written, or something else is there.
    """
    contents = {
        f"model-{output}.safetensors": model_bytes(each) for output, each in enumerate(fitted)
    }
    contents[DOCUMENT] = _document(kept, contents)
    place = place.expanduser().resolve()
    with _refused(place):
        settle(place)
        _check_free(place, overwrite)
        building = building_place(place)
        try:
            files.remove_folder(building)
            files.make_folder(building)
            for name, content in contents.items():
                files.write_bytes(building / name, content)
            take_place(building, place)
        except BaseException:
            with suppress(OSError):
                files.remove_folder(building)
            raise
    return place


def read_kept(place: Path, estimator: str) -> tuple[Kept, tuple[Fitted, ...]]:
    """Read a folder that holds an estimator.

    Args:
        place: The folder.
        estimator: The class that is expected.

    Raises:
        RunError: there is none, it is damaged, of a later format, or of another class.
    """
    path = place / DOCUMENT
    if not path.is_file():
        hint = " It is a run; separatrix.load opens it." if is_run(place) else ""
        raise RunError(f"There is no saved estimator at {place}: it has no {DOCUMENT}.{hint}")
    with _refused(place):
        content = path.read_bytes()
    document = parsed(content, str(path))
    check_format(document.get("format") if isinstance(document, dict) else None, path)
    kept = converted(document, Kept, str(path))
    if _hash(document) != kept.sha256:
        raise RunError(f"{path} is damaged: it is not as it was written.")
    if kept.estimator != estimator:
        raise RunError(
            f"{place} holds a {kept.estimator}, not a {estimator}. {kept.estimator}.load opens it."
        )
    models = [
        model_from(checked_content(place, name, mark), place / name)
        for name, mark in kept.models.items()
    ]
    return kept, tuple(models)


def _document(kept: Kept, contents: Mapping[str, bytes]) -> bytes:
    marks = {name: mark_of(content) for name, content in contents.items()}
    document = msgspec.to_builtins(msgspec.structs.replace(kept, models=marks))
    return readable(document | {"sha256": _hash(document)})


def _hash(document: Mapping[str, Any]) -> str:
    return mark_of(canonical({**document, "sha256": ""})).sha256


def _check_free(place: Path, overwrite: bool) -> None:
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return
    if not (place / DOCUMENT).is_file():
        raise RunError(
            f"{place} holds something else than a saved estimator, so nothing is written there. "
            "Choose another folder."
        )
    if not overwrite:
        raise RunError(
            f"{place} holds a saved estimator. overwrite=True replaces it; or choose another "
            "folder."
        )


@contextmanager
def _refused(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"{place} cannot be read or written: {reason}.") from error
