"""A rung of a lesson as one plain PyTorch script."""
