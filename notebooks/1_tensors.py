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
# # 1. Tensors and NumPy
#
# A neural network is arithmetic on boxes of numbers. NumPy calls such a box an *array*, PyTorch a *tensor*. This notebook
# shows what both can do, and the one thing that only a tensor can: tell how a result hangs on the numbers that went in.

# %%
import numpy as np
import torch

row = np.array([1.0, 2.0, 3.0])
table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print("one axis:", row.shape, "two axes:", table.shape)

# %% [markdown]
# The **shape** says how long each axis is. Here rows are first and columns second, as everywhere below: a table of $N$ rows
# and $D$ columns has shape $(N, D)$. Nine of ten errors are shapes that do not fit, so look at them first.

# %%
tensor = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(tensor.shape, tensor.dtype)
print("back and forth:", torch.from_numpy(table).numpy() is not None, tensor.numpy().sum())

# %% [markdown]
# NumPy counts in 64 bits, PyTorch in 32 unless told otherwise: half the memory, twice the speed, and seven digits are enough
# for learning. Mixing both is the second most common error.

# %%
print(torch.from_numpy(table).dtype, "beside", tensor.dtype)
assert torch.from_numpy(table).float().dtype == tensor.dtype

# %% [markdown]
# ## One layer is one product
#
# Three columns in, two numbers out: a matrix of $3 \times 2$ weights and a bias of two. Every row is treated alike.

# %%
torch.manual_seed(0)
weight, bias = torch.randn(3, 2), torch.zeros(2)
out = tensor @ weight + bias
print(tensor.shape, "@", weight.shape, "->", out.shape)
by_hand = sum(tensor[0, i] * weight[i, 0] for i in range(3))
assert torch.isclose(out[0, 0], by_hand)

# %% [markdown]
# ## What only a tensor can: gradients
#
# `requires_grad` lets a tensor remember what is done with it. `backward()` then says how the result would change if the
# number changed: its derivative.

# %%
x = torch.tensor(3.0, requires_grad=True)
y = x**2 + 2 * x
y.backward()
print("at x = 3 the slope of x² + 2x is", x.grad.item())
assert x.grad.item() == 2 * 3 + 2

# %% [markdown]
# That is all of learning: compute how wrong the answers are, ask for the slope, go a little downhill. Here it finds the lowest
# point of a curve.

# %%
import matplotlib.pyplot as plt

x = torch.tensor(3.0, requires_grad=True)
path = []
for _ in range(30):
    loss = x**2 + 2 * x
    path.append((x.item(), loss.item()))
    loss.backward()
    with torch.no_grad():
        x -= 0.1 * x.grad  # a tenth of the slope, downhill
    x.grad.zero_()  # or the next slope is added to this one

line = np.linspace(-4, 4, 100)
plt.figure(figsize=(5, 3))
plt.plot(line, line**2 + 2 * line, color="0.6")
plt.plot(*zip(*path), "o-", markersize=3)
plt.xlabel("x")
plt.ylabel("loss")
plt.title(f"30 steps downhill end at x = {x.item():.3f}")
plt.show()
assert abs(x.item() + 1) < 0.01

# %% [markdown]
# Too long a step jumps over the valley, and further with every step:

# %%
fig, axes = plt.subplots(1, 3, figsize=(9, 2.6), sharey=True)
for ax, rate in zip(axes, (0.01, 0.3, 1.02)):
    at, path = 3.0, []
    for _ in range(15):
        path.append(at)
        at -= rate * (2 * at + 2)
    ax.plot(line, line**2 + 2 * line, color="0.6")
    ax.plot(path, [each**2 + 2 * each for each in path], "o-", markersize=3)
    ax.set_title(f"rate {rate}")
    ax.set_ylim(-2, 25)
plt.show()

# %% [markdown]
# ## To try
#
# 1. Which rate finds the valley in the fewest steps? (Hint: the second derivative is 2.)
# 2. Leave `x.grad.zero_()` out. What happens, and why?
# 3. Give `tensor @ weight` a weight of shape $(2, 3)$. Read the message until you know which two numbers it compares.
