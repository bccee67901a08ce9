"""Owns the map of a whole package: its flows, and the systems, messages and people that they reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from designer.canvas.broken import Way
from designer.canvas.drawing import Box, Drawing, Line
from designer.canvas.flow_text import flow_file
from designer.canvas.problems import Problem, share_out
from designer.words import t
from dsl import model
from dsl.compiler import Checked

MAIN = "flow"


def draw_map(checked: Checked) -> Drawing | None:
    """The package as boxes and lines; None while it cannot be read."""
    package = checked.package
    if package is None:
        return None
    problems = share_out(checked, "", {}).elsewhere
    lines = list(dict.fromkeys(_lines(package)))
    reached = {line.end for line in lines}
    boxes = [*_flows(package, problems), *(box for box in _reached(package) if box.id in reached or ":" not in box.id)]
    known = {box.id for box in boxes}
    ways = {box.id: tuple(Way(line.kind, "", line.words, line.end) for line in lines if line.start == box.id) for box in boxes}
    return Drawing(
        title=package.flow.title,
        boxes=tuple(structs.replace(box, ways=ways[box.id]) for box in boxes),
        lines=tuple(line for line in lines if line.end in known),
        elsewhere=tuple(problem for problem in problems if problem.file not in _files(package)),
    )


def _files(package: model.Package) -> set[str]:
    return {flow_file(""), *(flow_file(name) for name in package.subflows)}


def _flows(package: model.Package, problems: tuple[Problem, ...]) -> Iterator[Box]:
    def box(name: str, title: str, steps: Mapping[str, model.Step]) -> Box:
        file = flow_file(name)
        found = tuple(problem for problem in problems if problem.file == file)
        return Box(
            id=f"part:{name}" if name else MAIN, kind="call" if name else "flow", title=title, file=file, line=1,
            words=t("graph.step_count", count=len(steps)), entry="" if name else t("graph.entry_inbound"),
            problems=found, opens=f"graph?flow={name}",
        )  # fmt: skip

    yield box("", package.flow.title or package.flow.flow, package.flow.steps)
    for name, part in package.subflows.items():
        yield box(name, part.title or name, part.steps)


def _reached(package: model.Package) -> Iterator[Box]:
    for name, lookup in package.data.items():
        words = (lookup.get or lookup.post or "").partition("://")[2]
        yield Box(id=f"lookup:{name}", kind="fetch", title=name, words=words, file="data.yaml", opens=f"data/{name}")
    for name, connector in package.connectors.items():
        title = connector.title or name
        yield Box(id=f"connector:{name}", kind="send", title=title, file="connectors.yaml", opens=f"connectors/{name}")
    for name in dict.fromkeys(line.end.partition(":")[2] for line in _lines(package) if line.end.startswith("skill:")):
        yield Box(id=f"skill:{name}", kind="hand_off", title=name, file="escalation.yaml", opens="escalation")


def _lines(package: model.Package) -> Iterator[Line]:
    for start, steps in ((MAIN, package.flow.steps), *((f"part:{name}", part.steps) for name, part in package.subflows.items())):
        for step in steps.values():
            yield from _lines_of(start, step, package)
    for rule in package.escalation:
        yield Line(MAIN, f"skill:{rule.hand_off.skill}", "unavailable", t("graph.map_rule"))


def _lines_of(start: str, step: model.Step, package: model.Package) -> Iterator[Line]:
    needed = getattr(step, "needs", None)
    if needed and (value := package.flow.values.get(needed)) and value.flag:
        yield Line(start, f"part:{value.flag}", "next", t("graph.map_needs"))
    match step:
        case model.Call():
            yield Line(start, f"part:{step.call}", "next", "")
        case model.Fetch():
            yield Line(start, f"lookup:{step.fetch}", "next", "")
        case model.Send():
            yield Line(start, f"connector:{step.send.by}", "next", "")
        case model.HandOff():
            yield Line(start, f"skill:{step.hand_off.skill}", "next", "")
        case _:
            return
