"""Owns how pieces are written: indentation, quote marks, blocks of text, brackets, and where their comments stand."""

from __future__ import annotations

import yaml

from dsl.editing.tree import MappingNode, Node, ScalarNode, SequenceNode, resolve
from dsl.editing.writing import literal_lines, write_key, write_scalar
from dsl.layout.pieces import BLANK, Piece

STEP = 2
LINE = 120
"""A list or a map in brackets that makes a line longer than this is written in block style."""


def write(whole: Piece) -> str:
    """The text of a file."""
    lines = [*whole.above]
    if whole.children is not None:
        lines += _children(whole, 0)
    elif whole.node is not None:
        lines += [_on_one_line(whole.node) + _comment(whole.behind)]
    return "".join(f"{line}\n" for line in _tidy([*lines, *whole.below]))


def _tidy(lines: list[str]) -> list[str]:
    """No blank line at the ends, none twice running."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _children(piece: Piece, column: int) -> list[str]:
    """The parts of a list or map, at a column."""
    assert piece.children is not None
    if not piece.children:
        return [" " * column + ("{}" if isinstance(piece.node, MappingNode) else "[]")]
    lines: list[str] = []
    for number, child in enumerate(piece.children):
        written = _lines(child, column)
        while number == 0 and written[0] == BLANK:
            written = written[1:]
        lines += written
    return lines


def _lines(piece: Piece, column: int) -> list[str]:
    """An entry or item: the comments above it, itself, the comments below it."""
    lead = " " * column + ("-" if piece.key is None else _key(piece.key) + ":")
    piece = _unfolded(piece, lead)
    block = _block(piece.block, piece.node, LINE - len(lead)) if isinstance(piece.node, ScalarNode) else None
    if block is not None:
        return _led_text(piece, block, lead, column)
    above, written = _led(piece, lead, column)
    return [*_indented(above, column), *written, *_indented(piece.below, column + STEP)]


def _indented(lines: list[str], column: int) -> list[str]:
    return [" " * column + line if line else BLANK for line in lines]


def _led_text(piece: Piece, block: list[str], lead: str, column: int) -> list[str]:
    """A block of text. A comment can stand behind its header; below it one would be read as its text."""
    header, *body = block
    comments = [*piece.header, *piece.behind]
    above = [*piece.above, *comments[:-1], *(line for line in piece.below if line)]
    return [*_indented(above, column), f"{lead} {header}{_comment(comments[-1:])}", *_indented(body, column + STEP)]


def _led(piece: Piece, lead: str, column: int) -> tuple[list[str], list[str]]:
    """What stands above an entry or item, and its key or dash with the value."""
    node = piece.node
    assert node is not None
    if piece.children is None and not isinstance(node, ScalarNode):
        above, behind = _one_behind(piece)
        return above, [f"{lead} {_on_one_line(node)}{_comment(behind)}"]
    if piece.children is not None:
        return _led_block(piece, lead, column)
    assert isinstance(node, ScalarNode)
    above, behind = _one_behind(piece)
    text = _scalar(node)
    return above, [(f"{lead} {text}" if text else lead) + _comment(behind)]


def _led_block(piece: Piece, lead: str, column: int) -> tuple[list[str], list[str]]:
    """A list or map below its key; below a dash it begins on the dash's line."""
    below = _children(piece, column + STEP)
    tail = _indented(piece.behind, column + STEP)
    if piece.key is not None:
        above = [*piece.above, *piece.header[:-1]]
        if not piece.children:
            return above, [f"{lead} {below[0].lstrip()}{_comment(piece.header[-1:])}", *tail]
        return above, [lead + _comment(piece.header[-1:]), *below, *tail]
    comments = 0
    while below[comments].lstrip().startswith("#") or below[comments] == BLANK:
        comments += 1
    hoisted = [line.lstrip() for line in below[:comments] if line]
    first = below[comments].lstrip(" ")
    return [*piece.above, *piece.header, *hoisted], [f"{lead} {first}", *below[comments + 1 :], *tail]


def _one_behind(piece: Piece) -> tuple[list[str], list[str]]:
    """One comment can stand behind a value on its line; others go above it."""
    comments = [*piece.header, *piece.behind]
    return [*piece.above, *comments[:-1]], comments[-1:]


def _comment(comments: list[str]) -> str:
    return f"  {comments[0]}" if comments else ""


def _unfolded(piece: Piece, lead: str) -> Piece:
    """A list or map in brackets that is too long for its line as one in block style; what is within it may stay so."""
    node = piece.node
    if piece.children is not None or not isinstance(node, MappingNode | SequenceNode) or not node.parts:
        return piece
    if len(lead) + 1 + len(_on_one_line(node)) <= LINE:
        return piece
    if isinstance(node, MappingNode):
        children = [Piece(value, key) for key, value in zip(node.keys, node.values, strict=True)]
    else:
        children = [Piece(item) for item in node.items]
    if piece.key is None:  # behind a dash there is no room for a comment
        below = [*piece.behind, *piece.below]
        return Piece(node, above=piece.above, header=piece.header, below=below, children=children)
    header = [*piece.header, *piece.behind]
    return Piece(node, piece.key, above=piece.above, header=header, below=piece.below, children=children)


# ---- values --------------------------------------------------------------------------------------------------------


def _on_one_line(node: Node) -> str:
    """A value on one line, a list or map between brackets."""
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, MappingNode):
        pairs = zip(node.keys, node.values, strict=True)
        return "{" + ", ".join(f"{_key(key, flow=True)}: {_in_brackets(value)}".rstrip() for key, value in pairs) + "}"
    return "[" + ", ".join(_in_brackets(item, keep_quotes=True) for item in node.items) + "]"


def _in_brackets(node: Node, *, keep_quotes: bool = False) -> str:
    """In a list, quote marks tell texts from names: there they stay."""
    if not isinstance(node, ScalarNode):
        return _on_one_line(node)
    style = '"' if keep_quotes and node.style in ("'", '"') else ""
    if style and '"' in node.text and "\n" not in node.text:
        style = "'"
    return node.text if _is_plain(node) else write_scalar(node.text, flow=True, style=style)


def _scalar(node: ScalarNode) -> str:
    return node.text if _is_plain(node) else write_scalar(node.text)


def _key(node: ScalarNode, *, flow: bool = False) -> str:
    """A number that is a name keeps its quote marks, where it has some."""
    stays = node.style and not isinstance(resolve(node.text), str)
    return write_scalar(node.text, flow=flow) if stays else write_key(node.text, flow=flow)


def _is_plain(node: ScalarNode) -> bool:
    """Whether it was written without quote marks and means more than its text: `1`, `true`, nothing. It stays as it is."""
    return not node.style and not isinstance(resolve(node.text), str)


def _block(lines: list[str], node: ScalarNode, room: int) -> list[str] | None:
    """A text as the header and the lines of a block, not indented yet; None where it stands on one line.

    A text in block style keeps its lines, unless it has but one that fits beside its key; any other text of several lines
    becomes a block.
    """
    text = node.text
    if len(lines) > 1 or (lines and (text.endswith("\n") or len(text) >= room)):
        header = node.style + ("" if text.endswith("\n") else "-")
        if _reads_as([header, *lines], text):
            return [header, *lines]
    several = literal_lines(text) if "\n" in text else None
    return several if several is not None and _reads_as(several, text) else None


def _reads_as(lines: list[str], text: str) -> bool:
    header, *body = lines
    try:
        read = yaml.load("a: " + header + "\n" + "".join(f"  {line}\n" if line else "\n" for line in body), yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    return bool(read == {"a": text})
