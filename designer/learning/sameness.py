"""Owns when two questions are the same: by their words without punctuation, then by near the same words."""

import re
import unicodedata
from collections.abc import Mapping

from rapidfuzz import fuzz, process

_NEAR = 86.0
_SHORTEST = 4  # of shorter ones a single character changes the meaning
_POLITENESS = re.compile(
    r"^(请问一下|请问|那个|我想问一下|我想问|你好|您好)+|(吗|呢|啊|呀|吧|哈)+$"
    r"|^(please |hello |hi |um |uh |can you tell me |could you tell me |i want to know )+|( please| thanks| thank you)+$"
)


def normal(text: str) -> str:
    """The words alone: no case, no punctuation, no politeness around them."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[^\w]+|_", " ", plain).strip()
    plain = re.sub(r"(?<=[\u3400-\u9fff]) +| +(?=[\u3400-\u9fff])", "", plain)
    return _POLITENESS.sub("", plain).strip() or plain


def nearest(wanted: str, known: Mapping[int, str]) -> int | None:
    """Which of the known questions is almost the same, if one is."""
    if len(wanted) < _SHORTEST or not known:
        return None
    found = process.extractOne(wanted, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[2] if found else None
