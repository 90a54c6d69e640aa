"""What a script shows beside accuracy and boundary, where its lesson has something to show."""

from separatrix.lessons.lesson import Lesson
from separatrix.lessons.scripts.fill import fill
from separatrix.recipe import Recipe


def extra_code(lesson: Lesson, recipe: Recipe) -> tuple[str, str] | None:
    """Return heading and lines of one more section, None where there is nothing to add."""
    if lesson.name == "line":
        return "What it learned: slope and intercept", fill(_SLOPE)
    if lesson.name == "blobs":
        return "One row: logits, probabilities, label", fill(_SOFTMAX)
    if recipe.dropout:
        return "One row, asked 100 times in both modes", fill(_MODES)
    return None


_SLOPE = """
    # Without an activation the network is a straight line: two points tell all of it.
    intercept, end = predict(network, torch.tensor([[0.0], [1.0]], device=device)).tolist()
    print(f"slope {end - intercept:.4f} (0.7), intercept {intercept:.4f} (0.3)")
"""

_SOFTMAX = """
    with torch.inference_mode():
        logits = network(X_test[:1])[0]
    probabilities = torch.softmax(logits, dim=0)
    print("logits       ", [round(value, 2) for value in logits.tolist()])
    print("probabilities", [round(value, 4) for value in probabilities.tolist()])
    print("label        ", probabilities.argmax().item(), "- true:", y_test[0].item())
"""

_MODES = """
    # On a copy, because batch norm learns its statistics whenever it is in train mode.
    twin = copy.deepcopy(network)
    with torch.inference_mode():
        twin.train()
        noisy = torch.cat([twin(X_test[:100])[:1] for _ in range(100)])
        twin.eval()
        steady = torch.cat([twin(X_test[:100])[:1] for _ in range(100)])
    print(f"train mode: {noisy.unique().numel()} different answers to the same row")
    print(f"eval mode: {steady.unique().numel()}")
"""
