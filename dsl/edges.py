"""Owns the edges of a flow: every way on from a step, and those that are open from any question of a package.

Checks, proofs, the engine, the coverage of conversations and the drawn graph all ask here, so that none of them knows an
edge that another does not. The kind of an edge is the key it is written under; its path leads from the step (for
those without a step, from the file) to where its target is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.model import Answer, Ask, Call, CallBack, Choose, Collect, Fetch, HandOff, Record, Say, Send, Set, Step, Switch

STAYING = ("stay", "off")
"""What `answers` says when giving knowledge leads nowhere else."""

EdgeKind: TypeAlias = Literal[
    "next", "hear", "keys", "answers", "no_match", "no_input", "failed", "choose", "results", "unavailable", "machine",
    "entry", "topics", "always", "escalation",
]  # fmt: skip

ERROR_KINDS: tuple[EdgeKind, ...] = ("no_input", "no_match", "failed", "unavailable")
"""What leads away because something went wrong, and not because the caller wanted it."""

OTHERWISE = "otherwise"
"""The label of the last branch of a `choose`; the others have their number, from 1."""

FLOW_FILE = "flow.yaml"


class Edge(Struct, frozen=True):
    """One way on. `step` is empty where it is open from any question; `target` where it leads to no step of the flow."""

    step: str
    kind: EdgeKind
    label: str  # the intent, the key, the outcome, the branch; empty where the kind says it all
    target: str
    file: str
    path: tuple[str | int, ...]

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.step, self.kind, self.label


def written_edges(step: Step) -> Iterator[str]:
    """The names as they are written, in the step's own flow or sub-flow; some may come twice."""
    return (edge.target for edge in edges_of(step) if edge.target)


def full_address(step: str, beside: str) -> str:
    """The full address of a step named inside the flow or sub-flow that `beside` stands in."""
    subflow, slash, _ = beside.rpartition("/")
    return f"{subflow}/{step}" if slash else step


def reachable(steps: Mapping[str, Step], address: str) -> frozenset[str]:
    """Every step that can follow one without a new topic, itself included. `steps`: by full address, of every level."""
    seen: set[str] = set()
    ahead = [address]
    while ahead:
        here = ahead.pop()
        if here not in seen and here in steps:
            seen.add(here)
            ahead += [full_address(step, here) for step in written_edges(steps[here])]
    return frozenset(seen)


def edges_of(step: Step, topics: Mapping[str, str] | None = None, name: str = "", file: str = FLOW_FILE) -> Iterator[Edge]:
    """The edges of one step. What `hear: topics` hears is among them when the topics are given."""

    def edge(kind: EdgeKind, target: str, label: str = "", *path: str | int) -> Edge:
        return Edge(name, kind, label, target, file, path or (kind,))

    match step:
        case Say():
            yield edge("next", step.next)
            if step.machine is not None:
                yield edge("machine", "")
        case Set() | Answer() | CallBack() | Switch() | Record():
            yield edge("next", step.next)
        case Ask():
            yield from _ask_edges(step, topics or {}, name, file)
        case Collect() | Send():
            yield edge("next", step.next)
            yield edge("failed", step.failed)
        case Choose():
            for index, branch in enumerate(step.choose):
                yield edge("choose", branch.next, str(index + 1), "choose", index, "next")
            yield edge("choose", step.otherwise, OTHERWISE, "choose", len(step.choose), OTHERWISE)
        case Fetch():
            yield edge("next", step.next)
            yield edge("failed", step.failed)
            for outcome, target in step.results.items():
                yield edge("results", target, outcome, "results", outcome)
        case Call():
            for outcome, target in step.results.items():
                yield edge("results", target, outcome, "results", outcome)
            if step.failed is not None:
                yield edge("failed", step.failed)
        case HandOff():
            yield edge("unavailable", step.unavailable)
        case _:
            return


def _ask_edges(ask: Ask, topics: Mapping[str, str], name: str, file: str) -> Iterator[Edge]:
    if isinstance(ask.hear, dict):
        for intent, target in ask.hear.items():
            yield Edge(name, "hear", intent, target, file, ("hear", intent))
    else:
        for intent, target in topics.items():
            yield Edge(name, "hear", intent, target, file, ("hear",))
    for key, target in ask.keys.items():
        yield Edge(name, "keys", key, target, file, ("keys", key))
    if ask.answers not in STAYING:
        yield Edge(name, "answers", "", ask.answers, file, ("answers",))
    if ask.no_match is not None:
        yield Edge(name, "no_match", "", ask.no_match.go, file, ("no_match", len(ask.no_match.says), "go"))
    if ask.no_input is not None:
        yield Edge(name, "no_input", "", ask.no_input.go, file, ("no_input", len(ask.no_input.says), "go"))


def edges_of_package(bundle: Bundle, file_of_subflow: Callable[[str], str] = "subflows/{}.yaml".format) -> Iterator[Edge]:
    """Every edge of a compiled package, sub-flows included; steps by their full address, paths from the top of their file.

    `file_of_subflow`: where one is written that may be a library's.
    """
    for name, step in bundle.steps.items():
        for edge in edges_of(step, bundle.topics, name):
            yield Edge(name, edge.kind, edge.label, edge.target, FLOW_FILE, ("steps", name, *edge.path))
    for subflow, body in bundle.subflows.items():
        file = file_of_subflow(subflow)
        for name, step in body.steps.items():
            for edge in edges_of(step, bundle.topics):
                target = f"{subflow}/{edge.target}" if edge.target else ""
                path = ("steps", name, *edge.path)
                yield Edge(f"{subflow}/{name}", edge.kind, edge.label, target, file, path)
    yield from _open_edges(bundle)


def _open_edges(bundle: Bundle) -> Iterator[Edge]:
    """Where calls come in, and where they may go from any question."""
    for label, target in (("inbound", bundle.entry.inbound), ("outbound", bundle.entry.outbound)):
        if target is not None:
            yield Edge("", "entry", label, target, FLOW_FILE, ("entry", label))
    for intent, target in bundle.topics.items():
        yield Edge("", "topics", intent, target, FLOW_FILE, ("topics", intent))
    for manner, rule in bundle.manners.items():
        yield Edge("", "always", manner, rule.go or "", FLOW_FILE, ("always", manner))
    for index, escalation in enumerate(bundle.escalation):
        yield Edge("", "escalation", str(index + 1), "", "escalation.yaml", (index,))
        unavailable = escalation.unavailable or ""
        yield Edge("", "unavailable", str(index + 1), unavailable, "escalation.yaml", (index, "unavailable"))
    for name, answer in bundle.answers.items():
        if answer.human_only is not None:
            label = for_people(name)
            yield Edge("", "escalation", label, "", "answers.yaml", (name, "human_only"))
            yield Edge("", "unavailable", label, answer.unavailable or "", "answers.yaml", (name, "unavailable"))


def for_people(answer: str) -> str:
    """The label of the edges of an answer that only people give; rules of escalation.yaml have their number."""
    return f"answer:{answer}"
