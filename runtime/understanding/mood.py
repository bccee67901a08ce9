"""Owns mood by words: how angry a caller sounds from what they say, 0 to 1.

What is denied ("我没生气", "I'm not angry") doesn't count, and asking how to complain is a question, not a threat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from runtime.understanding import anger_words

_CALM_BEFORE = re.compile(
    r"(?:没有?|不是|并不|别|要?不要|不|不用)(?:在|很|太|这么|那么)*$"
    r"|(?:怎么|如何|怎样|哪里|在哪|哪儿|想问|问一下|请问|可以|能不能|能)[^，,。！!]{0,4}$"
    r"|(?:\bnot|n't|\bnever|\bno|\bhow (?:do|can|could|would|should)|\bwhere (?:do|can))"
    r"(?: (?:i|we|one|go|about|an?|so|very|really|that|being|getting|to|at|all|make|file))* ?$"
)
_LOUDER_BEFORE = re.compile(
    r"(?:太|真|简直|实在|非常|特别|极其|\b(?:really|so|absolutely|completely|totally|extremely|utterly) )$"
)
_LOUDER_AFTER = re.compile(r"[^，,。！!]{0,4}[!！]{2,}")
_LOUDER_BY = 0.1
_REACH = 24  # characters before a word in which it can be denied


@dataclass(frozen=True, slots=True)
class AngryWord:
    """One word or turn of phrase that shows anger; offsets in the folded text."""

    start: int
    end: int
    weight: float


def _compiled() -> list[tuple[float, re.Pattern[str]]]:
    chinese = [(weight, re.compile("|".join(words))) for weight, words in anger_words.CHINESE.items()]
    english = [(weight, re.compile(rf"\b(?:{'|'.join(words)})(?!\w)")) for weight, words in anger_words.ENGLISH.items()]
    return chinese + english


_WORDS = _compiled()


def angry_words(folded: str) -> list[AngryWord]:
    """What in the text shows anger, in reading order; of overlapping words the strongest."""
    found: list[AngryWord] = []
    for weight, words in _WORDS:
        for match in words.finditer(folded):
            overlapping = any(word.start < match.end() and match.start() < word.end for word in found)
            if not overlapping and not _is_calm(folded, match.start()):
                found.append(AngryWord(match.start(), match.end(), _loudness(folded, match, weight)))
    return sorted(found, key=lambda word: word.start)


def anger(folded: str) -> float:
    """0 calm … 1 furious. Each further sign takes away a part of the calm that is left."""
    calm = 1.0
    for place, word in enumerate(sorted(angry_words(folded), key=lambda word: -word.weight)):
        calm *= 1.0 - word.weight * (1.0 if place == 0 else 0.5)
    return round(1.0 - calm, 3)


def _is_calm(folded: str, start: int) -> bool:
    return bool(_CALM_BEFORE.search(folded[max(0, start - _REACH) : start]))


def _loudness(folded: str, match: re.Match[str], weight: float) -> float:
    before = folded[max(0, match.start() - _REACH) : match.start()]
    louder = _LOUDER_BEFORE.search(before) or _LOUDER_AFTER.match(folded, match.end())
    return min(1.0, weight + _LOUDER_BY) if louder else weight
