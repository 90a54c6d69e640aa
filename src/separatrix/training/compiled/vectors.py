"""Vectors of neighbouring numbers, held in a processor's registers.

The few operations that the products of a network are made of, each with its meaning in Python.
Their machine code is written out because no compiler finds it by itself: sums that stay in
registers over a whole loop, four of them brought to four numbers at once, views that nobody counts.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import types
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model
from numba.np.arrayobj import populate_array

from separatrix.training.compiled.jit import FASTMATH

VECTOR = 16 if get_host_cpu_features().get("avx512f") else 8
"""Numbers of a vector: 16 in 32 bits fill the registers of AVX-512, 8 those of AVX2."""

LANES = 2 * VECTOR
"""Rows of a tile: two vectors, so that there are sums enough to keep the arithmetic units busy."""

FLAGS = tuple(sorted(FASTMATH))

_CONFIG: Any = numba.config


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


def in_python(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator that makes a function of Numba's out of one that writes machine code.

    Args:
        meaning: What it does, for when the kernels are interpreted.
    """

    def decorate(code: Callable[..., Any]) -> Callable[..., Any]:
        chosen: Callable[..., Any] = meaning if _CONFIG.DISABLE_JIT else intrinsic(code)
        return chosen

    return decorate


def _put(array, at, vector):
    array.reshape(-1)[at : at + VECTOR] = vector


def _add(array, at, *vectors):
    _add_apart(array, at, 1, *vectors)


def _add_apart(array, at, step, *vectors):
    array[at : at + 4 * step : step] += [vector.sum(dtype=vector.dtype) for vector in vectors]


def _cut(flat, start, tiles, units):
    return flat[start : start + tiles * units * LANES].reshape(tiles, units, LANES)


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


@in_python(_cut)
def tiles_at(_typing, flat, start, tiles, units):
    """Return a view of tiles within a flat array, shape (T, U, L)."""
    view = types.Array(flat.dtype, 3, "C")

    def code(context, builder, signature, arguments):
        flat, start, tiles, units = arguments
        data = context.make_array(signature.args[0])(context, builder, flat).data
        lanes = ir.Constant(units.type, LANES)
        shape = (tiles, units, lanes)
        return _view(context, builder, view, builder.gep(data, [start]), shape)

    return view(flat, start, tiles, units), code


@in_python(lambda array: array.reshape(-1))
def flattened(_typing, array):
    """Return a view of an array as one axis; a long loop over it becomes vector instructions."""
    view = types.Array(array.dtype, 1, "C")

    def code(context, builder, signature, arguments):
        given = context.make_array(signature.args[0])(context, builder, arguments[0])
        lengths = [builder.extract_value(given.shape, axis) for axis in range(array.ndim)]
        return _view(context, builder, view, given.data, (reduce(builder.mul, lengths),))

    return view(array), code


def _view(context, builder, view, data, shape):
    """Return an array that does not keep its numbers alive.

    Counting who does costs more than the arithmetic of a small layer.
    """
    result = context.make_array(view)(context, builder)
    size = ir.Constant(shape[0].type, context.get_abi_sizeof(data.type.pointee))
    lengths = [reduce(builder.mul, shape[axis + 1 :], size) for axis in range(len(shape))]
    populate_array(
        result, data=data, shape=shape, strides=tuple(lengths), itemsize=size, meminfo=None
    )
    return result._getvalue()


@in_python(lambda arrays: arrays)
def borrowed(_typing, arrays):
    """Return a named tuple whose arrays do not keep their numbers alive, as with `tiles_at`."""

    def code(context, builder, signature, arguments):
        held = arguments[0]
        for place, kind in enumerate(signature.args[0].types):
            if isinstance(kind, types.Array):
                array = context.make_array(kind)(
                    context, builder, builder.extract_value(held, place)
                )
                array.meminfo = ir.Constant(array.meminfo.type, None)
                array.parent = ir.Constant(array.parent.type, None)
                held = builder.insert_value(held, array._getvalue(), place)
        return held

    return arrays(arrays), code


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
