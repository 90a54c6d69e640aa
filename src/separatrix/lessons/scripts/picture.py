"""The picture of a script: regions behind the rows, or a line through them."""

from separatrix.lessons.lesson import Packaged, Toy
from separatrix.lessons.scripts.fill import fill
from separatrix.lessons.scripts.penguins import PENGUIN_PICTURE


def picture_code(data: Toy | Packaged, classes: int, file: str) -> str:
    """Return the lines that draw and save.

    Args:
        data: The lesson's data.
        classes: Classes; 0 for a number.
        file: Name of the picture without its ending.
    """
    if classes == 0:
        return fill(_LINE, {"file": file})
    if isinstance(data, Packaged):
        grid, axes = PENGUIN_PICTURE, _PENGUIN_AXES
    else:
        grid, axes = _GRID, _TOY_AXES
    between = [code - 0.5 for code in range(classes + 1)]
    return fill(grid + _PANELS, {"between": between, "file": file, **axes})


_TOY_AXES = {"one": "0", "two": "1", "xlabel": "x1", "ylabel": "x2"}
_PENGUIN_AXES = {
    "one": "across",
    "two": "up",
    "xlabel": "bill length, standardised",
    "ylabel": "flipper length, standardised",
}

_GRID = """
    low, high = X_train.amin(dim=0), X_train.amax(dim=0)
    side = torch.linspace(-0.1, 1.1, 200, device=device)
    x2, x1 = torch.meshgrid(side, side, indexing="ij")
    grid = low + (high - low) * torch.stack([x1, x2], dim=-1)
    x1, x2 = grid.unbind(dim=-1)
    regions = predict(network, grid.reshape(-1, 2)).reshape(x1.shape)
"""

_PANELS = """
    figure, panels = plt.subplots(1, 2, figsize=(11, 5), sharex=True, sharey=True)
    parts = [("train", X_train, y_train), ("test", X_test, y_test)]
    between = $between
    for panel, (part, X, y) in zip(panels, parts, strict=True):
        plane = (x1.cpu(), x2.cpu(), regions.cpu())
        panel.contourf(*plane, levels=between, cmap="viridis", alpha=0.4)
        rows = (X[:, $one].cpu(), X[:, $two].cpu())
        panel.scatter(*rows, c=y.cpu(), cmap="viridis", s=18, edgecolors="black", lw=0.4)
        panel.set_title(f"{part} rows: {accuracy(X, y):.1%} right")
        panel.set_xlabel("$xlabel")
        panel.set_ylabel("$ylabel")
    figure.savefig("$file.png", dpi=120, bbox_inches="tight")
"""

_LINE = """
    figure, panel = plt.subplots(figsize=(6, 5))
    panel.scatter(X_train.cpu(), y_train.cpu(), s=14, label="train rows")
    panel.scatter(X_test.cpu(), y_test.cpu(), s=30, marker="x", label="test rows")
    x = torch.linspace(0, 1, 50, device=device)[:, None]
    panel.plot(x.cpu(), predict(network, x).cpu(), color="black", label="the network")
    panel.set(xlabel="x", ylabel="y")
    panel.legend()
    figure.savefig("$file.png", dpi=120, bbox_inches="tight")
"""
