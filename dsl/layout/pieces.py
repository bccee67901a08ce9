"""Owns what a file is made of: its entries and items, each with the comments that belong to it.

A comment belongs to the entry or item that follows it, to the one it stands behind on its line, or to the one above it
when it is indented deeper than that. What stands above the first entry of a file, up to a blank line, is the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from dsl.editing.tree import MappingNode, Node, ScalarNode, SequenceNode, Text
from dsl.layout.shape import key_order, shape_at
from dsl.reader.shapes import Shape

_COMMENT = re.compile(r"#[^\r\n]*")
BLANK = ""
"""Stands among comment lines for a blank one."""


class Comment(Struct, frozen=True):
    start: int
    end: int
    column: int
    text: str
    own_line: bool


class Piece(Struct):
    """One entry or item, or the whole file. `children` are the parts of a value that is written in block style."""

    node: Node | None
    key: ScalarNode | None = None
    above: list[str] = field(default_factory=list)  # comment lines, BLANK for a blank one
    header: list[str] = field(default_factory=list)  # behind the key, where the value begins below
    behind: list[str] = field(default_factory=list)  # behind the value
    below: list[str] = field(default_factory=list)  # lines below the value, indented deeper
    block: list[str] = field(default_factory=list)  # the lines of a text in block style, as they were folded
    children: list[Piece] | None = None


def comments_of(file: Text) -> list[str]:
    """The texts of all comments, in order."""
    return [comment.text for comment in _comments(file)]


def read_pieces(file: Text, shape: Shape | None) -> Piece:
    """The file as a piece without a key: `above` is what opens it, `below` what closes it."""
    return _Reader(file).whole(shape)


class _Reader:
    """Gives each comment of one file to a piece, in the order of the text."""

    def __init__(self, file: Text) -> None:
        self._file = file
        self._comments = list(_comments(file))
        self._at = 0  # the comment that is given next
        self._last = 0  # where what was read last ends: a blank line behind it is one before what follows

    def whole(self, shape: Shape | None) -> Piece:
        root = self._file.root
        piece = Piece(root)
        if root is not None:
            self._content(piece, root, shape, -1)
            self._split_opening(piece)
        piece.below += self._lines_until(len(self._file.text))
        return piece

    def _split_opening(self, piece: Piece) -> None:
        """What opens the file stays at its top, whichever entry comes first."""
        if not piece.children:
            return
        first = min(piece.children, key=lambda child: child.key.start if child.key else 0)
        blanks = [number for number, line in enumerate(first.above) if line == BLANK]
        cut = blanks[-1] + 1 if blanks else len(first.above)
        piece.above += first.above[:cut]
        first.above = first.above[cut:]

    def _block_lines(self, node: ScalarNode) -> list[str]:
        """Without the indentation that is the block's own, and without blank lines at its end."""
        if node.style not in ("|", ">"):
            return []
        lines = re.split(r"\r\n|\r|\n", self._file.text[self._file.next_line(node.start) : node.end])
        indented = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")]
        indent = min(indented, default=0)
        return [line[indent:] for line in lines]

    # ---- entries and items ---------------------------------------------------------------------------------------

    def _content(self, piece: Piece, node: Node, shape: Shape | None, column: int) -> None:
        """The value of a piece whose key or dash stands at a column."""
        if isinstance(node, ScalarNode):
            piece.above += [line for line in self._lines_until(node.start) if line]
            self._last = node.end
            piece.block = self._block_lines(node)
        elif node.flow and not self._has_comment(node):
            piece.above += [line for line in self._lines_until(node.start) if line]
            self._last = node.end
            piece.node = _in_order(node, shape)
        else:
            piece.children = self._parts(node, shape)
            if node.flow:
                piece.below += self._lines_until(node.end)
                self._last = node.end

    def _parts(self, node: MappingNode | SequenceNode, shape: Shape | None) -> list[Piece]:
        keys = [key.text for key in node.keys] if isinstance(node, MappingNode) else []
        pieces: list[Piece] = []
        for number, part in enumerate(node.parts):
            mapping = isinstance(node, MappingNode)
            value = node.values[number] if isinstance(node, MappingNode) else node.items[number]
            piece = Piece(value, node.keys[number] if isinstance(node, MappingNode) else None)
            piece.above = self._lines_until(part.start)
            self._last = part.lead
            piece.header = self._header(part.lead, value)
            below = shape_at(shape, keys[number] if mapping else number, keys)
            self._content(piece, value, below, node.column)
            self._ending(piece, value, node)
            pieces.append(piece)
        if isinstance(node, MappingNode):
            order = {key: rank for rank, key in enumerate(key_order(shape, keys))}
            pieces.sort(key=lambda piece: order[piece.key.text] if piece.key else 0)
        return pieces

    def _ending(self, piece: Piece, value: Node, owner: MappingNode | SequenceNode) -> None:
        """The comments behind a value, and those below it that are its own."""
        if owner.flow:
            piece.behind += self._same_line(self._last, until=owner.end)
            return
        in_block = isinstance(value, ScalarNode) and value.style in ("|", ">")
        if not in_block and (isinstance(value, ScalarNode) or value.flow):
            piece.behind += self._same_line(max(value.end, self._last))
        deeper = self._lines_deeper(owner.column)
        if in_block:
            piece.above += [line for line in deeper if line]  # below a block they would be read as its text
        else:
            piece.below += deeper

    def _header(self, lead: int, value: Node) -> list[str]:
        """The comments on the line of a key, or of the bracket or sign that opens its value, before the value itself."""
        on_its_line = value.start <= self._file.line_end(lead)
        found = self._same_line(lead, until=value.start if on_its_line else None)
        if isinstance(value, ScalarNode):
            return found + (self._same_line(value.start) if value.style in ("|", ">") else [])
        if value.flow and self._has_comment(value):
            found += self._same_line(value.start, until=value.parts[0].start if value.parts else value.end)
        return found

    # ---- giving comments -----------------------------------------------------------------------------------------

    def _has_comment(self, node: Node) -> bool:
        return any(node.start <= comment.start < node.end for comment in self._comments[self._at :])

    def _same_line(self, offset: int, until: int | None = None) -> list[str]:
        """The comment behind an offset on its line, which is none of its own."""
        if self._at == len(self._comments):
            return []
        comment = self._comments[self._at]
        if comment.own_line or comment.start > self._file.line_end(offset) or (until is not None and comment.start > until):
            return []
        self._at += 1
        self._last = max(self._last, comment.end)
        return [comment.text]

    def _lines_until(self, offset: int) -> list[str]:
        """All comments before an offset, with the blank lines between, before and behind them."""
        lines: list[str] = []
        while self._at < len(self._comments) and self._comments[self._at].start < offset:
            lines += self._line()
        if self._blank_before(offset):
            lines.append(BLANK)
        return lines

    def _lines_deeper(self, column: int) -> list[str]:
        """The comment lines that follow and are indented deeper than a column."""
        lines: list[str] = []
        while self._at < len(self._comments):
            comment = self._comments[self._at]
            if not comment.own_line or comment.column <= column or not self._follows(comment):
                break
            lines += self._line()
        return lines

    def _follows(self, comment: Comment) -> bool:
        """Whether nothing but blank lines and comments lies between what was read last and a comment."""
        between = self._file.text[self._last : comment.start]
        return not _COMMENT.sub("", between).strip()

    def _line(self) -> list[str]:
        comment = self._comments[self._at]
        lines = [BLANK] if self._blank_before(comment.start) else []
        self._at += 1
        self._last = comment.end
        return [*lines, comment.text]

    def _blank_before(self, offset: int) -> bool:
        gap = self._file.text[self._last : offset]
        return len(re.findall(r"\r\n|\r|\n", gap)) > 1 and self._last > 0


def _in_order(node: Node, shape: Shape | None) -> Node:
    """A list or map in brackets with the keys of its records in their order."""
    if isinstance(node, SequenceNode):
        items = [_in_order(item, shape_at(shape, number)) for number, item in enumerate(node.items)]
        return SequenceNode(node.start, node.end, node.flow, node.column, node.parts, items)
    if isinstance(node, ScalarNode):
        return node
    names = [key.text for key in node.keys]
    found = dict(zip(names, zip(node.parts, node.keys, node.values, strict=True), strict=True))
    sorted_parts = [found[name] for name in key_order(shape, names)]
    return MappingNode(
        node.start,
        node.end,
        node.flow,
        node.column,
        [part for part, _, _ in sorted_parts],
        [key for _, key, _ in sorted_parts],
        [_in_order(value, shape_at(shape, key.text, names)) for _, key, value in sorted_parts],
    )


def _comments(file: Text) -> Iterator[Comment]:
    """Every comment: a number sign at the start of a line or behind a blank, outside of texts."""
    at = 0
    for start, end in [*_texts(file), (len(file.text), len(file.text))]:
        for found in _COMMENT.finditer(file.text, at, max(at, start)):
            line = file.line_start(found.start())
            before = file.text[line : found.start()]
            if not before or before[-1] in " \t":
                yield Comment(found.start(), found.end(), len(before), found[0].rstrip(), own_line=not before.strip())
        at = max(at, end)


def _texts(file: Text) -> Iterator[tuple[int, int]]:
    """Where the texts of a file stand; of a block of text what is below its header."""
    waiting: list[Node] = [file.root] if file.root else []
    found: list[tuple[int, int]] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            start = file.line_end(node.start) if node.style in ("|", ">") else node.start
            found.append((start, max(start, node.end)))
        elif isinstance(node, MappingNode):
            waiting += [*node.keys, *node.values]
        else:
            waiting += node.items
    yield from sorted(found)
