"""Owns how written English becomes the words a caller says: lower case, no punctuation, digits and signs as words."""

from __future__ import annotations

import re
import unicodedata

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SIGNS = {"&": " and ", "%": " percent ", "@": " at ", "+": " plus ", "$": " dollars ", "£": " pounds ", "€": " euros "}
_TOKEN = re.compile(r"\d+|[a-z]+(?:'[a-z]+)*")
_SPELLED_FROM = 5


def spoken_words(text: str) -> list[str]:
    """`Where's my 24h parcel?` → where's my twenty four h parcel."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).lower()
    plain = "".join(_SIGNS.get(character, character) for character in folded if not unicodedata.combining(character))
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        words += number_words(token) if token[0].isdigit() else [token]
    return words


def number_words(digits: str) -> list[str]:
    """A number as it is read, long ones and those with a leading zero digit by digit."""
    if len(digits) >= _SPELLED_FROM or (len(digits) > 1 and digits[0] == "0"):
        return [ONES[int(digit)] for digit in digits]
    return _below_ten_thousand(int(digits))


def _below_ten_thousand(number: int) -> list[str]:
    if number < 10:
        return [ONES[number]]
    if number < 20:
        return [TEENS[number - 10]]
    if number < 100:
        return [TENS[number // 10 - 2], *([ONES[number % 10]] if number % 10 else [])]
    unit, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % unit
    return [*_below_ten_thousand(number // unit), name, *(_below_ten_thousand(rest) if rest else [])]
