"""Owns where a spoken text ends a sentence, or takes a breath."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.emphasis import CLOSE

BREATH = 60  # characters after which a comma is a place to cut; a Chinese character counts as three
SENTENCE_PAUSE_MS = 320
COMMA_PAUSE_MS = 160
CLOSING = frozenset(f"”’\"')）】》」』{CLOSE}")
"""What still belongs to the sentence that it stands behind."""

_SENTENCE_END = frozenset("。！？；.!?;…\n")
_COMMA = frozenset("，、：,:—")


def sentences_of(text: str) -> Iterator[str]:
    """The text cut after each of its sentences; together they are the text."""
    start = 0
    for at in range(len(text)):
        if at >= start and pause_after(text, at, 0) == SENTENCE_PAUSE_MS:
            end = at + 1
            while end < len(text) and text[end] in CLOSING:
                end += 1
            yield text[start:end]
            start = end
    if start < len(text):
        yield text[start:]


def pause_after(text: str, at: int, weight: int) -> int | None:
    """The pause when a clause of this weight ends at this character; None when it goes on."""
    character = text[at]
    ends_word = not character.isascii() or at + 1 == len(text) or text[at + 1].isspace() or text[at + 1] in CLOSING
    if character in _SENTENCE_END and (ends_word or character == "\n") and not _abbreviates(text, at):
        return SENTENCE_PAUSE_MS
    if character in _COMMA and ends_word and weight >= BREATH:
        return COMMA_PAUSE_MS
    return None


def _abbreviates(text: str, at: int) -> bool:
    """Whether the full stop belongs to a short form: `Mr.`, `St.`, `p.m.` with more in lower case behind it."""
    if text[at] != ".":
        return False
    word = re.search(r"[A-Za-z.]*$", text[:at])
    short = word is not None and (word[0].lower() in {"mr", "mrs", "ms", "dr", "st", "no", "e.g", "i.e"} or len(word[0]) == 1)
    return short and bool(text[at + 1 :].strip())
