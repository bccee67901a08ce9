"""Owns which problem stands on which step of a drawing, and the call that shows what was proven wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from designer.canvas.flow_text import flow_file
from designer.words import language
from dsl.compiler import Checked
from dsl.diagnostics import Diagnostic
from dsl.failing_call import FailingCall
from dsl.wordings.calls import word_event

STEP_FILES = ("flow.yaml",)


class Told(Struct, frozen=True):
    """What happens in a call that shows a problem, and at which of its steps."""

    words: str
    at: int


class Played(Struct, frozen=True):
    """A call that shows a problem: the steps that it goes through (`part/step` inside of a sub-flow) and what happens there.

    From `again` on it goes round for ever; -1 where it does not.
    """

    steps: list[str]
    told: list[Told]
    again: int = -1


class Problem(Struct, frozen=True):
    severity: str
    sentence: str
    file: str
    line: int
    call: Played | None = None


class Place(Struct, frozen=True):
    """From where to where a step reaches in its file; `line` is that of its name."""

    line: int
    start: int
    end: int


class SharedOut(Struct, frozen=True):
    """The problems by step, and those that stand on no step of the drawing."""

    on_steps: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    elsewhere: tuple[Problem, ...] = ()


def step_places(checked: Checked, file: str, steps: Iterable[str]) -> dict[str, Place]:
    """Where each step stands in the source, from its name to the end of what it says."""
    places: dict[str, Place] = {}
    for name in steps:
        key, value = checked.source.key_span(file, ("steps", name)), checked.source.find(file, ("steps", name))
        if key is not None and value is not None:
            places[name] = Place(key.line, key.start, checked.source.files[file].origin(value.end))
    return places


def share_out(checked: Checked, file: str, places: Mapping[str, Place]) -> SharedOut:
    """Each problem to the step that it stands in, the others apart."""
    on_steps: dict[str, list[Problem]] = {}
    elsewhere: list[Problem] = []
    for diagnostic in checked.findings:
        span = diagnostic.span
        call = played(diagnostic.call) if diagnostic.call is not None else None
        problem = Problem(diagnostic.severity, diagnostic.sentence(language()), span.file, span.line, call)
        step = _step_of(diagnostic, file, places)
        if step:
            on_steps.setdefault(step, []).append(problem)
        else:
            elsewhere.append(problem)
    return SharedOut({name: tuple(found) for name, found in on_steps.items()}, tuple(elsewhere))


def _step_of(diagnostic: Diagnostic, file: str, places: Mapping[str, Place]) -> str:
    """What is proven wrong of a rule stands on the step where the call that shows it goes wrong."""
    span, call = diagnostic.span, diagnostic.call
    inside = [name for name, place in places.items() if span.file == file and place.start <= span.start <= place.end]
    if inside or call is None or span.file in STEP_FILES or span.file.startswith("subflows/"):
        return inside[0] if inside else ""
    part, _, step = call.steps[-1].rpartition("/") if call.steps else ("", "", "")
    return step if step in places and file == flow_file(part) else ""


def played(call: FailingCall) -> Played:
    words = [word_event(event, language()) for event in (*call.events, *call.again)]
    told = [Told(text, at) for text, at in zip(words, call.places, strict=True)]
    return Played([*call.steps, *call.round], told, len(call.steps) if call.round else -1)
