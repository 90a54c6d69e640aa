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
# # 3. Circles, and why ReLU
#
# Two rings, one inside the other. No straight line parts them, and a network without a bend is a straight line, however many
# layers it has: a product of matrices is a matrix. This notebook shows it, over many seeds and not one lucky one.

# %%
import numpy as np
import torch

import separatrix

circles = separatrix.make_toy("circles", rows=1000, noise=0.03, seed=42)
for row in circles.columns.slice(0, 5).to_pylist():
    print(row)

# %%
a, b = torch.randn(2, 8), torch.randn(8, 1)
points = torch.randn(5, 2)
assert torch.allclose((points @ a) @ b, points @ (a @ b), atol=1e-5)
print("two layers without a bend are one layer")

# %% [markdown]
# ## A line fails

# %%
line = separatrix.train(
    circles, target="label", recipe=separatrix.Recipe(hidden=(), learning_rate=0.01, epochs=60), seeds=5, out="line"
)
print(f"accuracy {line.scores['test']['accuracy'].value:.2f}: a coin does as well")
assert line.scores["test"]["accuracy"].value < 0.65

# %%
line.show("boundary")

# %% [markdown]
# Half of the rows are right, whatever the line. Each training is looked at, and what ails it is told:

# %%
for symptom in line.doctor():
    print(symptom.name, "-", symptom.measured, "Try:", symptom.options)
assert "underfitting" in [symptom.name for symptom in line.doctor()]

# %% [markdown]
# ## ReLU bends the plane
#
# $\mathrm{relu}(z) = \max(0, z)$: below 0 nothing, above 0 itself. Every unit folds the plane along a line of its own, and a
# few folds are enough to cut the ring out.

# %%
recipe = separatrix.Recipe(hidden=(10, 10), activation="relu", optimizer="adam", learning_rate=0.01, epochs=60)
relu = separatrix.train(circles, target="label", recipe=recipe, seeds=5, out="relu")
print(f"accuracy {relu.scores['test']['accuracy'].value:.3f}")
assert relu.scores["test"]["accuracy"].value > 0.97

# %%
relu.show("boundary")

# %%
relu.show("curves")

# %% [markdown]
# Look inside: what each unit answers over the plane, layer by layer, and how the layers fold the plane until a line suffices.

# %%
relu.show("net")

# %% [markdown]
# ## One idea at a time
#
# Was it the layers, the ReLU, or Adam? A ladder changes one thing a rung and scores all rungs on the same rows. A difference
# counts when it is larger than what chance gives.

# %%
ladder = separatrix.ladder(circles, target="label", rungs=["linear", "deeper", "ReLU", "Adam"], repeats=2)
ladder

# %%
for sentence in ladder.sentences:
    print("-", sentence)
scores = {rung.name: rung.score.value for rung in ladder.rungs}
assert scores["Adam"] > 0.95 > 0.7 > scores["linear"]

# %% [markdown]
# ## To try
#
# 1. How few units does it take? Train with `hidden=(3,)` and twenty seeds, and look at `run.scores["test"]["accuracy"].members`.
# 2. Take `activation="tanh"`, then `"identity"`. Which of the two is a line again?
# 3. `separatrix.load("line").film("film.html", relu)` writes a page that shows both trainings side by side.
