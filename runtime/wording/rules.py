"""Owns what the rules of both languages share: how figures are written, and what a rule is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY"}
SPELLED_FROM = 5  # so many digits in a row are read one by one, as ids and telephone numbers are

AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CURRENCY = "USD|GBP|EUR|CNY|RMB"
DAY = r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"

Reading: TypeAlias = Callable[[re.Match[str], str], str | None]
"""The words of what was found, in a language; None when it is no such value after all."""


class Rule(Struct, frozen=True):
    """A way to write a figure, and how it is read. In patterns `\\w` is ASCII: Chinese stands beside figures without a space."""

    pattern: re.Pattern[str]
    reading: Reading

    def read(self, text: str, language: str) -> str:
        def words(found: re.Match[str]) -> str:
            try:
                said = self.reading(found, language)
            except (ValueError, ArithmeticError):  # thousands of digits are no number
                said = None
            return found[0] if said is None else said

        return self.pattern.sub(words, text)


def rules(*pairs: tuple[str, Reading]) -> tuple[Rule, ...]:
    """In order: an earlier one leaves nothing to a later one."""
    return tuple(Rule(re.compile(pattern, re.ASCII), reading) for pattern, reading in pairs)


def decimal(figures: str) -> Decimal:
    return Decimal(figures.replace(",", ""))


def day_of(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def currency_of(code: str) -> str:
    return "CNY" if code == "RMB" else code
