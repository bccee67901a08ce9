"""Owns same-sound errors: Chinese text as a recogniser might write it, characters replaced by others of the same syllable."""

from __future__ import annotations

import random
from functools import cache

from pypinyin import lazy_pinyin


def misheard(text: str, share: float, chance: random.Random) -> str:
    """Each Chinese character is replaced with this probability by another common one that sounds the same but for its tone."""
    return "".join(_another(character, chance) if chance.random() < share else character for character in text)


def _another(character: str, chance: random.Random) -> str:
    if not "\u4e00" <= character <= "\u9fff":
        return character
    others = [other for other in _same_sound().get(lazy_pinyin(character)[0], ()) if other != character]
    return chance.choice(others) if others else character


@cache
def _same_sound() -> dict[str, list[str]]:
    """The 3,755 common characters of GB 2312's first level by their syllable."""
    table: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            table.setdefault(lazy_pinyin(character)[0], []).append(character)
    return table
