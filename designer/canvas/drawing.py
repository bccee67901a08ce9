"""Owns the drawing of a flow: which boxes and lines the canvas shows, from a checked package.

Hand-offs and hang-ups are drawn as badges on the steps that lead to them; the steps themselves stand in a lane of
their own below, with whatever comes after them. A topic is a chip of its own between the questions that hear topics
and its step. Everything is in the words of the request's language; places are those of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from designer.canvas.broken import Way, broken_step, written_steps
from designer.canvas.flow_text import TOPIC, flow_file
from designer.canvas.problems import Problem, share_out, step_places
from designer.canvas.wording import first_words, intent_title, kind_of, way_words
from designer.words import t
from dsl import model
from dsl.compiler import Checked
from dsl.defaults import way_out
from dsl.edges import ERROR_KINDS, Edge, EdgeKind, edges_of

# Kinds of lines as the drawing's styles name them, where that is not the kind of the edge.
_DRAWN_AS: dict[str, str] = {"hear": "intent", "keys": "key", "choose": "branch", "results": "outcome"}


class Badge(Struct, frozen=True):
    """A hand-off or hang-up that a step leads to, a sub-flow it needs, or topics it hears."""

    kind: str
    words: str
    to: str = ""
    flow: str = ""


class Box(Struct, frozen=True, kw_only=True):
    """A step, or the chip of a topic (`kind` topic). `opens`: the page of what it stands for, in the package's own.

    `mark`, where two states are compared: new, changed (under `was` as its name, where that was another) or gone.
    """

    id: str
    kind: str
    title: str
    words: str = ""
    lane: str = "main"
    file: str = ""
    line: int = 0
    entry: str = ""
    flow: str = ""
    badges: tuple[Badge, ...] = ()
    ways: tuple[Way, ...] = ()
    problems: tuple[Problem, ...] = ()
    opens: str = ""
    mark: str = ""
    was: str = ""


class Line(Struct, frozen=True):
    start: str
    end: str
    kind: str
    words: str = ""
    mark: str = ""


class Drawing(Struct, frozen=True, kw_only=True):
    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    elsewhere: tuple[Problem, ...] = field(default_factory=tuple)  # problems that stand on no step of this drawing


def draw(checked: Checked, subflow: str = "") -> Drawing | None:
    """The main flow or one sub-flow; None when there is no such flow that could be read."""
    package = checked.package
    if package is None or (subflow and subflow not in package.subflows):
        return None
    return _Draughtsman(checked, package, subflow).drawing()


class _Draughtsman:
    def __init__(self, checked: Checked, package: model.Package, subflow: str) -> None:
        self._package = package
        self._flow: model.Flow | model.Subflow = package.subflows[subflow] if subflow else package.flow
        self._is_main = not subflow
        self._steps: Mapping[str, model.Step] = self._flow.steps
        self._file = flow_file(subflow)
        self._names = list(
            dict.fromkeys([*written_steps(checked, self._file), *self._steps])
        )  # a library's are in no file of ours
        self._places = step_places(checked, self._file, self._names)
        self._problems = share_out(checked, self._file, self._places)
        self._last_resort = way_out(self._steps)
        self._topics = dict(package.flow.topics) if self._is_main else {}
        self._broken = {name: broken_step(checked, self._file, name) for name in self._names if name not in self._steps}
        self._ways = {name: tuple(self._ways_on(name, step)) for name, step in self._steps.items()}
        self._ways |= {name: step.ways for name, step in self._broken.items()}

    def drawing(self) -> Drawing:
        lines = [
            Line(name, way.to, _DRAWN_AS.get(way.kind, way.kind), way.words)
            for name, ways in self._ways.items()
            for way in ways
            if way.to in self._names
        ]
        below = self._below(lines)
        boxes = [*self._chips(), *(self._box(name, lines, name in below) for name in self._names)]
        drawn = [line for line in lines if not self._is_ending(line.end) or (line.start in below and line.end in below)]
        return Drawing(
            title=self._flow.title or getattr(self._flow, "subflow", ""),
            boxes=tuple(boxes),
            lines=tuple(_joined([*drawn, *self._chip_lines()])),
            elsewhere=self._problems.elsewhere,
        )

    # ---- boxes

    def _box(self, name: str, lines: list[Line], below: bool) -> Box:
        place, step, broken = self._places.get(name), self._steps.get(name), self._broken.get(name)
        return Box(
            id=name,
            kind=kind_of(step) if step else broken.kind if broken else "",
            title=name,
            words=first_words(step, self._package) if step else broken.words if broken else "",
            lane="endings" if below else "main",
            file=self._file,
            line=place.line if place else 0,
            entry=self._entry_words(name),
            flow=step.call if isinstance(step, model.Call) else "",
            badges=tuple(self._badges(name, step, [] if below else lines)) if step else (),
            ways=self._ways[name],
            problems=self._problems.on_steps.get(name, ()),
        )

    def _badges(self, name: str, step: model.Step, lines: list[Line]) -> Iterator[Badge]:
        if needed := getattr(step, "needs", None):
            value = self._package.flow.values.get(needed)
            part = (value.flag or "") if value else ""
            proven = self._package.subflows.get(part)
            yield Badge("needs", t("graph.needs", value=(proven.title if proven else "") or needed), flow=part)
        if isinstance(step, model.Ask) and step.hear == "topics":
            yield Badge("topics", t("graph.hears_topics"))
        leading: dict[str, list[str]] = {}
        for line in lines:
            if line.start == name and self._is_ending(line.end):
                leading.setdefault(line.end, []).append(line.words)
        for end, reasons in leading.items():
            said = t("graph.list_comma").join(dict.fromkeys(reason for reason in reasons if reason))
            words = t("graph.badge", reason=said, step=end) if said else end
            yield Badge(kind_of(self._steps[end]), words, to=end)

    def _chips(self) -> Iterator[Box]:
        for intent, step in self._topics.items():
            place = self._places.get(step)
            yield Box(
                id=TOPIC + intent,
                kind="topic",
                title=intent_title(intent, self._package),
                file=self._file,
                line=place.line if place else 0,
                ways=(Way("topics", intent, "", step),),
            )

    def _chip_lines(self) -> Iterator[Line]:
        for intent, step in self._topics.items():
            if step in self._names:
                yield Line(TOPIC + intent, step, "intent")
            for name, listener in self._steps.items():
                if isinstance(listener, model.Ask) and listener.hear == "topics":
                    yield Line(name, TOPIC + intent, "topic")

    def _entry_words(self, name: str) -> str:
        if isinstance(self._flow, model.Subflow):
            return t("graph.entry_subflow") if name == self._flow.start else ""
        entries = {"graph.entry_inbound": self._flow.entry.inbound, "graph.entry_outbound": self._flow.entry.outbound}
        return t("graph.list_comma").join(t(key) for key, step in entries.items() if step == name)

    def _is_ending(self, name: str) -> bool:
        return isinstance(self._steps.get(name), model.HandOff | model.HangUp)

    def _below(self, lines: list[Line]) -> set[str]:
        """The endings, and the steps that are reached through nothing else than an ending."""
        below = {name for name in self._steps if self._is_ending(name)}
        onward: dict[str, set[str]] = {}
        for line in lines:
            onward.setdefault(line.start, set()).add(line.end)
        starts = {name for name in self._names if self._entry_words(name)} | set(self._topics.values())
        reached, waiting = set(starts), list(starts)
        while waiting:
            here = waiting.pop()
            if here not in below:
                new = onward.get(here, set()) - reached
                reached |= new
                waiting += new
        after = {end for name in below for end in onward.get(name, set())} - reached
        while after - below:
            below |= after
            after = {end for name in below for end in onward.get(name, set())} - reached
        return below & set(self._names)

    # ---- ways on

    def _ways_on(self, name: str, step: model.Step) -> Iterator[Way]:
        for edge in edges_of(step, name=name, file=self._file):
            if edge.target:
                yield Way(edge.kind, edge.label, way_words(edge, step, self._package), edge.target)
        if isinstance(step, model.Ask):
            yield from self._usual_ways(step)

    def _usual_ways(self, step: model.Ask) -> Iterator[Way]:
        """Where a question goes on that says nothing of silence, or of what is not understood."""
        defaults = self._package.flow.defaults
        kinds: tuple[EdgeKind, ...] = ("no_input", "no_match")
        for kind in kinds:
            general = getattr(defaults, kind)
            at_last = general.go if general and self._is_main else self._last_resort
            if getattr(step, kind) is None and at_last:
                edge = Edge("", kind, "", at_last, self._file, (kind,))
                yield Way(kind, "", way_words(edge, step, self._package), at_last, own=False)


def _joined(lines: list[Line]) -> list[Line]:
    """Several lines of one kind between the same two boxes are one line with all their words."""
    by_ends: dict[tuple[str, str, bool], list[Line]] = {}
    for line in lines:
        by_ends.setdefault((line.start, line.end, line.kind in ERROR_KINDS), []).append(line)
    joined = []
    for (start, end, _), same in by_ends.items():
        words = t("graph.list_comma").join(dict.fromkeys(line.words for line in same if line.words))
        joined.append(Line(start, end, same[0].kind, words))
    return joined
