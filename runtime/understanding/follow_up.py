"""Owns the question that only goes on from the last one: "and abroad?", 那国外呢.

Its words alone say what is new; what it is about is the last question. Marked ones begin or end as such questions do; a bare
piece of a sentence may be one too, where it means nothing by itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from runtime.understanding.normalise import join_tokens, tokens_of

_BEGINS_EN = re.compile(
    r"(?:(?:ok|okay|oh|ah|so|well|right|and|but|or) )*"
    r"(?:and|but|or|also|what about|how about|what if it is|what if i am|same for|the same for|is it the same for) (?P<rest>.+)"
)
_BEGINS_ZH = re.compile(r"(?:(?:好的?|哦|嗯|啊)*)(?:那么|那|还有|要是|如果是?|换成|换作|或者)+(?P<rest>.+)")
_ENDS_ZH = re.compile(r"(?P<rest>.+?)(?:又?(?:呢|也?是?一样的?(?:吗|么)|怎么样(?:呢|啊)?|又如何)(?:啊|呀)?)")
_FILLER_EN = re.compile(
    r"(?:please|then|now|what about|how about|what if it is|(?:is|are|does|do) (?:it|that|they) (?:the same )?|for example)\b ?"
)
_EMPTY = frozenset("and but or so then now what why how who when where which that this it is you me i us them because".split())
_EMPTY_ZH = re.compile(r"[那这你我您他她它们为什么怎样么办然后以后还有呢吗吧啊呀了的是又就再谁哪里]*")

NEW_WEIGHT = 2.0
"""What likeness to the new words counts beside likeness to the whole: the old words are in both questions that are compared."""

GAIN, _STEEPNESS = 0.08, 25.0
"""How much better than the last question another one must fit, and how fast that becomes sure. Chosen on the tuning part of
`tests/bench/follow_up_sets.yaml`: what nobody has an answer to gains 0.00 at most there, the rest 0.10 and more, but for one."""

_MOST_WORDS, _MOST_CHARACTERS = 6, 9
_BARE_WORDS, _BARE_CHARACTERS = 3, 5


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is new in it. `marked`: it says itself that it goes on from something."""

    rest: str
    marked: bool


def read(plain: str, language: str) -> FollowUp | None:
    """None where the words cannot be one: too many, or nothing new in them."""
    return _read_zh(plain) if language.startswith("zh") else _read_en(plain)


def _read_en(plain: str) -> FollowUp | None:
    found = _BEGINS_EN.fullmatch(plain)
    rest = _FILLER_EN.sub("", found["rest"] if found else plain).strip()
    words = rest.split()
    if len(words) > (_MOST_WORDS if found else _BARE_WORDS) or all(word in _EMPTY for word in words):
        return None
    return FollowUp(rest, found is not None)


def _read_zh(plain: str) -> FollowUp | None:
    begins = _BEGINS_ZH.fullmatch(plain)
    rest = begins["rest"] if begins else plain
    ends = _ENDS_ZH.fullmatch(rest)
    rest = ends["rest"] if ends else rest
    marked = begins is not None or ends is not None
    tokens = tokens_of(rest)
    if len(tokens) > (_MOST_CHARACTERS if marked else _BARE_CHARACTERS) or _EMPTY_ZH.fullmatch(rest):
        return None
    return FollowUp(rest, marked)


def confidence(gain: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, _STEEPNESS * (gain - GAIN)))))


def joined(question: str, rest: str) -> str:
    """The last question with what is new in it."""
    return join_tokens([*tokens_of(question), *tokens_of(rest)])
