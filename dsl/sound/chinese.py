"""Owns how Chinese words sound on a telephone: pinyin without tones, with the sounds that speakers and lines mix.

The readings are pypinyin's: a table of data, without which a flow's author would find only in live calls that 四 was heard as
十. It is imported where a Chinese word is compared, so that a flow in another language loads nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from dsl.sound import english

_HANZI = re.compile("[\u3400-\u9fff]")
_SPOKEN = re.compile("[\u3400-\u9fff]+|[a-z]+|[0-9]")
_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")

_MIXED = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
"""Initials that whole regions do not tell apart; likewise -n and -ng behind a, e and i."""

_ON_THE_LINE = {
    "p": "b", "t": "d", "k": "g", "c": "z", "s": "z", "q": "j", "x": "j", "y": "j", "r": "n", "f": "h",
}  # fmt: skip
"""Initials that differ in a breath or a hiss, which a telephone cuts off: 一 and 七."""

_CLOSE_FINALS = {"u": "e", "o": "e", "uo": "e", "v": "i", "ue": "ie"}

_SAID_APART = {("liu", "jiu"), ("er", "ai")}
"""Digits that are taken for each other although no rule says so: 六 and 九."""


class _Syllable(Struct, frozen=True):
    initial: str
    final: str


def written_in(words: str) -> bool:
    """Whether these words are Chinese."""
    return _HANZI.search(words) is not None


def rough(words: str) -> str:
    return " ".join(_rough(one) for one in _syllables(words))


def distance(words: str, others: str) -> float:
    """The sum over the syllables; more than 1 when one of them is nothing like the other's, or there are more of them."""
    some, more = _syllables(words), _syllables(others)
    if len(some) != len(more):
        return 2.0
    return sum(_apart(one, other) for one, other in zip(some, more, strict=True))


def _apart(one: _Syllable, other: _Syllable) -> float:
    if one == other:
        return 0.0
    if _rough(one) != _rough(other):
        return 2.0
    initials = 0.0 if one.initial == other.initial else 0.5 if _mixed(one.initial) == _mixed(other.initial) else 1.0
    finals = 0.0 if one.final == other.final else 0.5 if _without_g(one.final) == _without_g(other.final) else 1.0
    return initials + finals


def _rough(one: _Syllable) -> str:
    initial = _mixed(one.initial)
    final = _without_g(one.final)
    if (one.initial + one.final, "jiu") in _SAID_APART:
        return "jiu"
    return _ON_THE_LINE.get(initial, initial) + _CLOSE_FINALS.get(final, final)


def _mixed(initial: str) -> str:
    return _MIXED.get(initial, initial)


def _without_g(final: str) -> str:
    return final[:-1] if final.endswith(("ang", "eng", "ing")) else final


@lru_cache(maxsize=20_000)
def _syllables(words: str) -> tuple[_Syllable, ...]:
    found: list[_Syllable] = []
    for run in _SPOKEN.findall(_NUMBER.sub(lambda number: _said(int(number[0])), words.casefold())):
        found += (
            [_split(one) for one in _readings(run)]
            if _HANZI.match(run)
            else [_Syllable("", english.rough(sign) or sign) for sign in run]
        )
    return tuple(found)


def _said(number: int) -> str:
    """A number below a hundred in characters."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _readings(hanzi: str) -> list[str]:
    from pypinyin import lazy_pinyin  # here: its tables take a fifth of a second, and English needs none of them

    return lazy_pinyin(hanzi, v_to_u=False)


def _split(syllable: str) -> _Syllable:
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    final = syllable[len(initial) :]
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        final = "-i"  # the vowel of 四 is not that of 一
    return _Syllable(initial, final)
