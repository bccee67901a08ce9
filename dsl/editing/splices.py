"""Owns where the characters of an edit go: each function gives the new text, touching nothing but its own place.

A part (an entry or an item) owns its lines, the comment lines right above it that are not indented deeper, and the
comment lines right below it that are. They go with it; the comment that opens a file stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dsl.editing import brackets
from dsl.editing.tree import Data, EditError, MappingNode, Node, Part, ScalarNode, SequenceNode, Text
from dsl.editing.writing import (
    entry_lines,
    item_lines,
    layout_of,
    literal_lines,
    value_lines,
    write_flow,
    write_key,
    write_scalar,
)  # fmt: skip

_HEADER = re.compile(r"[|>][-+0-9]*")


class Place(Struct, frozen=True):
    """A node, and what leads to it: after which offset its value stands, at which column its key or dash is."""

    file: Text
    node: Node | None
    lead: int = 0
    column: int = 0
    in_flow: bool = False
    is_item: bool = False
    is_root: bool = False

    def below(self, part: str | int) -> Place | None:
        """One step down the path; None where nothing is written."""
        node = self.node
        if isinstance(node, MappingNode) and isinstance(part, str):
            number, values = node.place(part), node.values
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            number, values = part if 0 <= part < len(node.items) else None, node.items
        else:
            return None
        if number is None:
            return None
        in_flow = node.flow or self.in_flow
        return Place(self.file, values[number], node.parts[number].lead, node.column, in_flow, isinstance(part, int))

    @property
    def empty(self) -> bool:
        """Nothing written, or an empty pair of brackets."""
        node = self.node
        if isinstance(node, ScalarNode):
            return not node.style and node.text in ("", "~", "null")
        return node is None or not node.parts


class Extent(Struct, frozen=True):
    """What a part of a block list or map owns. `inline`: it begins in the middle of a line, after a dash."""

    start: int
    end: int
    inline: bool = False


# ---- values --------------------------------------------------------------------------------------------------------


def replace(place: Place, value: Data, *, on_one_line: bool = False) -> str:
    """The value at a place, written anew. `on_one_line`: a text too, for a comment below would be taken for its last line."""
    if place.is_root:
        return _replace_root(place, value)
    file, node = place.file, place.node
    assert node is not None
    if place.in_flow:
        space = " " if node.start == node.end and node.start == place.lead else ""
        return file.text[: node.start] + space + _in_flow(node, value) + file.text[node.end :]
    comment, rest = _comments(place, node)
    first, *lines = _after_lead(place, node, value, bool(comment), on_one_line)
    body = file.newline.join([(" " + first if first else "") + comment, *lines])
    return file.text[: place.lead] + body + file.text[rest:]


def _in_flow(node: Node, value: Data) -> str:
    if isinstance(value, dict | list):
        return write_flow(value)
    return write_scalar(value, flow=True, style=node.style if isinstance(node, ScalarNode) else "")


def _comments(place: Place, node: Node) -> tuple[str, int]:
    """The comment on the line of the key, which stays, and where the text goes on."""
    file = place.file
    end = max(node.end, place.lead)
    after = file.comment_after(end)
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        header = _HEADER.match(file.text, node.start)
        assert header is not None
        return file.comment_after(header.end()), end
    if isinstance(node, ScalarNode) or node.flow:
        between = file.comment_after(place.lead) if node.start > file.line_end(place.lead) else ""
        opened = brackets.read(file, node).head[1:] if not isinstance(node, ScalarNode) and node.parts else ""
        return between + opened + after, end + len(after)
    return file.comment_after(place.lead), end + len(after)


def _after_lead(place: Place, node: Node, value: Data, commented: bool, on_one_line: bool) -> list[str]:
    """What stands after the colon or dash, and the lines below it."""
    keys_at = place.column + (2 if place.is_item else layout_of(place.file.root).keys)
    if isinstance(value, dict | list) and value:
        layout = layout_of(place.file.root)
        below = value_lines(value, keys_at, place.column + (2 if place.is_item else layout.dashes), layout)
        return [below[0].lstrip(" "), *below[1:]] if place.is_item and not commented else ["", *below]
    style = node.style if isinstance(node, ScalarNode) else ""
    block = literal_lines(value) if isinstance(value, str) and style not in ("'", '"') else None
    if block and not on_one_line:
        return [block[0], *(" " * keys_at + line if line else "" for line in block[1:])]
    return [write_flow(value) if isinstance(value, dict | list) else write_scalar(value, style=style)]


def _replace_root(place: Place, value: Data) -> str:
    file, node = place.file, place.node
    if isinstance(value, dict | list) and value:
        written = file.newline.join(value_lines(value, 0, 0, layout_of(file.root)))
    else:
        written = write_flow(value) if isinstance(value, dict | list) else write_scalar(value)
    if node is None or node.start == node.end:
        gap = "" if not file.text.strip("\ufeff") or file.text.endswith(("\n", "\r")) else file.newline
        return file.text + gap + written + file.newline
    return file.text[: node.start] + written + file.text[node.end :]


def rename(place: Place, key: str, new: str) -> str:
    """The key of an entry, written anew."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode)
    number = node.place(key)
    if number is None:
        raise EditError(f"There is no “{key}” to rename.")
    old = node.keys[number]
    return file.text[: old.start] + write_key(new, flow=node.flow or place.in_flow) + file.text[old.end :]


# ---- entries and items ---------------------------------------------------------------------------------------------


def insert(place: Place, index: int, value: Data, key: str | None = None) -> str:
    """A new item, or a new entry when it has a key, into a list or map that has some already."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode | SequenceNode)
    if node.flow or place.in_flow:
        written = _like_others(node, value) if key is None else f"{write_key(key, flow=True)}: {write_flow(value)}"
        return _bracketed(file, node, brackets.insert(brackets.read(file, node), index, written))
    layout = layout_of(file.root)
    lines = item_lines(value, node.column, layout) if key is None else entry_lines(key, value, node.column, layout)
    return _insert_lines(file, extents(place), index, lines, node.column)


def _like_others(node: MappingNode | SequenceNode, value: Data) -> str:
    """A new item of a list in brackets; among texts in quote marks it gets some too."""
    styles = {item.style for item in node.items if isinstance(item, ScalarNode)} if isinstance(node, SequenceNode) else set()
    if isinstance(value, str) and styles and "" not in styles:
        return write_scalar(value, flow=True, style=min(styles))
    return write_flow(value)


def _bracketed(file: Text, node: MappingNode | SequenceNode, changed: brackets.Brackets) -> str:
    return file.text[: node.start] + brackets.write(changed, file.newline) + file.text[node.end :]


def _insert_lines(file: Text, owned: Sequence[Extent], index: int, lines: list[str], column: int) -> str:
    text, newline = file.text, file.newline
    block = newline.join(lines)
    if index == len(owned):
        at = owned[-1].end
        complete = text[:at].endswith(("\n", "\r"))
        return text[:at] + (block + newline if complete else newline + block) + text[at:]
    at = owned[index].start
    if owned[index].inline:
        return text[:at] + block.lstrip(" ") + newline + " " * column + text[at:]
    return text[:at] + block + newline + text[at:]


def remove(place: Place, index: int) -> list[str]:
    """Without one part of several. The first text leaves no doubled blank line, the second touches nothing else at all."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode | SequenceNode) and len(node.parts) > 1
    if node.flow or place.in_flow:
        return [_bracketed(file, node, brackets.remove(brackets.read(file, node), index))]
    owned = extents(place)
    text, gone = file.text, owned[index]
    if gone.inline:
        start = owned[1].start
        if text[gone.end : node.parts[1].start].strip():  # a comment, which behind the dash would be the whole item's
            return [text[: gone.start].rstrip(" ") + file.newline + text[gone.end :]]
        return [text[: gone.start] + text[start + file.indent(start) :]]
    plain = text[: gone.start] + _opened(file, place, gone.start, text[gone.end :])
    if gone.start == 0 or not text[file.line_start(gone.start - 1) : gone.start].strip():
        after = file.next_line(gone.end)
        if after > gone.end and not text[gone.end : after].strip():
            return [text[: gone.start] + _opened(file, place, gone.start, text[after:]), plain]
    return [plain]


def _opened(file: Text, place: Place, at: int, lines: str) -> str:
    """Lines put at a place. At the top of the file a blank line keeps an item's comment from becoming the file's."""
    opens = place.is_root and at == file.line_start(0) and lines.startswith("#")
    return file.newline * opens + lines


def reorder(place: Place, order: Sequence[int]) -> str:
    """The same parts in another order; what stands between them stays."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode | SequenceNode)
    if node.flow or place.in_flow:
        return _bracketed(file, node, brackets.reorder(brackets.read(file, node), order))
    owned = extents(place)
    indent = " " * node.column
    chunks = [indent * one.inline + _ended(file.text[one.start : one.end], file.newline) for one in owned]
    moved = [chunks[number] for number in order]
    opening = file.text[: owned[0].start]
    if owned[0].inline and moved[0].lstrip(" ").startswith("#"):
        moved[0], opening = file.newline + moved[0], opening.rstrip(" ")
    elif owned[0].inline:
        moved[0] = moved[0].lstrip(" ")
    moved[0] = _opened(file, place, owned[0].start, moved[0])
    if not file.text[owned[-1].start : owned[-1].end].endswith(("\n", "\r")):
        moved[-1] = moved[-1].removesuffix(file.newline)
    return opening + _permute(file.text, [(one.start, one.end) for one in owned], moved)


def _ended(lines: str, newline: str) -> str:
    return lines if lines.endswith(("\n", "\r")) else lines + newline


def _permute(text: str, spans: Sequence[tuple[int, int]], chunks: Sequence[str]) -> str:
    """From the first span on, with other chunks in the spans."""
    written: list[str] = []
    for number, chunk in enumerate(chunks):
        until = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        written += [chunk, text[spans[number][1] : until]]
    return "".join(written)


# ---- what a part owns ----------------------------------------------------------------------------------------------


def extents(place: Place) -> list[Extent]:
    """What each part of a block list or map owns."""
    file, node = place.file, place.node
    assert isinstance(node, MappingNode | SequenceNode)
    return [_extent(file, part, node.column, place.is_root and number == 0) for number, part in enumerate(node.parts)]


def _extent(file: Text, part: Part, column: int, opens_file: bool) -> Extent:
    end = file.next_line(part.end)
    while end < len(file.text) and file.is_comment(end) and file.indent(end) > column:
        end = file.next_line(end)
    if not file.starts_line(part.start):
        return Extent(part.start, end, inline=True)
    line = start = file.line_start(part.start)
    while line > 0:
        line = file.line_start(line - 1)
        if not file.is_comment(line) or file.indent(line) > column:
            break
        start = line
        if line == file.line_start(0) and opens_file:
            start = file.line_start(part.start)  # the comment is the file's own
            break
        if line == file.line_start(0):
            break
    return Extent(start, end)
