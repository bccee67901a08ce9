"""Owns digits said one after another: 幺三八零零, 三个零, 二十三四十五, double five, twenty three forty five, one eight hundred.

Nobody dictates amounts: what has 百 in it, or `hundred` outside of a telephone number, is no dictation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.mention import Moment

BETWEEN = re.compile(
    r"[\s,.，。、()（）\-]*(?:(?:嗯|呃|额|啊|然后是?|接着是?|后面是?|再|"
    r"um+|uh+|er+|and then|then|dash|hyphen|杠|横杠)[\s,.，。、\-]*)*"
)
"""What may stand between two pieces of one dictation."""


@dataclass(frozen=True, slots=True)
class Dictated:
    """Digits said or typed in one go, pauses and hesitations between them included."""

    start: int
    end: int
    digits: str


def dictated(text: str, moment: Moment, phone: bool = False) -> list[Dictated]:
    """Every run of digits. In the number of a telephone `hundred` is two zeros and 加 or `plus` a sign."""
    pieces = _pieces_zh(text) if moment.chinese else _pieces_en(text, phone)
    runs: list[Dictated] = []
    for piece in pieces:
        last = runs[-1] if runs else None
        if last is not None and BETWEEN.fullmatch(text, last.end, piece.start):
            runs[-1] = Dictated(last.start, piece.end, last.digits + piece.digits)
        else:
            runs.append(piece)
    return runs


# ---- Chinese -------------------------------------------------------------------------------------------------------

_D = numerals_zh.DIGIT_CLASS
_PIECE_ZH = re.compile(
    rf"(?P<amount>[{_D}\d]*[百千万亿佰仟][{numerals_zh.NUMERAL_CLASS}\d]*|\d+\.\d+|[{_D}]+点[{_D}]+)"
    rf"|(?P<times>[二两俩三仨四五六七八九2-9])个(?P<repeated>[{_D}\d])(?!十)"
    rf"|(?P<tens>[二三四五六七八九]?[十拾](?:[一二三四五六七八九](?![十拾个]))?)"
    rf"|(?P<digits>[{_D}]|\d+)"
)


def _pieces_zh(text: str) -> Iterator[Dictated]:
    for match in _PIECE_ZH.finditer(text):
        if match["times"]:
            times = int(_digit_zh(match["times"]))
            yield Dictated(match.start(), match.end(), _digit_zh(match["repeated"]) * times)
        elif match["tens"]:
            value = numerals_zh.value_of(match["tens"])
            yield Dictated(match.start(), match.end(), str(value))
        elif match["digits"]:
            yield Dictated(match.start(), match.end(), "".join(map(_digit_zh, match["digits"])))


def _digit_zh(sign: str) -> str:
    return sign if sign.isascii() else str(numerals_zh.DIGITS[sign])


# ---- English -------------------------------------------------------------------------------------------------------

_ONES = {**{word: str(value) for word, value in numerals_en.SMALL.items() if value <= 9}, "for": "4", "ate": "8"}
_HEARD_AS_DIGITS = ("for", "ate", "o", "oh", "nil")
"""Digits only in the middle of other digits: alone they are words of their own."""
_TEENS = {word: str(value) for word, value in numerals_en.SMALL.items() if value > 9}
_TENS = {word: str(value) for word, value in numerals_en.TENS.items()}
_WORD = re.compile(r"\d+(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|\+")


def _pieces_en(text: str, phone: bool) -> Iterator[Dictated]:
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        read = _piece_en(words, at, phone)
        if read is None:
            at += 1
            continue
        digits, after = read
        if digits:
            yield Dictated(words[at].start(), words[after - 1].end(), digits)
        at = after


def _piece_en(words: list[re.Match[str]], at: int, phone: bool) -> tuple[str, int] | None:
    """The digits that begin here and the word after them; no digits for an amount, which is passed."""
    word = words[at].group()
    following = words[at + 1].group() if at + 1 < len(words) else ""
    if word in numerals_en.REPEATS and (digit := _one(following)):
        return digit * numerals_en.REPEATS[word], at + 2
    if word[0].isdigit():
        return ("" if "." in word or following in numerals_en.SCALES else word.replace(",", "")), at + 1
    if word in _HEARD_AS_DIGITS and not _among_digits(words, at):
        return None
    if word in _TENS:
        ones = _ONES.get(following, "")
        joined = bool(ones) and ones != "0" and following not in ("for", "ate")
        digits, at = (_TENS[word][0] + ones, at + 2) if joined else (_TENS[word], at + 1)
    elif word in _ONES or word in _TEENS:
        digits, at = _ONES.get(word) or _TEENS[word], at + 1
    else:
        return None
    scale = words[at].group() if at < len(words) else ""
    if scale not in ("hundred", *numerals_en.SCALES):
        return digits, at
    if not phone or scale not in ("hundred", "thousand"):
        return "", _after_amount(words, at)
    return digits + ("00" if scale == "hundred" else "000"), at + 1


def _after_amount(words: list[re.Match[str]], at: int) -> int:
    """Past all the words of an amount that has `hundred` in it."""
    known = {*_ONES, *_TEENS, *_TENS, *numerals_en.SCALES, "hundred", "and"} - {"for", "ate"}
    while at < len(words) and words[at].group() in known:
        at += 1
    return at


def _one(word: str) -> str:
    return word if len(word) == 1 and word.isdigit() else _ONES.get(word, "") if word not in ("for", "ate") else ""


def _among_digits(words: list[re.Match[str]], at: int) -> bool:
    beside = [words[place].group() for place in (at - 1, at + 1) if 0 <= place < len(words)]
    sure = [word for word in beside if word[0].isdigit() or word in {*_ONES, *_TEENS, *_TENS, *numerals_en.REPEATS}]
    strict = words[at].group() in ("for", "ate")
    return len(sure) == 2 if strict else bool(sure)
