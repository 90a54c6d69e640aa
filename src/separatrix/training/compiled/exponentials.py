"""exp and its kin, made of arithmetic alone, so that the compiler can do them for a vector of rows.

The C library's own functions take one number at a time. Here exp(z) = 2^n exp(r) with a whole n and
|r| <= log(2) / 2, where exp(r) = 1 + r + r²/2 + … + r^13/13! is exact to the last bit or so of 64.
"""

from decimal import Decimal
from math import erfc, exp, factorial, log, pi, sqrt

import numpy as np
from llvmlite import ir
from numba import types
from numpy.polynomial.chebyshev import cheb2poly, chebinterpolate

from separatrix.training.compiled.jit import exactly, in_python, inlined

_PER_LOG = 1 / log(2)
_LOG_HIGH = float.fromhex("0x1.62e4p-1")
"""log(2) in 16 bits, so that its products with whole numbers are exact."""

_LOG_LOW = float(Decimal(2).ln() - Decimal(_LOG_HIGH))
_LOG = log(2)
_LAST = 13
_TERMS = tuple(1 / factorial(k) for k in range(_LAST, 0, -1))
_ODD = tuple(1 / k for k in range(23, 0, -2))
_ROOT_LESS_ONE = sqrt(2) - 1
_SMALL, _LARGE = 87.0, 708.0
_MIDDLE = 3.0


@in_python(lambda constant, like: type(like)(constant))
def number(_typing, constant, like):
    """Return a constant in the precision of `like`."""

    def code(context, builder, signature, arguments):
        given, wanted = signature.args[0], signature.return_type
        return context.cast(builder, arguments[0], given, wanted)

    return like(constant, like), code


@in_python(lambda n, like: np.ldexp(type(like)(1), n))
def power_of_two(_typing, n, like):
    """Return 2^n in the precision of `like`, for a whole n within its exponents."""
    wide, mantissa, bias = (64, 52, 1023) if like == types.float64 else (32, 23, 127)

    def code(context, builder, signature, arguments):
        whole = ir.IntType(wide)
        exponent = context.cast(
            builder, arguments[0], signature.args[0], types.Integer.from_bitwidth(wide)
        )
        bits = builder.shl(
            builder.add(exponent, ir.Constant(whole, bias)), ir.Constant(whole, mantissa)
        )
        return builder.bitcast(bits, context.get_value_type(like))

    return like(n, like), code


@exactly
def _parts(z):
    """Return g and s with exp(z) = s (1 + g)."""
    largest = number(_LARGE, z) if number(1e300, z) < np.inf else number(_SMALL, z)
    z = largest if z > largest else (-largest if z < -largest else z)  # nan stays
    scaled = z * number(_PER_LOG, z)
    half = number(0.5, z) if scaled >= 0 else number(-0.5, z)
    n = np.int32(scaled + half)
    whole = number(n, z)
    r = (z - whole * number(_LOG_HIGH, z)) - whole * number(_LOG_LOW, z)
    g = number(0.0, z)
    for term in _TERMS:
        g = (g + number(term, z)) * r
    return g, power_of_two(n, z)


@inlined
def exponential(z):
    """Return exp(z); beyond what the precision holds, its largest or smallest power."""
    g, s = _parts(z)
    return s + s * g


@inlined
def logistic(z):
    """Return 1 / (1 + exp(-z))."""
    one = number(1.0, z)
    return one / (one + exponential(-z))


@inlined
def tangent(z):
    """Return tanh(z) = e / (e + 2) with e = exp(2z) - 1, which loses nothing near 0."""
    size = abs(z)
    g, s = _parts(size + size)
    e = s * g + (s - number(1.0, z))
    value = e / (e + number(2.0, z))
    return -value if z < 0 else value


@exactly
def log_one_plus(e):
    """Return log(1 + e) for e from 0 to 1, as 2 artanh(e / (2 + e)).

    Above root 2, log(1 + e) = log(2) + log((1 + e) / 2), whose artanh is that of (e - 1) / (e + 3).
    artanh(s) = s + s³/3 + s⁵/5 + …, and with s at most 0.172 what comes after s²³ is below 1e-19.
    """
    above = e > number(_ROOT_LESS_ONE, e)
    least, most = number(0.0, e), number(1.0, e)
    s = (e - (most if above else least)) / (e + number(3.0 if above else 2.0, e))
    square = s * s
    value = number(0.0, e)
    for term in _ODD:
        value = value * square + number(term, e)
    return number(2.0, e) * s * value + (number(_LOG, e) if above else least)


def _mills_ratio(place: float) -> float:
    """Return the normal distribution's tail beyond x, over exp(-x²/2), at x = 3 (1 + t) / (1 - t).

    Far out, where the tail itself is no number any more, by the first terms of its series.
    """
    x = _MIDDLE * (1 + place) / (1 - place)
    if x > 30:
        return (1 - 1 / x**2 + 3 / x**4) / (x * sqrt(2 * pi))
    return 0.5 * erfc(x / sqrt(2)) * exp(x * x / 2)


_MILLS = tuple(
    float(term) for term in cheb2poly(chebinterpolate(np.vectorize(_mills_ratio), 16))[::-1]
)


@exactly
def normal_parts(z):
    """Return the normal distribution's share below z, and exp(-z²/2).

    The tail is exp(-z²/2) times a smooth function of t = (x - 3) / (x + 3), here a polynomial that
    misses it by less than 1e-13 (Shepherd and Laframboise, "Chebyshev approximation of
    (1 + 2x) exp(x²) erfc x", 1981, for the substitution).
    """
    size, middle = abs(z), number(_MIDDLE, z)
    g, s = _parts(number(-0.5, z) * size * size)
    bell = s + s * g
    t = (size - middle) / (size + middle)
    square, even, odd = t * t, number(_MILLS[0], z), number(0.0, z)
    for k in range(1, len(_MILLS), 2):  # two short sums: a long one is not made vectors of
        odd = odd * square + number(_MILLS[k], z)
        even = even * square + number(_MILLS[k + 1], z)
    tail = bell * (even + t * odd)
    return (tail if z < 0 else number(1.0, z) - tail), bell
