"""Owns a package's conversations as the designer shows them: each with its file, its place there, and its turns in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct, to_builtins

from designer.formats import moment
from designer.words import optional, t
from dsl.compiler import Compiled
from dsl.model import Conversation, Turn
from dsl.source import Scalar

Titled: TypeAlias = Callable[[str], str]
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
    titles = titled(compiled)
    for index, turn in enumerate(compiled.conversations[stem][number].talk):
        span = compiled.source.value_span(file_of(stem), (number, "talk", index))
        key, text = _said(turn, titles)
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


def titled(compiled: Compiled) -> Titled:
    """What people call a reason for calling, a detail, an answer or an ending; its name where it has no other."""
    bundle = compiled.bundle
    known = (bundle.intents, bundle.slots, bundle.answers) if bundle else ()
    titles = {name: item.title for items in known for name, item in items.items()}
    return lambda name: titles.get(name) or optional(f"calls.disposition_{name}") or name


def _said(turn: Turn, titles: Titled) -> tuple[str, str]:
    """The one key of a turn, and what stands behind it, in people's words."""
    written = to_builtins(turn)
    key = next(key for key in (*HAPPENS, "line", "never", "does", "heard", "step", "ends") if written.get(key) is not None)
    value = written[key]
    match key:
        case "silence" | "machine" | "hang_up":
            return key, ""
        case "later":
            return key, t("tests.seconds", count=value // 1000)
        case "now":
            return key, moment(value)
        case "person":
            return key, t(f"tests.person_{value}")
        case "heard":
            return key, _listed(_heard(name, text, titles) for name, text in value.items())
        case "ends":
            return key, _listed(ending(name, text) for name, text in value.items())
    if isinstance(value, dict):
        return key, _listed(_deed(name, inner) for name, inner in value.items() if inner not in (None, {}, ()))
    return key, str(value)


def ending(name: str, text: str) -> str:
    """How a call ends (`how`) or what it is written down as (`disposition`), in words; a flow's own word as it is."""
    return optional(f"calls.{name}_{text}") or text


def answered(answer: object) -> str:
    """What a look-up answers in a test: its values, an outcome, or how many answers it gives one after the other."""
    if isinstance(answer, str):
        return optional(f"calls.outcome_{answer}") or answer
    if isinstance(answer, dict):
        return _listed(f"{name} {text}" for name, text in answer.items())
    return t("tests.answers_in_turn", count=len(answer)) if isinstance(answer, tuple | list) else str(answer)


def _heard(name: str, text: str, titles: Titled) -> str:
    return titles(text) if name in ("intent", "answer") else f"{titles(name)} {text}"


def _deed(name: str, inner: object) -> str:
    """A deed with what is asked of it: `hand_off {skill: billing}` as “to a person: billing”."""
    words = optional(f"tests.does_{name}") or name
    asked = _words(inner)
    return f"{words}{t('health.colon')}{asked}" if asked else words


def _words(value: object) -> str:
    """A value in one line: nested ones without their keys, what was not written left out."""
    if isinstance(value, dict):
        return _listed(_words(inner) for inner in value.values() if inner not in (None, {}, (), ""))
    if isinstance(value, bool):
        return t("tests.yes" if value else "tests.no")
    return str(value)


def _listed(parts: Iterable[str]) -> str:
    return t("flows.comma").join(part for part in parts if part)
