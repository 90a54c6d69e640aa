# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. Many classes: sigmoid and softmax
#
# A network answers with *logits*: numbers without bounds. For two classes the **sigmoid** makes one logit a probability; for
# more the **softmax** makes one logit a class probabilities that add up to 1.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

import separatrix

logit = torch.linspace(-6, 6, 200)
plt.figure(figsize=(5, 2.6))
plt.plot(logit, torch.sigmoid(logit))
plt.axhline(0.5, color="0.7", lw=0.8)
plt.xlabel("logit")
plt.ylabel("probability")
plt.show()

logits = torch.tensor([2.0, 1.0, -1.0])
print(torch.softmax(logits, dim=0), torch.softmax(logits, dim=0).sum())
two = torch.softmax(torch.tensor([0.0, 1.3]), dim=0)[1]
assert torch.isclose(two, torch.sigmoid(torch.tensor(1.3)))  # softmax of two is a sigmoid of the difference

# %% [markdown]
# ## The loss that belongs to them
#
# Cross-entropy: minus the logarithm of the probability of what was true. Sure and right costs nothing, sure and wrong costs
# a lot. PyTorch takes logits, not probabilities: `softmax` before `CrossEntropyLoss` is a common and silent error.

# %%
target = torch.tensor([0])
right = torch.nn.functional.cross_entropy(logits[None], target)
assert torch.isclose(right, -torch.log_softmax(logits, dim=0)[0])
print(f"loss {right:.3f}; with softmax twice {torch.nn.functional.cross_entropy(torch.softmax(logits, 0)[None], target):.3f}")

# %% [markdown]
# ## Four blobs

# %%
blobs = separatrix.make_toy("blobs", rows=1000, noise=1.5, seed=42)
recipe = separatrix.Recipe(hidden=(8,), learning_rate=0.02, epochs=40)
run = separatrix.train(blobs, target="label", recipe=recipe, seeds=3, out="blobs")
print(run.scores["test"]["accuracy"].value)
assert run.scores["test"]["accuracy"].value > 0.9

# %%
run.show("boundary")

# %%
run.show("confusion")

# %% [markdown]
# Probabilities should mean what they say: of a hundred rows that are answered with 80 %, eighty should be right.

# %%
run.show("calibration")

# %% [markdown]
# ## Three spirals need more than a line

# %%
spirals = separatrix.make_toy("spirals", rows=900, seed=42)
small = separatrix.train(
    spirals, target="label", recipe=separatrix.Recipe(hidden=(), learning_rate=0.02, epochs=60), out="small"
)
wide = separatrix.train(
    spirals, target="label", recipe=separatrix.Recipe(hidden=(64, 64), learning_rate=0.01, epochs=120), out="wide"
)
print({name: round(each.scores["test"]["accuracy"].value, 3) for name, each in (("line", small), ("64-64", wide))})
assert wide.scores["test"]["accuracy"].value > 0.95 > small.scores["test"]["accuracy"].value

# %%
wide.show("boundary")

# %% [markdown]
# One row, forward and backward, with every number: where a loss comes from and which weights it blames.

# %%
step = run.step(0)
print("logits", step.layers[-1].before_H.round(2), "probabilities", step.answer.round(3), "true class", step.target)
print("loss", round(step.loss, 4), "after one step", round(step.loss_after, 4))
assert abs(step.answer.sum() - 1) < 1e-9

# %% [markdown]
# ## To try
#
# 1. What does `noise=4` do to the blobs, and to the calibration?
# 2. Which pairs of classes are confused, and where do they lie in the boundary?
# 3. How many units do the spirals need? Let `separatrix.ladder` tell whether 32 are really worse than 64.
