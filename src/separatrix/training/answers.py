"""What every member answers for given rows, whatever engine trains it."""

from typing import Any

import torch
from numpy.typing import NDArray

from separatrix.models.own.networks import AnyStack
from separatrix.models.stack import Rows
from separatrix.training.machine import choose_threads, step_work, threads
from separatrix.training.watching import chunk_rows


@torch.inference_mode()
def answers(stack: AnyStack, rows: Rows) -> NDArray[Any]:
    """Return the logits (or values) of every member, shape (K, N, O), in the stack's precision.

    Rows go through in chunks, in eval mode; the stack is left as it was. Equal weights give equal
    bits for equal rows on one device with one number of threads.

    Args:
        stack: The networks, trained or on the way.
        rows: Encoded rows, the same for every member or each member's own, on any device.
    """
    mode, size = stack.training, chunk_rows(stack)
    rows = _brought_to(stack, rows)
    count = rows.features.shape[-2]
    stack.eval()
    try:
        with threads(choose_threads(step_work(stack.architecture, stack.members, size))):
            starts = range(0, max(count, 1), size)
            chunks = [stack(_part(rows, at, at + size)) for at in starts]
    finally:
        stack.train(mode)
    logits: NDArray[Any] = torch.cat(chunks, dim=1).cpu().numpy()
    return logits


def _brought_to(stack: AnyStack, rows: Rows) -> Rows:
    weights = stack.weights_KP
    return Rows(rows.features.to(weights), rows.codes.to(weights.device))


def _part(rows: Rows, start: int, stop: int) -> Rows:
    return Rows(rows.features[..., start:stop, :], rows.codes[..., start:stop, :])
