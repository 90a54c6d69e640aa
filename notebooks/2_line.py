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
# # 2. The line
#
# The simplest thing to learn is a straight line: a weight and a bias. First by hand in PyTorch, every step written out, then
# the same with Separatrix, which does these steps for many networks at once and looks at what came out.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

import separatrix

x = torch.arange(0, 1, 0.02)[:, None]
y = 0.7 * x + 0.3
train_x, train_y, test_x, test_y = x[:40], y[:40], x[40:], y[40:]
print(len(train_x), "rows to learn from,", len(test_x), "to be judged by")

# %% [markdown]
# Rows to be judged by are never learned from. Who grades himself on what he was shown, learns by heart and calls it knowledge.

# %%
torch.manual_seed(0)
model = nn.Linear(1, 1)
loss_of = nn.L1Loss()  # the mean distance
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
losses = []
for epoch in range(1500):
    model.train()
    loss = loss_of(model(train_x), train_y)  # forward, and how wrong
    optimizer.zero_grad()  # forget the last slopes
    loss.backward()  # the new ones
    optimizer.step()  # downhill
    losses.append(loss.item())

model.eval()
with torch.inference_mode():
    predicted = model(test_x)
slope, intercept = model.weight.item(), model.bias.item()
print(f"slope {slope:.3f} (0.7), intercept {intercept:.3f} (0.3)")
assert abs(slope - 0.7) < 0.05 and abs(intercept - 0.3) < 0.05

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
left.plot(train_x, train_y, "o", markersize=3, label="train")
left.plot(test_x, test_y, "o", markersize=4, mfc="white", label="test")
left.plot(test_x, predicted, "-", color="black", label="predicted")
left.legend()
right.plot(losses)
right.set(xlabel="epoch", ylabel="loss")
plt.show()

# %% [markdown]
# ## The same with Separatrix
#
# A table, the name of its target, a recipe. The rows are split, the target is scaled, the loss is watched on rows that are not
# learned from, and the score comes with an interval.

# %%
line = separatrix.make_toy("line", rows=200, noise=0.02, seed=1)
recipe = separatrix.Recipe(hidden=(), loss="l1", learning_rate=0.05, epochs=60)
run = separatrix.train(line, target="y", recipe=recipe, seeds=3, out="line")
run

# %%
score = run.scores["test"]["r2"]
print(f"R² on test rows: {score.value:.3f}, between {score.low:.3f} and {score.high:.3f}")
assert score.value > 0.95

# %%
run.show("boundary")

# %% [markdown]
# What was learned is a plain PyTorch module. It stands after the Encoder, which scales the columns.

# %%
print(run.sequential())
weights = dict(run.module().named_parameters())
print({name: tensor.shape for name, tensor in weights.items()})

# %% [markdown]
# ## To try
#
# 1. Take `nn.MSELoss` in place of `nn.L1Loss`. Which one gets the slope right sooner?
# 2. Put one wild row into the training rows, such as `train_y[0] = 30`. Which loss minds it less?
# 3. Train with `noise=0.2`. How does the interval of the score answer?
