"""What numbers, dates, truth and missing values look like in text."""

INTEGER = r"^[+-]?(0|[1-9][0-9]*)$"
"""A whole number; 007 is a code, not a number."""

NUMBER = (
    r"^[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$|^[+-]?(?i:inf|infinity|nan)$"
)
"""A decimal number, in scientific notation too, or an infinite one."""

ASKED_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$|^[+-]?(?i:inf|infinity|nan)$"
"""A number where a number was asked for: leading zeros are fine."""

COMMA_NUMBER = r"^[+-]?((0|[1-9][0-9]*)(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]+)?$"
"""A decimal number with a comma."""

THOUSANDS = r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+$"
"""What could be a whole number with separated thousands as well as a decimal comma."""

DOTTED_THOUSANDS = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+$"
"""The same with points, as German writes it."""

GROUPED_COMMA_NUMBER = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?$"
"""A number with a decimal comma and points between its thousands."""

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"
"""A time of day, as in 08:30 or 23:59:59.5."""

DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
"""A date of ISO 8601."""

MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?$"
"""A date of ISO 8601, with or without a time of day."""

ZONED_MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
)
"""A date and time of ISO 8601 with its zone."""

MARKERS: tuple[str, ...] = (
    "", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "Null", "None", "?", "-", ".", "#N/A",
)  # fmt: skip
"""Texts that mean "missing" between numbers, dates or booleans, and only there."""

TRUE_WORDS: tuple[str, ...] = ("true", "t", "yes", "y", "on", "1")
FALSE_WORDS: tuple[str, ...] = ("false", "f", "no", "n", "off", "0")
"""Words that a boolean column may hold, in any case."""
