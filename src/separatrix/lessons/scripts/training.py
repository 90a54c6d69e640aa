"""The training loop of a script, and how its network is asked."""

from textwrap import indent

from separatrix.lessons.scripts.fill import fill
from separatrix.recipe import Loss, Optimizer, Recipe

LOSS_CLASSES: dict[Loss, str] = {
    "bce": "nn.BCEWithLogitsLoss()",
    "cross-entropy": "nn.CrossEntropyLoss()",
    "l1": "nn.L1Loss()",
    "mse": "nn.MSELoss()",
    "huber": "nn.HuberLoss()",
}
OPTIMIZER_CLASSES: dict[Optimizer, str] = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
}


def asking_code(loss: Loss) -> str:
    """Return the functions that predict and judge."""
    if loss == "cross-entropy":
        text = _ASK_CLASSES
        values = {
            "squeeze": "",
            "rule": "The largest logit decides.",
            "label": "logits.argmax(dim=1)",
        }
    elif loss == "bce":
        rule = "A logit above 0 is a probability above one half."
        text, values = _ASK_CLASSES, {"squeeze": ".squeeze(1)", "rule": rule}
        values["label"] = "(logits > 0).float()"
    else:
        text, values = _ASK_NUMBERS, {}
    return fill(text, values)


def loop_code(recipe: Recipe, loss: Loss) -> str:
    """Return loss, optimizer and loop."""
    one_output = loss != "cross-entropy"
    values = {
        "loss": LOSS_CLASSES[loss],
        "optimizer": OPTIMIZER_CLASSES[recipe.optimizer],
        "rate": f"{recipe.learning_rate:g}",
        "epochs": recipe.epochs,
        "schedule": _SCHEDULE if recipe.schedule == "linear" else "",
        "steps": indent(_steps(recipe, one_output), "    "),
        "score": "error" if loss == "l1" else "accuracy",
        "format": ".4f" if loss == "l1" else ".1%",
    }
    return fill(_LOOP, values)


def _steps(recipe: Recipe, one_output: bool) -> str:
    squeeze = ".squeeze(1)" if one_output else ""
    fall = "\nschedule.step()" if recipe.schedule == "linear" else ""
    if not isinstance(recipe.batch_size, int):
        return fill(_STEP, {"rows": "", "squeeze": squeeze}) + fall
    step = fill(_STEP, {"rows": "[rows]", "squeeze": squeeze})
    order = f"torch.randperm(len(X_train), device=device).split({recipe.batch_size})"
    head = f"# A new order of the rows in every epoch, {recipe.batch_size} rows a step\n"
    return f"{head}for rows in {order}:\n{indent(step, '    ')}{fall}"


_ASK_CLASSES = '''
    def predict(network, X):
        """Return the predicted class of every row."""
        # Eval mode: dropout is off, batch norm uses its running statistics.
        network.eval()
        # Nothing is learned here, so no gradients are kept.
        with torch.inference_mode():
            logits = network(X)$squeeze
        # $rule
        return $label


    def accuracy(X, y):
        """Return the share of rows whose class is right."""
        return (predict(network, X) == y).float().mean().item()
'''

_ASK_NUMBERS = '''
    def predict(network, X):
        """Return the predicted value of every row."""
        network.eval()
        # Nothing is learned here, so no gradients are kept.
        with torch.inference_mode():
            return network(X).squeeze(1)


    def error(X, y):
        """Return the mean absolute error."""
        return (predict(network, X) - y).abs().mean().item()
'''

_LOOP = """
    loss_function = $loss
    optimizer = torch.optim.$optimizer(network.parameters(), lr=$rate)
    epochs = $epochs
    $schedule
    for epoch in range(1, epochs + 1):
        # Train mode: dropout is on, batch norm uses the batch and learns its statistics.
        network.train()
    $steps

        if epoch % (epochs // 10) == 0:
            # The test rows are watched; nothing is decided by them.
            watched = $score(X_test, y_test)
            print(f"epoch {epoch:4}: loss {loss.item():.4f}, test $score {watched:$format}")
"""

_SCHEDULE = """\
# The rate falls in even steps, so that the last ones are fine.
schedule = torch.optim.lr_scheduler.LinearLR(
    optimizer, start_factor=1.0, end_factor=0.0, total_iters=epochs
)
"""

_STEP = """
    # 1. Forward pass: rows in, one answer a row out
    answers = network(X_train$rows)$squeeze
    # 2. Loss: how wrong they are, as one number
    loss = loss_function(answers, y_train$rows)
    # 3. Clear the gradients of the step before
    optimizer.zero_grad()
    # 4. Backward pass: how the loss changes with each weight
    loss.backward()
    # 5. Step: move each weight against its gradient
    optimizer.step()
"""
