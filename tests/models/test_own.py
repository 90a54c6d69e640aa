"""Stacks of users' own modules against the modules themselves, called as their users call them."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from separatrix.errors import RecipeError
from separatrix.models.own.build import WIDEST_ONE_HOT, Wanted, begin, own_stack
from separatrix.models.own.module import OwnModule
from separatrix.models.own.stack import OwnStack
from separatrix.models.plain import member_module, member_sequential
from separatrix.models.stack import Noise, Rows
from tests.models.nets import (
    FEATURES,
    SEEDS,
    SLOTS,
    TWO_CLASSES,
    Averaging,
    Branching,
    Embedding,
    Mlp,
    Recurrent,
    Scaled,
    Tied,
    build,
    frozen,
    rows,
)

PLAIN: dict[str, tuple[Any, dict[str, object]]] = {
    "perceptron": (Mlp, {"width": 5}),
    "batch norm": (Mlp, {"norm": True}),
    "cumulative batch norm": (
        nn.Sequential(nn.Linear(FEATURES, 3), nn.BatchNorm1d(3, momentum=None), nn.Linear(3, 1)),
        {},
    ),
    "buffers": (Averaging, {}),
    "tied": (Tied, {}),
    "recurrent": (Recurrent, {}),
    "LSTM": (Recurrent, {"kind": "LSTM"}),
    "branching": (Branching, {}),
    "lazy": (nn.Sequential(nn.LazyLinear(5), nn.ReLU(), nn.LazyLinear(1)), {}),
    "frozen part": (nn.Sequential(frozen(nn.Linear(FEATURES, 3)), nn.Linear(3, 1)), {}),
}
"""Modules that draw no random numbers after their beginning."""


def modules(stack: OwnStack) -> list[nn.Module]:
    return [member_module(stack, member) for member in range(stack.members)]


def step(stack: OwnStack, batch: Rows, mask: Tensor | None = None, number: int = 0) -> Tensor:
    """Return the logits of a stack in train mode."""
    keys = (torch.tensor(SEEDS[: stack.members]),)
    numbers_KB = torch.arange(batch.features.shape[-2]).expand(stack.members, -1)
    logits: Tensor = stack.train()(batch, Noise(keys, numbers_KB, mask, number))
    return logits


def equal_numbers(one: nn.Module, other: nn.Module) -> bool:
    pairs = zip(one.state_dict().items(), other.state_dict().items(), strict=True)
    return all(a == b and torch.allclose(x, y, rtol=1e-12) for (a, x), (b, y) in pairs)


@pytest.mark.parametrize("name", PLAIN)
def test_logits_gradients_and_buffers_are_those_of_each_member_alone(name: str) -> None:
    stack = build(*PLAIN[name])
    alone = [module.train() for module in modules(stack)]
    for number in range(3):
        batch = rows(number)
        logits = step(stack, batch)
        stack.zero_grad()
        torch.autograd.backward(logits.square().sum())
        gradients = stack.layout.weights, stack.weights_KP.grad
        for member, module in enumerate(alone):
            module.zero_grad()
            mine = module(batch.features).reshape(len(batch.features), -1)
            assert torch.allclose(logits[member], mine, rtol=1e-10, atol=1e-12)
            torch.autograd.backward(mine.square().sum())
            by_name = dict(module.named_parameters())
            theirs = [by_name[piece.name].grad for piece in gradients[0]]
            flat = torch.cat([torch.as_tensor(gradient).flatten() for gradient in theirs])
            assert gradients[1] is not None
            assert torch.allclose(gradients[1][member], flat, rtol=1e-8, atol=1e-11)
    assert all(map(equal_numbers, modules(stack), alone))
    answers = stack.eval()(rows(7))
    for member, module in enumerate(alone):
        mine = module.eval()(rows(7).features).reshape(11, -1)
        assert torch.allclose(answers[member], mine, rtol=1e-10, atol=1e-12)


def test_batch_norms_running_statistics_move_and_are_counted() -> None:
    stack = build(Mlp, {"norm": True})
    before = stack.statistics_KQ.clone()
    step(stack, rows())
    step(stack, rows(1))
    assert not torch.allclose(stack.statistics_KQ, before)
    assert stack.integers_KI.tolist() == [[2], [2], [2]]


def test_asking_in_eval_mode_changes_nothing() -> None:
    stack = build(Mlp, {"norm": True}).eval()
    state = deepcopy(stack.state_dict())
    stack(rows())
    assert all(torch.equal(tensor, state[name]) for name, tensor in stack.state_dict().items())


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (Recurrent("GRU"), "torch.func has no batching rule for aten::gru.input"),
        (Recurrent("LSTM"), "torch.func has no batching rule for aten::lstm.input"),
        (Branching(FEATURES, 1), "its forward branches on the numbers it sees"),
        (
            nn.Sequential(nn.BatchNorm1d(FEATURES, momentum=None), nn.Linear(FEATURES, 1)),
            "its forward takes a plain number out of a tensor",
        ),
        (
            nn.Sequential(nn.Linear(FEATURES, 1), nn.RReLU()),
            "torch.func has no batching rule for aten::rrelu",
        ),
    ],
)
def test_what_cannot_go_together_goes_one_after_another_with_a_note(
    module: nn.Module, reason: str
) -> None:
    stack = build(module)
    name = type(module).__name__
    assert stack.notes == (
        f"{name} cannot be stacked, {reason}: its 3 seeds are trained one after another.",
    )
    assert not stack.architecture.trained_together
    assert build(module, seeds=[1]).notes == (), "one network has nothing to be stacked with"


@pytest.mark.parametrize("name", ["perceptron", "batch norm", "buffers", "tied", "lazy"])
def test_what_can_go_together_does_and_says_nothing(name: str) -> None:
    stack = build(*PLAIN[name])
    assert stack.architecture.trained_together
    assert stack.architecture.asked_together
    assert stack.notes == ()


def test_attention_is_trained_together_even_where_it_is_asked_one_by_one() -> None:
    layer = nn.TransformerEncoderLayer(FEATURES, 2, 8, dropout=0.0, batch_first=True)
    module = nn.Sequential(nn.Unflatten(1, (1, FEATURES)), layer, nn.Flatten(), nn.Linear(4, 1))
    stack = build(module)
    assert stack.architecture.trained_together
    assert stack.notes == ()
    answers = stack.eval()(rows())
    for member, alone in enumerate(modules(stack)):
        assert torch.allclose(answers[member], alone(rows().features), rtol=1e-9)


# Beginnings


def test_members_of_a_class_begin_as_the_class_does_with_their_seed() -> None:
    stack = build(Mlp, {"width": 7})
    for seed, member in zip(SEEDS, modules(stack), strict=True):
        torch.manual_seed(seed)
        assert equal_numbers(member, Mlp(FEATURES, 1, 7).double())


def test_building_leaves_the_generator_as_it_was() -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    stack = build(Mlp, {"dropout": 0.5})
    step(stack, rows())
    assert torch.equal(torch.get_rng_state(), before)


def test_a_member_does_not_depend_on_the_others() -> None:
    alone = build(Mlp, seeds=SEEDS[1:2])
    assert torch.equal(alone.weights_KP[0], build(Mlp).weights_KP[1])


def test_an_instance_is_the_start_of_the_first_seed_and_stays_as_it_was() -> None:
    torch.manual_seed(77)
    module = Mlp(FEATURES, 1, norm=True).train()
    before = deepcopy(module.state_dict())
    stack = build(module)
    loss = step(stack, rows()).square().sum()
    torch.autograd.backward(loss)
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    assert module.first.weight.dtype is torch.float32
    assert module.first.weight.grad is None
    assert module.training
    begun = member_module(build(module), 0)
    assert torch.allclose(begun.get_parameter("first.weight").float(), before["first.weight"])


def test_further_members_of_an_instance_begin_as_its_class_would() -> None:
    torch.manual_seed(77)
    stack = build(Mlp(FEATURES, 1))
    for seed, member in list(zip(SEEDS, modules(stack), strict=True))[1:]:
        torch.manual_seed(seed)
        expected = Mlp(FEATURES, 1)
        torch.manual_seed(seed)
        drawn = nn.Linear(FEATURES, 6, dtype=torch.float64)
        assert torch.equal(member.get_parameter("first.weight"), drawn.weight)
        assert member.get_parameter("last.weight").shape == expected.last.weight.shape
    assert not torch.equal(stack.weights_KP[0], stack.weights_KP[1])


def test_a_modules_own_reset_has_the_last_word() -> None:
    class Sevens(Mlp):
        def reset_parameters(self) -> None:
            nn.init.constant_(self.last.bias, 7.0)

    biases = [m.get_parameter("last.bias").item() for m in modules(build(Sevens(FEATURES, 1)))]
    assert biases[1:] == [7.0, 7.0]
    assert biases[0] != 7.0


def test_frozen_parameters_stay_as_the_instance_has_them_in_every_member() -> None:
    module = Mlp(FEATURES, 1)
    module.first.weight.requires_grad_(False)
    stack = build(nn.Sequential(frozen(nn.Linear(FEATURES, FEATURES)), module))
    assert stack.weights_KP.shape[1] == 6 + 6 + 1
    torch.autograd.backward(step(stack, rows()).square().sum())
    for member in modules(stack):
        assert torch.allclose(member.get_parameter("1.first.weight").float(), module.first.weight)
        assert not member.get_parameter("0.weight").requires_grad
        assert member.get_parameter("1.first.bias").requires_grad
    assert not torch.equal(stack.weights_KP[0], stack.weights_KP[1])


def test_a_frozen_part_needs_no_reset() -> None:
    stack = build(nn.Sequential(frozen(Scaled()), nn.Linear(FEATURES, 1)))
    assert stack.members == 3


def test_tied_parameters_are_trained_once_and_stay_tied() -> None:
    stack = build(Tied)
    assert stack.weights_KP.shape[1] == FEATURES * FEATURES + 2 * FEATURES + FEATURES + 1
    with torch.no_grad():
        stack.weights_KP.add_(1.0)
    for member in modules(stack):
        assert isinstance(member, Tied)
        assert member.there.weight is member.back.weight


def test_buffers_drawn_by_the_seed_are_each_members_own() -> None:
    seeds = range(6)
    stack = build(Averaging, seeds=seeds)
    orders = {tuple(member.get_buffer("order").tolist()) for member in modules(stack)}
    assert len(orders) > 1
    assert modules(stack)[0].get_buffer("seen").dtype is torch.int32


def test_the_beginning_comes_back() -> None:
    stack = build(Averaging)
    begun = stack.copied()
    torch.autograd.backward(step(stack, rows()).sum())
    with torch.no_grad():
        stack.weights_KP.sub_(1.0)
    begin(stack, SEEDS)
    state = begun.state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in stack.state_dict().items())


# What goes in


def test_codes_become_one_hot_columns_of_all_levels_but_the_unseen() -> None:
    stack = build(Mlp, columns=2).eval()
    assert stack.architecture.inputs == FEATURES + 2 * (SLOTS - 1)
    batch = rows(columns=2)
    hot = [nn.functional.one_hot(batch.codes[:, i], SLOTS)[:, 1:] for i in range(2)]
    inputs = torch.cat([batch.features, *hot], dim=1)
    for member, module in enumerate(modules(stack)):
        assert torch.allclose(stack(batch)[member], module(inputs), rtol=1e-12)


def test_a_forward_with_two_arguments_takes_the_codes_themselves() -> None:
    stack = build(Embedding, columns=2)
    assert stack.architecture.trained_together
    batch = rows(columns=2)
    for member, module in enumerate(modules(stack)):
        assert torch.allclose(stack(batch)[member], module(batch.features, batch.codes))


def test_a_second_argument_with_a_default_takes_codes_by_its_name_only() -> None:
    class Scaling(Mlp):
        def forward(self, x: Tensor, scale: float = 2.0) -> Tensor:
            return super().forward(x) * scale

    class Coded(Mlp):
        def forward(self, x: Tensor, codes: Tensor | None = None) -> Tensor:
            return super().forward(x)

    assert not OwnModule(Scaling).takes_codes
    assert not OwnModule(Scaling(2, 1)).takes_codes
    assert OwnModule(Coded).takes_codes
    assert OwnModule(Coded(2, 1)).takes_codes


def test_members_with_rows_of_their_own_and_fewer_of_them_see_the_real_ones_alone() -> None:
    stack, alone = build(Mlp, {"norm": True}), build(Mlp, {"norm": True})
    counts = (11, 6, 0)
    own = Rows(
        torch.stack([rows(k).features for k in range(3)]), torch.zeros(3, 11, 0, dtype=torch.int64)
    )
    mask = torch.arange(11) < torch.tensor(counts)[:, None]
    own.features[~mask] = 1e6
    logits = step(stack, own, mask)
    for member, module in enumerate(modules(alone)):
        if counts[member]:
            mine = module.train()(rows(member).features[: counts[member]])
            assert torch.allclose(logits[member, : counts[member]], mine, rtol=1e-9)
        assert equal_numbers(member_module(stack, member), module)


def test_members_that_have_stopped_keep_their_buffers() -> None:
    stack = build(Mlp, {"norm": True})
    before = stack.statistics_KQ.clone()
    mask = torch.tensor([True, False, True])[:, None].expand(-1, 11)
    step(stack, rows(), mask)
    assert torch.equal(stack.statistics_KQ[1], before[1])
    assert stack.integers_KI.tolist() == [[1], [0], [1]]


# Random numbers


def test_dropout_differs_by_member_and_step_and_repeats() -> None:
    stack = build(Mlp, {"dropout": 0.5, "width": 40})
    with torch.no_grad():
        stack.weights_KP.copy_(stack.weights_KP[:1].expand(3, -1).clone())
    first, again, later = (step(stack, rows(), number=number) for number in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.allclose(first, later)
    assert not torch.allclose(first[0], first[1])
    assert torch.allclose(*stack.eval()(rows())[:2])


def test_noise_that_never_ends_is_the_same_each_time_it_is_asked() -> None:
    class Restless(Mlp):
        def forward(self, x: Tensor) -> Tensor:
            return super().forward(nn.functional.dropout(x, 0.5, training=True))

    stack = build(Restless).eval()
    assert torch.equal(stack(rows()), stack(rows()))


# Keeping and asking


def test_a_stack_goes_through_pickle_and_deepcopy() -> None:
    stack = build(Mlp, {"norm": True})
    step(stack, rows())
    answers = stack.eval()(rows(1))
    for other in (pickle.loads(pickle.dumps(stack)), deepcopy(stack), stack.copied()):
        assert torch.equal(other(rows(1)), answers)
    assert {"start", "first"} & set(dict(stack.named_modules())) == set()


def test_threads_that_ask_at_once_get_their_own_answers() -> None:
    stack = build(Mlp).eval()
    batches = [rows(seed) for seed in range(24)]
    expected = [stack(batch) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(stack, batches))
    assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))


def test_a_member_is_a_module_of_the_users_class_in_eval_mode() -> None:
    member = member_module(build(Mlp), 1)
    assert type(member) is Mlp
    assert not member.training
    with pytest.raises(RecipeError, match="Mlp is a module of your own"):
        member_sequential(build(Mlp), 1)


# Refused


class Giving(nn.Module):
    """Give something else than logits."""

    def __init__(self, way: str = "") -> None:
        super().__init__()
        self.way = way
        self.last = nn.Linear(FEATURES, 3)

    def forward(self, x: Tensor) -> Any:
        """Return whatever was asked for."""
        logits = self.last(x)
        ways = {
            "": logits,
            "tuple": (logits, x),
            "labels": logits.argmax(dim=1),
            "mean": logits.mean(),
            "cube": logits[:, :, None],
            "detached": logits.detach()[:, 0],
        }
        return ways[self.way]


class Untrainable(Mlp):
    """Copy badly."""

    def __deepcopy__(self, memo: object) -> "Untrainable":
        raise TypeError("holds an open file")


class Growing(nn.Module):
    """Be another network for every seed."""

    def __init__(self) -> None:
        super().__init__()
        width = int(torch.randint(2, 10_000, ()))
        self.layers = nn.Sequential(nn.Linear(FEATURES, width), nn.Linear(width, 1))

    def forward(self, x: Tensor) -> Any:
        """Return the logits."""
        return self.layers(x)


class Complex(nn.Module):
    """Count in complex numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = nn.Parameter(torch.ones(FEATURES, dtype=torch.complex64))

    def forward(self, x: Tensor) -> Tensor:
        """Return the real part."""
        return (x * self.turn).real.sum(dim=1)


REFUSED: dict[str, tuple[Any, dict[str, object], str]] = {
    "function": (
        torch.relu,
        {},
        "module must be a class or an instance of torch.nn.Module, got <built-in method relu",
    ),
    "another class": (int, {}, "module must be a class or an instance of torch.nn.Module, got <cl"),
    "misspelt": (Mlp, {"widht": 3}, 'Mlp has no parameter "widht". Did you mean "width"? It know'),
    "params of an instance": (Mlp(4, 1), {"width": 3}, "module_params (width) build a module from"),
    "lacking": (
        nn.Bilinear,
        {"in1_features": 3},
        "Bilinear cannot be built without in2_features. Give module_params={",
    ),
    "failing": (Mlp, {"width": -1}, "Mlp cannot be built: RuntimeError: Trying to create tensor"),
    "inputs": (nn.Linear(3, 1), {}, "Linear fails on inputs of shape (5, 4): RuntimeError: mat1"),
    "outputs": (Giving, {}, "Giving gives 3 numbers a row; 2 classes need 1 (bce) or 2 (cross-ent"),
    "tuple": (Giving, {"way": "tuple"}, "got a tuple. Let its forward return the logits alone."),
    "labels": (Giving, {"way": "labels"}, "logits or values in floating point, got torch.int64"),
    "mean": (Giving, {"way": "mean"}, "(5,) or (5, 1) or (5, 2) for 5 rows, got shape ()."),
    "cube": (Giving, {"way": "cube"}, "(5,) or (5, 1) or (5, 2) for 5 rows, got shape (5, 3, 1)."),
    "detached": (Giving, {"way": "detached"}, "Giving cannot be trained on features of shape (5, "),
    "empty": (nn.Identity(), {}, "Identity has nothing to train: it has no parameters."),
    "all frozen": (
        frozen(Mlp(4, 1)),
        {},
        "Mlp has nothing to train: every parameter is frozen (re",
    ),
    "no reset": (
        nn.Sequential(nn.Linear(4, 4), Scaled(), nn.Linear(4, 1)),
        {},
        'and its part "1" (Scaled) has no reset_parameters. Give it one, give the class instead',
    ),
    "no reset of its own": (Scaled(), {}, "the others need new weights, and it has no reset_param"),
    "no copy": (
        Untrainable(4, 1),
        {},
        "Untrainable cannot be copied: TypeError: holds an open fil",
    ),
    "another shape": (
        Growing,
        {},
        "Growing builds other layers for seed 2 than for seed 4. The net",
    ),
    "complex": (Complex, {}, 'Complex holds complex numbers in "turn". Hold their real and imagin'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_trained_is_refused_with_a_sentence(case: str) -> None:
    module, params, sentence = REFUSED[case]
    with pytest.raises(RecipeError, match=re.escape(sentence)):
        build(module, params)


def test_one_seed_of_an_instance_needs_no_reset() -> None:
    module = nn.Sequential(Scaled(), nn.Linear(FEATURES, 1))
    assert build(module, seeds=[3]).members == 1


def test_too_many_levels_for_one_hot_columns_are_refused_with_the_way_out() -> None:
    sample = Rows(rows(count=5).features, torch.zeros(5, 1, dtype=torch.int64))
    with pytest.raises(RecipeError, match=r"Let Mlp take forward\(features, codes\)"):
        own_stack(OwnModule(Mlp), SEEDS, sample, [WIDEST_ONE_HOT], TWO_CLASSES)
    assert own_stack(OwnModule(Embedding), SEEDS, sample, [WIDEST_ONE_HOT], TWO_CLASSES).members


def test_the_outputs_that_are_wanted_are_offered() -> None:
    three = Wanted("3 classes need", 3, {3: "cross-entropy"})
    assert build(Mlp, wanted=three).architecture.outputs == 3
    with pytest.raises(RecipeError, match=r"gives 1 number a row; 3 classes need 3 \(cross-entro"):
        build(Mlp, {"out_features": 1}, wanted=three)
