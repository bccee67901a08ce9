"""Owns the changes of a whole package: names first, then file by file, in the order in which they matter to callers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from dsl.changes.change import Change, Line
from dsl.changes.differences import Difference, differences, entries, texts
from dsl.changes.particular import Saying, of_a_difference, of_a_list, of_a_wording
from dsl.changes.places import PARTS, Path, owner_length
from dsl.diagnostics import Findings
from dsl.editing.renamed import definitions, renamings
from dsl.editing.renaming import Renaming, rename
from dsl.editing.tree import EditError
from dsl.libraries import files_of, library_of, own_files, prefix_of
from dsl.source import MappingNode, Node, Scalar, SequenceNode, Source, SourceFile, read_source

_EDGES = {"next", "failed", "otherwise", "unavailable", "go", "start", "inbound", "outbound"}
_EDGE_TABLES = {"results", "hear", "keys"}
_WORDINGS = {"say", "ask", "hang_up", "leave", "waiting", "invalid", "note", "no_input", "no_match"}
_ADDRESSES = {"get", "post"}
_RECORDING = re.compile(r"录音|录制|\brecord(?:ed|ing|s)?\b", re.IGNORECASE)
_WEIGHTS = {"policies.yaml": 0, "escalation.yaml": 1, "intents.yaml": 4, "slots.yaml": 4, "answers.yaml": 4, "data.yaml": 5}
_OF_CALLERS, _WAYS, _WORDED, _WORDS, _OTHERS, _PROOFS, _LAYOUT = 0, 2, 3, 6, 6, 7, 9
_SHOWN_LINES = 40


def changes(old: Mapping[str, str], new: Mapping[str, str], records: Sequence[Renaming] = ()) -> list[Change]:
    """Everything that differs, in the libraries beside a package too.

    `records`: the renames that were recorded in the package itself; others are found by content.
    """
    found = _changes(own_files(old), own_files(new), records)
    for library in sorted({library_of(file) for file in (*old, *new)} - {""}):
        prefix = prefix_of(library)
        inside = _changes(files_of(old, library), files_of(new, library), ())
        found += (msgspec.structs.replace(one, file=prefix + one.file) for one in inside)
    return sorted(found, key=lambda one: (one.weight, one.file, one.new_line or one.old_line or 0))


def _changes(old: Mapping[str, str], new: Mapping[str, str], records: Sequence[Renaming]) -> list[Change]:
    """Those of a package alone, or of a library."""
    if old == new:
        return []
    before, named = _renamed(old, new, records)
    sources = (read_source(before, Findings()), read_source(new, Findings()))
    found = list(_namings(named, old, new))
    for file in sorted({*before, *new}):
        if before.get(file) != new.get(file):
            found += _FileChanges(file, *sources).all(before.get(file), new.get(file))
    return found


# ---- names ---------------------------------------------------------------------------------------------------------


def _renamed(
    old: Mapping[str, str], new: Mapping[str, str], records: Sequence[Renaming]
) -> tuple[dict[str, str], list[Renaming]]:
    """The old version with the new names, so that what only speaks of a renamed thing has not changed."""
    before, done = dict(old), []
    for one in renamings(definitions(old), definitions(new), records):
        try:
            before = rename(before, one)
        except EditError:
            continue  # then one thing has gone and another has come
        done.append(one)
    return before, done


def _namings(named: Iterable[Renaming], old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    was, now = definitions(old), definitions(new)
    sources = read_source(old, Findings()), read_source(new, Findings())
    for one in named:
        before, after = was[one.kind, one.scope][one.old], now[one.kind, one.scope][one.new]
        whole = one.kind == "subflow"
        path: Path = () if whole else (*before.path[:-1], one.old)
        yield Change(
            code="renamed", file=before.file, path=path, old=one.old, new=one.new, weight=_OTHERS,
            old_line=_line(sources[0], before.file, before.path), new_line=_line(sources[1], after.file, after.path),
        )  # fmt: skip


# ---- one file ------------------------------------------------------------------------------------------------------


class _FileChanges:
    """The changes of one file."""

    def __init__(self, file: str, old: Source, new: Source) -> None:
        self._file = file
        self._folder = PurePosixPath(file).parent.as_posix()
        self._old, self._new = old, new

    def all(self, old: str | None, new: str | None) -> Iterator[Change]:
        before, after = self._old.files.get(self._file), self._new.files.get(self._file)
        roots = (before.root if before else None), (after.root if after else None)
        found = list(differences(*roots))
        if self._folder == "subflows" and (old is None or new is None):
            yield self._whole("file-added" if old is None else "file-removed", roots[1] or roots[0])
            return
        said = list(self._said(list(self._apart(found))))
        yield from said
        if old is None or new is None:
            if not said:
                yield self._plain("file-added" if old is None else "file-removed")
            return
        if not said:
            whole = all(one is not None and one.whole for one in (before, after))
            comments = _comments(before), _comments(after)
            yield self._plain("unread" if not whole else "comments" if comments[0] != comments[1] else "layout")
        elif set(_comments(after)) - set(_comments(before)):
            yield self._plain("comments-too")

    def _plain(self, code: str) -> Change:
        return Change(code=code, file=self._file, weight=_LAYOUT)

    def _whole(self, code: str, root: Node | None) -> Change:
        kind: Literal["come", "gone"] = "come" if code == "file-added" else "gone"
        lines = tuple(Line(kind, text) for _, text in texts(root))[:_SHOWN_LINES]
        return Change(
            code=code, file=self._file, lines=lines, weight=_WAYS, private=any(_RECORDING.search(one.text) for one in lines)
        )

    # -- taking apart

    def _apart(self, found: Iterable[Difference]) -> Iterator[Difference]:
        """A file or a part of it that came or went as a whole, as the things that stand in it."""
        for one in found:
            node = one.new or one.old
            depth = len(one.path)
            container = depth == 0 or (depth == 1 and one.path[0] in PARTS and self._file != "data.yaml")
            if one.kind in ("added", "removed") and container and isinstance(node, MappingNode):
                yield from self._apart(_entry(one, key, value) for key, value in entries(node).items())
            elif one.kind in ("added", "removed") and depth == 0 and isinstance(node, SequenceNode):
                yield from self._apart(_entry(one, number, value) for number, value in enumerate(node.items))
            else:
                yield one

    # -- saying

    def _said(self, found: list[Difference]) -> Iterator[Change]:
        lists: dict[Path, list[Difference]] = {}
        for one in found:
            parent = self._list_of_texts(one)
            if parent is None:
                yield self._change(one)
            else:
                lists.setdefault(parent, []).append(one)
        for path, inside in lists.items():
            yield self._texts(path, inside)

    def _list_of_texts(self, one: Difference) -> Path | None:
        """The list of texts that a difference stands in (or is), if one says best what happened."""
        path = one.path if one.kind == "reordered" else one.path[:-1]
        if len(path) <= owner_length(self._file, path) or not (one.kind == "reordered" or isinstance(one.path[-1], int)):
            return None
        old_path = one.old_path if one.kind == "reordered" else one.old_path[:-1]
        nodes = [self._new.find(self._file, path), self._old.find(self._file, old_path)]
        held = one.new or one.old
        mine = one.kind == "reordered" or isinstance(held, Scalar)
        items = [item for node in nodes if isinstance(node, SequenceNode) for item in node.items]
        return path if mine and any(isinstance(item, Scalar) for item in items) else None

    def _texts(self, path: Path, inside: list[Difference]) -> Change:
        numbers: dict[str, int] = {}
        lines: list[Line] = []
        for one in inside:
            numbers[one.kind] = numbers.get(one.kind, 0) + 1
            lines += _lines(one) if one.kind != "reordered" else []
        first = inside[0]
        old_path = first.old_path if first.kind == "reordered" else first.old_path[:-1]
        saying = of_a_list(self._file, path, self._old.find(self._file, old_path), self._new.find(self._file, path))
        if saying is not None:
            return self._particular(saying, first, path=path, lines=tuple(lines[:_SHOWN_LINES]))
        return self._made("texts", first, path=path, lines=tuple(lines[:_SHOWN_LINES]), numbers=numbers)

    def _change(self, one: Difference) -> Change:
        path = one.path
        length = owner_length(self._file, path)
        saying = of_a_difference(self._file, one) if one.kind != "reordered" and self._folder != "conversations" else None
        if saying is not None:
            return self._particular(saying, one, path=path, lines=_lines(one))
        if one.kind == "reordered":
            return self._made("reordered" if len(path) > length else "reordered-all", one)
        if len(path) == length and path:
            return self._owner(one)
        if not path:
            return self._made(f"part-{one.kind}", one)
        key = path[-1] if isinstance(path[-1], str) else ""
        held = one.new or one.old
        if not isinstance(held, Scalar) or (one.kind == "changed" and not isinstance(one.old, Scalar)):
            return self._made(f"part-{one.kind}", one, lines=_lines(one))
        if key == "secret":
            return self._made("secret-on" if isinstance(one.new, Scalar) and one.new.text == "true" else "secret-off", one)
        if self._is_edge(path):
            return self._made(f"edge-{one.kind}", one)
        if self._file == "data.yaml" and key in _ADDRESSES and one.kind == "changed":
            hosts = [urlsplit(_text(node)).netloc for node in (one.old, one.new)]
            if hosts[0] != hosts[1]:
                return self._made("host", one, old=hosts[0], new=hosts[1], lines=_lines(one))
        if self._folder != "conversations" and any(part in _WORDINGS for part in path[length:] if isinstance(part, str)):
            if one.kind == "changed" and (saying := of_a_wording(one)) is not None:
                return self._particular(saying, one, path=path, lines=_lines(one))
            return self._made(f"words-{one.kind}", one, lines=_lines(one))
        return self._made(f"value-{one.kind}", one)

    def _owner(self, one: Difference) -> Change:
        """A whole thing that came or went, or is one value itself."""
        held = one.new or one.old
        if one.path[0] == "topics":
            return self._made(f"topic-{one.kind}", one)
        if one.kind == "changed":
            return self._made("own-changed" if isinstance(held, Scalar) else "part-changed", one, lines=_lines(one))
        return self._made(one.kind, one, lines=_lines(one))

    def _is_edge(self, path: Path) -> bool:
        if self._file != "flow.yaml" and self._folder != "subflows" and self._file != "escalation.yaml":
            return False
        return path[-1] in _EDGES or (len(path) > 1 and path[-2] in _EDGE_TABLES)

    def _particular(self, saying: Saying, one: Difference, *, path: Path, lines: tuple[Line, ...]) -> Change:
        made = self._made(saying.code, one, path=path, lines=lines)
        return msgspec.structs.replace(
            made, old=saying.old, new=saying.new, come=saying.come, gone=saying.gone, parts=saying.parts,
            private=made.private or saying.private,
        )  # fmt: skip

    def _made(self, code: str, one: Difference, *, path: Path | None = None, old: str = "", new: str = "",
              lines: tuple[Line, ...] = (), numbers: dict[str, int] | None = None) -> Change:  # fmt: skip
        at = one.path if path is None else path
        return Change(
            code=code,
            file=self._file,
            path=at,
            title=self._title(one),
            old=old or (_text(one.old) if isinstance(one.old, Scalar) else ""),
            new=new or (_text(one.new) if isinstance(one.new, Scalar) else ""),
            lines=lines,
            numbers=numbers or {},
            old_line=_line(self._old, self._file, one.old_path) if one.old is not None else None,
            new_line=_line(self._new, self._file, one.path) if one.new is not None else None,
            weight=self._weight(at, code),
            private=self._private(one),
        )

    def _title(self, one: Difference) -> str:
        """What the thing is called: its title, or its name where it is one of a list."""
        length = owner_length(self._file, one.path)
        if not length:
            return ""
        places = [(self._new, one.path), (self._old, one.old_path)]
        for source, path in places if one.new is not None else places[1:]:
            owner = entries(source.find(self._file, path[:length]))
            named = owner.get("title") or (owner.get("name") if isinstance(path[0], int) else None)
            if isinstance(named, Scalar) and named.text:
                return named.text
        return self._title_of_intent(str(one.path[1])) if one.path[0] == "topics" and length == 2 else ""

    def _title_of_intent(self, name: str) -> str:
        for source in (self._new, self._old):
            title = source.find("intents.yaml", (name, "title"))
            if isinstance(title, Scalar):
                return title.text
        return ""

    def _weight(self, path: Path, code: str) -> int:
        if self._file in _WEIGHTS:
            return _WEIGHTS[self._file]
        if self._folder == "conversations":
            return _PROOFS
        if self._file == "words.yaml":
            return _WORDS
        if code.startswith(("edge", "topic", "added", "removed")):
            return _WAYS
        return _WORDED if path[:1] in (("steps",), ("always",), ("defaults",)) else _OTHERS

    def _private(self, one: Difference) -> bool:
        """Whether it touches what is known of callers: secrets, what other systems are told, and the words about recording."""
        below = one.path[owner_length(self._file, one.path) :]
        new_and_old = [text for node in (one.old, one.new) for text in texts(node)]
        if "secret" in below or any("secret" in path for path, _ in new_and_old):
            return True
        if self._file == "data.yaml" and (not below or below[0] in {*_ADDRESSES, "sends"}):
            return True
        spoken = self._folder != "conversations" and self._file not in ("intents.yaml",)
        return spoken and any(_RECORDING.search(text) for _, text in new_and_old)


def _entry(one: Difference, key: str | int, value: Node) -> Difference:
    added = one.kind == "added"
    return msgspec.structs.replace(
        one, old_path=(*one.old_path, key), path=(*one.path, key), old=None if added else value, new=value if added else None
    )


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _lines(one: Difference) -> tuple[Line, ...]:
    """The texts that went and came, with the keys that lead to them."""
    gone = [Line("gone", _led(path, text)) for path, text in texts(one.old)]
    come = [Line("come", _led(path, text)) for path, text in texts(one.new)]
    both = {line.text for line in gone} & {line.text for line in come}
    return tuple(line for line in (*gone, *come) if line.text not in both)[:_SHOWN_LINES]


def _led(path: Path, text: str) -> str:
    names = " ".join(str(part) for part in path if isinstance(part, str))
    return f"{names}: {text}" if names else text


def _line(source: Source, file: str, path: Path) -> int | None:
    if file not in source.files:
        return None
    span = source.key_span(file, path) if path else None
    span = span or source.value_span(file, path)
    return span.line if span else None


def _comments(file: SourceFile | None) -> list[str]:
    from dsl.merging.pieces import comments_in, read  # here: merging asks this package for the words of places

    if file is None:
        return []
    try:
        document = read(file.text)
    except EditError:
        document = None
    if document is None:
        return [line.strip() for line in file.text.splitlines() if line.strip().startswith("#")]
    around = [line.strip() for line in (document.head + document.tail).splitlines() if "#" in line]
    return [*around, *comments_in(document.root)]
