"""Owns how Chinese words sound: syllables without tones, sounds that callers and recognisers mix made one."""

from __future__ import annotations

import logging
from functools import lru_cache

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=4096)
def blur(syllable: str) -> str:
    """zh/z, ch/c, sh/s, l/n and -ng/-n sound alike: one spelling for each group."""
    for sharp, flat in _INITIALS:
        if syllable.startswith(sharp):
            syllable = flat + syllable[len(sharp) :]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def syllables(tokens: list[str]) -> list[str]:
    """One blurred syllable for each Chinese character; every other token stays as it is."""
    sounds = list(tokens)
    start = 0
    while start < len(tokens):
        if not _is_hanzi(tokens[start]):
            start += 1
            continue
        end = start
        while end < len(tokens) and _is_hanzi(tokens[end]):
            end += 1
        sounds[start:end] = [blur(sound) for sound in _readings("".join(tokens[start:end]))]
        start = end
    return sounds


def _readings(hanzi: str) -> list[str]:
    from pypinyin import lazy_pinyin  # here: its dictionaries take half a second, and English needs none of them

    readings = lazy_pinyin(hanzi)
    if len(readings) != len(hanzi):  # a phrase of its dictionary can swallow a character; a caller's words never get lost for it
        logging.getLogger(__name__).warning("pinyin gave %d syllables for %d characters", len(readings), len(hanzi))
        readings = [lazy_pinyin(character)[0] for character in hanzi]
    return readings


def _is_hanzi(token: str) -> bool:
    return len(token) == 1 and "\u4e00" <= token <= "\u9fff"
