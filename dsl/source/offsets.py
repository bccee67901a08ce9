"""Owns where each character of a scalar's value stands in its file, for every style that YAML writes scalars in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.source.nodes import Scalar

_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*")
_JOINED_LINES = re.compile(r"\\(?:\r\n|\r|\n)[ \t]*")
_BREAK = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"[ \t]+")
_ESCAPE_WIDTH = {"x": 4, "u": 6, "U": 10}


def value_places(scalar: Scalar, text: str) -> list[tuple[int, int]]:
    """For each character of the scalar's value: from where to where in `text` stands what it was read from."""
    walk = _block(scalar, text) if scalar.style in ("|", ">") else _lines(scalar, text)
    places = [place for place, _ in zip(walk, scalar.text, strict=False)]
    return places + [(scalar.end, scalar.end)] * (len(scalar.text) - len(places))


def _lines(scalar: Scalar, text: str) -> Iterator[tuple[int, int]]:
    """Plain and quoted: an escape is one character, a line break with the blanks around it is one space."""
    at, end = scalar.start + bool(scalar.style), scalar.end - bool(scalar.style)
    while at < end:
        if scalar.style == '"' and (joined := _JOINED_LINES.match(text, at, end)):
            at = joined.end()
        elif fold := _FOLD.match(text, at, end):
            breaks = len(_BREAK.findall(fold.group()))
            yield from [fold.span()] * max(1, breaks - 1)
            at = fold.end()
        elif blanks := _BLANKS.match(text, at, end):  # before no line break, none of them: asked once a run, not once a blank
            yield from ((place, place + 1) for place in range(*blanks.span()))
            at = blanks.end()
        else:
            width = _width(scalar.style, text, at)
            yield at, at + width
            at += width


def _width(style: str, text: str, at: int) -> int:
    if style == "'" and text[at] == "'":
        return 2
    if style == '"' and text[at] == "\\":
        return _ESCAPE_WIDTH.get(text[at + 1], 2)
    return 1


def _block(scalar: Scalar, text: str) -> Iterator[tuple[int, int]]:
    """Literal and folded blocks: the header and every line's indentation are no part of the value."""
    indent = _block_indent(scalar, text)
    at = _next_line(text, scalar.start, scalar.end, indent)
    for character in scalar.text:
        while (broken := _BREAK.match(text, at, scalar.end)) and character not in " \n":
            at = _past_indent(text, broken.end(), scalar.end, indent)  # a break that folding swallowed
        yield min(at, scalar.end), min(broken.end() if broken else at + 1, scalar.end)
        at = _past_indent(text, broken.end(), scalar.end, indent) if broken else at + 1


def _block_indent(scalar: Scalar, text: str) -> int:
    """How many blanks YAML took off each line: what the file has more than the value."""
    body = _next_line(text, scalar.start, scalar.end, 0)
    written = next((line for line in text[body : scalar.end].splitlines() if line.strip()), "")
    read = next((line for line in scalar.text.splitlines() if line.strip()), "")
    return max(0, len(written) - len(written.lstrip(" ")) - (len(read) - len(read.lstrip(" "))))


def _next_line(text: str, at: int, end: int, indent: int) -> int:
    broken = _BREAK.search(text, at, end)
    return _past_indent(text, broken.end(), end, indent) if broken else end


def _past_indent(text: str, at: int, end: int, indent: int) -> int:
    stop = min(at + indent, end)
    while at < stop and text[at] == " ":
        at += 1
    return at
