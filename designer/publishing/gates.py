"""Owns the gates before publishing: each looks at a candidate and says whether it may go live.

A later part adds a gate by `GATES.append`; nothing else changes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from msgspec import Struct

from designer import words
from designer.publishing.versions import Candidate
from designer.publishing.workshop import Unkept, Workshop
from designer.store.tables import Preparation

State = Literal["passed", "failed", "waiting", "skipped"]


class Detail(Struct, frozen=True):
    """One thing that a gate found, and the page where it is seen or mended."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a gate says. `reason` is a key of `words/publish.yaml`; `details` are of its own words.

    Of one that still waits: for how many seconds it has been at it, and how many it usually takes; 0 where nobody knows.
    """

    gate: str
    state: State
    reason: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    details: tuple[Detail, ...] = ()
    seconds: float = 0.0
    usually: float = 0.0

    @property
    def blocks(self) -> bool:
        return self.state in ("failed", "waiting")

    @property
    def overrides(self) -> bool:
        """Whether who goes live does so although nobody has checked this, or something was found."""
        return self.state == "skipped" or self.reason == "publish.gate_warnings"


@dataclass(frozen=True)
class Questioned:
    """What gates look at. `candidate` is None while the draft doesn't compile; `patient`: wait for the workshop."""

    errors: int
    warnings: int
    candidate: Candidate | None
    workshop: Workshop
    patient: bool
    worst: tuple[Detail, ...] = ()  # some of the errors, or of the warnings where there are none


Gate = Callable[[Questioned], Awaitable[Outcome]]


async def no_errors(questioned: Questioned) -> Outcome:
    if questioned.errors:
        return Outcome("no_errors", "failed", "publish.gate_errors", {"count": questioned.errors}, questioned.worst)
    if questioned.warnings:
        return Outcome("no_errors", "passed", "publish.gate_warnings", {"count": questioned.warnings}, questioned.worst)
    return Outcome("no_errors", "passed", "publish.gate_no_errors")


async def prepared(questioned: Questioned) -> Outcome:
    """Ready in the workshop, so that the first call on it waits for nothing."""
    if questioned.candidate is None:
        return Outcome("prepared", "skipped", "publish.gate_after_errors")
    if not questioned.workshop.there:
        return Outcome("prepared", "skipped", "publish.gate_no_workshop")
    preparation = await _preparation(questioned, questioned.candidate)
    if preparation is None:
        return await _under_way(questioned.workshop, questioned.candidate)
    if not preparation.ready:
        return Outcome("prepared", "failed", "publish.gate_not_prepared", details=_sentences(preparation.report.get("error")))
    return Outcome("prepared", "passed", "publish.gate_prepared")


async def conversations(questioned: Questioned) -> Outcome:
    """The package's own conversations come true, played by the workshop once the bundle is prepared."""
    candidate = questioned.candidate
    if candidate is None:
        return Outcome("conversations", "skipped", "publish.gate_after_errors")
    if not candidate.conversations:
        return Outcome("conversations", "skipped", "publish.gate_no_conversations")
    if not questioned.workshop.there:
        return Outcome("conversations", "skipped", "publish.gate_conversations_not_run")
    if (preparation := await _preparation(questioned, candidate)) is None or not preparation.ready:
        return Outcome("conversations", "waiting", "publish.gate_after_preparing")
    played = questioned.workshop.played(candidate.bundle, candidate.conversations)
    if (
        played is None
        and not questioned.patient
        and not questioned.workshop.not_played(candidate.bundle, candidate.conversations)
    ):
        count = sum(map(len, candidate.conversations.values()))
        return Outcome("conversations", "waiting", "publish.gate_playing", {"count": count})
    if played is None and questioned.patient:
        played = await questioned.workshop.play(candidate.package, candidate.bundle, candidate.conversations)
    if played is None:
        return Outcome("conversations", "skipped", "publish.gate_conversations_not_run")
    if played.failed:
        details = tuple(_told(candidate.package, failure) for failure in played.failures)
        return Outcome("conversations", "failed", "publish.gate_conversations_failed", {"count": played.failed}, details)
    return Outcome("conversations", "passed", "publish.gate_conversations_passed", {"count": played.passed})


GATES: list[Gate] = [no_errors, prepared, conversations]


async def ask(questioned: Questioned) -> list[Outcome]:
    """What every gate says, in their order."""
    return [await gate(questioned) for gate in GATES]


async def _preparation(questioned: Questioned, candidate: Candidate) -> Preparation | None:
    if questioned.patient:
        return await questioned.workshop.prepare(candidate.package, candidate.bundle, candidate.data)
    return await questioned.workshop.known(candidate.bundle)


async def _under_way(workshop: Workshop, candidate: Candidate) -> Outcome:
    progress, usually = await workshop.progress(candidate.bundle), await workshop.usual_seconds(candidate.package)
    if progress is not None and progress.state == "waiting":
        return Outcome("prepared", "waiting", "publish.gate_in_line")
    seconds = progress.seconds if progress is not None else 0.0
    return Outcome("prepared", "waiting", "publish.gate_preparing", seconds=seconds, usually=usually)


def _told(package: str, failure: Unkept) -> Detail:
    sentence = failure.zh if words.language() == "zh" else failure.en
    address = f"/packages/{package}/tests/{quote(failure.file)}/{failure.number}#turn-{failure.turn}"
    return Detail(f"{failure.file}.yaml, {failure.conversation}, {failure.turn}: {sentence}", address)


def _sentences(found: Any) -> tuple[Detail, ...]:
    if isinstance(found, str):
        return (Detail(found),) if found else ()
    return tuple(Detail(str(item)) for item in found) if isinstance(found, list) else ()
