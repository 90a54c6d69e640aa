"""Activations: one small function each, which returns the value and its slope."""

from math import pi, sqrt

from separatrix.recipe import choices
from separatrix.training.compiled.exponentials import logistic, normal_parts, number, tangent
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.views import flattened

_NAMES = choices("activation")
_RELU, _LEAKY, _TANH = map(_NAMES.index, ("relu", "leaky-relu", "tanh"))
_SIGMOID, _GELU, _SILU = map(_NAMES.index, ("sigmoid", "gelu", "silu"))

_LEAK = 0.01
_DENSITY = 1 / sqrt(2 * pi)


def _each(function):
    """Return what replaces every z by the function's value and fills in its slope."""

    @inlined
    def each(z, slopes):
        values, changes = flattened(z), flattened(slopes)
        for i in range(len(values)):
            values[i], changes[i] = function(values[i])

    return each


@inlined
def _relu(z):
    zero = number(0.0, z)
    above = not z <= zero  # holds for nan, which goes through
    return (z if above else zero), (number(1.0, z) if above else zero)


@inlined
def _leaky_relu(z):
    slope = number(1.0, z) if z > 0 else number(_LEAK, z)
    return z * slope, slope


@inlined
def _tanh(z):
    value = tangent(z)
    return value, number(1.0, z) - value * value


@inlined
def _sigmoid(z):
    value = logistic(z)
    return value, value * (number(1.0, z) - value)


@inlined
def _gelu(z):
    below, bell = normal_parts(z)
    return z * below, below + z * number(_DENSITY, z) * bell


@inlined
def _silu(z):
    share = logistic(z)
    return z * share, share * (number(1.0, z) + z * (number(1.0, z) - share))


_each_relu, _each_leaky_relu, _each_tanh = _each(_relu), _each(_leaky_relu), _each(_tanh)
_each_sigmoid, _each_gelu, _each_silu = _each(_sigmoid), _each(_gelu), _each(_silu)


@inlined
def activate(activation, z, slopes):
    """Replace z, of shape (T, U, L), by its activation and fill in the slopes."""
    if activation == _RELU:
        _each_relu(z, slopes)
    elif activation == _LEAKY:
        _each_leaky_relu(z, slopes)
    elif activation == _TANH:
        _each_tanh(z, slopes)
    elif activation == _SIGMOID:
        _each_sigmoid(z, slopes)
    elif activation == _GELU:
        _each_gelu(z, slopes)
    elif activation == _SILU:
        _each_silu(z, slopes)
    else:
        slopes[:] = 1
