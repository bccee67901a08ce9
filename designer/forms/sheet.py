"""Owns reading a file's text for a form: what stands at a path, and which problems stand there.

It reads the marked nodes and not the model, so that a form shows what was written even where it is wrong. Texts that stand there
by language are those of one of them, which a person chooses.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from designer.words import language
from dsl.compiler import Checked
from dsl.diagnostics import Diagnostic
from dsl.model import LANGUAGES
from dsl.source import MappingNode, Node, Scalar, SequenceNode, Source

Path = tuple[str | int, ...]
Problem = tuple[str, str]  # severity, sentence


class LineItem(Struct, frozen=True):
    """One text of a list, with what is wrong with it."""

    text: str
    problems: list[Problem]


class Sheet:
    """One file of a checked package. A problem is shown once: at the first field that asks for its place."""

    def __init__(self, checked: Checked, file: str, language: str = "") -> None:
        self.languages = checked.package.flow.spoken if checked.package else ()
        self.language = language if language in self.languages else next(iter(self.languages), "")
        self.checked = checked
        self._source = checked.source
        self._file = file
        self._found = [(self._path_of(d), d) for d in checked.findings if d.span.file == file]
        self._open = list(self._found)

    @property
    def readable(self) -> bool:
        """Whether the file is there and could be read."""
        file = self._source.files.get(self._file)
        return file is None or file.readable

    def node(self, path: Path) -> Node | None:
        return self._source.find(self._file, path)

    def has(self, path: Path) -> bool:
        return self.node(path) is not None

    def own(self, path: Path) -> Path:
        """Where a text or a list stands in the language of this sheet; as it is where there is one for all."""
        node = self.node(path)
        keys = [key.text for key, _ in node.entries if key.text in LANGUAGES] if isinstance(node, MappingNode) else []
        if not keys:
            return path
        return (*path, self.language or keys[0])

    def tails(self, path: Path) -> dict[int, Path]:
        """Of a list, the items that are written by language, with what comes behind their place."""
        whole = self.own(path)
        places = {index: self.own((*whole, index)) for index in range(self.length(whole))}
        return {index: place[len(whole) + 1 :] for index, place in places.items() if len(place) > len(whole) + 1}

    def text(self, path: Path) -> str:
        node = self.node(self.own(path))
        return node.text if isinstance(node, Scalar) else ""

    def texts(self, path: Path) -> list[str]:
        """The texts of a list; a text that stands alone counts as a list of one."""
        own = self.own(path)
        node = self.node(own)
        if isinstance(node, Scalar):
            return [] if node.missing else [node.text]
        return [self.text((*own, index)) for index in range(self.length(own))]

    def line_items(self, path: Path) -> list[LineItem]:
        own = self.own(path)
        return [LineItem(text, self.problems((*own, index))) for index, text in enumerate(self.texts(path))]

    def names(self, path: Path = ()) -> list[str]:
        """The keys of a map, in order."""
        node = self.node(path)
        return [key.text for key, _ in node.entries] if isinstance(node, MappingNode) else []

    def length(self, path: Path = ()) -> int:
        node = self.node(path)
        return len(node.items) if isinstance(node, SequenceNode) else 0

    def line(self, path: Path) -> int:
        """The line on which what stands at a path begins; 1 when nothing stands there."""
        span = (self._source.key_span(self._file, path) or self._source.value_span(self._file, path)) if path else None
        return span.line if span else 1

    def count(self, path: Path) -> tuple[int, int]:
        """How many errors and warnings stand at a path or below, shown or not."""
        found = [d.severity for at, d in self._found if at[: len(path)] == path]
        return found.count("error"), found.count("warning")

    def problems(self, path: Path) -> list[Problem]:
        """What is wrong at a path or below and was not shown yet."""
        here = [(at, d) for at, d in self._open if at[: len(path)] == path]
        self._open = [entry for entry in self._open if entry not in here]
        return [(d.severity, d.sentence(language())) for _, d in here]

    def _path_of(self, diagnostic: Diagnostic) -> Path:
        """The path of the innermost node or key that holds the beginning of a problem."""
        file = self._source.files.get(self._file)
        path: Path = ()
        if file is None:
            return path
        at, node = diagnostic.span.start, file.root
        while node is not None:
            inner = next((step for step, start, end in _parts(node) if file.origin(start) <= at <= file.origin(end)), None)
            if inner is None:
                return path
            path = (*path, inner)
            node = self._source.find(self._file, path)
        return path


def _parts(node: Node) -> Iterator[tuple[str | int, int, int]]:
    """The steps down from a node, each with the stretch of text that is its own."""
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            yield key.text, key.start, max(key.end, value.end)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield index, item.start, item.end


def written(source: Source, name: str, path: Path) -> str:
    """The text of an item as it stands in its file, its key included; empty when it is not there."""
    file = source.files.get(name)
    if file is None:
        return ""
    if not path:
        return file.text
    *above, last = path
    node, parent = source.find(name, path), source.find(name, above)
    if node is None:
        return ""
    key = parent.key(last) if isinstance(parent, MappingNode) and isinstance(last, str) else None
    return file.text[file.origin(key.start if key else node.start) : file.origin(node.end)].rstrip()
