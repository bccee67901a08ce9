"""Owns reading lists, maps and records: unknown keys, missing keys, wrong shapes, and what a map's keys define."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dsl.diagnostics import Findings, Fix
from dsl.model import EXACTLY_ONE, LANGUAGES, ONE_OR_MANY, ONLY_BESIDE, Part, Refers
from dsl.naming import nearest
from dsl.reader import surprises
from dsl.reader.scalars import UNREAD, ScalarReader
from dsl.reader.shapes import EitherShape, RecordShape, RowsShape, TableShape, TextShape, TranslatedShape, bare, fields_of
from dsl.reading import FLOW_FILE, Definition, Reading, Translatable
from dsl.source import MappingNode, Node, Scalar, SequenceNode, SourceFile
from dsl.source.quoting import quote

_LOOKED_AT = 200
_LANGUAGE = re.compile("(zh|en)([-_][A-Za-z]+)?", re.IGNORECASE)


class PartReader(ScalarReader):
    """Reads the lists, maps and records of one file."""

    def __init__(self, file: SourceFile, reading: Reading, findings: Findings, language: str = "") -> None:
        super().__init__(file, reading, findings)
        self._language = language
        self._ways |= {
            TableShape: self._table,
            RowsShape: self._rows,
            EitherShape: self._either,
            TranslatedShape: self._translated,
            RecordShape: self._record,
        }

    def _rows(self, shape: RowsShape, node: Node, anchor: Node) -> Any:
        if isinstance(node, Scalar) and node.missing:
            return ()
        if not isinstance(node, SequenceNode):
            return self._report("list-expected", node, fix=self._as_list(shape, node))
        item = bare(shape.item)
        if isinstance(item, TextShape) and item.written and (mend := surprises.flow_texts(self._file, node)):
            return self._report_mend(mend)
        read = [self._below(index, shape.item, each, each) for index, each in enumerate(node.items)]
        return tuple(value for value in read if value is not UNREAD)

    def _as_list(self, shape: RowsShape, node: Node) -> Fix | None:
        """One text where a list is wanted: it is its only item."""
        item_shape = bare(shape.item)
        if not isinstance(node, Scalar) or not isinstance(item_shape, TextShape) or node.style in ("|", ">"):
            return None
        item = quote(node.text) if item_shape.free else node.text
        return self._file.fix("make-list", node.start, node.end, f"[{item}]")

    def _entries(self, node: Node) -> MappingNode | None:
        """The node as a map; nothing written is an empty one."""
        if isinstance(node, Scalar) and node.missing:
            return MappingNode(node.start, node.end, flow=False)
        if isinstance(node, MappingNode):
            return node
        mend = surprises.full_width_sign(self._file, node) if isinstance(node, Scalar) else None
        self._report_mend(mend) if mend else self._report("map-expected", node)
        return None

    def _table(self, shape: TableShape, node: Node, anchor: Node) -> Any:
        table = self._entries(node)
        if table is None:
            return UNREAD
        found = {}
        for key, value in table.entries:
            wide = surprises.full_width_sign(self._file, key) if isinstance(value, Scalar) and value.missing else None
            if wide is not None:
                self._report_mend(wide)
                continue
            self._path.append(key.text)
            name = self._table_key(shape, key)
            read = self._read(shape.value, value, key)
            self._path.pop()
            if name is not UNREAD and read is not UNREAD:
                found[name] = read
        return found

    def _table_key(self, shape: TableShape, key: Scalar) -> Any:
        """The key of a map: a name that is defined, a name that is used, or a word."""
        if shape.kind:
            self._define(shape.kind, key)
        if isinstance(shape.key, TextShape) and isinstance(shape.key.meaning, Refers):
            self._mention(shape.key.meaning.kind, key, is_key=True)
            return key.text
        return self._read(shape.key, key, key)

    def _define(self, kind: str, key: Scalar) -> None:
        place = self._place()
        scope = place.scope if kind == "step" else FLOW_FILE
        self._reading.define(kind, scope, Definition(key.text, key, place))

    def _either(self, shape: EitherShape, node: Node, anchor: Node) -> Any:
        if shape.rows is not None and isinstance(node, SequenceNode):
            return self._read(shape.rows, node, anchor)
        return self._read(shape.text if isinstance(node, Scalar) and not node.missing else shape.table, node, anchor)

    def _translated(self, shape: TranslatedShape, node: Node, anchor: Node) -> Any:
        """A text or a list as it is, or by language; of those that of the language in which the package is read."""
        written = [*node.entries] if isinstance(node, MappingNode) and _by_language(node) else []
        keys = {key.text: key for key, _ in written if key.text in LANGUAGES}
        self._reading.translatable.append(Translatable(self._place(), node, anchor, keys))
        if not written:
            return self._read(shape.item, node, anchor)
        assert isinstance(node, MappingNode)
        read = {}
        for position, (key, value) in enumerate(written):
            if key.text in LANGUAGES:
                read[key.text] = self._below(key.text, shape.item, value, key)
            else:
                self._unknown_language(node, position)
        if not read or any(value is UNREAD for value in read.values()):
            return UNREAD
        return read.get(self._language, next(iter(read.values())))

    def _unknown_language(self, table: MappingNode, position: int) -> None:
        """`zh:` means Chinese, of which there is one here; `en:` whichever English the file has not yet."""
        key = table.entries[position][0]
        written = {one.text for one, _ in table.entries}
        meant = next((one for one in LANGUAGES if one[:2] == key.text[:2].lower() and one not in written), "")
        fix = self._file.fix_scalar("rename-key", key, meant) if meant else None
        self._report("unknown-key", key, fix=fix, key=key.text, nearest=meant, known="" if meant else ", ".join(LANGUAGES))

    def _record(self, shape: RecordShape, node: Node, anchor: Node) -> Any:
        table = self._entries(node)
        return UNREAD if table is None else self._part(shape.part, table, anchor)

    def _part(self, part: type[Part], table: MappingNode, anchor: Node, fixed: dict[str, Any] | None = None) -> Any:
        """One record of the model. `fixed` holds attributes that were read in a way of their own."""
        values = self._single_items(part, table) | (fixed or {})
        fields = {key: field for key, field in fields_of(part).items() if field.attribute not in values}
        for position, (key, value) in enumerate(table.entries):
            if key.text in fields:
                values[fields[key.text].attribute] = self._below(key.text, fields[key.text].shape, value, key)
            elif key.text not in fields_of(part):
                self._unknown_key(table, position, fields)
        complete = self._complete(part, table, values, anchor)
        alone = EXACTLY_ONE.get(part)
        if (alone and not self._exactly_one(alone, table, anchor)) or not complete:
            return UNREAD
        self._check_beside(part, table)
        return part(**{name: value for name, value in values.items() if value is not UNREAD})

    def _single_items(self, part: type[Part], table: MappingNode) -> dict[str, Any]:
        """`collect: month`: one item in place of a list."""
        found: dict[str, Any] = {}
        for key in ONE_OR_MANY.get(part, ()):
            node, shape = table.get(key), fields_of(part)[key].shape
            if isinstance(node, Scalar) and not node.missing and isinstance(shape, RowsShape):
                read = self._below(key, shape.item, node, node)
                found[key] = () if read is UNREAD else (read,)
        return found

    def _complete(self, part: type[Part], table: MappingNode, values: dict[str, Any], anchor: Node) -> bool:
        """Whether all that a record needs was read; what nobody wrote is a finding."""
        required = [field for field in fields_of(part).values() if field.required]
        missing = [field.key for field in required if field.attribute not in values]
        for key in missing if self._file.whole_at(table) else ():
            self._report("key-missing", anchor, key=key)
        return not missing and not any(values[field.attribute] is UNREAD for field in required)

    def _exactly_one(self, alone: tuple[str, ...], table: MappingNode, anchor: Node) -> bool:
        written = [key for key, _ in table.entries if key.text in alone]
        if not written and self._file.whole_at(table):
            self._report("one-key-missing", anchor, known=", ".join(alone))
        for extra in written[1:]:
            self._report("one-key-too-many", extra, key=extra.text, other=written[0].text)
        return len(written) == 1

    def _check_beside(self, part: type[Part], table: MappingNode) -> None:
        """Keys that say more of another one, which must then be there."""
        for key, others in ONLY_BESIDE.get(part, {}).items():
            node = table.key(key)
            if node is not None and not any(table.key(other) for other in others):
                self._report("key-out-of-place", node, key=key, known=", ".join(others))

    def _unknown_key(self, table: MappingNode, position: int, known: Iterable[str]) -> None:
        key = table.entries[position][0]
        mend = surprises.cut_at_comma(self._file, table, position) or surprises.full_width_sign(self._file, key)
        if mend:
            self._report_mend(mend)
            return
        few = table.entries[:_LOOKED_AT]  # a table of thousands of unknown keys is no slip of the fingers
        written = {one.text for one, _ in few}
        meant = nearest(key.text, [name for name in known if name not in written]) if position < len(few) else ""
        fix = self._file.fix_scalar("rename-key", key, meant) if meant else None
        self._report("unknown-key", key, fix=fix, key=key.text, nearest=meant, known="" if meant else ", ".join(known))


def _by_language(table: MappingNode) -> bool:
    """Whether a map says the same in several languages: a key of it looks like one."""
    return any(_LANGUAGE.fullmatch(key.text) for key, _ in table.entries)
