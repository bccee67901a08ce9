"""Owns how a text is written so that YAML reads exactly that text."""

from __future__ import annotations

import re

_NEEDS_QUOTES = re.compile(r"^[-?:](?:\s|$)|^[,\[\]{}#&*!|>'\"%@`\s]|:\s|:$|\s#|\s$|[\r\n]|^---|^\.\.\.|^$")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}]|^[-?:]|:$")


def quote(text: str) -> str:
    """The text between quote marks, on one line: double ones unless something in it would need an escape."""
    if '"' not in text and "\\" not in text and "\n" not in text:
        return f'"{text}"'
    if "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_text(text: str, flow: bool = False) -> str:
    """The text as a plain scalar where that is safe, else between quote marks."""
    unsafe = _NEEDS_QUOTES.search(text) or (flow and _NEEDS_QUOTES_IN_FLOW.search(text))
    return quote(text) if unsafe else text


def write_inside(style: str, before: str, text: str, after: str) -> str | None:
    """How `text` is written in the midst of a scalar of this style; None where that would need another style."""
    if "\n" in text:
        return None
    match style:
        case "'":
            return text.replace("'", "''")
        case '"':
            return text.replace("\\", "\\\\").replace('"', '\\"')
        case "|" | ">":
            return text if text.strip() else None
        case _:
            words = before + text + after
            return text if write_text(" ".join(words.split("\n")), flow=True) == words.replace("\n", " ") else None
