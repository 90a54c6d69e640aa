"""Views of arrays that do not keep their numbers alive.

Numba counts who holds an array, with atomic additions, and asks twice whether it can be reshaped:
that costs more than the arithmetic of a small layer. A kernel needs neither, because its caller
holds all of its arrays until it returns.
"""

from functools import reduce

from llvmlite import ir
from numba import types
from numba.np.arrayobj import populate_array

from separatrix.training.compiled.jit import in_python
from separatrix.training.compiled.vectors import LANES


def _cut(flat, start, tiles, units):
    return flat[start : start + tiles * units * LANES].reshape(tiles, units, LANES)


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
    result = context.make_array(view)(context, builder)
    size = ir.Constant(shape[0].type, context.get_abi_sizeof(data.type.pointee))
    lengths = [reduce(builder.mul, shape[axis + 1 :], size) for axis in range(len(shape))]
    populate_array(
        result, data=data, shape=shape, strides=tuple(lengths), itemsize=size, meminfo=None
    )
    return result._getvalue()


@in_python(lambda arrays: arrays)
def borrowed(_typing, arrays):
    """Return a named tuple whose arrays do not keep their numbers alive."""

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
