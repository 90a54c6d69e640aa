"""One rung of a lesson as one plain PyTorch script that stands alone."""

import re
from textwrap import fill as wrapped

from separatrix.ladders import Rung, in_words
from separatrix.lessons.lesson import Lesson
from separatrix.lessons.scripts.extras import extra_code
from separatrix.lessons.scripts.fill import fill
from separatrix.lessons.scripts.network import maker, network_code
from separatrix.lessons.scripts.picture import picture_code
from separatrix.lessons.scripts.rows import RowsCode, rows_code
from separatrix.lessons.scripts.training import asking_code, loop_code
from separatrix.recipe import Loss

WIDTH = 88


def script(lesson: Lesson, rung: Rung, *, sequential: bool = False) -> str:
    """Return the whole script.

    Args:
        lesson: Gives data and seed.
        rung: Gives network and training.
        sequential: Whether to build the network from nn.Sequential, else from a class.
    """
    loss = loss_of(lesson, rung)
    rows = rows_code(lesson.data, "int64" if loss == "cross-entropy" else "float32")
    file = file_name(lesson, rung)
    parts = [_head(lesson, rung, file), _imports(rows, lesson, rung), _preparation(lesson)]
    sections = [
        (f"Data: {rows.heading}", rows.data),
        ("Tensors, split into rows to train on and rows to judge by", rows.split),
        ("Network", _network(rung, rows, loss, sequential=sequential)),
        ("Asking the network", asking_code(loss)),
        ("Training: the loop", loop_code(rung.recipe, loss)),
        ("Picture", picture_code(lesson.data, rows.classes, file)),
        ("Keeping it: the weights alone, loaded into a new network", _keeping(file, sequential)),
        *filter(None, [extra_code(lesson, rung.recipe)]),
        ("Result", fill(_RESULT_L1 if loss == "l1" else _RESULT)),
    ]
    parts += [f"# %% {n}. {title}\n\n{text}" for n, (title, text) in enumerate(sections, start=1)]
    return _spaced(parts)


def file_name(lesson: Lesson, rung: Rung) -> str:
    """Return the name of a script and of what it writes, without an ending."""
    return re.sub(r"\W+", "_", f"{lesson.name}_{rung.name}".lower())


def loss_of(lesson: Lesson, rung: Rung) -> Loss:
    """Return the loss that a rung trains with, "auto" resolved."""
    if rung.recipe.loss != "auto":
        return rung.recipe.loss
    return "bce" if rows_code(lesson.data, "float32").classes == 2 else "cross-entropy"


def _head(lesson: Lesson, rung: Rung, file: str) -> str:
    what = f'Lesson "{lesson.name}", rung "{rung.name}": {in_words(rung.recipe)}.'
    needs = (
        f"Run it with `python {file}.py`. It needs PyTorch, scikit-learn and Matplotlib, and "
        f"writes {file}.png and {file}.pt into the folder that you are in."
    )
    return f'"""{lesson.title}.\n\n{wrapped(what, WIDTH)}\n\n{wrapped(needs, WIDTH)}\n"""'


def _imports(rows: RowsCode, lesson: Lesson, rung: Rung) -> str:
    """Return the import lines, the standard library's first, in ruff's order."""
    lines = {*rows.imports, "import matplotlib.pyplot as plt", "import torch"}
    lines.add("from torch import nn")
    extra = extra_code(lesson, rung.recipe)
    if extra is not None and "copy." in extra[1]:
        lines.add("import copy")
    own = {line for line in lines if line.split()[1] in _STANDARD}
    blocks = (sorted(own, key=_import_order), sorted(lines - own, key=_import_order))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line.split()[1]


def _preparation(lesson: Lesson) -> str:
    return fill(_PREPARATION, {"seed": lesson.script_seed})


def _network(rung: Rung, rows: RowsCode, loss: Loss, *, sequential: bool) -> str:
    outputs = rows.classes if loss == "cross-entropy" else 1
    definition = network_code(rung.recipe, rows.inputs, outputs, sequential=sequential)
    return f"{definition}\n\n\nnetwork = {maker(sequential=sequential)}.to(device)"


def _keeping(file: str, sequential: bool) -> str:
    return fill(_KEEPING, {"file": file, "maker": maker(sequential=sequential)})


def _spaced(parts: list[str]) -> str:
    """Join the parts with the blank lines that ruff format wants around definitions."""
    text = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    return re.sub(r"\n{2,}(?=def |class |# %% )", "\n\n\n", text)


_STANDARD = ("copy", "csv", "pathlib", "sys")

_PREPARATION = """
    # The seed decides the initial weights and the order of the rows. This one behaves like
    # the median of many seeds; not every seed does, so try some others.
    torch.manual_seed($seed)
    # One thread is fastest for products as small as these.
    torch.set_num_threads(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
"""

_KEEPING = """
    torch.save(network.state_dict(), "$file.pt")
    reloaded = $maker.to(device)
    reloaded.load_state_dict(torch.load("$file.pt", weights_only=True))
    assert torch.equal(predict(network, X_test), predict(reloaded, X_test))
    print("The reloaded network predicts the same.")
"""

_RESULT = """
    train, test = accuracy(X_train, y_train), accuracy(X_test, y_test)
    print(f"train accuracy {train:.2%}, test accuracy {test:.2%}")
"""

_RESULT_L1 = """
    train, test = error(X_train, y_train), error(X_test, y_test)
    print(f"train error {train:.5f}, test error {test:.5f}")
"""
