"""Owns how a reply reads where there is room for its words alone: in a menu, in a box of the canvas, on a card."""

from __future__ import annotations

from dsl import reply
from dsl.notation import NotationError


def words_alone(text: str) -> str:
    """The first of each choice, without pauses and styles; a value as `<name>`. What can't be read stays as it is written."""
    try:
        return reply.plain(reply.parse(text))
    except NotationError:
        return text
