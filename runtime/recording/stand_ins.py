"""Owns stand-ins: what takes the place of a caller's numbers, names and words, of the same type, always the same for the same.

Amounts, days that are near, times, choices and counts say nothing of who rang, and conditions depend on them: they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dsl.journal import MASK
from dsl.learned import SAMPLES, personal_parts
from dsl.values import ValueType, from_text

PERSONAL_TYPES = ("phone", "digits", "code", "name", "address", "email", "text")
"""Types whose values tell who somebody is, or may."""

_SPOKEN_TYPES = ("phone", "digits", "code")
_NAMES = (("Alex Smith", "Sam Jones", "Kim Brown", "Pat White"), ("张三", "李四", "王五", "赵六"))
_DIGITS_ZH, _DIGITS_EN = "零一二三四五六七八九", "zero one two three four five six seven eight nine".split()
_WRITTEN_DIGITS = re.compile(r"\d")
_HAN_DIGITS = re.compile("[零〇○一二三四五六七八九幺两]")
_LONE_NUMBER = re.compile(r"(?<![\d.])\d{3,}(?![\d.])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR_YEARS = 1


class StandIns:
    """The stand-ins of one call. `literals` are texts that the package's own conditions name: they stay."""

    def __init__(self, language: str, year: int, literals: frozenset[str]) -> None:
        self._zh = language.startswith("zh")
        self._year = year
        self._literals = literals
        self._known: dict[tuple[str, str], str] = {}
        self.replaced: set[str] = set()  # what must not be anywhere in the conversation

    # ---- values --------------------------------------------------------------------------------------------------

    def value(self, kind: ValueType, text: str) -> str:
        """What stands for a canonical text of a type."""
        if kind.name not in PERSONAL_TYPES or not text or (kind.name == "text" and text in self._literals):
            return text
        family = "number" if kind.name in ("phone", "digits") and MASK not in text else kind.name
        if (family, text) not in self._known:
            count = sum(known == family for known, _ in self._known)
            made = self._made(kind, text, count)
            self._known[family, text] = made if made != text else self._made(kind, text, count + 1)
            if MASK not in text:
                self.replaced.add(text)
        return self._known[family, text]

    def _made(self, kind: ValueType, text: str, count: int) -> str:
        match kind.name:
            case "phone" if MASK not in text and len(text) >= 7:
                return f"1380000{count:04}" if self._zh else f"55555501{count:02}"
            case "phone" | "digits":
                return _digits(len(text), count)
            case "code":
                return _code(kind, text, count)
            case "name":
                return _NAMES[self._zh][count % 4]
            case "email":
                return f"name{count + 1}@example.com"
            case "address":
                return f"人民路{count + 1}号" if self._zh else f"{count + 1} Main Street"
            case _:
                return "示例" if self._zh else "a sample"

    # ---- words ---------------------------------------------------------------------------------------------------

    def words(self, text: str, slots: Mapping[str, tuple[ValueType, str]]) -> str:
        """A caller's words with stand-ins. `slots`: the details that they were understood to give, and their types."""
        return "".join(self._part(part, kind, slots) for part, kind in personal_parts(text))

    def _part(self, part: str, kind: str, slots: Mapping[str, tuple[ValueType, str]]) -> str:
        if not kind:
            return _LONE_NUMBER.sub(lambda found: self._number(found[0], slots), part)
        if kind == "money":
            return part
        if kind == "date":
            years = [int(year) for year in _YEAR.findall(part)]
            return part if all(abs(year - self._year) <= _NEAR_YEARS for year in years) else SAMPLES["date"][self._zh]
        if kind in _SPOKEN_TYPES:
            return self._number(part, slots)
        given = next((value for value in slots.values() if value[0].name == kind), (ValueType(kind), part))
        return self.value(*given)

    def _number(self, part: str, slots: Mapping[str, tuple[ValueType, str]]) -> str:
        """A number of the caller's, written or said as theirs was."""
        count = len(_WRITTEN_DIGITS.findall(part)) or len(_HAN_DIGITS.findall(part))
        fitting = [value for value in slots.values() if value[0].name in _SPOKEN_TYPES and len(value[1]) in (count, len(part))]
        others = [value for value in slots.values() if value[0].name in _SPOKEN_TYPES]
        kind, text = (fitting or others or [(ValueType("digits"), part if part.isdigit() else "0" * (count or 6))])[0]
        stand_in = self.value(kind, text)
        return stand_in if _WRITTEN_DIGITS.search(part) else self.said(stand_in)

    def said(self, text: str) -> str:
        """Digits as a caller says them one by one."""
        if self._zh:
            return "".join(_DIGITS_ZH[int(sign)] if sign in "0123456789" else sign for sign in text)
        return " ".join(_DIGITS_EN[int(sign)] if sign in "0123456789" else sign for sign in text)

    def spoken(self, kind: ValueType, text: str) -> Iterator[str]:
        """Ways in which a caller would give the stand-in of a value, and nothing else."""
        stand_in = self.value(kind, text)
        if kind.name in _SPOKEN_TYPES:
            yield self.said(stand_in)
        yield stand_in


def _digits(length: int, count: int) -> str:
    """So many digits, and others each time."""
    first = ("1234567890" * 4)[:length]
    return str(int(first) + count).zfill(length)[-length:] if length else ""


def _code(kind: ValueType, text: str, count: int) -> str:
    """A code of the same shape; its letters stay where the pattern wants these letters."""
    digits = iter(_digits(sum(sign.isdigit() for sign in text), count))
    numbered = "".join(next(digits) if sign.isdigit() else sign for sign in text)
    lettered = "".join(("X" if sign.isupper() else "x") if sign.isalpha() else sign for sign in numbered)
    return next((code for code in (lettered, numbered) if from_text(kind, code) is not None), lettered)
