"""Owns what a text becomes before it is spoken: cleaned of what can't be said, cut into clauses with a pause after each.

Money, dates and values come in words already; here only digits that a person wrote into plain text are made sane. Clauses
are cut where a speaker would breathe: short enough that workers are shared fairly and a lost one costs little, long
enough that the melody of a sentence survives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

LONGEST = 200  # characters of a clause; what has no punctuation is cut there
BREATH = 60  # characters after which a comma is a place to cut; a Chinese character counts as three
SENTENCE_PAUSE_MS = 320
COMMA_PAUSE_MS = 160
SPELLED_FROM = 5  # so many digits in a row are read one by one, as ids and telephone numbers are

_SENTENCE_END = frozenset("。！？；.!?;…\n")
_COMMA = frozenset("，、：,:—")
_CLOSING = frozenset("”’\"')）】》」』")
_UNSPEAKABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp"))
_DIGITS = re.compile(r"(?<![\d.,])\d+(?![\d]|[.,]\d)", re.ASCII)
_SPACES = re.compile(r"[^\S\n]+")
_ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CHINESE_DIGITS = "零一二三四五六七八九"
_MOBILE = 11  # digits of a Chinese mobile number, where 1 is said yāo


class Clause(Struct, frozen=True):
    """What is spoken in one breath, and the silence after it when more follows."""

    text: str
    pause_ms: int


def clauses_of(text: str, language: str) -> Iterator[Clause]:
    """The clauses of a text, made one after another; none when nothing in it can be said."""
    for piece, pause in _cut(speakable(text, language)):
        if any(character.isalnum() for character in piece):
            yield Clause(piece, pause)


def speakable(text: str, language: str) -> str:
    """The text without control characters, pictures and markup signs, and with long digit runs spelled."""
    kept = "".join(_kept(character) for character in text)
    spelled = _DIGITS.sub(lambda run: _spell(run[0], language), kept)
    return _SPACES.sub(" ", spelled).strip()


def _kept(character: str) -> str:
    if character == "\n":
        return character
    if character in "<>[]{}|\\^~*_#`" or unicodedata.category(character) in _UNSPEAKABLE:
        return " "
    return character


def _spell(digits: str, language: str) -> str:
    if len(digits) < SPELLED_FROM and not (len(digits) > 1 and digits[0] == "0"):
        return digits
    if not language.lower().startswith("zh"):
        return " " + " ".join(_ENGLISH_DIGITS[int(digit)] for digit in digits) + " "
    words = "".join(_CHINESE_DIGITS[int(digit)] for digit in digits)
    return words.replace("一", "幺") if len(digits) == _MOBILE and digits[0] == "1" else words


def _cut(text: str) -> Iterator[tuple[str, int]]:
    """Pieces of the text, each with the pause that follows it."""
    start, weight = 0, 0
    for at, character in enumerate(text):
        if at < start:
            continue
        weight += 3 if "\u3400" <= character <= "\u9fff" else 1
        pause = _pause_after(text, at, weight)
        if pause is None and at - start + 1 < LONGEST:
            continue
        end = at + 1 if pause is not None else _end_of_word(text, start, at)
        while end < len(text) and text[end] in _CLOSING:
            end += 1
        yield text[start:end].strip(), pause or 0
        start, weight = end, 0
    if text[start:].strip():
        yield text[start:].strip(), 0


def _pause_after(text: str, at: int, weight: int) -> int | None:
    """The pause when a clause ends at this character; None when it goes on."""
    character = text[at]
    ends_word = not character.isascii() or at + 1 == len(text) or text[at + 1].isspace() or text[at + 1] in _CLOSING
    if character in _SENTENCE_END and (ends_word or character == "\n") and not _abbreviates(text, at):
        return SENTENCE_PAUSE_MS
    if character in _COMMA and ends_word and weight >= BREATH:
        return COMMA_PAUSE_MS
    return None


def _abbreviates(text: str, at: int) -> bool:
    """Whether the full stop belongs to a short form: `Mr.`, `St.`, `p.m.` with more in lower case behind it."""
    if text[at] != ".":
        return False
    word = re.search(r"[A-Za-z.]*$", text[:at])
    short = word is not None and (word[0].lower() in {"mr", "mrs", "ms", "dr", "st", "no", "e.g", "i.e"} or len(word[0]) == 1)
    return short and bool(text[at + 1 :].strip())


def _end_of_word(text: str, start: int, at: int) -> int:
    """Where to cut a clause that is too long: after its last space, or right there when it has none."""
    space = text.rfind(" ", start + LONGEST // 2, at + 1)
    return space + 1 if space > 0 else at + 1
