"""Owns a package's conversations as the designer shows them: each with its file, its place there, and its turns in words."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, to_builtins

from designer.words import t
from dsl.compiler import Compiled
from dsl.model import Conversation, Turn
from dsl.source import Scalar

HAPPENS = ("caller", "keys", "silence", "person", "machine", "hang_up", "later", "now")
"""Keys of what happens in a call; all others say what must have come of it."""


class ShownTurn(Struct, frozen=True, kw_only=True):
    """One turn: what happens, or what must have come of it. `number` counts from 1, as failures do."""

    number: int
    key: str
    text: str
    line: int

    @property
    def happens(self) -> bool:
        return self.key in HAPPENS


def file_of(stem: str) -> str:
    return f"conversations/{stem}.yaml"


def count(conversations: dict[str, tuple[Conversation, ...]]) -> int:
    return sum(map(len, conversations.values()))


def turns(compiled: Compiled, stem: str, number: int) -> list[ShownTurn]:
    """The turns of one conversation, with the lines where they stand."""
    found: list[ShownTurn] = []
    for index, turn in enumerate(compiled.conversations[stem][number].talk):
        span = compiled.source.value_span(file_of(stem), (number, "talk", index))
        key, text = _said(turn)
        found.append(ShownTurn(number=index + 1, key=key, text=text, line=span.line if span else 1))
    return found


def line_of(compiled: Compiled, stem: str, number: int) -> int:
    span = compiled.source.value_span(file_of(stem), (number,))
    return span.line if span else 1


class Stored(Struct, frozen=True):
    """A conversation as it is written, for while nothing can be played. `line`: where it begins; `whole`: its file is shown."""

    name: str
    text: str
    line: int
    whole: bool = False


def stored(compiled: Compiled, files: Mapping[str, str], stem: str, number: int) -> Stored | None:
    """The text of one conversation; that of its file where its place cannot be told; None where there is none."""
    file = file_of(stem)
    text = files.get(file)
    if text is None:
        return None
    spans = (compiled.source.value_span(file, (index,)) for index in range(number + 2))
    places = [span for span in spans if span is not None]
    if not places:
        return Stored(stem, text, 1, whole=True)
    if number >= len(places):
        return None
    lines = text.splitlines()
    first = places[number].line
    end = places[number + 1].line - 1 if number + 1 < len(places) else len(lines)
    name = compiled.source.find(file, (number, "name"))
    return Stored(name.text if isinstance(name, Scalar) else stem, "\n".join(lines[first - 1 : end]).rstrip(), first)


def _said(turn: Turn) -> tuple[str, str]:
    """The one key of a turn, and what stands behind it."""
    written = to_builtins(turn)
    key = next(key for key in (*HAPPENS, "line", "never", "does", "heard", "step", "ends") if written.get(key) is not None)
    value = written[key]
    match key:
        case "silence" | "machine" | "hang_up":
            return key, ""
        case "later":
            return key, t("tests.seconds", count=value // 1000)
        case "person":
            return key, t(f"tests.person_{value}")
    return key, _words(value)


def _words(value: object) -> str:
    """A value in one line: nested ones as `key value`, what was not written left out."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(inner)}".strip() for key, inner in value.items() if inner not in (None, {}, ()))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
