"""Networks: K of one shape as one stack; tensors in, logits out."""
