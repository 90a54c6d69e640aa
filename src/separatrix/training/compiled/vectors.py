"""Vectors of neighbouring numbers, held in a processor's registers.

The few operations that the products of a network are made of, each with its meaning in Python.
Their machine code is written out because no compiler finds it by itself: sums that stay in
registers over a whole loop, and four of them brought to four numbers at once.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import types
from numba.core.datamodel import models
from numba.extending import register_model

from separatrix.training.compiled.jit import CONFIG, FASTMATH, in_python

WIDE = "avx512f"


def _is_wide() -> bool:
    """Say whether machine code is made for AVX-512: what Numba was told, else what is here."""
    told: str | None = CONFIG.CPU_FEATURES
    here: dict[str, bool] = get_host_cpu_features()
    return here.get(WIDE, False) if told is None else f"+{WIDE}" in told.split(",")


VECTOR = 16 if _is_wide() else 8
"""Numbers of a vector: 16 in 32 bits fill the registers of AVX-512, 8 those of AVX2."""

LANES = 2 * VECTOR
"""Rows of a tile: two vectors, so that there are sums enough to keep the arithmetic units busy."""

FLAGS = tuple(sorted(FASTMATH))


class Vector(types.Type):
    """The type of a vector, for Numba.

    Args:
        dtype: Type of its numbers.
    """

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Vector({dtype})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    """How a vector is held: as one value of LLVM's vector type."""

    def __init__(self, manager: Any, held: Any) -> None:
        number = manager.lookup(held.dtype).get_value_type()
        super().__init__(manager, held, ir.VectorType(number, VECTOR))


def _put(array, at, vector):
    array.reshape(-1)[at : at + VECTOR] = vector


def _add(array, at, *vectors):
    _add_apart(array, at, 1, *vectors)


def _add_apart(array, at, step, *vectors):
    array[at : at + 4 * step : step] += [vector.sum(dtype=vector.dtype) for vector in vectors]


def _place(context, builder, array_type, array, at, count):
    """Return a pointer to some neighbours within an array, and the alignment it surely has."""
    first = builder.gep(context.make_array(array_type)(context, builder, array).data, [at])
    number = first.type.pointee
    pointer = builder.bitcast(first, ir.VectorType(number, count).as_pointer())
    return pointer, context.get_abi_sizeof(number)


@in_python(lambda array, at: array.reshape(-1)[at : at + VECTOR].copy())
def load(_typing, array, at):
    """Return the numbers of an array from `at` on, counted through all of its axes."""

    def code(context, builder, signature, arguments):
        pointer, alignment = _place(context, builder, signature.args[0], *arguments, VECTOR)
        return builder.load(pointer, align=alignment)

    return Vector(array.dtype)(array, at), code


@in_python(_put)
def store(_typing, array, at, vector):
    """Put a vector into an array from `at` on, counted through all of its axes."""

    def code(context, builder, signature, arguments):
        *where, value = arguments
        pointer, alignment = _place(context, builder, signature.args[0], *where, VECTOR)
        builder.store(value, pointer, align=alignment)
        return context.get_dummy_value()

    return types.void(array, at, vector), code


@in_python(lambda number: np.full(VECTOR, number))
def spread(_typing, number):
    """Return a vector that holds a number everywhere."""

    def code(context, builder, signature, arguments):
        unknown = ir.Constant(context.get_value_type(signature.return_type), ir.Undefined)
        first = builder.insert_element(unknown, arguments[0], ir.Constant(ir.IntType(32), 0))
        return _picked(builder, first, unknown, [0] * VECTOR)

    return Vector(number)(number), code


@in_python(lambda a, b, c: a * b + c)
def multiply_add(_typing, a, b, c):
    """Return a b + c."""

    def code(_context, builder, _signature, arguments):
        product = builder.fmul(arguments[0], arguments[1], flags=FLAGS)
        return builder.fadd(product, arguments[2], flags=FLAGS)

    return a(a, b, c), code


@in_python(lambda vector: vector.sum(dtype=vector.dtype))
def total(_typing, vector):
    """Return the sum of a vector."""

    def code(_context, builder, _signature, arguments):
        folded = _folded(builder, arguments[0], 1)
        return builder.extract_element(folded, ir.Constant(ir.IntType(32), 0))

    return vector.dtype(vector), code


@in_python(_add)
def add_totals(_typing, array, at, a, b, c, d):
    """Add the sums of four vectors to four neighbours in a flat array, from `at` on."""

    def code(context, builder, signature, arguments):
        array, at, *vectors = arguments
        sums = _totals(builder, *vectors)
        pointer, alignment = _place(context, builder, signature.args[0], array, at, 4)
        before = builder.load(pointer, align=alignment)
        builder.store(builder.fadd(before, sums, flags=FLAGS), pointer, align=alignment)
        return context.get_dummy_value()

    return types.void(array, at, a, b, c, d), code


@in_python(_add_apart)
def add_totals_apart(_typing, array, at, step, a, b, c, d):
    """Add the sums of four vectors to every `step`th number of a flat array, from `at` on."""

    def code(context, builder, signature, arguments):
        array, at, step, *vectors = arguments
        sums, data = (
            _totals(builder, *vectors),
            context.make_array(signature.args[0])(context, builder, array).data,
        )
        for number in range(4):
            place = builder.gep(data, [at])
            part = builder.extract_element(sums, ir.Constant(ir.IntType(32), number))
            builder.store(builder.fadd(builder.load(place), part, flags=FLAGS), place)
            at = builder.add(at, step)
        return context.get_dummy_value()

    return types.void(array, at, step, a, b, c, d), code


def _totals(builder, a, b, c, d):
    """Return the sums of four vectors as a vector of four."""
    woven = _woven(builder, _woven(builder, a, b, 1), _woven(builder, c, d, 1), 2)
    return _folded(builder, woven, 4)


def _woven(builder, one, other, width):
    """Add neighbouring groups of `width` numbers; groups of the two vectors take turns."""
    starts = range(0, VECTOR, 2 * width)
    groups = [start + vector for start in starts for vector in (0, VECTOR)]
    lows = [group + number for group in groups for number in range(width)]
    highs = [low + width for low in lows]
    return builder.fadd(
        _picked(builder, one, other, lows), _picked(builder, one, other, highs), flags=FLAGS
    )


def _folded(builder, vector, count):
    """Add the upper half of a vector to the lower one until `count` numbers are left."""
    while vector.type.count > count:
        half = vector.type.count // 2
        low = _picked(builder, vector, vector, range(half))
        high = _picked(builder, vector, vector, range(half, 2 * half))
        vector = builder.fadd(low, high, flags=FLAGS)
    return vector


def _picked(builder, one, other, places):
    """Return a vector of the numbers at some places of two others, counted through both."""
    mask = ir.Constant(ir.VectorType(ir.IntType(32), len(places)), list(places))
    return builder.shuffle_vector(one, other, mask)
