"""Owns how a value is written as YAML: plain where nothing could misread it, quoted where something could, in block style."""

from __future__ import annotations

import re

from msgspec import Struct

from dsl.editing.tree import Data, EditError, MappingNode, Node, ScalarNode, SequenceNode, resolve

_SURPRISING_START = re.compile(r"[-?:](\s|$)|[,\[\]{}#&*!|>'\"%@`\s]|---|\.\.\.|<<$|=$")
_SURPRISING_INSIDE = re.compile(r":\s|:$|\s#|\s$|\t")
_FLOW_SIGN = re.compile(r"[,\[\]{}?:]|-$|^-")
_UNPRINTABLE = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


class Layout(Struct, frozen=True):
    """How a file indents: keys below a key, and dashes below a key."""

    keys: int = 2
    dashes: int = 2


def layout_of(root: Node | None) -> Layout:
    """As the first nested map and the first list of the file are indented."""
    keys: int | None = None
    dashes: int | None = None
    waiting: list[Node] = [root] if root else []
    while waiting and (keys is None or dashes is None):
        node = waiting.pop(0)
        below = [] if isinstance(node, ScalarNode) else node.values if isinstance(node, MappingNode) else node.items
        if isinstance(node, MappingNode) and not node.flow:
            for value in below:
                if isinstance(value, MappingNode) and not value.flow and keys is None:
                    keys = value.column - node.column
                if isinstance(value, SequenceNode) and not value.flow and dashes is None:
                    dashes = value.column - node.column
        waiting.extend(below)
    return Layout(keys or 2, 2 if dashes is None else dashes)


# ---- scalars -------------------------------------------------------------------------------------------------------


def write_scalar(value: Data, *, flow: bool = False, style: str = "") -> str:
    """On one line. `style` is that of the scalar it replaces, kept where it can be."""
    if isinstance(value, str):
        return _write_text(value, flow, style)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _write_number(value)
    raise EditError("A list or a map cannot stand here.")


def _write_number(value: int | float) -> str:
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)


def _write_text(text: str, flow: bool, style: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise EditError("The text holds half of a character, which no file can keep.")
    unprintable = _UNPRINTABLE.search(text) is not None
    if style == "'" and not unprintable:
        return _single(text)
    if style == '"' or unprintable:
        return _double(text)
    if not _is_surprising(text, flow):
        return text
    return _single(text) if '"' in text or "\\" in text else _double(text)


def _is_surprising(text: str, flow: bool) -> bool:
    """Whether a plain scalar would be read as something else."""
    if not isinstance(resolve(text), str) or _SURPRISING_START.match(text) or _SURPRISING_INSIDE.search(text):
        return True
    return flow and _FLOW_SIGN.search(text) is not None


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        sign = found[0]
        if sign in _ESCAPES:
            return _ESCAPES[sign]
        code = ord(sign)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    quoted = re.sub(r'["\\]', escape, text)
    return '"' + re.sub(_UNPRINTABLE.pattern + "|\t", escape, quoted) + '"'


def literal_lines(text: str) -> list[str] | None:
    """A text of several lines as `|` and its lines, not indented yet; None where that could not be read back alike."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    fits = len(lines) > 1 and lines[0].strip() and lines[-1].strip() and not lines[0][0].isspace()
    if not fits or any(_UNPRINTABLE.search(line) or (line and not line.strip()) for line in lines):
        return None
    return ["|" if text.endswith("\n") else "|-", *lines]


# ---- lists and maps ------------------------------------------------------------------------------------------------


def write_flow(value: Data) -> str:
    """On one line, between brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_key(key, flow=True)}: {write_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_flow(one) for one in value) + "]"
    return write_scalar(value, flow=True)


def write_key(key: str, *, flow: bool = False) -> str:
    if "\n" in key or len(key) > 100 or not key:
        raise EditError("A name is one line, not empty, of at most 100 characters.")
    return write_scalar(key, flow=flow) if isinstance(resolve(key), str) else key


def entry_lines(key: str, value: Data, column: int, layout: Layout) -> list[str]:
    """A key and its value as block lines, the key at `column`."""
    return _led(" " * column + write_key(key) + ":", value, column + layout.keys, column + layout.dashes, layout)


def item_lines(value: Data, column: int, layout: Layout) -> list[str]:
    """A list's item as block lines, the dash at `column`."""
    if isinstance(value, dict | list) and value:
        below = value_lines(value, column + 2, column + 2, layout)
        return [" " * column + "- " + below[0].lstrip(" "), *below[1:]]
    return _led(" " * column + "-", value, column + 2, column + 2, layout)


def value_lines(value: dict[str, Data] | list[Data], keys_at: int, dashes_at: int, layout: Layout) -> list[str]:
    """A list or map that is not empty, as block lines."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            lines += entry_lines(key, one, keys_at, layout)
    else:
        for one in value:
            lines += item_lines(one, dashes_at, layout)
    return lines


def _led(lead: str, value: Data, keys_at: int, dashes_at: int, layout: Layout) -> list[str]:
    """A value after its key or dash."""
    if isinstance(value, dict | list):
        return [lead, *value_lines(value, keys_at, dashes_at, layout)] if value else [f"{lead} {write_flow(value)}"]
    block = literal_lines(value) if isinstance(value, str) else None
    if block:
        return [f"{lead} {block[0]}", *(" " * keys_at + line if line else "" for line in block[1:])]
    return [f"{lead} {write_scalar(value)}"]
