"""Owns writing replies: what is read from the text again is the same reply."""

from __future__ import annotations

import re

from dsl.reply.tree import OneOf, Part, Pause, Reply, Styled, ValueReference, Words

_PLAIN = re.compile(r"[<>\\＜＞|｜]|\)(?=\?\w)")


def quote(text: str) -> str:
    """The reply that says exactly this text, whatever signs are in it."""
    return _PLAIN.sub(r"\\\g<0>", text)


def write(reply: Reply) -> str:
    """The text of a reply: what is read from it again is the same reply."""
    return _write(reply.parts, in_group=False)


def _write(parts: tuple[Part, ...], in_group: bool) -> str:
    text = ""
    for part in parts:
        match part:
            case Words(text=words):
                words = re.sub(r"(?<!\\)[()（）]", r"\\\g<0>", quote(words)) if in_group else quote(words)
                text += "\\" + words if re.match(r"\?\w", words) and text.endswith(")") else words
            case ValueReference(name=name, forms=forms):
                text += f"<{name} {'|'.join(forms)}>" if forms else f"<{name}>"
            case Pause(milliseconds=length):
                text += f"<pause {length}ms>" if length % 1000 else f"<pause {length // 1000}s>"
            case Styled(style=style, parts=inner):
                text += f"<{part.tag}>{_write(inner, in_group)}</{style}>"
            case OneOf(choices=choices):
                text += f"({'|'.join(_write(choice, in_group=True) for choice in choices)})"
    return text
