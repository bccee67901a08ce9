"""Owns what an edit must know of a YAML text: its nodes, where each was written, and where lines and comments lie.

Offsets are characters. A node's `end` is the end of what was written for it, without the blank lines and comments that
follow, which is what YAML's own marks get wrong.
"""

from __future__ import annotations

import re
from math import inf, nan
from typing import Any, TypeAlias

import yaml
from msgspec import Struct, field

DEEPEST = 60

Data: TypeAlias = "str | int | float | bool | list[Data] | dict[str, Data] | None"
"""What a text holds: scalars by YAML 1.2 core, lists and maps."""


class EditError(Exception):
    """Why an edit cannot be made, in one sentence."""


class Part(Struct, frozen=True):
    """An entry (from its key) or an item (from its dash, or itself in flow style) to the end of its value."""

    start: int
    end: int
    lead: int  # where its value may begin: after the colon or the dash


class ScalarNode(Struct):
    start: int
    end: int
    text: str
    style: str  # empty for plain, else `'`, `"`, `|` or `>`


class MappingNode(Struct):
    start: int
    end: int
    flow: bool
    column: int  # of its keys
    parts: list[Part] = field(default_factory=list)
    keys: list[ScalarNode] = field(default_factory=list)
    values: list[Node] = field(default_factory=list)

    def place(self, key: str) -> int | None:
        found = [number for number, node in enumerate(self.keys) if node.text == key]
        if len(found) > 1:
            raise EditError(f"The key “{key}” stands here twice; take one away first.")
        return found[0] if found else None


class SequenceNode(Struct):
    start: int
    end: int
    flow: bool
    column: int  # of its dashes
    parts: list[Part] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
_NO_BREAKS = {0x85: 0xE085, 0x2028: 0xE086, 0x2029: 0xE087}  # line breaks of YAML 1.1 that are none in 1.2: one for one
_BREAKS_BACK = {private: sign for sign, private in _NO_BREAKS.items()}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, Data] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf), **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}  # fmt: skip


class Text:
    """A YAML text and its root node; None when nothing is written in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._marker = int(text.startswith("\ufeff"))  # a byte order mark: YAML does not count it
        breaks = _LINE_END.search(text)
        self.newline = breaks[0] if breaks else "\n"
        self._seen: set[int] = set()
        self.root = self._read()

    def _read(self) -> Node | None:
        try:
            root = yaml.compose(self.text[self._marker :].translate(_NO_BREAKS), Loader=_LOADER)
        except (yaml.YAMLError, UnicodeEncodeError):
            raise EditError("The file cannot be read as YAML; mend it in the source view first.") from None
        return None if root is None else self._node(root, 1)

    def _node(self, node: yaml.Node, depth: int) -> Node:
        if depth > DEEPEST:
            raise EditError("The file is nested too deep to be edited here.")
        if id(node) in self._seen:
            raise EditError("The file uses anchors, which are no part of the language; write the text out instead.")
        self._seen.add(id(node))
        start = node.start_mark.index + self._marker
        end = node.end_mark.index + self._marker
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, start, end)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, start, end, depth)
        assert isinstance(node, yaml.SequenceNode)
        return self._sequence(node, start, end, depth)

    def _scalar(self, node: yaml.ScalarNode, start: int, end: int) -> ScalarNode:
        style = node.style if node.style in ("'", '"', "|", ">") else ""
        if style in ("|", ">"):
            end = self._block_scalar_end(start, end)
        return ScalarNode(start, end, str(node.value).translate(_BREAKS_BACK), style)

    def _block_scalar_end(self, start: int, end: int) -> int:
        """Without the blank lines after it, unless `+` keeps them."""
        written = self.text[start:end]
        if "+" not in written[:3]:
            return start + len(written.rstrip())
        for line_break in ("\r\n", "\n", "\r"):
            if written.rstrip(" ").endswith(line_break):
                return start + len(written.rstrip(" ").removesuffix(line_break))
        return end

    def _mapping(self, node: yaml.MappingNode, start: int, end: int, depth: int) -> MappingNode:
        mapping = MappingNode(start, end, bool(node.flow_style), self.column(start))
        for key, value in node.value:
            read = self._node(key, depth + 1)
            if not isinstance(read, ScalarNode) or self.text[read.start : read.start + 2] == "? ":
                raise EditError("A key of this file is not a plain name; mend it in the source view first.")
            below = self._node(value, depth + 1)
            colon = self.text.find(":", read.end, max(below.start, read.end) + 1)
            lead = colon + 1 if colon >= 0 else read.end
            mapping.keys.append(read)
            mapping.values.append(below)
            mapping.parts.append(Part(read.start, max(below.end, lead), lead))
        if not mapping.flow and mapping.parts:
            mapping.end = mapping.parts[-1].end
        return mapping

    def _sequence(self, node: yaml.SequenceNode, start: int, end: int, depth: int) -> SequenceNode:
        sequence = SequenceNode(start, end, bool(node.flow_style), self.column(start))
        for one in node.value:
            item = self._node(one, depth + 1)
            dash = item.start if sequence.flow else self._dash(item.start, sequence.column)
            lead = item.start if sequence.flow else dash + 1
            sequence.items.append(item)
            sequence.parts.append(Part(dash, max(item.end, lead), lead))
        if not sequence.flow and sequence.parts:
            sequence.end = sequence.parts[-1].end
        return sequence

    def _dash(self, item: int, column: int) -> int:
        """Where the dash of an item stands: at its sequence's column, on the item's line or above comments before it."""
        line = self.line_start(item)
        while True:
            dash = line + column
            if dash <= item and self.text[dash : dash + 1] == "-" and "#" not in self.text[line:dash]:
                return dash
            if line == 0:
                raise EditError("A list of this file is written in a way that cannot be edited here.")
            line = self.line_start(line - 1)

    # ---- lines ---------------------------------------------------------------------------------------------------

    def column(self, offset: int) -> int:
        return offset - self.line_start(offset)

    def line_start(self, offset: int) -> int:
        if 0 < offset < len(self.text) and self.text[offset - 1 : offset + 1] == "\r\n":
            offset -= 1
        start = self.text.rfind("\n", 0, offset) + 1
        start = max(start, self.text.rfind("\r", start, offset) + 1)  # only in this line: most files have none
        return max(start, self._marker)

    def line_end(self, offset: int) -> int:
        """Before the line break."""
        found = _LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)

    def next_line(self, offset: int) -> int:
        found = _LINE_END.search(self.text, offset)
        return found.end() if found else len(self.text)

    def starts_line(self, offset: int) -> bool:
        """Whether only spaces stand before it on its line."""
        return not self.text[self.line_start(offset) : offset].strip(" ")

    def comment_after(self, offset: int) -> str:
        """The rest of the line when it is a comment, with the spaces before it; else empty."""
        rest = self.text[offset : self.line_end(offset)]
        return rest.rstrip() if rest.strip().startswith("#") else ""

    def is_comment(self, line: int) -> bool:
        return self.text[line : self.line_end(line)].lstrip().startswith("#")

    def indent(self, line: int) -> int:
        written = self.text[line : self.line_end(line)]
        return len(written) - len(written.lstrip(" "))


def data(node: Node | None) -> Data:
    """What a node means, by YAML 1.2 core."""
    if node is None:
        return None
    if isinstance(node, MappingNode):
        return {key.text: data(value) for key, value in zip(node.keys, node.values, strict=True)}
    if isinstance(node, SequenceNode):
        return [data(item) for item in node.items]
    return node.text if node.style else resolve(node.text)


def resolve(text: str) -> Data:
    """What a plain scalar means, by YAML 1.2 core."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text) and len(text) < 1000:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def same(left: Any, right: Any) -> bool:
    """Equal, of the same types and with the keys in the same order."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    return type(left) is type(right) and (left == right or left != left)
