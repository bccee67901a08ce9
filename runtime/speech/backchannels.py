"""Owns the sounds by which a listener says no more than “I'm listening”: 嗯, 哦, 好, uh-huh, okay, right."""

from __future__ import annotations

import re

SAID: dict[str, tuple[str, ...]] = {
    "en": (
        "uh huh", "uh-huh", "mm hm", "mm-hm", "mhm", "mm", "hmm", "hm", "um", "uh", "ah", "oh", "okay", "ok", "right",
        "alright", "all right", "yeah", "yep", "yes", "sure", "i see", "got it", "fine", "good", "great", "of course",
    ),
    "zh": (
        "嗯", "哦", "喔", "噢", "啊", "呃", "唉", "哎", "好", "好的", "好吧", "好嘞", "行", "行吧", "可以", "对", "对的", "是",
        "是的", "是啊", "没错", "这样", "这样啊", "知道", "知道了", "明白", "明白了", "了解", "了解了",
    ),
}  # fmt: skip
"""By language. Several of them answer a question that asks for yes or no; whether they do is not decided here."""

_APART = re.compile(r"[\s,.，。、…!！?？~～]+")


def sounds_in(language: str) -> tuple[str, ...]:
    """Those of a language; English ones where none are known."""
    return SAID.get(language[:2].lower(), SAID["en"])


def is_backchannel(text: str, language: str) -> bool:
    """Whether all that was said is such sounds, each as often as one likes."""
    known = sounds_in(language)
    words = _APART.sub("" if language.lower().startswith("zh") else " ", text.lower()).strip()
    return bool(words) and bool(_pattern(known).fullmatch(words))


def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    sounds = "|".join(re.escape(sound) for sound in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?:(?:{sounds})(?:\s+|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])|$))+")
