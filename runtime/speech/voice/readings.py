"""Owns which voice reads which part of a clause, and the part as espeak-ng is told it.

Each script is read by its own language: a Chinese voice hurries English words, and an English one can't read Chinese.
Letters and short forms stay with the Chinese around them (`G`, `ISBN`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from runtime.speech.voice import mandarin

_ENGLISH_WORDS = re.compile(r"[A-Za-z][A-Za-z'’.&-]*(?:\s+[A-Za-z][A-Za-z'’.&-]*)*")
_WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")
_LONGEST_SHORT_FORM = 2
_PINYIN = re.compile(r"[a-zü]{1,6}[1-5](?![A-Za-z0-9])")
_CHINESE_WORDS = re.compile(
    "[\u3400-\u9fff](?:[\u3400-\u9fff\\s\u3000-\u303f\uff00-\uff0f，。；：！？、]*[\u3400-\u9fff。，！？；])?"
)

_ENGLISH_DIGIT = "zero|one|two|three|four|five|six|seven|eight|nine"
_LETTER_A = re.compile(rf"(?<![\w'])A(?=[.,]?(?:\s+(?:[A-Z]\b|(?:{_ENGLISH_DIGIT})\b)|$))|(?<=\b[A-Z]\s)A(?![\w'])")
_SHORT_FORMS = {"SIM": "sim", "RAM": "ram", "ASAP": "A S A P"}
_SHORT_FORM = re.compile(rf"\b(?:{'|'.join(_SHORT_FORMS)})\b")


def spoken_parts(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The parts of a clause, each as espeak is told it and with the language whose voice reads it."""
    chinese = language.lower().startswith(("zh", "cmn"))
    other = "en-US" if chinese else "zh-CN"
    at = 0
    for start, end in _foreign_chinese(text) if not chinese else _foreign_english(text):
        yield from _part(text[at:start], language)
        yield from _part(text[start:end], other)
        at = end
    yield from _part(text[at:], language)


def _part(text: str, language: str) -> Iterator[tuple[str, str]]:
    if any(character.isalnum() for character in text):
        chinese = language.lower().startswith(("zh", "cmn"))
        yield (mandarin.readings(text) if chinese else _english(text)).strip(), language


def _foreign_chinese(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _CHINESE_WORDS.finditer(text))


def _foreign_english(text: str) -> Iterator[tuple[int, int]]:
    """English words; what has only capitals or is as short as a unit stays, and so does pinyin."""
    pinyin = {place for found in _PINYIN.finditer(text) for place in range(*found.span())}
    for found in _ENGLISH_WORDS.finditer(text):
        words = _WORD.findall(found[0])
        if found.start() not in pinyin and any(len(word) > _LONGEST_SHORT_FORM for word in words):
            yield found.span()


def _english(text: str) -> str:
    """A letter A is no article, and short forms that are words are not spelled."""
    return _LETTER_A.sub("[[eI]]", _SHORT_FORM.sub(lambda found: _SHORT_FORMS[found[0]], text))
