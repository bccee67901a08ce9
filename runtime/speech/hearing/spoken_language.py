"""Owns what differs between the languages that are heard: how text becomes words, what values are said with, and asides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from msgspec import Struct

from runtime.speech.hearing import english, mandarin, slot_rules


class SpokenLanguage(Struct, frozen=True):
    """`text`: words that were heard, written; `resounded`: with the sounds that a package gives, where words carry sounds.

    `lead`, `tail`: what people say around a phrase; `slot_lead`: before a value."""

    words: Callable[[str], list[str]]
    text: Callable[[list[str]], str]
    resounded: Callable[[list[str], Mapping[str, str]], list[str]]
    parts: Mapping[str, str]
    lead: str
    tail: str
    slot_lead: str


def _chinese(*ways: str) -> str:
    return " | ".join(" ".join(mandarin.spoken_words(way)) for way in ways)


ENGLISH = SpokenLanguage(
    words=english.spoken_words,
    text=" ".join,
    resounded=lambda words, pronunciations: words,
    parts=slot_rules.PARTS,
    lead="um | uh | well | okay | hello | sorry | please | yes | no",
    tail="please | thanks | thank you",
    slot_lead="it's | it is | that's | that is | make it | i think | no it's | the number is | my number is",
)


def spoken_language(code: str) -> SpokenLanguage:
    """Of `en-GB`, `zh-CN`; what is neither is taken for English, as its letters are."""
    return _mandarin() if _is_chinese(code) else ENGLISH


def text_of(words: list[str], code: str) -> str:
    """Words that were heard in this language, written: all of it that a worker needs."""
    return mandarin.joined(words) if _is_chinese(code) else ENGLISH.text(words)


@cache
def _mandarin() -> SpokenLanguage:
    """Made when it is first asked for: its sounds are looked up in large tables."""
    from runtime.speech.hearing import slot_rules_zh

    return SpokenLanguage(
        words=mandarin.spoken_words,
        text=mandarin.joined,
        resounded=mandarin.resounded,
        parts=slot_rules_zh.PARTS,
        lead=_chinese("嗯", "呃", "那个", "你好", "您好", "请问", "喂", "麻烦", "对", "不是"),
        tail=_chinese("啊", "吧", "呢", "谢谢", "可以吗"),
        slot_lead=_chinese("是", "应该是", "大概", "大约", "差不多", "就是", "我的号码是", "号码是", "不是是"),
    )


def _is_chinese(code: str) -> bool:
    return code.lower().startswith("zh")
