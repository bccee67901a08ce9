"""Owns merging one file item by item: what one person changed is taken, what both changed differently is a conflict.

At a conflict the base's version stands until somebody chooses, so that the result is the same whoever merges whose work.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

import msgspec

from dsl.editing.alignment import names_of
from dsl.editing.tree import Data, EditError, same
from dsl.merging.conflicts import Choice, Conflict, Path
from dsl.merging.order import merged_order
from dsl.merging.pieces import Block, Document, Piece, comments_in, data_of, empty, in_lines, read, write, write_piece

_Layout = TypeVar("_Layout", str, bool, int)
_Value = tuple[str, str, Block | None, Data]


class FileMerge:
    """Merges the three versions of one file. `conflicts` is what is left to choose."""

    def __init__(self, file: str, choices: Mapping[str, Choice]) -> None:
        self._file = file
        self._choices = choices
        self.conflicts: list[Conflict] = []

    def merge(self, base: str, ours: str, theirs: str) -> str:
        """The merged text."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        documents = _documents(base, ours, theirs)
        if documents is not None:
            old, left, right = documents
            for one in (left, right):
                _give_back_comment(one, old)
            return self._documents(old, left, right, (base, ours, theirs))
        return self._whole(base, ours, theirs)

    def _whole(self, base: str, ours: str, theirs: str) -> str:
        self.conflicts.clear()
        chosen = self._dispute("file", (), base, ours, theirs)
        return base if chosen is None else ours if chosen == "ours" else theirs

    def _documents(self, base: Document, ours: Document, theirs: Document, texts: tuple[str, str, str]) -> str:
        merged = Document(
            self._block(base.root, ours.root, theirs.root, ()),
            _lines(base.head, ours.head, theirs.head),
            _lines(base.tail, ours.tail, theirs.tail),
            _changed(base.marked, ours.marked, theirs.marked),
            _changed(base.newline, ours.newline, theirs.newline),
            _changed(base.ended, ours.ended, theirs.ended),
        )
        wanted = data_of(merged.root)
        if merged.root.parts:
            merged.tail = _without(merged.tail, merged.root.parts[-1].gap)
            if not merged.head and merged.root.parts[0].above:
                merged.head = "\n"  # an item's comment must not become the file's
        for ended in (merged.ended, True):
            text = write(msgspec.structs.replace(merged, ended=ended))
            if _reads_as(text, wanted):
                return text
        return self._whole(*texts)

    # ---- lists and maps --------------------------------------------------------------------------------------------

    def _block(self, base: Block | None, ours: Block, theirs: Block, path: Path) -> Block:
        old = base or Block(ours.kind, [])
        parts, left, right = _named(old, old), _named(old, ours), _named(old, theirs)
        if ours.kind == "map":
            left, right = self._renamed(parts, left, right, path)
        merged: dict[Hashable, Piece] = {}
        for name in dict.fromkeys([*parts, *sorted([*left, *right], key=repr)]):
            below = (*path, _part_of(name, parts, left, right))
            piece = self._presence(parts.get(name), left.get(name), right.get(name), below)
            if piece is not None:
                merged[name] = piece
        names = self._ordered(old, list(parts), list(left), list(right), merged, path)
        return msgspec.structs.replace(_layout(base, ours, theirs), parts=_once([merged[name] for name in names]))

    def _renamed(
        self, base: dict[Hashable, Piece], ours: dict[Hashable, Piece], theirs: dict[Hashable, Piece], path: Path
    ) -> tuple[dict[Hashable, Piece], dict[Hashable, Piece]]:
        """Both versions, with what both gave another key each under its old one: with the key that is chosen, else the old."""
        for key in [key for key in base if key not in ours and key not in theirs]:
            mine, other = _new_key(base, ours, key), _new_key(base, theirs, key)
            if mine is None or other is None or mine == other:
                continue
            chosen = self._dispute("both-renamed", (*path, str(key)), str(key), str(mine), str(other))
            kept = ours[mine] if chosen == "ours" else theirs[other] if chosen == "theirs" else base[key]
            ours = {(key if name == mine else name): (kept if name == mine else piece) for name, piece in ours.items()}
            theirs = {(key if name == other else name): (kept if name == other else piece) for name, piece in theirs.items()}
        return ours, theirs

    def _ordered(
        self,
        old: Block,
        base: list[Hashable],
        ours: list[Hashable],
        theirs: list[Hashable],
        merged: Mapping[Hashable, Piece],
        path: Path,
    ) -> list[Hashable]:
        kept = frozenset(merged)
        ordered = merged_order(base, ours, theirs, kept)
        if not ordered.disputed:
            return ordered.names
        places = [", ".join(_heading(merged[name]) for name in names if name in kept) for names in (base, ours, theirs)]
        chosen = self._dispute("both-moved", path, *places)
        return merged_order(base, ours, theirs, kept, chosen).names if chosen else ordered.names

    def _presence(self, base: Piece | None, ours: Piece | None, theirs: Piece | None, path: Path) -> Piece | None:
        """An entry or item that may be missing in any version."""
        if base is None and (ours is None or theirs is None):
            return ours or theirs
        if base is None:
            assert ours is not None and theirs is not None
            if same(ours.data, theirs.data):
                return self._piece(None, ours, theirs, path)
            return self._chosen("both-added", None, ours, theirs, path)
        if ours is None and theirs is None:
            return None
        if ours is None or theirs is None:
            left = ours or theirs
            assert left is not None
            if _own(left) == _own(base) and (left.gap == base.gap or "#" not in left.gap):
                return None
            return self._chosen("deleted-and-changed", base, ours, theirs, path)
        return self._piece(base, ours, theirs, path)

    def _chosen(self, kind: str, base: Piece | None, ours: Piece | None, theirs: Piece | None, path: Path) -> Piece | None:
        chosen = self._dispute(kind, path, *(_shown(one, base) if one else "" for one in (base, ours, theirs)))
        return base if chosen is None else ours if chosen == "ours" else theirs

    def _dispute(self, kind: str, path: Path, base: str, ours: str, theirs: str) -> Choice | None:
        """Whose version somebody chose; else the conflict is noted."""
        conflict = Conflict(kind=kind, file=self._file, path=path, base=base, ours=ours, theirs=theirs)
        chosen = self._choices.get(conflict.name)
        if chosen is None:
            self.conflicts.append(conflict)
        return chosen

    # ---- one entry or item -----------------------------------------------------------------------------------------

    def _piece(self, base: Piece | None, ours: Piece, theirs: Piece, path: Path) -> Piece:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        old = base or Piece(ours.key, "")
        main, body, block, value = self._value(base, ours, theirs, path)
        below = _lines(old.below, ours.below, theirs.below)
        return Piece(
            ours.key,
            main,
            value,
            body,
            block,
            gap=_space(old.gap, ours.gap, theirs.gap),
            above=_lines(old.above, ours.above, theirs.above),
            after=self._line_comment(path, old.after, ours.after, theirs.after),
            behind=self._line_comment(path, old.behind, ours.behind, theirs.behind),
            below=_without(below, block.parts[-1].gap) if block and block.parts else below,
        )

    def _value(self, base: Piece | None, ours: Piece, theirs: Piece, path: Path) -> _Value:
        """What is written for an entry or item, comments aside."""
        old = None if base is None else _value_of(base)
        left, right = _value_of(ours), _value_of(theirs)
        if left == right or right == old:
            return left
        if left == old:
            return right
        pieces = _in_one_style(base, ours, theirs)
        if pieces is not None:
            before, one, other = pieces
            assert one.block is not None and other.block is not None
            block = self._block(before.block if before else None, one.block, other.block, path)
            return self._lead(path, before.main if before else None, one.main, other.main), "", block, None
        if base is not None and _only_laid_out(ours, base):
            return right
        if base is not None and _only_laid_out(theirs, base):
            return left
        if _only_laid_out(ours, theirs):
            return _first(left, right)
        chosen = self._dispute("both-changed", path, *(write_piece(one) if one else "" for one in (base, ours, theirs)))
        if chosen is None:
            return old or _first(left, right)
        return left if chosen == "ours" else right

    def _lead(self, path: Path, base: str | None, ours: str, theirs: str) -> str:
        """What leads to a list or map; a comment may stand in it."""
        if "#" in ours + theirs:
            return self._line_comment(path, base or "", ours, theirs)
        return _changed(base, ours, theirs)

    def _line_comment(self, path: Path, base: str, ours: str, theirs: str) -> str:
        """The comment behind something, on its line."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if ours.strip() == theirs.strip():
            return min(ours, theirs)
        chosen = self._dispute("comment", path, base.strip(), ours.strip(), theirs.strip())
        return base if chosen is None else ours if chosen == "ours" else theirs


def _lines(base: str, ours: str, theirs: str) -> str:
    """Comment lines, line by line: what either wrote is there, what either took away is not."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    old, left, right = base.splitlines(True), ours.splitlines(True), theirs.splitlines(True)
    before, one, other = _unchanged(old, old), _unchanged(old, left), _unchanged(old, right)
    kept = frozenset(name for name in {*before, *one, *other} if name not in before or (name in one and name in other))
    written = before | one | other
    return "".join(written[name] for name in merged_order(list(before), list(one), list(other), kept).names)


def _unchanged(old: Sequence[str], new: Sequence[str]) -> dict[Hashable, str]:
    """Lines by name: those that stayed by their place in `old`, new ones by what they say."""
    named: dict[Hashable, str] = {}
    at, anchor, seen = 0, -1, dict[Hashable, int]()
    for start, behind, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for line in new[at:behind]:
            content: Hashable = ("new", line, anchor)
            seen[content] = seen.get(content, 0) + 1
            named[content, seen[content]] = line
        for offset in range(size):
            named[start + offset] = new[behind + offset]
            anchor = start + offset
        at = behind + size
    return named


def _space(base: str, ours: str, theirs: str) -> str:
    """What stands before something and is not its own: blank lines, and the comments between them."""
    if "#" in ours + theirs + base:
        return _lines(base, ours, theirs)
    return _changed(base, ours, theirs)


def _changed(base: _Layout | None, ours: _Layout, theirs: _Layout) -> _Layout:
    """Of layout: what one changed; where both did, always the same of the two."""
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else min(ours, theirs)


def _only_laid_out(one: Piece, other: Piece) -> bool:
    """Whether two versions say the same, in other lines or quote marks."""
    return same(one.data, other.data) and comments_in(one.block) == comments_in(other.block)


def _first(ours: _Value, theirs: _Value) -> _Value:
    """Always the same of two ways to write the same."""
    return min(ours, theirs, key=lambda value: repr(value[:3]))


def _value_of(piece: Piece) -> _Value:
    return piece.main, piece.body, piece.block, piece.value


def _own(piece: Piece) -> Piece:
    """Without the space before it."""
    return msgspec.structs.replace(piece, gap="")


def _once(pieces: list[Piece]) -> list[Piece]:
    """Where an item stands again that somebody deleted, the comments before it are not those of the next one too."""
    for one, following in itertools.pairwise(pieces):
        following.gap = _without(following.gap, one.gap)
    return pieces


def _without(space: str, before: str) -> str:
    """What follows a part, without the comments that stand before that part already."""
    if "#" not in before or not space.strip().startswith(before.strip()):
        return space
    return space.replace(before.strip(), "", 1).lstrip(" ").replace("\n\n\n", "\n", 1)


def _documents(*texts: str) -> list[Document] | None:
    """Three texts as lists, or all as maps; None where they are no such three."""
    try:
        found = [read(text) for text in texts]
        kinds = {document.root.kind for document in found if document is not None}
        if len(kinds) != 1:
            return None
        whole = [document or empty(text, *kinds) for document, text in zip(found, texts, strict=True)]
    except EditError:
        return None
    documents = [document for document in whole if document is not None]
    return documents if len(documents) == len(texts) else None


def _give_back_comment(document: Document, base: Document) -> None:
    """A comment that opens the file only because what stood before it has gone is still that of its item."""
    if not document.root.parts:
        return
    first = document.root.parts[0]
    was = next((one for one in base.root.parts if one.above and (one.key, one.data) == (first.key, first.data)), None)
    was = was or next((one for one in base.root.parts if one.above and first.key is not None and one.key == first.key), None)
    if was is not None and not first.above and document.head.endswith(was.above) and not base.head.endswith(was.above):
        document.head, first.above = document.head.removesuffix(was.above), was.above


def _shown(piece: Piece, base: Piece | None) -> str:
    """A version as a person is shown it; with the comments between it and what stands before, where those changed."""
    gap = piece.gap if base is not None and piece.gap != base.gap and "#" in piece.gap else ""
    return (gap + write_piece(piece)).strip("\n")


def _heading(piece: Piece) -> str:
    return piece.key if piece.key is not None else write_piece(msgspec.structs.replace(piece, above="")).partition("\n")[0]


def _named(base: Block, block: Block) -> dict[Hashable, Piece]:
    """The parts by a name that is the same in all versions."""
    if block.kind == "map":
        return {piece.key: piece for piece in block.parts}
    if block is base:
        return dict(enumerate(block.parts))
    names = names_of([piece.data for piece in base.parts], [piece.data for piece in block.parts])
    return dict(zip(names, block.parts, strict=True))


def _new_key(base: Mapping[Hashable, Piece], now: Mapping[Hashable, Piece], key: Hashable) -> Hashable | None:
    """The key that an entry has now; None where it is not plain that it is the same entry."""
    was = base[key]
    alike = [name for name, piece in now.items() if name not in base and _same_but_for_key(piece, was)]
    twins = [name for name, piece in base.items() if name not in now and _same_but_for_key(piece, was)]
    return alike[0] if len(alike) == len(twins) == 1 else None


def _same_but_for_key(one: Piece, other: Piece) -> bool:
    around = [
        (piece.gap, piece.above, piece.after, piece.behind, piece.below, comments_in(piece.block)) for piece in (one, other)
    ]
    return around[0] == around[1] and same(one.data, other.data)


def _part_of(name: Hashable, *versions: Mapping[Hashable, Piece]) -> str | int:
    """How a path calls a part: by its key or its place, in the base if it is there."""
    if isinstance(name, str | int):
        return name
    return min(list(version).index(name) for version in versions if name in version)


def _layout(base: Block | None, ours: Block, theirs: Block) -> Block:
    """An empty list or map, laid out as whoever changed the layout wants it."""
    return Block(
        ours.kind,
        [],
        _changed(base.column if base else None, ours.column, theirs.column),
        _changed(base.inline if base else None, ours.inline, theirs.inline),
        _changed(base.head if base else None, ours.head, theirs.head),
        _changed(base.closing if base else None, ours.closing, theirs.closing),
        _changed(base.comma if base else None, ours.comma, theirs.comma),
    )


def _in_one_style(base: Piece | None, ours: Piece, theirs: Piece) -> tuple[Piece | None, Piece, Piece] | None:
    """Three lists or three maps, all in lines or all in brackets; None where they are no such three."""
    blocks = [piece.block for piece in (base, ours, theirs) if piece is not None]
    kinds = {block.kind for block in blocks if block is not None}
    if None in blocks or len(kinds) != 1:
        return None
    styles = {block.in_brackets for block in blocks if block is not None}
    if len(styles) == 1:
        return base, ours, theirs
    if any(block is not None and block.in_brackets and comments_in(block) for block in blocks):
        return None
    return (None if base is None else _piece_in_lines(base)), _piece_in_lines(ours), _piece_in_lines(theirs)


def _piece_in_lines(piece: Piece) -> Piece:
    if piece.block is None or not piece.block.in_brackets:
        return piece
    return msgspec.structs.replace(piece, main=piece.main.rstrip(), block=in_lines(piece.block))


def _reads_as(text: str, wanted: Data) -> bool:
    try:
        document = read(text)
    except EditError:
        return False
    return not wanted if document is None else same(data_of(document.root), wanted)
