"""Owns a text as the pieces that people edit: every entry and item with its own comments, put together they are the text again.

Lines are kept without the indentation of the list or map that they stand in, so that a file that one person indented anew
can still be merged with another's. `read` and `write` lose nothing: `write(read(text)) == text`.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from dsl.editing import brackets
from dsl.editing.splices import Place, extents
from dsl.editing.tree import Data, MappingNode, Part, SequenceNode, Text, data
from dsl.editing.writing import Layout, value_lines

_AS_IT_IS = "\0"
"""Begins a line that is not indented like its map or list: it is written as it stands, wherever the rest goes."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_COMMENTED = re.compile(r"(?:^|[ \t])#[^\n]*", re.MULTILINE)
_LED = re.compile(r"([ \t]*(?:[|>][-+0-9]*)?)([ \t]*(?:#[^\n]*)?)\n")
"""What may stand behind a key or dash when its text begins on the next line: the block sign, and a comment."""


class Block(Struct):
    """A list or a map, in lines or in brackets."""

    kind: Literal["map", "list"]
    parts: list[Piece]
    column: int = 0  # more than that of the list or map around it
    inline: bool = False  # its first part stands behind the dash
    head: str = ""  # in brackets: the opening one, and the comment behind it
    closing: str = ""
    comma: bool = False

    @property
    def in_brackets(self) -> bool:
        return bool(self.closing)


class Piece(Struct):
    """An entry or an item. `main` is its first line and what goes on from it, or what leads to `block` or `body`."""

    key: str | None
    main: str
    value: Data = None  # of one that is no list or map
    body: str = ""  # the further lines of a text that begins on a line of its own
    block: Block | None = None
    gap: str = ""  # what stands before it and is not its own
    above: str = ""  # its comment lines
    after: str = ""  # the comment behind `main`
    behind: str = ""  # the comment behind `body`
    below: str = ""  # its comment lines below it

    @property
    def data(self) -> Data:
        return self.value if self.block is None else data_of(self.block)


class Document(Struct):
    """A file: what opens it, its root, and what closes it."""

    root: Block
    head: str = ""
    tail: str = ""
    marked: bool = False  # a byte order mark
    newline: str = "\n"
    ended: bool = True  # whether the last line has a break


def data_of(block: Block) -> Data:
    if block.kind == "map":
        return {piece.key or "": piece.data for piece in block.parts}
    return [piece.data for piece in block.parts]


# ---- reading -------------------------------------------------------------------------------------------------------


def read(written: str) -> Document | None:
    """The pieces of a text; None when it holds no list or map. Raises `EditError` where it is no YAML of ours."""
    document = Document(Block("map", []), marked=written.startswith("\ufeff"))
    text = written.removeprefix("\ufeff")
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        document.newline, text = "\r\n", text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        document.ended, text = False, text + "\n"
    file = Text(text)
    root = file.root
    if not isinstance(root, MappingNode | SequenceNode) or root.flow or not root.parts:
        return None
    place = Place(file, root, is_root=True)
    owned = extents(place)
    document.head, document.tail = text[: owned[0].start], text[owned[-1].end :]
    document.root = _block(place, owned[0].start, 0)
    return document


def empty(written: str, kind: Literal["map", "list"]) -> Document | None:
    """A text in which nothing is written but comments or empty brackets; None where there is something. Raises `EditError`."""
    root = Text(written).root
    if root is None:
        return Document(Block(kind, []), head=written)
    if data(root) in ({}, [], None):
        return Document(Block(kind, []), head=written[: root.start], tail=written[root.end :].lstrip("\r\n"))
    return None


def _block(place: Place, at: int, around: int) -> Block:
    """A list or map in lines; `at` is where its first part's gap begins, `around` the column of what it stands in."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode | SequenceNode)
    owned = extents(place)
    block = Block("map" if isinstance(node, MappingNode) else "list", [], node.column - around, owned[0].inline)
    for number, part in enumerate(node.parts):
        key = node.keys[number].text if isinstance(node, MappingNode) else None
        below = place.below(key if key is not None else number)
        assert below is not None
        piece = _piece(file, part, key, below, owned[number].end, node.column)
        start = owned[number].start
        if not owned[number].inline:
            piece.gap = _dedented(file.text[at:start], node.column)
            piece.above = _dedented(file.text[start : file.line_start(part.start)], node.column)
        block.parts.append(piece)
        at = owned[number].end
    return block


def _piece(file: Text, part: Part, key: str | None, below: Place, end: int, column: int) -> Piece:
    text, value = file.text, below.node
    if isinstance(value, MappingNode | SequenceNode) and value.parts and not value.flow:
        inline = not file.starts_line(value.start)
        first = value.start if inline else file.next_line(part.lead)
        piece = Piece(key, text[part.start : value.start if inline else part.lead], block=_block(below, first, column))
        piece.after = "" if inline else text[part.lead : file.line_end(part.lead)]
        piece.below = _dedented(text[extents(below)[-1].end : end], column)
        return piece
    last = part.end
    if isinstance(value, MappingNode | SequenceNode) and value.parts:
        piece = Piece(key, _behind(text[part.start : value.start], column), block=_bracketed(file, value, column))
        last = value.end
    elif led := _LED.match(text, part.lead, last):
        piece = Piece(key, text[part.start : led.end(1)], data(value), after=led[2])
        piece.body = _dedented_whole(text[led.end() : last], column)
    else:
        piece = Piece(key, _behind(text[part.start : last], column), data(value))
    if text[part.start : last].endswith("\n"):  # a text that keeps the line breaks at its end
        piece.body = piece.body[:-1]
        piece.below = _dedented(text[last:end], column)
    else:
        rest = text[last : file.line_end(last)]
        piece.after, piece.behind = (piece.after, rest) if piece.body else (rest, "")
        piece.below = _dedented(text[min(file.next_line(last), end) : end], column)
    return piece


def _bracketed(file: Text, node: MappingNode | SequenceNode, column: int) -> Block:
    read = brackets.read(file, node)
    kind: Literal["map", "list"] = "map" if isinstance(node, MappingNode) else "list"
    block = Block(kind, [], head=_behind(read.head, column), closing=_behind(read.closing, column), comma=read.comma)
    for number, (slot, part) in enumerate(zip(read.slots, node.parts, strict=True)):
        key = node.keys[number].text if isinstance(node, MappingNode) else None
        value = node.values[number] if isinstance(node, MappingNode) else node.items[number]
        piece = Piece(key, "", gap=_behind(slot.space, column), above=_behind(slot.above, column), after=slot.after)
        if isinstance(value, MappingNode | SequenceNode) and value.parts:
            piece.main, piece.block = _behind(file.text[part.start : value.start], column), _bracketed(file, value, column)
        else:
            piece.main, piece.value = _behind(slot.body, column), data(value)
        block.parts.append(piece)
    return block


def in_lines(block: Block) -> Block:
    """A list or map in brackets, written in lines."""
    value = data_of(block)
    assert isinstance(value, dict | list)
    document = read("\n".join(value_lines(value, 0, 0, Layout())) + "\n")
    assert document is not None
    document.root.column = 2
    return document.root


def comments_in(block: Block | None) -> list[str]:
    """Every comment below a list or map."""
    if block is None:
        return []
    found = [block.head, block.closing]
    for piece in block.parts:
        found += [piece.gap, piece.above, piece.main, piece.after, piece.behind, piece.below, *comments_in(piece.block)]
    return [line.strip() for text in found for line in _COMMENTED.findall(text)]


# ---- writing -------------------------------------------------------------------------------------------------------


def write(document: Document) -> str:
    body = document.head + _lines_of(document.root) + document.tail
    text = "".join(line.removeprefix(_AS_IT_IS) for line in _LINES.findall(body)) if _AS_IT_IS in body else body
    if not document.ended:
        text = text.removesuffix("\n")
    if document.newline != "\n":
        text = text.replace("\n", document.newline)
    return "\ufeff" * document.marked + text


def write_piece(piece: Piece) -> str:
    """A piece with its comments, as a person is shown it."""
    return (piece.above + _text_of(piece)).replace(_AS_IT_IS, "").rstrip("\n")


def _lines_of(block: Block) -> str:
    """All parts of a list or map in lines."""
    return "".join(piece.gap + piece.above + _text_of(piece) for piece in block.parts)


def _text_of(piece: Piece) -> str:
    block = piece.block
    if block is None and piece.body:
        return f"{piece.main}{piece.after}\n{piece.body}{piece.behind}\n{piece.below}"
    if block is None:
        return f"{piece.main}{piece.after}{piece.behind}\n{piece.below}"
    if not block.parts:
        return f"{piece.main.rstrip()} {'{}' if block.kind == 'map' else '[]'}{piece.after}\n{piece.below}"
    if block.in_brackets:
        return f"{piece.main}{_in_brackets(block)}{piece.after}\n{piece.below}"
    lines = _indented(_lines_of(block), block.column)
    first = block.parts[0]
    if block.inline and not first.gap and not first.above and not piece.after:
        lead = piece.main if piece.main.endswith(" ") else piece.main + " "
        lines = lead.ljust(block.column) + lines[block.column :]
        return lines + piece.below
    return f"{piece.main.rstrip(' ')}{piece.after}\n{lines}{piece.below}"


def _in_brackets(block: Block) -> str:
    slots = tuple(brackets.Slot(piece.gap, piece.above, _flow_text(piece), piece.after) for piece in block.parts)
    return brackets.write(brackets.Brackets(block.head, slots, block.closing, block.comma), "\n")


def _flow_text(piece: Piece) -> str:
    if piece.block is None:
        return piece.main
    if not piece.block.parts:
        return piece.main + ("{}" if piece.block.kind == "map" else "[]")
    return piece.main + _in_brackets(piece.block)


# ---- indentation ---------------------------------------------------------------------------------------------------


def _dedented(lines: str, column: int) -> str:
    return "".join(_dedented_line(line, column) for line in _LINES.findall(lines))


def _dedented_line(line: str, column: int) -> str:
    if line == "\n":
        return line
    return line[column:] if line.strip() and not line[:column].strip(" ") else _AS_IT_IS + line


def _dedented_whole(lines: str, column: int) -> str:
    """Lines, the last one without its line break perhaps."""
    return _dedented(lines, column) if lines.endswith("\n") else _dedented(lines + "\n", column)[:-1]


def _behind(text: str, column: int) -> str:
    """Of a text that begins behind something on its line: its further lines without their indentation."""
    first, line_break, rest = text.partition("\n")
    if not line_break:
        return text
    *lines, last = rest.split("\n")
    complete = "".join(_dedented_line(line + "\n", column) for line in lines)
    return first + line_break + complete + (_dedented_last(last, column))


def _dedented_last(line: str, column: int) -> str:
    """The end of such a text, which another text follows on its line."""
    return line[column:] if not line[:column].strip(" ") and len(line) >= column else _AS_IT_IS + line


def _indented(lines: str, column: int) -> str:
    pad = " " * column
    return "".join(line if line == "\n" or line.startswith(_AS_IT_IS) else pad + line for line in _LINES.findall(lines))
