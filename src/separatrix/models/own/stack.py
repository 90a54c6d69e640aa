"""K networks of a user's own class with the face of a Stack."""

from collections.abc import Sequence
from copy import deepcopy
from threading import RLock

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel

from separatrix.models.architecture import Piece, size, unflatten
from separatrix.models.own.layout import Layout, flattened
from separatrix.models.own.module import numbers
from separatrix.models.own.shape import OwnShape
from separatrix.models.own.start import Start, drawing
from separatrix.models.stack import Noise, Rows
from separatrix.randomness import key

Named = dict[str, Tensor]

_ONE_CALL = RLock()
"""functional_call puts tensors into the module while it runs, which two threads must not do at
once."""


class OwnStack(nn.Module):
    """K networks of a user's own class, their trained parameters in one flat tensor.

    The members go through `torch.func.vmap` together where the module allows it, otherwise one
    after another. Whatever the module draws from PyTorch's generator, such as dropout's masks, is
    a function of seed, epoch and step: a training repeats itself bit for bit. Members that go
    together draw together, from the first member's seed, so that a module with randomness of its
    own gives other networks when its seeds are trained apart; without such randomness it does not.

    Args:
        start: How the members begin.
        layout: Where each tensor of a member lies.
        architecture: What is known of one member.
        members: How many, K.

    Attributes:
        weights_KP: What is trained, a row for each member.
        frozen_KF: Parameters that ask for no gradient.
        statistics_KQ: Buffers in floating point, such as batch norm's running statistics.
        integers_KI: Buffers of integers, such as batch norm's number of batches.
        notes: What the user should know about how it is trained.
    """

    weights_KP: nn.Parameter
    frozen_KF: Tensor
    statistics_KQ: Tensor
    integers_KI: Tensor

    def __init__(self, start: Start, layout: Layout, architecture: OwnShape, members: int) -> None:
        super().__init__()
        self.architecture, self.members = architecture, members
        self.layout = layout
        self.notes: tuple[str, ...] = ()
        self._start = (start,)  # in a tuple, so that the module in it is no part of this one
        dtype = start.inputs[0].dtype

        def room(pieces: Sequence[Piece], kind: torch.dtype) -> Tensor:
            return torch.zeros(members, size(pieces), dtype=kind)

        self.weights_KP = nn.Parameter(room(layout.weights, dtype))
        self.register_buffer("frozen_KF", room(layout.frozen, dtype))
        self.register_buffer("statistics_KQ", room(layout.statistics, dtype))
        self.register_buffer("integers_KI", room(layout.integers, torch.int64))

    @property
    def start(self) -> Start:
        """How the members begin."""
        return self._start[0]

    def weights(self) -> Named:
        """Return every trained tensor by name, as views with a leading K."""
        return unflatten(self.weights_KP, self.layout.weights)

    def statistics(self) -> Named:
        """Return every buffer in floating point by name, as views with a leading K."""
        return unflatten(self.statistics_KQ, self.layout.statistics)

    def moving(self) -> tuple[Tensor, ...]:
        """Return what a training changes, a row for each member in each tensor."""
        return (self.weights_KP.detach(), self.statistics_KQ, self.integers_KI)

    @torch.no_grad()
    def fill(self, member: int, module: nn.Module) -> None:
        """Give a member the numbers of a module."""
        mine = (self.weights_KP, self.frozen_KF, self.statistics_KQ, self.integers_KI)
        for tensor, flat in zip(mine, self.layout.flat(module), strict=True):
            tensor[member] = flat

    @torch.no_grad()
    def member(self, member: int) -> nn.Module:
        """Return one member as a module of the user's class, in eval mode, its numbers copied."""
        with _ONE_CALL:
            module = deepcopy(self.start.first).to(self.weights_KP.device)
        mine = self._tensors(slice(member, member + 1), self.weights_KP[member : member + 1])
        for name, tensor in numbers(module).items():
            tensor.copy_(mine[name][0])
        return module.eval()

    def copied(self) -> "OwnStack":
        """Return networks with the same numbers, which can go another way, in the same mode."""
        other = OwnStack(self.start, self.layout, self.architecture, self.members)
        other.notes = self.notes
        other.to(self.weights_KP.device).load_state_dict(self.state_dict())
        return other.train(self.training)

    def forward(
        self, rows: Rows, noise: Noise | None = None, units: list[Tensor] | None = None
    ) -> Float[Tensor, "K B O"]:
        """Return the logits of every member for a batch of rows.

        Args:
            rows: Encoded rows.
            noise: What train mode needs for random numbers and padded rows; in eval mode what a
                module draws is the same each time.
            units: Must be None: which of a module's numbers are hidden units is not known.
        """
        assert units is None, "what goes on within a module of the user's own is not known"
        inputs = self.inputs(rows)
        shape = self.architecture
        together = shape.trained_together if self.training else shape.asked_together
        if together and not _is_padded(noise):
            return self._together(inputs, noise)
        return self._apart(inputs, noise)

    def _together(self, inputs: tuple[Tensor, ...], noise: Noise | None) -> Tensor:
        def one(tensors: Named, *given: Tensor) -> tuple[Tensor, Named]:
            return self._call(tensors, given)

        (seed, *_) = self._seeds(noise)
        # The fused kernels of attention have no batching rule; its products one by one have.
        with _ONE_CALL, drawing(seed, inputs[0].device), sdpa_kernel(SDPBackend.MATH):
            tensors = self._tensors(slice(None), self.weights_KP)
            logits_KBO, buffers = vmap(one, randomness="different")(tensors, *inputs)
        mask = None if noise is None else noise.mask
        self._keep(buffers, None if mask is None else mask.any(dim=1, keepdim=True))
        result: Tensor = logits_KBO
        return result

    def _apart(self, inputs: tuple[Tensor, ...], noise: Noise | None) -> Tensor:
        """Ask one member after another, each about its real rows alone."""
        rows = inputs[0].shape[1]
        mask = None if noise is None else noise.mask
        real = [rows] * self.members if mask is None else mask.sum(dim=1).tolist()
        logits, every = [], []
        # Cut once, so that the gradient is put together in one operation.
        parts = zip(torch.split(self.weights_KP, 1), self._seeds(noise), real, strict=True)
        for member, (weights_1P, seed, count) in enumerate(parts):
            tensors = self._tensors(slice(member, member + 1), weights_1P)
            own = {name: tensor[0] for name, tensor in tensors.items()}
            logits_BO, buffers = self._alone(own, seed, [x[member, :count] for x in inputs])
            logits.append(nn.functional.pad(logits_BO, (0, 0, 0, rows - count)))
            every.append(buffers)
        self._keep({name: torch.stack([one[name] for one in every]) for name in every[0]}, None)
        return torch.stack(logits)

    def _alone(self, tensors: Named, seed: int, inputs: Sequence[Tensor]) -> tuple[Tensor, Named]:
        """Return the logits and buffers of a member; without a row it is left in peace."""
        if len(inputs[0]) == 0:
            nothing = inputs[0].new_zeros(0, self.architecture.outputs)
            return nothing, {name: tensors[name] for name in self._buffer_names}
        with _ONE_CALL, drawing(seed, inputs[0].device):
            return self._call(tensors, inputs)

    def _call(self, tensors: Named, inputs: Sequence[Tensor]) -> tuple[Tensor, Named]:
        """Call the module with one member's tensors; buffers come back as the call leaves them."""
        module = self.start.first.train(self.training)
        logits = functional_call(module, tensors, tuple(inputs))
        shape = (len(inputs[0]), self.architecture.outputs)
        return logits.reshape(shape), {name: tensors[name] for name in self._buffer_names}

    @property
    def _buffer_names(self) -> tuple[str, ...]:
        return tuple(piece.name for piece in (*self.layout.statistics, *self.layout.integers))

    def _tensors(self, members: slice, weights_KP: Tensor) -> Named:
        """Return all that some members are made of, with a leading K; buffers as copies."""
        layout = self.layout
        return {
            **unflatten(weights_KP, layout.weights),
            **unflatten(self.frozen_KF[members], layout.frozen),
            **_apiece(unflatten(self.statistics_KQ[members], layout.statistics)),
            **layout.whole(self.integers_KI[members]),
        }

    @torch.no_grad()
    def _keep(self, buffers: Named, seen_K1: Tensor | None) -> None:
        """Take over what a training step made of the buffers, for members that saw rows."""
        if not self.training:
            return
        kinds = (
            (self.layout.statistics, self.statistics_KQ),
            (self.layout.integers, self.integers_KI),
        )
        for pieces, mine in kinds:
            moved = flattened(buffers, pieces, mine)
            mine.copy_(moved if seen_K1 is None else torch.where(seen_K1, moved, mine))

    def _seeds(self, noise: Noise | None) -> list[int]:
        """Return what each member draws from in this step; always the same in eval mode."""
        if noise is None or not noise.keys:
            return [0] * self.members
        seeds: list[int] = key(noise.keys[0], noise.step).tolist()
        return seeds

    def inputs(self, rows: Rows) -> tuple[Tensor, ...]:
        """Return what the module is called with, for every member."""
        features, codes = rows.features, rows.codes
        shape = self.architecture
        if not shape.takes_codes and shape.slots:
            lead = features.shape[:-1]
            columns = [
                (codes[..., i, None] == torch.arange(1, slots, device=codes.device)).to(features)
                for i, slots in enumerate(shape.slots)
            ]
            features = torch.cat([features, *(hot.expand(*lead, -1) for hot in columns)], dim=-1)
        inputs = (features, codes) if shape.takes_codes else (features,)
        return tuple(x.expand(self.members, *x.shape[-2:]) for x in inputs)


def _apiece(views: Named) -> Named:
    """Copy each tensor into memory of its own, without gaps between the members.

    Batch norm under vmap (PyTorch 2.13) moves a copy of running statistics that have gaps, and
    the step is lost.
    """
    return {name: view.clone(memory_format=torch.contiguous_format) for name, view in views.items()}


def _is_padded(noise: Noise | None) -> bool:
    """Say whether some member has fewer rows in this step than the others that have any."""
    if noise is None or noise.mask is None:
        return False
    mask = noise.mask
    return bool((mask.any(dim=1, keepdim=True) & ~mask).any())
