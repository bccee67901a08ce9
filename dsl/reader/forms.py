"""Owns reading what is written in a form of its own: steps by their verb, `choose`, reprompts, and rules of `always`."""

from __future__ import annotations

from typing import Any

from dsl.diagnostics import Findings
from dsl.model import STEP_KINDS, AlwaysRule, Branch, Choose, Notation, Reprompts
from dsl.naming import nearest
from dsl.reader import surprises
from dsl.reader.parts import PartReader
from dsl.reader.scalars import UNREAD
from dsl.reader.shapes import RecordShape, StepShape, TextShape, TranslatedShape, fields_of
from dsl.reading import Reading
from dsl.source import MappingNode, Node, Scalar, SequenceNode, SourceFile

MOST_REPROMPTS = 20
"""How often a question may stand again. Whoever hears it a tenth time has long hung up."""

_REPLY = TranslatedShape(TextShape(Notation("reply")))


class FileReader(PartReader):
    """Reads one file of a package."""

    def __init__(self, file: SourceFile, reading: Reading, findings: Findings, language: str = "") -> None:
        super().__init__(file, reading, findings, language)
        self._ways |= {StepShape: self._step, RecordShape: self._record_or_form}

    def _record_or_form(self, shape: RecordShape, node: Node, anchor: Node) -> Any:
        if shape.part is Reprompts:
            return self._reprompts(node, anchor)
        if shape.part is AlwaysRule and isinstance(node, Scalar) and not node.missing:
            go = self._read(fields_of(AlwaysRule)["go"].shape, node, anchor)
            return UNREAD if go is UNREAD else AlwaysRule(go=go)
        return self._record(shape, node, anchor)

    # -- steps

    def _step(self, shape: StepShape, node: Node, anchor: Node) -> Any:
        table = self._entries(node)
        if table is None:
            return UNREAD
        verbs = [key for key, _ in table.entries if key.text in STEP_KINDS]
        if not verbs:
            return self._without_verb(table, anchor)
        for extra in verbs[1:]:
            self._report("two-verbs", extra, verb=extra.text, other=verbs[0].text)
        if verbs[1:]:
            return UNREAD
        kind = STEP_KINDS[verbs[0].text]
        if kind is Choose:
            return self._choose(table, anchor)
        return self._part(kind, table, anchor)

    def _without_verb(self, table: MappingNode, anchor: Node) -> Any:
        """A step that does nothing; a key that is nearly a verb is said to be one."""
        known = tuple(dict.fromkeys(key for kind in STEP_KINDS.values() for key in fields_of(kind)))
        misspelt = False
        for position, (key, _) in enumerate(table.entries):
            if key.text not in known:
                self._unknown_key(table, position, known)
                misspelt = misspelt or nearest(key.text, known) in STEP_KINDS
        if not misspelt and self._file.whole_at(table):
            self._report("verb-missing", anchor, known=", ".join(STEP_KINDS))
        return UNREAD

    def _choose(self, table: MappingNode, anchor: Node) -> Any:
        """The branches of `choose`; the last item of its list is `otherwise`."""
        rows = table.get("choose")
        if (beside := table.key("otherwise")) is not None:
            return self._report("otherwise-misplaced", beside)
        if not isinstance(rows, SequenceNode):
            return self._report("list-expected", table.key("choose") or anchor)
        self._path.append("choose")
        branches = [
            self._below(index, RecordShape(Branch), item, item)
            for index, item in enumerate(rows.items)
            if _entry_of(item, "otherwise") is None
        ]
        otherwise = self._closing_entry("otherwise", rows, table.key("choose") or anchor, fields_of(Choose)["otherwise"].shape)
        self._path.pop()
        read = {"choose": tuple(branch for branch in branches if branch is not UNREAD), "otherwise": otherwise}
        return self._part(Choose, table, anchor, read)

    # -- reprompts

    def _reprompts(self, node: Node, anchor: Node) -> Any:
        """A list of texts whose last item is `go: step`."""
        if not isinstance(node, SequenceNode):
            return self._report("list-expected", anchor if isinstance(node, Scalar) and node.missing else node)
        texts = [item for item in node.items if isinstance(item, Scalar)]
        if len(texts) > MOST_REPROMPTS:
            return self._report("reprompts-too-many", texts[MOST_REPROMPTS], limit=str(MOST_REPROMPTS))
        if mend := surprises.flow_texts(self._file, SequenceNode(node.start, node.end, node.flow, list(texts))):
            return self._report_mend(mend)
        says = [self._below(index, _REPLY, item, item) for index, item in enumerate(node.items) if _entry_of(item, "go") is None]
        go = self._closing_entry("go", node, anchor, fields_of(Reprompts)["go"].shape)
        return UNREAD if go is UNREAD or UNREAD in says else Reprompts(says=tuple(says), go=go)

    def _closing_entry(self, name: str, rows: SequenceNode, anchor: Node, shape: Any) -> Any:
        """The `go: …` or `otherwise: …` that a list must end with."""
        found: Any = UNREAD
        written = False
        for index, item in enumerate(rows.items):
            if (entry := _entry_of(item, name)) is None:
                continue
            written = True
            assert isinstance(item, MappingNode)
            self._path.append(index)
            found = self._below(name, shape, entry[1], entry[0])
            for position, (key, _) in enumerate(item.entries):
                if key.text != name:
                    self._unknown_key(item, position, (name,))
            self._path.pop()
            if index != len(rows.items) - 1:
                self._report(f"{name}-misplaced", entry[0])
        if not written and self._file.whole_at(rows):
            self._report(f"{name}-missing", anchor)
        return found


def _entry_of(item: Node, name: str) -> tuple[Scalar, Node] | None:
    """The entry of that name when the list item is a map that has one."""
    if not isinstance(item, MappingNode):
        return None
    return next(((key, value) for key, value in item.entries if key.text == name), None)
