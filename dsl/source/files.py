"""Owns a package's files as text, and the places in them that diagnostics point at.

Nodes carry offsets into the *working* text: the file as it was written or, where YAML could not read it, as `repair`
understood it. `SourceFile` turns such offsets back into places of the file as it was written; nobody else does.
"""

from __future__ import annotations

import bisect
import re
from array import array
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeAlias

from dsl.diagnostics import Fix, Span, TextEdit
from dsl.libraries import FLOW_FILE, HEADER, prefix_of
from dsl.source.mends import Mend
from dsl.source.nodes import MappingNode, Node, Scalar, SequenceNode
from dsl.source.offsets import value_places
from dsl.source.quoting import write_inside, write_text

PathKey: TypeAlias = str | int

_BREAK = re.compile(r"[\r\n]")
_COMPARED = 500
"""Mended texts of up to so many characters are compared with what was written, character by character."""


class SourceFile:
    """One file of a package: its text, its root node, and the way from working offsets to places."""

    def __init__(self, name: str, text: str, readable: bool = True) -> None:
        self.name = name
        self.text = text
        self.working = text
        self.readable = readable
        self.root: Node | None = None
        self._masked: list[tuple[int, int]] = []  # what was left out, as places of the file as it was written
        self._origins: array[int] | None = None
        self._line_starts = array("l", [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))])

    # -- the working text

    def rewrite(self, start: int, end: int, text: str) -> None:
        """Replaces working characters; those that stay, and all others, keep the place where they were written."""
        origins = self._origins or array("l", range(len(self.working) + 1))
        kept = array("l", [origins[start]] * len(text))
        if end - start <= _COMPARED and len(text) <= 2 * _COMPARED:
            for old, new, size in SequenceMatcher(None, self.working[start:end], text, autojunk=False).get_matching_blocks():
                kept[new : new + size] = origins[start + old : start + old + size]
                kept[new + size :] = array("l", [origins[start + old + size]] * (len(text) - new - size))
        self._origins = origins[:start] + kept + origins[end:]
        self.working = self.working[:start] + text + self.working[end:]

    def mask(self, start: int, end: int) -> None:
        """Leaves working characters out, so that the rest can be read."""
        self._masked.append((self.origin(start), self.origin(end)))
        self.working = self.working[:start] + re.sub(r"[^\r\n]", " ", self.working[start:end]) + self.working[end:]

    def blank(self, pattern: re.Pattern[str]) -> None:
        """Puts a space where a character of the pattern stands."""
        self.working = pattern.sub(" ", self.working)

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return self.readable and not self._masked

    def left_out(self, name: str) -> bool:
        """Whether a definition of this name may stand in what could not be read."""
        return not self.readable or any(name in self.text[start:end] for start, end in self._masked)

    def whole_at(self, node: Node) -> bool:
        """Whether nothing was left out of a node, right before or right behind it."""
        if not self._masked:
            return True
        before, behind = self.working[: node.start], self.working[node.end :]
        first = self.origin(len(before.rstrip()))
        last = self.origin(len(self.working) - len(behind.lstrip()))
        return not any(first <= start and end <= last for start, end in self._masked)

    # -- places

    def origin(self, offset: int) -> int:
        """The offset in the file as it was written."""
        if self._origins is None:
            return min(offset, len(self.text))
        return self._origins[min(offset, len(self._origins) - 1)]

    def span(self, start: int, end: int) -> Span:
        """The place of working characters."""
        first = self.origin(start)
        last = max(first, self.origin(end))
        return Span(self.name, *self._position(first), *self._position(last), first, last)

    def place(self, node: Node) -> Span:
        """Where a node stands, without quote marks; only its first line, so that no editor marks a whole page."""
        if isinstance(node, Scalar) and node.style and node.text.strip():
            first = len(node.text) - len(node.text.lstrip())
            places = value_places(node, self.working)
            start, end = places[first][0], places[len(node.text.rstrip()) - 1][1]
            return self._first_line(start, end) if re.search(r"\s", node.text.strip()) else self.span(start, end)
        return self.written(node)

    def written(self, node: Node) -> Span:
        """The first line of a node with its quote marks, where it matters how it is written."""
        return self._first_line(node.start, node.end)

    def _first_line(self, start: int, end: int) -> Span:
        broken = _BREAK.search(self.working, start, end)
        line = self.working[start : broken.start() if broken else end]
        return self.span(start, start + len(line.rstrip(" \t")))

    def inside(self, scalar: Scalar, start: int, end: int) -> Span:
        """The place of some characters of a scalar's value, whatever style it is written in."""
        return self.span(*self._inside(scalar, start, end))

    def _inside(self, scalar: Scalar, start: int, end: int) -> tuple[int, int]:
        places = value_places(scalar, self.working)
        if not places:
            return scalar.start, scalar.end
        last = len(places) - 1
        first = places[start][0] if start <= last else places[last][1]
        return first, max(first, places[min(end - 1, last)][1]) if end > start else first

    def edit(self, start: int, end: int, text: str) -> TextEdit:
        """A change of working characters, as a change of the file as it was written."""
        return TextEdit(self.name, self.origin(start), self.origin(end), text)

    def fix(self, title: str, start: int, end: int, text: str) -> Fix:
        return Fix(title, (self.edit(start, end, text),))

    def fix_scalar(self, title: str, scalar: Scalar, text: str) -> Fix:
        """A fix that writes a whole scalar anew; `text` is as YAML wants it."""
        return self.fix(title, scalar.start, self._last_line(scalar), text)

    def fix_inside(self, title: str, scalar: Scalar, start: int, end: int, text: str) -> Fix | None:
        """A fix that writes some characters of a scalar's value anew: only those, where its style allows it."""
        first, last = self._inside(scalar, start, end)
        inside = write_inside(scalar.style, scalar.text[:start], text, scalar.text[end:])
        if inside is not None and start < end:
            return self.fix(title, first, last, inside)
        meant = scalar.text[:start] + text + scalar.text[end:]
        return None if scalar.style in ("|", ">") else self.fix_scalar(title, scalar, write_text(meant, flow=True))

    def _last_line(self, scalar: Scalar) -> int:
        """A block ends with its last line; the line break behind it is the file's."""
        written = self.working[scalar.start : scalar.end]
        return scalar.start + len(written.rstrip() if scalar.style in ("|", ">") else written)

    def mend_fix(self, mend: Mend) -> Fix | None:
        """The fix that a mend offers, if it is a safe one."""
        return self.fix(mend.title, mend.start, mend.end, mend.text) if mend.title else None

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


class Source:
    """All files of a package and of the libraries it uses, by their name (`flow.yaml`, `library/identity/slots.yaml`)."""

    def __init__(self, files: dict[str, SourceFile], libraries: tuple[str, ...] = ()) -> None:
        self.files = files
        self.libraries = libraries  # that lie beside it
        self.used: list[str] = []  # those of them that it needs, itself or through another

    def uses_of(self, library: str) -> list[str]:
        """What the package itself (or a library) says it uses."""
        headers = (prefix_of(library) + HEADER,) if library else (FLOW_FILE, HEADER)
        node = next((node for file in headers if (node := self.find(file, ("uses",))) is not None), None)
        items = node.items if isinstance(node, SequenceNode) else []
        return [item.text for item in items if isinstance(item, Scalar)]

    @property
    def own_library(self) -> str:
        """The name of the library that is read by itself; empty of a package."""
        name = self.find(HEADER, ("library",)) if FLOW_FILE not in self.files else None
        return name.text if isinstance(name, Scalar) else ""

    def needed_by(self, library: str) -> list[str]:
        """The libraries that a library needs, itself or through another."""
        found: list[str] = []
        waiting = [library]
        while waiting:
            for used in self.uses_of(waiting.pop(0)):
                if used in self.used and used not in found:
                    found.append(used)
                    waiting.append(used)
        return found

    def circle_of(self, library: str) -> list[str]:
        """The shortest way from a library back to itself through what it uses; empty when there is none."""
        goal = library or self.own_library
        ways, seen = [[library]], set[str]()
        while ways:
            way = ways.pop(0)
            for used in self.uses_of(way[-1]):
                if used == goal:
                    return way
                if used in self.used and used not in seen:
                    seen.add(used)
                    ways.append([*way, used])
        return []

    def file_of_subflow(self, name: str) -> str:
        """Where a sub-flow stands: among the package's own files, or in one of its libraries."""
        own = f"subflows/{name}.yaml"
        files = (own, *(prefix_of(library) + own for library in self.used))
        return next((file for file in files if file in self.files), own)

    @property
    def whole(self) -> bool:
        """Whether every file could be read, and nothing had to be left out."""
        return all(file.whole for file in self.files.values())

    def find(self, file: str, path: Iterable[PathKey]) -> Node | None:
        """The node at a path of keys and list positions: `("steps", "greet", "next")`."""
        node = self.files[file].root if file in self.files else None
        for step in path:
            if isinstance(node, MappingNode) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def value_span(self, file: str, path: Iterable[PathKey]) -> Span | None:
        """Where the value at a path stands."""
        node = self.find(file, path)
        return self.files[file].place(node) if node is not None else None

    def find_key(self, file: str, path: Iterable[PathKey]) -> Scalar | None:
        """The key node that a path ends with."""
        *above, last = path
        node = self.find(file, above)
        return node.key(last) if isinstance(node, MappingNode) and isinstance(last, str) else None

    def key_span(self, file: str, path: Iterable[PathKey]) -> Span | None:
        """Where the last key of a path stands."""
        key = self.find_key(file, path)
        return self.files[file].place(key) if key is not None else None
