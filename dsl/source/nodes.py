"""Owns the nodes that YAML is read into. Offsets are characters of the file's working text (see `files`)."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field


class Scalar(Struct, gc=False):
    """A text. `style` is empty for a plain one, else the sign that YAML writes it with: `'`, `"`, `|` or `>`."""

    start: int
    end: int
    text: str
    style: str = ""

    @property
    def missing(self) -> bool:
        """Nothing was written: `next:` and the end of the line."""
        return not self.style and not self.text


class MappingNode(Struct):
    start: int
    end: int
    flow: bool
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)

    def get(self, name: str) -> Node | None:
        return next((value for key, value in self.entries if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        return next((key for key, _ in self.entries if key.text == name), None)


class SequenceNode(Struct):
    start: int
    end: int
    flow: bool
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = Scalar | MappingNode | SequenceNode

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""What nodes hold, every scalar as its text."""


def plain_data(node: Node) -> Plain:
    """What a node holds, without how it is written."""
    if isinstance(node, MappingNode):
        return {key.text: plain_data(value) for key, value in node.entries}
    return [plain_data(item) for item in node.items] if isinstance(node, SequenceNode) else node.text
