"""Owns typed values: the types of the language, and the one canonical text of each value.

The canonical text is what stands in journals, conversations, look-ups and states:

    number 3.5 | ordinal 2 | money "100 CNY" | date "2026-10-03", "2026-10", "2026" by grain | time "14:30"
    duration "90 s" | phone "13800001234" | digits "123456" | code "AB12" | choice: its id | yes/no "yes", "no"
    name, address, email, text: the text | flag "true", "false" | count "2"

`from_text` is strict but not pedantic: `100.00 CNY` is read and becomes `100 CNY`; what is no value of the type is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from dsl.matching import compile_pattern
from dsl.naming import nearest
from dsl.notation import NotationError


class Money(Struct, frozen=True):
    """An amount in a currency (ISO 4217, three capital letters)."""

    amount: Decimal
    currency: str


class Duration(Struct, frozen=True):
    seconds: Decimal


Value: TypeAlias = Decimal | Money | Duration | int | bool | str
"""number: Decimal; ordinal, count: int; flag, yes/no: bool; money, duration: their classes; all else: its canonical text."""


class ValueType(Struct, frozen=True):
    """A type of the language; `argument` is the text between its parentheses."""

    name: str
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.name}({self.argument})" if self.argument else self.name


NUMBER = ValueType("number")
TEXT = ValueType("text")
MONEY = ValueType("money")
DURATION = ValueType("duration")
YES_NO = ValueType("yes/no")

# type name -> whether it takes an argument: never, perhaps or always
ARGUMENTS: dict[str, str] = {
    "number": "never", "ordinal": "never", "money": "never", "date": "never", "time": "never", "duration": "never",
    "phone": "never", "digits": "perhaps", "code": "always", "choice": "always", "name": "never", "address": "never",
    "email": "never", "yes/no": "never", "text": "never", "flag": "never", "count": "never",
}  # fmt: skip
TYPES = tuple(ARGUMENTS)

_DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "number": ("a number, like 3.5", "数字，如 3.5"),
    "ordinal": ("a position, like 2 for the second", "第几个，如 2 表示第二个"),
    "money": ("an amount with its currency, like 100 CNY", "带币种的金额，如 100 CNY"),
    "date": ("a date, like 2026-10-03, 2026-10 or 2026", "日期，如 2026-10-03、2026-10 或 2026"),
    "time": ("a time of day, like 14:30", "时间，如 14:30"),
    "duration": ("a length of time, like 90 s", "时长，如 90 s"),
    "phone": ("a phone number, like 13800001234", "电话号码，如 13800001234"),
    "digits": ("a string of digits", "一串数字"),
    "code": ("a code of letters and digits", "字母和数字组成的编号"),
    "choice": ("one of a list of words.yaml", "words.yaml 中某个列表里的一项"),
    "name": ("a person's name", "姓名"),
    "address": ("an address", "地址"),
    "email": ("an e-mail address, like ann@example.com", "邮箱，如 ann@example.com"),
    "yes/no": ("yes or no", "yes 或 no"),
    "text": ("any text", "任意文字"),
    "flag": ("true or false", "true 或 false"),
    "count": ("a whole number from 0", "从 0 起的整数"),
}

_TYPE = re.compile(r"\s*([^\s()]+)\s*(?:\((.*)\))?\s*", re.DOTALL)
_LENGTH = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_MONEY = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,9})?)\s*([A-Z]{3})", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_LENGTH_OF_TIME = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|min|h|days?)", re.ASCII)
_LEVEL = re.compile(r"0(?:\.\d{1,3})?|1(?:\.0{1,3})?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*%", re.ASCII)
_TURNS = re.compile(r"(\d{1,2})\s*turns?", re.ASCII)
_PHONE = re.compile(r"\+?\d{3,20}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
_MILLISECONDS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "day": 86_400_000, "days": 86_400_000}
LONGEST_TEXT = 1000


# ---- types ---------------------------------------------------------------------------------------------------------


def parse_type(text: str) -> ValueType:
    """`money`, `digits(6)`, `digits(4-6)`, `code([A-Z]{2}\\d{4})`, `choice(sizes)`. Raises NotationError."""
    matched = _TYPE.fullmatch(text)
    name = matched[1] if matched else text.strip()
    if not matched or name not in ARGUMENTS:
        start, end = matched.span(1) if matched else (0, max(1, len(text)))
        raise NotationError("type-unknown", start, end, type=name, nearest=nearest(name, TYPES))
    argument = (matched[2] or "").strip()
    wanted = ARGUMENTS[name]
    if (argument and wanted == "never") or (not argument and (wanted == "always" or matched[2] is not None)):
        raise NotationError("type-argument", 0, len(text), type=name, wanted=wanted)
    _check_argument(name, argument, matched.start(2) + len(matched[2]) - len(matched[2].lstrip()) if argument else 0)
    return ValueType(name, argument)


def _check_argument(name: str, argument: str, start: int) -> None:
    if name == "digits" and argument and digit_lengths(ValueType(name, argument)) is None:
        raise NotationError("type-digits-length", start, start + len(argument), length=argument)
    if name == "code":
        try:
            compile_pattern(argument)
        except NotationError as error:
            raise NotationError(error.code, start + error.start, start + error.end, **error.arguments) from None


def digit_lengths(value_type: ValueType) -> tuple[int, int] | None:
    """How many digits a `digits(…)` has, at least and at most; None when its argument says no such thing."""
    if not value_type.argument:
        return 1, 40
    matched = _LENGTH.fullmatch(value_type.argument)
    if not matched:
        return None
    least = int(matched[1])
    most = int(matched[2] or matched[1])
    return (least, most) if 1 <= least <= most <= 40 else None


def describe(value_type: ValueType, language: str = "en") -> str:
    """The type in words, for an error's sentence."""
    en, zh = _DESCRIPTIONS[value_type.name]
    words = zh if language.startswith("zh") else en
    return f"{words} ({value_type.argument})" if value_type.argument else words


# ---- quantities in a file ------------------------------------------------------------------------------------------


def parse_duration(text: str) -> int:
    """`3s`, `400ms`, `2 min`, `1 h`, `2 days` in milliseconds. Raises NotationError."""
    matched = _LENGTH_OF_TIME.fullmatch(text.strip())
    if not matched:
        raise NotationError("duration-bad", 0, max(1, len(text)), text=text.strip())
    return int(Decimal(matched[1]) * _MILLISECONDS[matched[2]])


def parse_percent(text: str) -> float:
    """`20%` as 20.0. Raises NotationError."""
    matched = _PERCENT.fullmatch(text.strip())
    if not matched or float(matched[1]) > 100:
        raise NotationError("percent-bad", 0, max(1, len(text)), text=text.strip())
    return float(matched[1])


def parse_level(text: str) -> float:
    """`0.9`, from 0 to 1. Raises NotationError."""
    if not _LEVEL.fullmatch(text.strip()):
        raise NotationError("level-bad", 0, max(1, len(text)), text=text.strip())
    return float(text)


def parse_turns(text: str) -> int:
    """`2 turns`, `1 turn`. Raises NotationError."""
    matched = _TURNS.fullmatch(text.strip())
    if not matched:
        raise NotationError("turns-bad", 0, max(1, len(text)), text=text.strip())
    return int(matched[1])


# ---- canonical texts -----------------------------------------------------------------------------------------------


def from_text(value_type: ValueType, text: str) -> Value | None:
    """The value that `text` stands for; None when it is none of this type. A choice's id is checked by its list's owner."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        return None
    return _READERS[value_type.name](text, value_type)


def to_text(value_type: ValueType, value: Value) -> str:
    """The canonical text of a value of this type."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if value_type.name == "yes/no" else ("true" if value else "false")
    return canonical(value)


def canonical(value: Value) -> str:
    """The canonical text of a value whose type need not be known; true and false are `true`, `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Money):
        return f"{plain_number(value.amount)} {value.currency}"
    if isinstance(value, Duration):
        return f"{plain_number(value.seconds)} s"
    if isinstance(value, Decimal):
        return plain_number(value)
    return str(value)


def plain_number(number: Decimal) -> str:
    """Digits without exponent, without zeros that say nothing."""
    shown = format(number, "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown in ("-0", "") else shown


def _read_number(text: str, _: ValueType) -> Value | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _read_whole(text: str, _: ValueType) -> Value | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _read_ordinal(text: str, _: ValueType) -> Value | None:
    return int(text) if _WHOLE.fullmatch(text) and int(text) > 0 else None


def _read_money(text: str, _: ValueType) -> Value | None:
    matched = _MONEY.fullmatch(text)
    return Money(Decimal(matched[1]), matched[2]) if matched else None


def _read_date(text: str, _: ValueType) -> Value | None:
    return text if is_date(text) else None


def is_date(text: str) -> bool:
    """Whether this is a day, a month or a year that exists."""
    matched = _DATE.fullmatch(text)
    if not matched:
        return False
    try:
        date(int(matched[1]), int(matched[2] or 1), int(matched[3] or 1))
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _read_time(text: str, _: ValueType) -> Value | None:
    return text if is_time(text) else None


def _read_duration(text: str, _: ValueType) -> Value | None:
    matched = _LENGTH_OF_TIME.fullmatch(text)
    return Duration(Decimal(matched[1]) * _MILLISECONDS[matched[2]] / 1000) if matched else None


def _read_phone(text: str, _: ValueType) -> Value | None:
    return text if _PHONE.fullmatch(text) else None


def _read_digits(text: str, value_type: ValueType) -> Value | None:
    lengths = digit_lengths(value_type)
    fits = lengths is not None and lengths[0] <= len(text) <= lengths[1]
    return text if fits and text.isascii() and text.isdigit() else None


def _read_code(text: str, value_type: ValueType) -> Value | None:
    return text if compile_pattern(value_type.argument).matches(text) else None


def _read_email(text: str, _: ValueType) -> Value | None:
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None


def _read_truth(words: Mapping[str, bool]) -> Callable[[str, ValueType], Value | None]:
    return lambda text, _: words.get(text)


def _read_text(text: str, _: ValueType) -> Value | None:
    return text


_READERS: dict[str, Callable[[str, ValueType], Value | None]] = {
    "number": _read_number, "ordinal": _read_ordinal, "money": _read_money, "date": _read_date, "time": _read_time,
    "duration": _read_duration, "phone": _read_phone, "digits": _read_digits, "code": _read_code, "choice": _read_text,
    "name": _read_text, "address": _read_text, "email": _read_email, "yes/no": _read_truth({"yes": True, "no": False}),
    "text": _read_text, "flag": _read_truth({"true": True, "false": False}), "count": _read_whole,
}  # fmt: skip
