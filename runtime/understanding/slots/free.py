"""Owns free text: the caller's words as they are."""

from __future__ import annotations

from runtime.understanding.normalise import Spoken
from runtime.understanding.slots.mention import Mention


def read_text(spoken: Spoken) -> Mention | None:
    words = spoken.original.strip()[:1000]
    return Mention(0, len(spoken.folded), "text", words, bare=True) if words else None
