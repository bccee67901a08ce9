"""Owns how English words sound, roughly: what is left when vowels go and consonants that sound alike are one."""

from __future__ import annotations

import re
from functools import lru_cache

_ALIKE = (
    ("^kn|^gn|^pn", "n"), ("^wr", "r"), ("^ps", "s"), ("^wh", "w"), ("ph", "f"),
    ("gh(?=[aeiou])", "g"), ("gh", ""), ("tch|ch", "x"),
    ("sh|sch|t(?=ion)|s(?=ion)", "x"), ("dge|j|g(?=[eiy])", "j"), ("th", "t"), ("c(?=[eiy])", "s"), ("ck|c|q", "k"), ("x", "ks"),
    ("z", "s"), ("d", "t"), ("b", "p"), ("v", "f"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(letters), sound) for letters, sound in _ALIKE)
_SILENT = re.compile(r"[aeiouyhw' ]")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1024)
def key(words: str) -> str:
    """`saint lewis` and `saint louis` have one key."""
    return " ".join(_word_key(word) for word in words.split())


def _word_key(word: str) -> str:
    text = word
    for letters, sound in _PATTERNS:
        text = letters.sub(sound, text)
    first = "a" if text[:1] in "aeiou" else ""
    return first + _DOUBLED.sub(r"\1", _SILENT.sub("", text))
