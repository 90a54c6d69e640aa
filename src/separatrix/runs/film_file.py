"""The film of a training: weights or answers of at most a hundred moments, in one file."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from separatrix.errors import RunError
from separatrix.evaluation.film import Filmed, Moment, snapshot_of
from separatrix.models.architecture import Architecture, size, statistic_pieces, weight_pieces
from separatrix.training.film import Frame
from separatrix.training.snapshot import Snapshot

_KEY = "separatrix-film"


def film_bytes(filmed: Filmed) -> bytes:
    """Return the file of a film."""
    moments = filmed.moments
    tensors = {"epochs": np.array(filmed.epochs, np.int64), "x": filmed.x_G, "y": filmed.y_G}
    if all(isinstance(moment, Snapshot) for moment in moments):
        tensors["weights"] = np.stack([m.weights_KP for m in moments if isinstance(m, Snapshot)])
        tensors["statistics"] = np.stack(
            [m.statistics_KQ for m in moments if isinstance(m, Snapshot)]
        )
    else:
        tensors["answers"] = np.stack([m.answers_KNO for m in moments if isinstance(m, Frame)])
    return save(tensors, {_KEY: json.dumps({"moments": len(moments)})})


def read_film(content: bytes, architecture: Architecture, members: int, name: str) -> Filmed:
    """Read what `film_bytes` wrote.

    Args:
        content: The file.
        architecture: The shape of the run's networks.
        members: How many there are.
        name: The file's name, for the message.

    Raises:
        RunError: it is no film, or of other networks.
    """
    try:
        tensors = load(content)
        epochs = tensors["epochs"].tolist()
        moments = _moments(tensors, epochs, architecture)
        x_G, y_G = tensors["x"], tensors["y"]
    except (SafetensorError, KeyError, IndexError) as error:
        raise RunError(f"{name} is not what a run holds: {error}.") from error
    if not moments or any(_members(moment) != members for moment in moments):
        raise RunError(f"{name} is damaged: it is the film of other networks.")
    return Filmed(moments, x_G, y_G)


def _moments(
    tensors: dict[str, NDArray[Any]], epochs: list[int], architecture: Architecture
) -> tuple[Moment, ...]:
    if "answers" in tensors:
        answers = tensors["answers"]
        return tuple(Frame(epoch, answers[i]) for i, epoch in enumerate(epochs))
    weights, statistics = tensors["weights"], tensors["statistics"]
    wide = (size(weight_pieces(architecture)), size(statistic_pieces(architecture)))
    if (weights.shape[-1], statistics.shape[-1]) != wide:
        return ()
    return tuple(
        snapshot_of(epoch, architecture, weights[i], statistics[i])
        for i, epoch in enumerate(epochs)
    )


def _members(moment: Moment) -> int:
    array = moment.weights_KP if isinstance(moment, Snapshot) else moment.answers_KNO
    return len(array)
