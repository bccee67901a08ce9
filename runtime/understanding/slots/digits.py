"""Owns strings of digits and signs: dictated digits, phone numbers, codes by pattern, e-mail addresses as they are spoken."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dsl.matching import compile_pattern
from dsl.values import ValueType, digit_lengths
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.mention import Mention, Moment, Number

_BETWEEN = re.compile(r"[\s,.，。、\-]*(?:(?:嗯|呃|啊|然后|um|uh|er|and then|then)[\s,.，。、\-]*)*")
_SHORTEST_UNASKED = 4

_PHONES = {
    "zh": re.compile(r"(?:86)?1[3-9]\d{9}|0\d{9,11}|400\d{7}|800\d{7}|[2-8]\d{6,7}|95\d{3}|12345|100\d\d"),
    "en": re.compile(r"1?\d{10}|0\d{9,10}|44\d{9,10}|\d{7}"),
}
_PHONE_UNASKED = re.compile(r"(?:86)?1[3-9]\d{9}|0\d{9,11}|[2-9]\d{9}|1[2-9]\d{9}|44\d{10}")

_EMAIL_TYPED = re.compile(r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}")
_EMAIL_SPOKEN = re.compile(
    r"(?P<user>[a-z0-9]+(?:\s*(?:\.|-|_|\bdot\b|\bunderscore\b|\bdash\b|点|下划线|杠)\s*[a-z0-9]+)*)"
    r"\s*(?:@|\bat\b|艾特)\s*"
    r"(?P<host>[a-z0-9]+(?:\s*(?:\.|\bdot\b|点)\s*[a-z0-9]+)+)"
)
_EMAIL_WORDS = (
    (re.compile(r"\s*(?:\bdot\b|点)\s*"), "."),
    (re.compile(r"\s*(?:\bunderscore\b|下划线)\s*"), "_"),
    (re.compile(r"\s*(?:\bdash\b|杠)\s*"), "-"),
    (re.compile(r"\s+"), ""),
)


@dataclass(frozen=True, slots=True)
class Dictated:
    """Digits said or typed in one go, pauses and hesitations between them included."""

    start: int
    end: int
    digits: str


def dictated(text: str, moment: Moment) -> list[Dictated]:
    numbers = numerals_zh.find(text) if moment.chinese else numerals_en.find(text)
    runs: list[Dictated] = []
    for number in numbers:
        if not _is_dictation(number):
            continue
        last = runs[-1] if runs else None
        if last is not None and _BETWEEN.fullmatch(text, last.end, number.start):
            runs[-1] = Dictated(last.start, number.end, last.digits + number.digits)
        else:
            runs.append(Dictated(number.start, number.end, number.digits))
    return runs


def _is_dictation(number: Number) -> bool:
    """Nobody dictates with 百 or `hundred`; tens do occur (`twenty five forty`)."""
    return number.value == number.value.to_integral_value() and all(
        len(group) <= 2 or not number.spoken for group in number.groups
    )


def find_digits(text: str, type_: ValueType, moment: Moment, asked: bool) -> Iterator[Mention]:
    least, most = digit_lengths(type_) or (1, 40)
    runs = dictated(text, moment)
    if asked and len(runs) > 1 and least <= sum(len(run.digits) for run in runs) <= most:
        runs = [Dictated(runs[0].start, runs[-1].end, "".join(run.digits for run in runs))]
    for run in runs:
        if least <= len(run.digits) <= most and (asked or len(run.digits) >= max(least, _SHORTEST_UNASKED)):
            yield Mention(run.start, run.end, "digits", run.digits, bare=asked)


def find_phone(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    shape = _PHONES["zh" if moment.chinese else "en"] if asked else _PHONE_UNASKED
    for run in dictated(text, moment):
        plus = text[run.start - 1 : run.start] == "+"
        if shape.fullmatch(run.digits) or (plus and 7 <= len(run.digits) <= 15):
            yield Mention(run.start - plus, run.end, "phone", "+" * plus + run.digits)


def find_code(text: str, type_: ValueType, moment: Moment, asked: bool) -> Iterator[Mention]:
    """Stretches of letters and digits that fit the pattern, spaces and dashes left out, spoken digits as figures."""
    pattern = compile_pattern(type_.argument)
    written = _letters_and_figures(text, moment)
    for first in range(len(written)):
        for last in range(min(len(written), first + 24), first, -1):
            stretch = written[first:last]
            if not _close_together(text, stretch):
                continue
            joined = "".join(piece.digits for piece in stretch)
            found = next(
                (
                    form
                    for form in (joined.upper(), joined, "-".join(piece.digits for piece in stretch).upper())
                    if pattern.matches(form)
                ),
                None,
            )
            if found is not None and (asked or any(character.isdigit() for character in found)):
                yield Mention(stretch[0].start, stretch[-1].end, "code", found)
                return


def _letters_and_figures(text: str, moment: Moment) -> list[Dictated]:
    """The text in pieces: each number by its digits, each Latin word as it is."""
    pieces = [
        Dictated(number.start, number.end, number.digits)
        for number in (numerals_zh.find(text) if moment.chinese else numerals_en.find(text))
    ]
    taken = [(piece.start, piece.end) for piece in pieces]
    words = (Dictated(match.start(), match.end(), match.group()) for match in re.finditer(r"[a-z]+", text))
    pieces += [word for word in words if not any(start < word.end and word.start < end for start, end in taken)]
    return sorted(pieces, key=lambda piece: piece.start)


def _close_together(text: str, pieces: list[Dictated]) -> bool:
    return all(_BETWEEN.fullmatch(text, left.end, right.start) for left, right in itertools.pairwise(pieces))


def find_email(text: str) -> Iterator[Mention]:
    typed = list(_EMAIL_TYPED.finditer(text))
    for match in typed:
        yield Mention(match.start(), match.end(), "email", match.group())
    if typed:
        return
    for match in _EMAIL_SPOKEN.finditer(text):
        user, host = _spell(match["user"]), _spell(match["host"])
        yield Mention(match.start(), match.end(), "email", f"{user}@{host}")


def _spell(words: str) -> str:
    for spoken, sign in _EMAIL_WORDS:
        words = spoken.sub(sign, words)
    return words
