"""Owns how English words sound on a telephone: rough phones by rules of spelling, and the letters and numbers that are mixed.

A telephone carries nothing above 3.4 kHz, so that voiced and voiceless, f and s, m and n are hard to tell; the end of a word is
said softly, so that fifteen and fifty are.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z']+|[0-9]+")

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()

_LETTERS = {
    **dict.fromkeys("bcdegptvz", "letter i"), **dict.fromkeys("ajk", "letter e"), **dict.fromkeys("fsx", "letter s"),
    **dict.fromkeys("mn", "letter n"), **dict.fromkeys("iy", "letter ai"), **dict.fromkeys("uq", "letter u"),
    "five": "number ai", "nine": "number ai",
}  # fmt: skip
"""Letters that are spelled with the same vowel, and the two digits that are."""

_SOFT = ((re.compile("c(?=[eiy])"), "s"), (re.compile("dg(?=e)|g(?=[ey])"), "J"))
_SILENT_E = re.compile("(?<=[^aeiou])e$")
_SPELLINGS = tuple(
    (re.compile(pattern), phones)
    for pattern, phones in (
        ("^kn|^gn", "n"), ("^wr", "r"), ("^wh", "w"), ("^ps", "s"), ("mb$", "m"), ("(?<=[aeiou])gh$|gh(?=t)", ""), ("ph|gh", "f"),
        ("tch|ch", "C"), ("sh|ti(?=on)|ci(?=al|ous)", "S"), ("j", "J"), ("th", "T"), ("ck|q|c", "k"), ("x", "ks"),
        ("(.)\\1", "\\1"),
    )
)  # fmt: skip
_VOWELS = re.compile("[aeiouy]+(?:w(?![aeiouy]))?")
_FRONT = frozenset("iey")

_NEAR = {
    "b": "p", "d": "t", "g": "k", "z": "s", "v": "f", "J": "C", "S": "s", "T": "f", "m": "n",
}  # fmt: skip


def rough(words: str) -> str:
    """Each word without what is hard to hear: voice, the sort of nasal, a nasal at the end."""
    return " ".join(_rough(one) for one in _words(words))


def distance(words: str, others: str) -> float:
    """How many sounds differ, in the one word that does; more than 1 when several words do."""
    some, more = _words(words), _words(others)
    if len(some) != len(more):
        return 2.0
    apart = [_apart(one, other) for one, other in zip(some, more, strict=True) if one != other]
    return apart[0] if len(apart) == 1 else 2.0 * len(apart)


def _apart(one: str, other: str) -> float:
    if _rough(one) != _rough(other):
        return 2.0
    if one in _LETTERS or other in _LETTERS:
        return 1.0
    first, second = _phones(one), _phones(other)
    longer = first.removesuffix("n") != second.removesuffix("n") or 0.5
    differing = sum(a != b for a, b in zip(first, second, strict=False))
    return 0.0 if first == second else max(float(longer if differing == 0 else differing), 0.5)


def _rough(word: str) -> str:
    if word in _LETTERS:
        return _LETTERS[word]
    phones = "".join(_NEAR.get(one, one) for one in _phones(word))
    return re.sub("(?<=.)n$", "", phones) if len(phones) > 3 else phones


@lru_cache(maxsize=20_000)
def _phones(word: str) -> str:
    """`fifteen` is `fIftIn`: consonants, and vowels as I (in front) or O (the others); a silent e is none."""
    sounds = word
    for pattern, phones in _SOFT:
        sounds = pattern.sub(phones, sounds)
    sounds = _SILENT_E.sub("", sounds) if len(word) > 3 else sounds
    for pattern, phones in _SPELLINGS:
        sounds = pattern.sub(phones, sounds)
    return _VOWELS.sub(lambda found: "I" if found[0][-1] in _FRONT or found[0] in ("ea", "ai") else "O", sounds)


@lru_cache(maxsize=20_000)
def _words(words: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in _WORD.findall(words.casefold()):
        found += _number(int(word)) if word.isdecimal() and len(word) <= 2 else [word.replace("'", "")]
    return tuple(found)


def _number(number: int) -> list[str]:
    if number < 20:
        return [_ONES[number]]
    return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else [])]
