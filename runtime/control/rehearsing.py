"""Owns playing a package's conversations on a bundle, and the report of it: what came true or not, was said, and was covered."""

from __future__ import annotations

from msgspec import Struct

from dsl.model import Conversation
from runtime.conversations import play
from runtime.coverage import Coverage
from runtime.dialogue.engine import Program
from runtime.rehearsal import Understander


class RehearseOrder(Struct, frozen=True):
    """Conversations, by the name of their file, to play on a bundle."""

    bundle: str
    conversations: dict[str, tuple[Conversation, ...]]


class Unkept(Struct, frozen=True, kw_only=True):
    """A turn of a conversation that did not come true, in both languages. `turn` counts from 1."""

    file: str
    conversation: str
    number: int  # of the conversation in its file, from 0
    turn: int
    en: str
    zh: str
    wanted: str = ""  # what must have come of the turn, where one thing stands against another
    got: str = ""  # and what came of it instead


class Told(Struct, frozen=True, kw_only=True):
    """One conversation: what the line said when the call began, then at each turn that was played."""

    file: str
    number: int
    name: str
    said: tuple[tuple[str, ...], ...]


class TakenEdge(Struct, frozen=True, kw_only=True):
    """A way on from a step (or, without one, from any question), and how often it was taken."""

    step: str
    kind: str
    label: str
    target: str
    times: int


class Covered(Struct, frozen=True, kw_only=True):
    """What all the conversations together went through."""

    steps: dict[str, int]
    edges: tuple[TakenEdge, ...]


class RehearseReport(Struct, frozen=True, kw_only=True):
    """How many conversations came true, what went wrong in the others, what was said in each, and what they covered."""

    passed: int
    failed: int
    failures: tuple[Unkept, ...]
    told: tuple[Told, ...]
    covered: Covered


def rehearse_all(files: dict[str, tuple[Conversation, ...]], program: Program, understander: Understander) -> RehearseReport:
    coverage = Coverage(program.bundle, program)
    failures: list[Unkept] = []
    told: list[Told] = []
    every = [(file, number, one) for file, conversations in files.items() for number, one in enumerate(conversations)]
    for file, number, conversation in every:
        played = play(program, understander, conversation)
        coverage.add(played.trail)
        told.append(Told(file=file, number=number, name=conversation.name, said=played.said))
        failures += [
            Unkept(
                file=file, conversation=conversation.name, number=number, turn=one.turn + 1,
                en=one.sentence("en"), zh=one.sentence("zh"),
                wanted=one.arguments.get("wanted", ""), got=one.arguments.get("got", ""),
            )
            for one in played.failures
        ]  # fmt: skip
    failed = len({(one.file, one.number) for one in failures})
    return RehearseReport(
        passed=len(every) - failed, failed=failed, failures=tuple(failures), told=tuple(told), covered=_covered(coverage)
    )


def _covered(coverage: Coverage) -> Covered:
    return Covered(
        steps=coverage.entered(),
        edges=tuple(
            TakenEdge(step=edge.step, kind=edge.kind, label=edge.label, target=edge.target, times=times)
            for edge, times in coverage.taken()
        ),
    )
