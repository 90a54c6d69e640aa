"""A model file predicts by itself, is the same bytes for the same model, and executes nothing."""

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from separatrix.data.columns.category import EmbeddedEncoder
from separatrix.data.encoder import Encoder
from separatrix.data.table import Table
from separatrix.errors import RunError
from separatrix.evaluation.prediction import predict
from separatrix.models.architecture import size, weight_pieces
from separatrix.models.own.networks import described
from separatrix.models.stack import Stack
from separatrix.runs.contents import Contents
from separatrix.runs.model_file import (
    KEY,
    LARGEST_HEADER,
    digest,
    model_bytes,
    model_from,
    read_model,
)
from separatrix.training.fitted import Fitted

PLACE = Path("model.safetensors")


def header_of(content: bytes) -> dict[str, Any]:
    length = struct.unpack("<Q", content[:8])[0]
    header: dict[str, Any] = json.loads(content[8 : 8 + length])
    return header


def signed(document: dict[str, Any], tensors: dict[str, torch.Tensor]) -> bytes:
    """Return a file whose hash is right whatever it holds, as somebody who means harm would."""
    numbers = (tensors["weights_KP"], tensors["statistics_KQ"])
    document["sha256"] = digest(document, numbers)
    return save(tensors, {KEY: json.dumps(document)})


def with_document(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the file with its JSON changed and everything else as it is."""
    document = json.loads(header_of(content)["__metadata__"][KEY])
    change(document)
    return signed(document, load(content))


def with_tensors(content: bytes, **tensors: torch.Tensor) -> bytes:
    """Return the file with other tensors and everything else as it is."""
    document = json.loads(header_of(content)["__metadata__"][KEY])
    return signed(document, load(content) | tensors)


def test_a_model_is_the_same_after_its_file(contents: Contents) -> None:
    fitted = contents.fitted
    again = model_from(model_bytes(fitted), PLACE)
    assert torch.equal(again.stack.weights_KP, fitted.stack.weights_KP)
    assert torch.equal(again.stack.statistics_KQ, fitted.stack.statistics_KQ)
    assert not again.stack.training
    assert again.history is None
    for name in ("recipes", "encoder", "target", "environment", "threshold", "finished"):
        assert getattr(again, name) == getattr(fitted, name)


def test_it_predicts_the_same_bits(contents: Contents, table: Table) -> None:
    before = predict(contents.fitted, table).answers
    after = predict(model_from(model_bytes(contents.fitted), PLACE), table).answers
    for one, other in (
        (before.probabilities_NC, after.probabilities_NC),
        (before.values_N, after.values_N),
    ):
        assert (one is None) == (other is None)
        assert one is None or other is None or one.tobytes() == other.tobytes()


def test_the_same_model_gives_the_same_bytes(contents: Contents) -> None:
    content = model_bytes(contents.fitted)
    assert model_bytes(contents.fitted) == content
    assert model_bytes(model_from(content, PLACE)) == content


def test_the_same_model_gives_the_same_bytes_in_another_process(
    binary: Contents, tmp_path: Path
) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(model_bytes(binary.fitted))
    code = (
        "import sys; from pathlib import Path\n"
        "from separatrix.runs import model_bytes, read_model\n"
        "sys.stdout.buffer.write(model_bytes(read_model(Path(sys.argv[1]))))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=True)
    assert done.stdout == path.read_bytes()


def test_the_header_is_one_key_of_canonical_json(binary: Contents) -> None:
    metadata = header_of(model_bytes(binary.fitted))["__metadata__"]
    assert list(metadata) == [KEY]
    document = json.loads(metadata[KEY])
    assert json.dumps(document, sort_keys=True, separators=(",", ":")) == metadata[KEY]
    assert "NaN" not in metadata[KEY]


def test_the_model_file_holds_no_row(binary: Contents, table: Table) -> None:
    content = model_bytes(binary.fitted)
    values = table.columns["weight"].drop_null().to_pylist()
    held = {value for value in values if repr(value).encode() in content}
    assert held == set(binary.fitted.encoder.profiles[0].quantiles)


def many_levels(fitted: Fitted, levels: int = 20_000) -> Fitted:
    """Return the model with an encoder of very many levels, and weights for them."""
    columns = tuple(
        EmbeddedEncoder(column.name, tuple(f"Straße {i}" for i in range(levels)), column.missing)
        if isinstance(column, EmbeddedEncoder)
        else column
        for column in fitted.encoder.columns
    )
    encoder = Encoder(columns, fitted.encoder.left_out, fitted.encoder.others)
    [slots] = encoder.embedded
    architecture = msgspec.structs.replace(
        described(fitted.stack).architecture, embedded=((slots, 3),)
    )
    return replace(fitted, encoder=encoder, stack=Stack(architecture, fitted.members).eval())


def test_a_large_vocabulary_stands_outside_the_header(binary: Contents) -> None:
    fitted = many_levels(binary.fitted)
    content = model_bytes(fitted)
    assert struct.unpack("<Q", content[:8])[0] < 2**14
    assert model_from(content, PLACE).encoder == fitted.encoder
    assert model_bytes(model_from(content, PLACE)) == content


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot be read"):
        read_model(tmp_path / "model.safetensors")


def refused(content: bytes, reason: str) -> None:
    with pytest.raises(RunError, match=reason) as caught:
        model_from(content, PLACE)
    assert str(PLACE) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 7,
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 3) + b"{}",
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 2) + b"\xff\xff",
        struct.pack("<Q", 0),
        b"PK\x03\x04 a zip, as torch.save writes it",
        b"\x80\x04 a pickle",
        struct.pack("<Q", 200_000) + b"[" * 200_000,
    ],
)
def test_what_is_no_model_file_is_refused(content: bytes) -> None:
    refused(content, "damaged or no model file|no model file|damaged")


def test_a_huge_header_is_refused_unread() -> None:
    head = b'{"__metadata__":{}}'.ljust(LARGEST_HEADER + 1)
    refused(struct.pack("<Q", len(head)) + head, "header of")


def test_many_tensors_are_refused_unread() -> None:
    head = {str(i): {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]} for i in range(10_000)}
    text = json.dumps(head).encode()
    refused(struct.pack("<Q", len(text)) + text, "holds other tensors")


def test_another_safetensors_file_is_refused() -> None:
    refused(save({"weights_KP": torch.zeros(1, 2)}), "header has no")
    refused(save({"weights_KP": torch.zeros(1, 2)}, {"format": "pt"}), "header has no")


def test_a_later_format_is_named_as_such(binary: Contents) -> None:
    content = model_bytes(binary.fitted)
    refused(with_document(content, lambda document: document.update(format=2)), "later version")


CHANGES: list[Callable[[dict[str, Any]], object]] = [
    lambda document: document.pop("encoder"),
    lambda document: document.update(more=1),
    lambda document: document.update(recipes=[]),
    lambda document: document.update(recipes=document["recipes"][:1]),
    lambda document: document.update(threshold=2.0),
    lambda document: document.update(threshold="0.5"),
    lambda document: document["architecture"].update(hidden=[10**9, 10**9]),
    lambda document: document["architecture"].update(hidden=[-4]),
    lambda document: document["architecture"].update(features=3),
    lambda document: document["architecture"].update(outputs=2),
    lambda document: document["architecture"].update(activation="os.system"),
    lambda document: document["recipes"][0].update(epochs=0),
    lambda document: document["recipes"][0].update(dtype="float64"),
    lambda document: document["target"].update(task="poetry"),
    lambda document: document["encoder"]["columns"][0].update(type="subprocess.run"),
    lambda document: document["encoder"]["columns"].pop(),
    lambda document: document["encoder"]["profiles"][0].update(name="other"),
    lambda document: document["encoder"]["profiles"][0].update(kind="poetry"),
    lambda document: document["encoder"]["profiles"][0]["counts"].pop(),
    lambda document: document["encoder"]["profiles"][0]["quantiles"].pop(),
    lambda document: document["encoder"]["profiles"][1]["counts"].__setitem__(0, -1),
    lambda document: document["encoder"]["profiles"][1]["levels"].append("more"),
    lambda document: document["target"].update(classes=["yes"]),
    lambda document: document["target"].update(classes=["yes", "yes"]),
    lambda document: document["target"].update(classes=[1, "yes"]),
    lambda document: document["target"].update(classes=[True, 2**70]),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_header_that_does_not_fit_is_refused(
    binary: Contents, change: Callable[[dict[str, Any]], object]
) -> None:
    content = with_document(model_bytes(binary.fitted), change)
    with pytest.raises(RunError, match=r"damaged|not what a run holds") as caught:
        model_from(content, PLACE)
    assert "hash" not in str(caught.value), "seen by its hash alone"


def test_tensors_that_do_not_fit_are_refused(binary: Contents) -> None:
    content = model_bytes(binary.fitted)
    members, count = 2, size(weight_pieces(described(binary.fitted.stack).architecture))
    right = torch.zeros(members, count)
    assert model_from(with_tensors(content, weights_KP=right), PLACE).members == members
    for wrong in (torch.zeros(members, count + 1), torch.zeros(count), right.double(), right.int()):
        refused(with_tensors(content, weights_KP=wrong), "weights_KP is")
    refused(with_tensors(content, statistics_KQ=torch.zeros(members, 1)), "statistics_KQ is")
    refused(with_tensors(content, more=torch.zeros(1)), 'a tensor "more"')
    refused(with_tensors(content, encoder=torch.zeros(3)), 'a tensor "encoder"')
    refused(with_tensors(content, encoder=torch.zeros(3, dtype=torch.uint8)), "damaged")


def test_weights_that_are_not_finite_are_kept(binary: Contents) -> None:
    stack = deepcopy(binary.fitted.stack)
    weights_KP = stack.weights_KP.detach()
    weights_KP[0, 0], weights_KP[0, 1] = float("nan"), float("inf")
    again = model_from(model_bytes(replace(binary.fitted, stack=stack)), PLACE)
    assert np.array_equal(again.stack.weights_KP.detach(), weights_KP, equal_nan=True)


def test_a_model_file_without_its_hash_is_refused(binary: Contents) -> None:
    content = model_bytes(binary.fitted)
    document = json.loads(header_of(content)["__metadata__"][KEY])
    refused(save(load(content), {KEY: json.dumps(document | {"sha256": ""})}), "its hash says")
    del document["sha256"]
    refused(save(load(content), {KEY: json.dumps(document)}), "missing required field `sha256`")


def test_every_flipped_bit_of_a_model_file_alone_is_found(binary: Contents) -> None:
    content, generator = model_bytes(binary.fitted), np.random.default_rng(7)
    for place in generator.integers(len(content), size=300):
        flipped = bytearray(content)
        flipped[place] ^= 1 << int(generator.integers(8))
        with pytest.raises(RunError):
            model_from(bytes(flipped), PLACE)


def test_reading_a_model_executes_nothing(binary: Contents, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(model_bytes(binary.fitted))
    code = """
import sys
from pathlib import Path
import separatrix.runs.model_file as model_file
seen = []
def watch(event, arguments):
    if event in ("exec", "compile", "import", "pickle.find_class", "subprocess.Popen",
                 "os.system", "socket.connect"):
        seen.append(event)
    if event == "open" and arguments[1] not in ("r", "rb", None):
        seen.append(str(arguments))
path = Path(sys.argv[1])
model_file.read_model(path)
sys.addaudithook(watch)
model_file.read_model(path)
print(seen)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
