"""Owns how a conversation is written: as YAML in the canonical layout, what is as by default left out."""

from __future__ import annotations

from typing import Any

import msgspec

from dsl.editing.writing import write_flow, write_key
from dsl.layout import lay_out
from dsl.model import Conversation, Deed, Part, Turn
from dsl.reader.shapes import fields_of

_ON_LINES = ("talk", "data")


def written(conversation: Conversation) -> str:
    """The text of one conversation, an item of a file in conversations/."""
    lines = [f"- name: {write_flow(conversation.name)}"]
    for key, value in _held(conversation).items():
        if key not in (*_ON_LINES, "name"):
            lines.append(f"  {key}: {write_flow(value)}")
    if conversation.data:
        lines.append("  data:")
        lines += [f"    {write_key(name)}: {write_flow(_answer(answer))}" for name, answer in conversation.data.items()]
    lines += ["  talk:", *(line for turn in conversation.talk for line in _turn(turn))]
    text = lay_out("conversations/recorded.yaml", "\n".join(lines) + "\n").text
    assert text is not None, "what is written here can be laid out"
    return text


def _turn(turn: Turn) -> list[str]:
    first, *others = _held(turn).items()
    return [f"    - {first[0]}: {write_flow(first[1])}", *(f"      {key}: {write_flow(value)}" for key, value in others)]


def _answer(value: Any) -> Any:
    """What a look-up answers; truths need no quote marks."""
    if isinstance(value, dict):
        return {name: text == "true" if text in ("true", "false") else text for name, text in value.items()}
    return [_answer(one) for one in value] if isinstance(value, tuple) else value


def _held(part: Part) -> dict[str, Any]:
    """The keys of a record that differ from what they are when nobody writes them."""
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(part)}
    found: dict[str, Any] = {}
    for key, field in fields_of(type(part)).items():
        value = getattr(part, field.attribute)
        if value != defaults[key] and value not in ((), {}) and _plain(value) not in ({}, None):
            found[key] = _plain(value)
        elif value is not None and isinstance(part, Deed) and key != "with":
            found[key] = _plain(value)  # `hand_off: {}` is any hand-off
    return found


def _plain(value: Any) -> Any:
    """As YAML has it: records as maps, and no empty texts in them."""
    if isinstance(value, Part):
        return _held(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
