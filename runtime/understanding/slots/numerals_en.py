"""Owns English numbers: a hundred and twenty, twelve fifty, one oh five, two point five, double five, 1,200, 5k."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from runtime.understanding.slots.mention import Number

SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
} | {"oh": 0, "o": 0, "nought": 0, "nil": 0}
TENS = {word: 10 * (place + 2) for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())} | {
    "fourty": 40
}
SCALES = {"thousand": 1000, "grand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_COLLECTIVE = {"dozen": 12, "couple": 2, "hundred": 100}
REPEATS = {"double": 2, "triple": 3, "treble": 3}
_AFTER_FIGURES = SCALES | {"hundred": 100, "dozen": 12}
_GLUED_TO_FIGURES = {"k": 1000, "m": 1_000_000}

_WORD = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[a-z]+|[^\sa-z\d]")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Group:
    """One cardinal, or one digit of a string of digits."""

    value: Decimal
    digits: str
    start: int
    end: int
    spoken: bool


def find(text: str) -> list[Number]:
    """Every number in the text, in order; numbers said one after another are one (`twelve fifty`, `one three eight`)."""
    tokens = [_Token(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    numbers: list[Number] = []
    at = 0
    while at < len(tokens):
        groups, at = _run(tokens, at)
        if groups and not _is_interjection(text[groups[0].start : groups[-1].end]):
            numbers.append(_join(groups))
    return numbers


def _run(tokens: list[_Token], at: int) -> tuple[list[_Group], int]:
    """The groups that start here and follow each other with nothing between; at least one token is passed."""
    groups: list[_Group] = []
    while at < len(tokens):
        found, after = _repeated(tokens, at) or _cardinal(tokens, at) or ([], at)
        if not found or (groups and (found[0].spoken != groups[-1].spoken)):
            break
        groups.extend(found)
        at = after
        if at + 1 < len(tokens) and tokens[at].text == "-" and _starts_number(tokens, at + 1):
            at += 1
    return groups, at if groups else at + 1


def _join(groups: list[_Group]) -> Number:
    value = groups[0].value if len(groups) == 1 else Decimal("".join(group.digits for group in groups))
    return Number(groups[0].start, groups[-1].end, value, tuple(group.digits for group in groups), groups[0].spoken)


def _is_interjection(words: str) -> bool:
    return words in ("oh", "o")


def _starts_number(tokens: list[_Token], at: int) -> bool:
    return bool(_repeated(tokens, at) or _cardinal(tokens, at))


def _repeated(tokens: list[_Token], at: int) -> tuple[list[_Group], int] | None:
    """`double five` is two groups."""
    times = REPEATS.get(tokens[at].text)
    if times is None or at + 1 >= len(tokens):
        return None
    word = tokens[at + 1].text
    digit = word if len(word) == 1 and word.isdigit() else SMALL.get(word)
    if digit is None or int(digit) > 9:
        return None
    return [_Group(Decimal(digit), str(digit), tokens[at].start, tokens[at + 1].end, True)] * times, at + 2


def _cardinal(tokens: list[_Token], at: int) -> tuple[list[_Group], int] | None:
    first = tokens[at]
    if first.text[0].isdigit():
        return _figures(tokens, at)
    total, part, ones_free, after = Decimal(0), None, False, at
    if first.text == "half" and [token.text for token in tokens[at + 1 : at + 3]] == ["a", "dozen"]:
        return [_Group(Decimal(6), "6", first.start, tokens[at + 2].end, True)], at + 3
    if first.text in ("a", "an"):
        if at + 1 >= len(tokens) or tokens[at + 1].text not in SCALES | _COLLECTIVE:
            return None
        part, after = 1, at + 1
    while after < len(tokens):
        word = tokens[after].text
        if word in _COLLECTIVE and (part is not None and part < 100):
            part, ones_free = part * _COLLECTIVE[word], True
        elif word in SCALES and part is not None:
            total, part, ones_free = total + part * SCALES[word], 0, True
        elif word in TENS and (part is None or (ones_free and part % 100 == 0)):
            part, ones_free = (part or 0) + TENS[word], False
        elif word in SMALL and _fits(part, ones_free, SMALL[word]):
            part, ones_free = (part or 0) + SMALL[word], False
        elif word in ("and", "-") and _joins(tokens, after, part, ones_free):
            pass
        else:
            break
        after += 1
    if part is None:
        return None
    value, after = _with_decimals(tokens, after, total + part)
    if value != value.to_integral_value() and after < len(tokens) and tokens[after].text in SCALES:  # one point five million
        value, after = value * SCALES[tokens[after].text], after + 1
    elif after < len(tokens) and tokens[after].text == "k":
        value, after = value * 1000, after + 1
    return [_Group(value, format(value, "f").replace(".", ""), first.start, tokens[after - 1].end, True)], after


def _fits(part: int | None, ones_free: bool, small: int) -> bool:
    """Whether a number below twenty may follow: after nothing, after hundred or thousand, or ones after tens."""
    if part is None or (ones_free and part % 100 == 0):
        return True
    return part % 100 >= 20 and part % 10 == 0 and 1 <= small <= 9


def _joins(tokens: list[_Token], at: int, part: int | None, ones_free: bool) -> bool:
    """`and` within a number comes after hundred or thousand; `-` between tens and ones."""
    if part is None or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1].text
    if tokens[at].text == "-":
        return part % 10 == 0 and part % 100 >= 20 and 1 <= SMALL.get(following, 0) <= 9
    return ones_free and (following in TENS or following in SMALL)


def _with_decimals(tokens: list[_Token], at: int, whole: Decimal) -> tuple[Decimal, int]:
    """`two point five`, `one and a half`."""
    texts = [token.text for token in tokens[at : at + 3]]
    if texts == ["and", "a", "half"]:
        return whole + Decimal("0.5"), at + 3
    if texts[:1] != ["point"]:
        return whole, at
    after = at + 1
    decimals = ""
    while after < len(tokens) and SMALL.get(tokens[after].text, 10) <= 9:
        decimals += str(SMALL[tokens[after].text])
        after += 1
    return (whole + Decimal(f"0.{decimals}"), after) if decimals else (whole, at)


def _figures(tokens: list[_Token], at: int) -> tuple[list[_Group], int]:
    token = tokens[at]
    value, digits, end, after = (
        Decimal(token.text.replace(",", "")),
        token.text.replace(",", "").replace(".", ""),
        token.end,
        at + 1,
    )
    scale = tokens[after] if after < len(tokens) else None
    if scale is not None and (scale.text in _AFTER_FIGURES or (scale.text in _GLUED_TO_FIGURES and scale.start == end)):
        value *= _AFTER_FIGURES.get(scale.text) or _GLUED_TO_FIGURES[scale.text]
        digits, end, after = format(value, "f"), scale.end, after + 1
    return [_Group(value, digits, token.start, end, False)], after
