"""Owns how written Chinese becomes the words a caller says: a character each, with its sound, and figures as they are read.

A word is written `行_hang`: the character, and the syllable that it is here. Tones are left out, for no model here hears
them. Letters of the alphabet stay words of their own, as English has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

DIGITS = "零一二三四五六七八九"
MARK = "_"
OTHER_SOUNDS = {"一": "yao"}
"""Digits that are said in another way when figures are read one by one."""

_SPELLED_FROM = 5
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[a-z]+(?:'[a-z]+)*|[\u3400-\u9fff]+")
_UNITS = ("", "十", "百", "千")


def spoken_words(text: str) -> list[str]:
    """`查24元` → 查_cha 二_er 十_shi 四_si 元_yuan."""
    words: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        if token[0].isascii() and token[0].isalpha():
            words.append(token)
        else:
            words += _sounded(figures(token) if token[0].isdigit() else token)
    return words


def figures(written: str) -> str:
    """A number as it is read, long ones and those with a leading zero digit by digit."""
    percent = written.endswith("%")
    whole, point, rest = written.rstrip("%").partition(".")
    read = (
        "".join(DIGITS[int(digit)] for digit in whole)
        if len(whole) >= _SPELLED_FROM or whole[:1] == "0" != whole
        else _below(whole)
    )
    if point:
        read += "点" + "".join(DIGITS[int(digit)] for digit in rest)
    return ("百分之" if percent else "") + read


def character(word: str) -> str:
    """What is written for a word: `行_hang` → 行."""
    return word.partition(MARK)[0]


def syllable(word: str) -> str:
    """How it sounds; empty for a word of letters."""
    return word.partition(MARK)[2]


def joined(words: list[str]) -> str:
    """The text of words that were heard: characters without spaces, letters with them."""
    text = ""
    for word in words:
        written = character(word)
        text += f" {written}" if text and written.isascii() and text[-1].isascii() else written
    return text


def resounded(words: list[str], pronunciations: Mapping[str, str]) -> list[str]:
    """With the syllables of the sound-alikes that stand for some of them: `{"重庆": "虫庆"}`."""
    heard = list(words)
    for written, like in pronunciations.items():
        sounds = [syllable(word) for word in spoken_words(like)]
        if len(sounds) != len(written) or not all(sounds):
            continue
        text = [character(word) for word in heard]
        for start in range(len(text) - len(written) + 1):
            if text[start : start + len(written)] == list(written):
                heard[start : start + len(written)] = [f"{one}{MARK}{sound}" for one, sound in zip(written, sounds, strict=True)]
    return heard


@lru_cache(maxsize=20_000)
def _pinyin(text: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # here: its tables take 55 MB, and a worker that decodes needs none of them

    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors="ignore"))


def _sounded(characters: str) -> list[str]:
    """Each character with its sound in these words; those without one are left out."""
    sounds = _pinyin(characters)
    if len(sounds) != len(characters):
        pairs = [(each, _pinyin(each)) for each in characters]
        return [f"{each}{MARK}{sound[0]}" for each, sound in pairs if sound]
    return [f"{each}{MARK}{sound}" for each, sound in zip(characters, sounds, strict=True)]


def _below(whole: str) -> str:
    """0 to 9999 with units: 120 → 一百二十, 105 → 一百零五, 14 → 十四."""
    number = int(whole)
    if number < 10:
        return DIGITS[number]
    read, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            read += ("零" if gap else "") + DIGITS[digit] + _UNITS[place]
            gap = False
        elif read:
            gap = True
    return read.removeprefix("一") if read.startswith("一十") else read
