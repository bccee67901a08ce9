"""Owns mood by words: how angry, worried or satisfied a caller sounds from what they say, 0 to 1 each, and which words made it.

What is denied ("我没生气", "I'm not angry", 不着急) doesn't count, and asking how to complain is a question, not a threat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.understanding.mood_words import acts_en, acts_zh, satisfaction, worry
from runtime.understanding.mood_words import anger as anger_words

_DENIED_BEFORE = re.compile(
    r"不(?:用|必|再)(?:再)?为[^，,。]{0,8}$|(?:没有?|(?<!是)不是|并不|别|要?不要|不|不用|不怎么|不至于)(?:在|很|太|这么|那么|再|怎么|那种|觉得)*$"
    r"|(?:\bnot|n't|\bnever|\bno|\bwithout|\bnothing|\bnothing to|\bno need to)"
    r"(?: (?:so|very|really|that|being|getting|at|all|too|particularly|feel|feeling|be|a|an|exactly|"
    r"need|to|am|get|in|the|least|bit|remotely|overly|one|anything|it's))* ?$"
)
_ASKED_BEFORE = re.compile(
    r"(?:怎么|如何|怎样|哪里|在哪|哪儿|想问|问一下|请问|可以|能不能|能)[^，,。！!]{0,4}$"
    r"|(?:\bhow (?:do|can|could|would|should)|\bwhere (?:do|can))"
    r"(?: (?:i|we|one|you|go|about|an?|to|make|file))* ?$"
)
_COMPLAINT = re.compile(r"投诉|举报|complain|report")
_ASKED_AFTER = re.compile(
    r"(?:的话)?[^，,。！!你]{0,6}(?:找谁|打(?:什么|哪个)|怎么|如何|哪[里儿个]|流程|电话是?多少|(?:需要|要)(?:准备)?什么)"
    r"|[^.!]{0,20}\b(?:who|where|how|which|what)(?:'s| is| do| should| can| number)\b"
)
_LOUDER_BEFORE = re.compile(
    r"(?:太|真|简直|实在|非常|特别|极其|的很|很是)$|\b(?:really|so|absolutely|completely|totally|extremely|utterly|very) $"
)
_LOUDER_AFTER = re.compile(r"[^，,。！!]{0,4}[!！]{2,}")
_LOUDER_BY = 0.1
_REACH = 24  # characters before a word in which it can be denied

_ANGRY_ANYWAY = 0.7
"""Thanks from somebody as angry as this are no satisfaction."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One word or turn of phrase that shows a mood; offsets in the folded text."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Mood:
    """`levels` from 0 to 1 by name, and what made each of them."""

    levels: Mapping[str, float]
    signs: Mapping[str, tuple[Sign, ...]]


Lexicon = Mapping[float, tuple[str, ...]]


def _compiled(chinese: tuple[Lexicon, ...], english: tuple[Lexicon, ...]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """What is said first, then what is done: a word that is known by itself keeps its weight."""
    read = [(weight, re.compile("|".join(pieces))) for lexicon in chinese for weight, pieces in lexicon.items()]
    spelt = [
        (weight, re.compile(rf"\b(?:{'|'.join(pieces)})(?!\w)")) for lexicon in english for weight, pieces in lexicon.items()
    ]
    return (*read, *spelt)


_WORDS = {
    "anger": _compiled((anger_words.CHINESE, acts_zh.ANGER), (anger_words.ENGLISH, acts_en.ANGER)),
    "worry": _compiled((worry.CHINESE, acts_zh.WORRY), (worry.ENGLISH, acts_en.WORRY)),
    "satisfaction": _compiled((satisfaction.CHINESE, acts_zh.SATISFACTION), (satisfaction.ENGLISH, acts_en.SATISFACTION)),
}
MOODS = tuple(_WORDS)


def measure(folded: str) -> Mood:
    signs = {name: tuple(_signs(folded, name)) for name in MOODS}
    levels = {name: _level(found) for name, found in signs.items()}
    if levels["anger"] >= _ANGRY_ANYWAY:
        levels["satisfaction"], signs["satisfaction"] = 0.0, ()
    return Mood(levels, signs)


def _signs(folded: str, name: str) -> list[Sign]:
    """What in the text shows a mood, in reading order; of overlapping words the strongest."""
    found: list[Sign] = []
    for weight, words in _WORDS[name]:
        for match in words.finditer(folded):
            overlapping = any(sign.start < match.end() and match.start() < sign.end for sign in found)
            if not overlapping and not _is_calm(folded, match, name):
                found.append(Sign(match.start(), match.end(), _loudness(folded, match, weight)))
    return sorted(found, key=lambda sign: sign.start)


def _level(signs: tuple[Sign, ...]) -> float:
    """0 nothing … 1 all there can be. Each further sign takes away a part of what is left."""
    left = 1.0
    for place, sign in enumerate(sorted(signs, key=lambda sign: -sign.weight)):
        left *= 1.0 - sign.weight * (1.0 if place == 0 else 0.5)
    return round(1.0 - left, 3)


def _is_calm(folded: str, match: re.Match[str], name: str) -> bool:
    before = folded[max(0, match.start() - _REACH) : match.start()]
    if _DENIED_BEFORE.search(before):
        return True
    return name == "anger" and bool(_ASKED_BEFORE.search(before) or _asks_how(folded, match))


def _asks_how(folded: str, match: re.Match[str]) -> bool:
    """我要投诉的话找谁, "I want to complain, who do I call": they ask for a way, they don't threaten."""
    return bool(_COMPLAINT.search(match.group()) and _ASKED_AFTER.match(folded, match.end()))


def _loudness(folded: str, match: re.Match[str], weight: float) -> float:
    before = folded[max(0, match.start() - _REACH) : match.start()]
    louder = _LOUDER_BEFORE.search(before) or _LOUDER_AFTER.match(folded, match.end())
    return min(1.0, weight + _LOUDER_BY) if louder else weight
