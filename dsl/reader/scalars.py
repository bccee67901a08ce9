"""Owns reading single values: texts in their notation, names, numbers, words of a list, quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dsl.diagnostics import Findings, Fix, Span
from dsl.model import Refers
from dsl.naming import nearest
from dsl.notation import NotationError
from dsl.notations import parse
from dsl.reader import surprises
from dsl.reader.shapes import ChoiceShape, QuantityShape, Shape, SwitchShape, TextShape, WholeShape
from dsl.reading import Mention, Place, Reading, WrittenText
from dsl.source import Node, Scalar, SourceFile
from dsl.source.files import PathKey
from dsl.source.mends import Mend
from dsl.values import parse_duration, parse_level, parse_percent, parse_turns

UNREAD: Any = object()
"""Stands for a value that could not be read; its finding has been reported."""

Way = Callable[[Any, Node, Node], Any]
"""How a shape is read: the shape, the node, and the anchor, which is where to speak of a value that is missing."""

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MEANT_TRUE = {"true", "yes", "on", "y", "是", "1"}
_MEANT_FALSE = {"false", "no", "off", "n", "否", "0"}
_QUANTITIES: dict[str, Callable[[str], int | float]] = {
    "duration": parse_duration, "percent": parse_percent, "level": parse_level, "turns": parse_turns,
}  # fmt: skip
_WHOLE = re.compile(r"[-+]?\d{1,9}", re.ASCII)


class ScalarReader:
    """Reads the single values of one file."""

    def __init__(self, file: SourceFile, reading: Reading, findings: Findings) -> None:
        self._file = file
        self._reading = reading
        self._findings = findings
        self._path: list[PathKey] = []
        self._ways: dict[type, Way] = {
            TextShape: self._text,
            WholeShape: self._whole,
            SwitchShape: self._switch,
            QuantityShape: self._quantity,
            ChoiceShape: self._choice,
        }

    def read(self, shape: Shape) -> Any:
        """What the file holds, or UNREAD."""
        root = self._file.root or Scalar(0, 0, "")
        return self._read(shape, root, root)

    def _read(self, shape: Shape, node: Node, anchor: Node) -> Any:
        value = self._ways[type(shape)](shape, node, anchor)
        if value is UNREAD:
            self._reading.broken = True
        return value

    def _below(self, key: PathKey, shape: Shape, node: Node, anchor: Node) -> Any:
        """Reads what stands at a key or a position of the node that is being read."""
        self._path.append(key)
        value = self._read(shape, node, anchor)
        self._path.pop()
        return value

    def _place(self) -> Place:
        return Place(self._file.name, tuple(self._path))

    def _report(self, code: str, node: Node, fix: Fix | None = None, **arguments: str) -> Any:
        return self._report_at(code, self._file.place(node), fix, arguments)

    def _report_at(self, code: str, span: Span, fix: Fix | None, arguments: Mapping[str, str]) -> Any:
        self._reading.broken = True
        self._findings.report(code, span, fix=fix, arguments=arguments)
        return UNREAD

    def _report_mend(self, mend: Mend) -> Any:
        self._reading.broken = True
        self._findings.report(
            mend.code, self._file.span(mend.at, mend.until), fix=self._file.mend_fix(mend), arguments=mend.arguments
        )
        return UNREAD

    def _write_instead(self, node: Scalar, text: str) -> Fix | None:
        """A fix that writes another word in place of a scalar; none when there is no word for it."""
        return self._file.fix_scalar("write-instead", node, text) if text else None

    def _scalar(self, node: Node, anchor: Node) -> Scalar | None:
        """The scalar, if it is one and something was written; otherwise a finding."""
        if not isinstance(node, Scalar):
            mend = surprises.text_meant(self._file, node)
            self._report_mend(mend) if mend else self._report("text-expected", node)
            return None
        if node.missing:
            swallowed = surprises.swallowed_text(self._file, node, anchor)
            self._report_mend(swallowed) if swallowed else self._report("value-missing", anchor)
            return None
        return node

    def _text(self, shape: TextShape, node: Node, anchor: Node) -> Any:
        scalar = self._scalar(node, anchor)
        if scalar is None:
            return UNREAD
        if isinstance(shape.meaning, Refers):
            self._mention(shape.meaning.kind, scalar)
            return scalar.text
        swallowed = surprises.swallowed_comment(self._file, scalar) if shape.free else None
        if swallowed:
            return self._report_mend(swallowed)
        return scalar.text if shape.meaning is None else self._notation(shape.meaning.name, scalar)

    def _mention(self, kind: str, node: Scalar, is_key: bool = False) -> None:
        self._reading.mentions.append(Mention(kind, node.text, node, self._place(), is_key))

    def _notation(self, notation: str, node: Scalar) -> Any:
        tree = parse(notation, node.text)
        if isinstance(tree, NotationError):
            return self._report_notation(tree, node)
        self._reading.texts.append(WrittenText(notation, node, tree, self._place()))
        return node.text

    def _report_notation(self, error: NotationError, node: Scalar) -> Any:
        """A text that is not in its notation, at the very characters."""
        fix = None
        if error.replacement is not None:
            fix = self._file.fix_inside("use-meant-signs", node, error.start, error.end, error.replacement)
        self._reading.broken = True
        span = self._file.inside(node, error.start, error.end)
        self._findings.report(error.code, span, fix=fix, arguments=error.arguments)
        return UNREAD

    def _whole(self, shape: WholeShape, node: Node, anchor: Node) -> Any:
        scalar = self._scalar(node, anchor)
        if scalar is None:
            return UNREAD
        if _WHOLE.fullmatch(scalar.text) and not scalar.style:
            return int(scalar.text)
        meant = scalar.text if _WHOLE.fullmatch(scalar.text) else ""
        return self._report_written("whole-number-expected", scalar, meant)

    def _switch(self, shape: SwitchShape, node: Node, anchor: Node) -> Any:
        scalar = self._scalar(node, anchor)
        if scalar is None:
            return UNREAD
        if not scalar.style and scalar.text in _TRUTH:
            return _TRUTH[scalar.text]
        folded = scalar.text.casefold()
        meant = "true" if folded in _MEANT_TRUE else "false" if folded in _MEANT_FALSE else ""
        return self._report_written("true-or-false-expected", scalar, meant)

    def _report_written(self, code: str, scalar: Scalar, meant: str) -> Any:
        """What is no text: quote marks are part of the mistake."""
        return self._report_at(code, self._file.written(scalar), self._write_instead(scalar, meant), {"text": scalar.text})

    def _quantity(self, shape: QuantityShape, node: Node, anchor: Node) -> Any:
        scalar = self._scalar(node, anchor)
        if scalar is None:
            return UNREAD
        try:
            return _QUANTITIES[shape.name](scalar.text)
        except NotationError as error:
            return self._report_notation(error, scalar)

    def _choice(self, shape: ChoiceShape, node: Node, anchor: Node) -> Any:
        scalar = self._scalar(node, anchor)
        if scalar is None:
            return UNREAD
        if scalar.text in shape.words:
            return scalar.text
        meant = nearest(scalar.text, shape.words)
        known = ", ".join(shape.words)
        fix = self._write_instead(scalar, meant)
        return self._report("word-unknown", scalar, fix=fix, text=scalar.text, nearest=meant, known=known)
