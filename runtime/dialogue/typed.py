"""Owns typed digits: what a run of keys means as a value of a type. `*` was "start over", `#` is gone by now."""

from __future__ import annotations

from dsl import values
from dsl.values import ValueType

_CURRENCIES = {"zh-CN": "CNY", "en-US": "USD", "en-GB": "GBP"}


def read_typed(kind: ValueType, digits: str, home: str) -> str | None:
    """The canonical text, or None when so many digits are no value of this type. Money is that of the `home` language's place.

    Masked digits (`•`, in the replay of a secret) count as digits.
    """
    if not digits:
        return None
    if kind.name == "digits":
        lengths = values.digit_lengths(kind)
        return digits if lengths and lengths[0] <= len(digits) <= lengths[1] else None
    if kind.name == "phone":
        return digits if 5 <= len(digits) <= 15 else None
    if kind.name in ("number", "ordinal", "count"):
        return str(int(digits)) if digits.isdecimal() else None
    if kind.name == "money":
        return f"{int(digits)} {_CURRENCIES[home]}" if digits.isdecimal() else None
    return digits if values.from_text(kind, digits) is not None else None
