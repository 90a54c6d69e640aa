"""Train neural networks on labelled tables and see what each idea bought."""

__version__ = "0.1.0"
