"""Numbers as the doctor says them."""


def share(value: float) -> str:
    """Write a share in per cent.

    Example:
        >>> share(0.123), share(1.0)
        ('12 %', '100 %')
    """
    return f"{100 * value:.0f} %"


def score(value: float, metric: str) -> str:
    """Write a score: shares in per cent, errors in three digits.

    Example:
        >>> score(0.987, "accuracy"), score(1234.5, "rmse")
        ('98.7 %', '1.23e+03')
    """
    return f"{100 * value:.1f} %" if metric.endswith("accuracy") else f"{value:.3g}"
