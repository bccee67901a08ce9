"""Owns the YAML subset: events of the YAML parser → nodes, and an end to everything that could surprise.

Anchors, aliases, tags, merge keys, complex keys, duplicate keys and second documents are findings; the rest of the file
is read on. Where YAML itself stops, `repair` says what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from dsl.diagnostics import Findings, Fix
from dsl.source.events import TooMuch, end_of, start_of
from dsl.source.files import SourceFile
from dsl.source.nodes import MappingNode, Node, Scalar, SequenceNode
from dsl.source.quoting import quote
from dsl.source.repair import Allowance, repaired_events

_UNWELCOME = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def compose(file: SourceFile, findings: Findings, allowance: Allowance) -> Node | None:
    """The root node of a file, or None when there is nothing in it that can be read."""
    _clear_characters(file, findings)
    try:
        return _Composer(file, findings).root(repaired_events(file, findings, allowance))
    except TooMuch as problem:
        findings.report(problem.code, file.span(problem.offset, problem.offset), limit=str(problem.limit))
        file.readable = False
        return None


def _clear_characters(file: SourceFile, findings: Findings) -> None:
    """Takes out characters that nobody can see: YAML would stop at some and break lines at others."""
    if file.working.startswith("\ufeff"):
        file.rewrite(0, 1, "")  # a byte order mark is no part of the text
    found = list(_UNWELCOME.finditer(file.working))
    for position in found[:20]:
        at = position.start()
        fix = file.fix("remove-character", at, at + 1, "")
        findings.report("character-not-allowed", file.span(at, at + 1), fix=fix, character=f"U+{ord(position.group()):04X}")
    if found:
        file.blank(_UNWELCOME)


class _Composer:
    """Builds nodes from the events of one file."""

    def __init__(self, file: SourceFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings

    def root(self, events: list[yaml.Event]) -> Node | None:
        """The root of the first document; a second one is a finding."""
        walk = iter(events)
        root: Node | None = None
        documents = 0
        for event in walk:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._report("second-document", start_of(event), end_of(event))
            elif documents == 1 and isinstance(event, yaml.NodeEvent):
                root = self._node(event, walk)
        return None if isinstance(root, Scalar) and root.missing else root

    def _node(self, event: yaml.Event, walk: Iterator[yaml.Event]) -> Node:
        start, end = start_of(event), end_of(event)
        if isinstance(event, yaml.AliasEvent):
            self._report("alias-used", start, end, fix=self._quote_fix(start, end), name=str(event.anchor))
            return Scalar(start, end, self._file.working[start:end])
        if self._has_properties(event, start, end) and isinstance(event, yaml.ScalarEvent):
            return Scalar(start, end, self._file.working[start:end])  # the text that the fix makes of it
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(MappingNode(start, end, bool(event.flow_style)), walk)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(SequenceNode(start, end, bool(event.flow_style)), walk)
        assert isinstance(event, yaml.ScalarEvent)
        return Scalar(start, end, event.value, event.style or "")

    def _has_properties(self, event: yaml.Event, start: int, end: int) -> bool:
        """Whether the node has an anchor or a tag, which is a finding."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is None and tag is None:
            return False
        code, name = ("anchor-used", anchor) if anchor is not None else ("tag-used", tag)
        fix = self._quote_fix(start, end) if isinstance(event, yaml.ScalarEvent) else None
        written = re.compile(r"\S*").match(self._file.working, start)
        self._report(code, start, written.end() if written else start, fix=fix, name=str(name))
        return True

    def _quote_fix(self, start: int, end: int) -> Fix | None:
        written = self._file.working[start:end]
        return self._file.fix("quote-text", start, end, quote(written)) if "\n" not in written else None

    def _mapping(self, node: MappingNode, walk: Iterator[yaml.Event]) -> MappingNode:
        seen: dict[str, Scalar] = {}
        for event in walk:
            if isinstance(event, yaml.MappingEndEvent):
                node.end = self._end(node.flow, event, node.entries[-1][1].end if node.entries else node.end)
                break
            key = self._node(event, walk)
            value = self._node(next(walk), walk)
            if self._accept_key(key, value, seen):
                assert isinstance(key, Scalar)
                seen[key.text] = key
                node.entries.append((key, value))
        return node

    def _accept_key(self, key: Node, value: Node, seen: dict[str, Scalar]) -> bool:
        if not isinstance(key, Scalar) or self._explicit(key):
            self._findings.report("complex-key", self._file.place(key))
            return isinstance(key, Scalar)
        if key.text == "<<" and not key.style:
            self._report("merge-key", key.start, key.end)
            return False
        if (first := seen.get(key.text)) is not None:
            line = str(self._file.place(first).line)
            self._report("duplicate-key", key.start, key.end, name=key.text, line=line)
            return False
        return True

    def _explicit(self, key: Scalar) -> bool:
        """Whether the key is written the long way, `? key`."""
        text, before = self._file.working, key.start
        while before > 0 and text[before - 1] in " \t":
            before -= 1
        return before < key.start and text[before - 1 : before] == "?" and (before == 1 or text[before - 2] in "-{, \t\r\n")

    def _sequence(self, node: SequenceNode, walk: Iterator[yaml.Event]) -> SequenceNode:
        for event in walk:
            if isinstance(event, yaml.SequenceEndEvent):
                node.end = self._end(node.flow, event, node.items[-1].end if node.items else node.end)
                break
            node.items.append(self._node(event, walk))
        return node

    @staticmethod
    def _end(flow: bool, event: yaml.Event, last: int) -> int:
        """YAML ends a block where the next thing begins; ours ends with its last part."""
        return end_of(event) if flow else last

    def _report(self, code: str, start: int, end: int, fix: Fix | None = None, **arguments: str) -> None:
        self._findings.report(code, self._file.span(start, end), fix=fix, arguments=arguments)
