"""Owns where an intent leads: the one entry of flow.yaml's topics that its form asks for."""

from __future__ import annotations

from msgspec import Struct

from designer.forms.edits import Edit, Put, Remove
from designer.forms.sheet import Problem, Sheet
from designer.refusal import Refused

FILE = "flow.yaml"
ORDER = ("callwright", "flow", "title", "language", "if_unsure", "entry", "topics")  # of the keys, where topics are written
_SPOKEN = ("say", "ask", "hang_up")
_LONGEST = 24  # characters of a step's words beside its name


class TopicForm(Struct, frozen=True, kw_only=True):
    """`step` empty: the intent leads nowhere by itself."""

    intent: str
    step: str
    steps: list[tuple[str, str]]
    problems: list[Problem]


def read(sheet: Sheet, intent: str) -> TopicForm:
    return TopicForm(
        intent=intent,
        step=sheet.text(("topics", intent)),
        steps=[(name, _shown(sheet, name)) for name in sheet.names(("steps",))],
        problems=sheet.problems(("topics", intent)),
    )


def edits(sheet: Sheet, intent: str, step: str) -> list[Edit]:
    if step and step not in sheet.names(("steps",)):
        raise Refused("refusals.no_such_step", step=step[:80])
    topics = sheet.names(("topics",))
    if step:
        return [Put(("topics", intent), step)] if topics else [Put(("topics",), {intent: step}, ORDER)]
    if intent not in topics:
        return []
    return [Remove(("topics",) if topics == [intent] else ("topics", intent))]


def _shown(sheet: Sheet, name: str) -> str:
    words = next((text for verb in _SPOKEN if (text := sheet.text(("steps", name, verb)))), "")
    return f"{name} · {words[:_LONGEST]}{'…' if len(words) > _LONGEST else ''}" if words else name
