"""What callers did in a flow, as data for its canvas: how many came to each step, where they went on and where they were lost."""

from datetime import datetime, timedelta
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import drop_off
from designer.calls import days, passages
from designer.canvas.wording import intent_title
from designer.drop_off import DropOff, EdgeCalls
from designer.pages.access import may
from designer.pages.calls import Narrowed
from designer.publishing import rollouts, versions
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Drafts
from dsl import model

SPANS = (7, 30)
"""Of so many days, today included."""
LIVE, ALL = "live", "all"
_LONGEST = 9  # digits
_MOST = 400


class StepShown(Struct, frozen=True):
    """`address`: the list of those calls that ended there."""

    calls: int
    lost: int
    ended: dict[str, int]
    address: str


class Lost(Struct, frozen=True):
    """`there`: whether the draft still has the step."""

    step: str
    there: bool


class Reason(Struct, frozen=True):
    """Why people call: an intent that leads from the flow's questions, and in how many calls it was heard."""

    intent: str
    title: str
    calls: int


class Shown(Struct, frozen=True):
    """`state`: counted, no_live, no_calls. `version` 0: whatever ran. `lost`: the steps where calls were, most of them first."""

    state: str
    days: int
    version: int
    calls: int = 0
    steps: dict[str, StepShown] = {}
    edges: list[EdgeCalls] = []
    lost: list[Lost] = []
    reasons: list[Reason] = []


async def choices(session: AsyncSession, package: str) -> dict[str, Any]:
    """What the canvas offers to count by."""
    live, tried = await versions.live_version(session, package), await rollouts.running(session, package)
    return {"spans": SPANS, "live": live.number if live else 0, "tried": tried}


@get("/packages/{package:str}/graph/calls", guards=[may("calls")])
async def show(
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    span: FromQuery[int] = SPANS[0],
    version: FromQuery[str] = LIVE,
) -> Shown:
    """`version`: the live one, all, or one by its number."""
    span = max(1, min(span, _MOST))
    number, bundle = await _bundle(session, package, version)
    if version == LIVE and not bundle:
        return Shown("no_live", span, 0)
    first = days.midnight(datetime.now().astimezone()) - timedelta(days=span - 1)
    found = await drop_off.read(session, package, passages.day_of(first), bundle)
    steps = {
        step: StepShown(
            of.calls,
            of.lost,
            {how: times for how, times in of.ended.items() if times},
            Narrowed(package=package, bundle=bundle, who="callers", last=span, step=tuple(of.names or [step])).address("/calls"),
        )
        for step, of in found.steps.items()
    }
    checked = await checking.check_unproven((await Drafts(session).read(package)).files)
    lost = [Lost(step, checked.package is None or _stands(checked.package, step)) for step in found.lost]
    reasons = _reasons(checked.package, found) if checked.package else []
    state = "counted" if found.calls else "no_calls"
    return Shown(state, span, number, found.calls, steps, found.edges, lost, reasons)


def _reasons(package: model.Package, found: DropOff) -> list[Reason]:
    """Most calls first."""
    counted = [Reason(intent, intent_title(intent, package), found.reasons[intent]) for intent in package.flow.topics]
    return sorted(counted, key=lambda one: -one.calls)


def _stands(package: model.Package, address: str) -> bool:
    subflow, _, step = address.rpartition("/")
    if not subflow:
        return step in package.flow.steps
    return subflow in package.subflows and step in package.subflows[subflow].steps


async def _bundle(session: AsyncSession, package: str, version: str) -> tuple[int, str]:
    """The number and the bundle that are asked for; of all: none."""
    if version == ALL:
        return 0, ""
    if version == LIVE:
        live = await versions.live_version(session, package)
        return (live.number, live.bundle) if live else (0, "")
    if not version.isdecimal() or len(version) > _LONGEST:
        raise Refused("refusals.no_such_version", 404, number=version)
    one = await versions.find(session, package, int(version))
    return one.number, one.bundle


HANDLERS = [show]
