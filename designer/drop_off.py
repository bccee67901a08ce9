"""Owns where callers are lost: how many came to each step, which way they went on and how they ended there, under the names that
the draft has for all of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.calls import days, passages
from designer.calls.passages import CAME, ENDED, REASON, Counted
from designer.canvas.flow_text import flow_file
from designer.publishing import versions
from designer.workspace.drafts import Drafts

if TYPE_CHECKING:
    from dsl.editing.renaming import Renaming

LOST: tuple[days.Outcome, ...] = ("caller", *days.TROUBLE)
"""How a call ends that was neither brought to its end nor handed over."""
_BY_INTENT = ("hear", "topics")


class StepCalls(Struct):
    """How many calls came to a step, and how those that ended there did. `names`: what the step was called in them."""

    calls: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return sum(self.ended[how] for how in LOST)


class EdgeCalls(Struct, frozen=True):
    step: str
    kind: str
    label: str
    calls: int


class DropOff(Struct, frozen=True):
    """`calls`: all that came to some step. Steps by their full address. `reasons`: in how many calls an intent was heard."""

    calls: int
    steps: dict[str, StepCalls]
    edges: list[EdgeCalls]
    reasons: Counter[str]

    @property
    def lost(self) -> list[str]:
        """The steps where calls were lost, most of them first."""
        return sorted((step for step, of in self.steps.items() if of.lost), key=lambda step: (-self.steps[step].lost, step))


async def read(session: AsyncSession, package: str, since: date, bundle: str = "") -> DropOff:
    """From this day on, on one bundle or on whatever ran."""
    counted = await passages.since(session, package, since, bundle)
    return drop_off(counted, {one: await _renamed(session, package, one) for one in {row.bundle for row in counted}})


def drop_off(counted: Iterable[Counted], renamed: "Mapping[str, list[Renaming]]") -> DropOff:
    """`renamed`: by bundle, what got another name since, in order."""
    calls = 0
    steps: defaultdict[str, StepCalls] = defaultdict(StepCalls)
    edges: Counter[tuple[str, str, str]] = Counter()
    reasons: Counter[str] = Counter()
    for row in counted:
        since = renamed.get(row.bundle, [])
        step = _step_now(row.step, since)
        if row.kind == CAME and not step:
            calls += row.calls
        elif row.kind == CAME:
            steps[step].calls += row.calls
            if row.step not in steps[step].names:
                steps[step].names.append(row.step)
        elif row.kind == ENDED:
            steps[step].ended[row.label] += row.calls
        elif row.kind == REASON:
            reasons[_intent_now(row.label, since)] += row.calls
        else:
            edges[step, row.kind, _intent_now(row.label, since) if row.kind in _BY_INTENT else row.label] += row.calls
    return DropOff(calls, dict(steps), [EdgeCalls(*edge, times) for edge, times in edges.items()], reasons)


async def _renamed(session: AsyncSession, package: str, bundle: str) -> "list[Renaming]":
    version, drafts = await versions.of_bundle(session, package, bundle), Drafts(session)
    return await drafts.renamings(package, version.revision, (await drafts.head(package)).revision) if version else []


def _step_now(step: str, renamed: "Iterable[Renaming]") -> str:
    """The full address that a step has after some renames."""
    subflow, _, name = step.rpartition("/")
    for one in renamed:
        if one.kind == "step" and name == one.old and one.scope == flow_file(subflow):
            name = one.new
        elif one.kind == "subflow" and subflow == one.old:
            subflow = one.new
    return f"{subflow}/{name}" if subflow else name


def _intent_now(intent: str, renamed: "Iterable[Renaming]") -> str:
    for one in renamed:
        if one.kind == "intent" and intent == one.old:
            intent = one.new
    return intent
