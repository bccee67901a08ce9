"""Owns the drawing of a flow: which boxes and lines the graph page shows, from a checked package.

Hand-offs and hang-ups are drawn as badges on the steps that lead to them; the steps themselves stand in a lane of
their own below, with whatever comes after them. A topic is a chip of its own between the questions that hear topics
and its step. Everything is in the words of the request's language; places are those of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from designer.words import language, t
from dsl import model
from dsl.compiler import Checked
from dsl.defaults import way_out
from dsl.edges import edges_of

SHOWN = 90  # characters of a step's words that a box may need

_FAILED: dict[type[model.Step], str] = {model.Fetch: "graph.failed_fetch", model.Send: "graph.failed_send"}
# What leads away from a step because something went wrong: drawn quieter than what the caller wanted.
QUIET = ("no_input", "no_match", "failed", "unavailable")


class Problem(Struct, frozen=True):
    severity: str
    sentence: str
    file: str
    line: int


class Place(Struct, frozen=True):
    """From where to where a step reaches in its file; `line` is that of its name."""

    line: int
    start: int
    end: int


class Badge(Struct, frozen=True):
    """A hand-off or hang-up that a step leads to, a sub-flow it needs, or topics it hears."""

    kind: str
    words: str
    to: str = ""
    flow: str = ""


class Box(Struct, frozen=True, kw_only=True):
    """A step, or the chip of a topic (`kind` topic)."""

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
    problems: tuple[Problem, ...] = ()


class Line(Struct, frozen=True):
    start: str
    end: str
    kind: str
    words: str = ""


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
        self._file = f"subflows/{subflow}.yaml" if subflow else "flow.yaml"
        self._places = _step_places(checked, self._file, self._steps)
        self._problems, self._elsewhere = _share_out(checked, self._file, self._places)
        self._topics = dict(package.flow.topics) if self._is_main else {}

    def drawing(self) -> Drawing:
        lines = [line for name, step in self._steps.items() for line in self._leading_away(name, step)]
        below = self._below(lines)
        boxes = [*self._chips(), *(self._box(name, step, lines, name in below) for name, step in self._steps.items())]
        drawn = [line for line in lines if not self._is_ending(line.end) or (line.start in below and line.end in below)]
        return Drawing(
            title=self._flow.title or getattr(self._flow, "subflow", ""),
            boxes=tuple(boxes),
            lines=tuple(_joined([*drawn, *self._chip_lines()])),
            elsewhere=self._elsewhere,
        )

    # ---- boxes

    def _box(self, name: str, step: model.Step, lines: list[Line], below: bool) -> Box:
        place = self._places.get(name)
        return Box(
            id=name,
            kind=_kind(step),
            title=name,
            words=_words(step, self._package),
            lane="endings" if below else "main",
            file=self._file,
            line=place.line if place else 0,
            entry=self._entry_words(name),
            flow=step.call if isinstance(step, model.Call) else "",
            badges=tuple(self._badges(name, step, [] if below else lines)),
            problems=self._problems.get(name, ()),
        )

    def _badges(self, name: str, step: model.Step, lines: list[Line]) -> Iterator[Badge]:
        if needed := getattr(step, "needs", None):
            value = self._package.flow.values.get(needed)
            yield Badge("needs", t("graph.needs", value=needed), flow=(value.flag or "") if value else "")
        if isinstance(step, model.Ask) and step.hear == "topics":
            yield Badge("topics", t("graph.hears_topics"))
        leading: dict[str, list[str]] = {}
        for line in lines:
            if line.start == name and self._is_ending(line.end):
                leading.setdefault(line.end, []).append(line.words)
        for end, reasons in leading.items():
            said = t("graph.list_comma").join(dict.fromkeys(reason for reason in reasons if reason))
            words = t("graph.badge", reason=said, step=end) if said else end
            yield Badge(_kind(self._steps[end]), words, to=end)

    def _chips(self) -> Iterator[Box]:
        for intent, step in self._topics.items():
            place = self._places.get(step)
            yield Box(
                id=f"topic:{intent}", kind="topic", title=self._intent(intent), file=self._file, line=place.line if place else 0
            )

    def _chip_lines(self) -> Iterator[Line]:
        for intent, step in self._topics.items():
            yield Line(f"topic:{intent}", step, "intent")
            for name, listener in self._steps.items():
                if isinstance(listener, model.Ask) and listener.hear == "topics":
                    yield Line(name, f"topic:{intent}", "topic")

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
        starts = {name for name in self._steps if self._entry_words(name)} | set(self._topics.values())
        reached, waiting = set(starts), list(starts)
        while waiting:
            here = waiting.pop()
            onward = {line.end for line in lines if line.start == here and line.end in self._steps} - reached
            if here not in below:
                reached |= onward
                waiting += onward
        after = {line.end for line in lines if line.start in below and line.end not in reached}
        while after - below:
            below |= after
            after = {line.end for line in lines if line.start in below and line.end not in reached}
        return below & set(self._steps)

    # ---- lines

    def _leading_away(self, name: str, step: model.Step) -> Iterator[Line]:
        for kind, words, end in self._edges(step):
            if end in self._steps:
                yield Line(name, end, kind, words)

    def _edges(self, step: model.Step) -> Iterator[tuple[str, str, str]]:
        match step:
            case model.Ask():
                yield from self._answers_to(step)
            case model.Choose():
                for branch in step.choose:
                    share = t("graph.share", percent=f"{branch.share:g}") if branch.share is not None else ""
                    yield "branch", branch.when or share, branch.next
                yield "branch", t("graph.otherwise"), step.otherwise
            case model.Call():
                for outcome, end in step.results.items():
                    yield "outcome", outcome, end
            case model.HandOff():
                yield "unavailable", t("graph.unavailable"), step.unavailable
            case model.HangUp() | model.Return():
                return
            case _:
                yield "next", "", step.next
                if isinstance(step, model.Fetch):
                    for outcome, end in step.results.items():
                        yield "outcome", outcome, end
                if isinstance(step, model.Fetch | model.Collect | model.Send):
                    yield "failed", t(_FAILED.get(type(step), "graph.failed")), step.failed

    def _answers_to(self, step: model.Ask) -> Iterator[tuple[str, str, str]]:
        for edge in edges_of(step):
            match edge.kind:
                case "hear":
                    yield "intent", self._intent(edge.label), edge.target
                case "keys":
                    yield "key", t("graph.key", key=edge.label), edge.target
                case _:
                    yield edge.kind, t(f"graph.{edge.kind}"), edge.target
        defaults = self._package.flow.defaults
        for kind in ("no_input", "no_match"):
            general = getattr(defaults, kind)
            at_last = general.go if general and self._is_main else way_out(self._steps)
            if getattr(step, kind) is None and at_last:
                yield kind, t(f"graph.{kind}"), at_last

    def _intent(self, name: str) -> str:
        if name in ("agree", "refuse"):
            return t(f"graph.intent_{name}")
        intent = self._package.intents.get(name)
        return (intent.title if intent else "") or name


def _joined(lines: list[Line]) -> list[Line]:
    """Several lines of one kind between the same two boxes are one line with all their words."""
    by_ends: dict[tuple[str, str, bool], list[Line]] = {}
    for line in lines:
        by_ends.setdefault((line.start, line.end, line.kind in QUIET), []).append(line)
    joined = []
    for (start, end, _), same in by_ends.items():
        words = t("graph.list_comma").join(dict.fromkeys(line.words for line in same if line.words))
        joined.append(Line(start, end, same[0].kind, words))
    return joined


def _kind(step: model.Step) -> str:
    return str(step.__struct_config__.tag)


def _words(step: model.Step, package: model.Package) -> str:
    """The first words of a step: what is said, asked or done."""
    match step:
        case model.Say():
            text = step.say
        case model.Ask():
            text = step.ask
        case model.Collect():
            text = t("graph.list_comma").join(_slot_title(name, package) for name in step.collect)
        case model.Choose():
            text = t("graph.choose_words", count=len(step.choose) + 1)
        case model.Set():
            text = t("graph.list_comma").join(f"{name}: {change}" for name, change in step.set.items())
        case model.Fetch():
            text = step.fetch
        case model.Answer():
            answer = package.answers.get(step.answer)
            text = answer.title or step.answer if answer else step.answer
        case model.Call():
            called = package.subflows.get(step.call)
            text = called.title or step.call if called else step.call
        case model.Send():
            text = step.send.text
        case model.CallBack():
            text = step.call_back.note
        case model.HandOff():
            text = step.hand_off.reason or step.hand_off.skill
        case model.HangUp():
            text = step.hang_up
        case model.Switch():
            text = step.switch
        case model.Return():
            text = step.outcome
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _slot_title(name: str, package: model.Package) -> str:
    slot = package.slots.get(name)
    return (slot.title if slot else "") or name


def _step_places(checked: Checked, file: str, steps: Mapping[str, model.Step]) -> dict[str, Place]:
    """Where each step stands in the source, from its name to the end of what it says."""
    places: dict[str, Place] = {}
    for name in steps:
        key, value = checked.source.key_span(file, ("steps", name)), checked.source.find(file, ("steps", name))
        if key is not None and value is not None:
            places[name] = Place(key.line, key.start, checked.source.files[file].origin(value.end))
    return places


def _share_out(
    checked: Checked, file: str, places: dict[str, Place]
) -> tuple[dict[str, tuple[Problem, ...]], tuple[Problem, ...]]:
    """Each problem to the step it stands in, the others apart."""
    on_steps: dict[str, list[Problem]] = {}
    elsewhere: list[Problem] = []
    for diagnostic in checked.findings:
        span = diagnostic.span
        problem = Problem(diagnostic.severity, diagnostic.sentence(language()), span.file, span.line)
        inside = [name for name, place in places.items() if span.file == file and place.start <= span.start <= place.end]
        if inside:
            on_steps.setdefault(inside[0], []).append(problem)
        else:
            elsewhere.append(problem)
    return {name: tuple(found) for name, found in on_steps.items()}, tuple(elsewhere)
