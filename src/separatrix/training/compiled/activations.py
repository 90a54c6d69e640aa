"""Activations: one small function each, which returns the value and its slope."""

from math import erf, exp, pi, sqrt, tanh

from separatrix.recipe import choices
from separatrix.training.compiled.jit import inlined

_NAMES = choices("activation")
_RELU, _LEAKY, _TANH = map(_NAMES.index, ("relu", "leaky-relu", "tanh"))
_SIGMOID, _GELU, _SILU = map(_NAMES.index, ("sigmoid", "gelu", "silu"))

_LEAK = 0.01
_ROOT_HALF = sqrt(0.5)
_DENSITY = 1 / sqrt(2 * pi)


def _each(function):
    """Return what replaces every z by the function's value and fills in its slope."""

    @inlined
    def each(z, slopes):
        values, changes = z.reshape(z.size), slopes.reshape(z.size)
        one = z.dtype.type(1)  # in the precision of z, so that what is made of it stays there
        for i in range(len(values)):
            values[i], changes[i] = function(values[i], one)

    return each


@inlined
def logistic(z, one):
    """Return 1 / (1 + exp(-z))."""
    return one / (one + exp(-z))


@inlined
def _relu(z, one):
    zero = one - one
    above = not z <= zero  # holds for nan, which goes through
    return (z if above else zero), (one if above else zero)


@inlined
def _leaky_relu(z, one):
    slope = one if z > 0 else one * _LEAK
    return z * slope, slope


@inlined
def _tanh(z, one):
    value = tanh(z)
    return value, one - value * value


@inlined
def _sigmoid(z, one):
    value = logistic(z, one)
    return value, value * (one - value)


@inlined
def _gelu(z, one):
    below = (one + erf(z * _ROOT_HALF)) * 0.5
    return z * below, below + z * _DENSITY * exp(-0.5 * z * z)


@inlined
def _silu(z, one):
    share = logistic(z, one)
    return z * share, share * (one + z * (one - share))


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
