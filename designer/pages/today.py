"""Today: what needs somebody now, how today's calls go against yesterday's, and what runs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.calls import containment, days
from designer.calls.containment import Contained
from designer.calls.days import Comparison
from designer.learning import questions
from designer.pages.access import may
from designer.pages.calls import Narrowed
from designer.pages.emergency import told as emergency_told
from designer.pages.screen import person, screen
from designer.publishing import numbers, proposals, rollouts, settings, versions
from designer.publishing.runtimes import Seen, practises
from designer.publishing.settings import House
from designer.store.tables import Measure, Proposal, Rollout, Version
from designer.workspace.drafts import Drafts
from dsl.rollout import FEWEST


class Alarm(Struct, frozen=True):
    """Something that needs somebody: the words of `today.alarm_<kind>`, where it is mended, and where it is put away."""

    kind: str
    address: str
    told: dict[str, str] = {}
    grave: bool = True
    put_away: str = ""


class Tile(Struct, frozen=True, kw_only=True):
    """A figure of today: what it was yesterday at this time, whether more of it is worse, and the calls behind it."""

    name: str
    now: int
    before: int | None
    address: str
    more_is_worse: bool = False

    @property
    def change(self) -> int:
        return 0 if self.before is None else self.now - self.before


class Running(Struct, frozen=True, kw_only=True):
    """A flow that takes calls: the version that runs, and whether its draft says something else."""

    title: str
    version: Version
    numbers: list[str]
    changed: bool
    tried: Rollout | None
    contained: Contained


class Bar(Struct, frozen=True):
    """An hour of the chart; heights in percent of the busiest hour of the two days."""

    hour: int
    today: int
    yesterday: int
    today_height: float
    yesterday_height: float


@get("/today", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    may_switch = person(request).may("emergency")
    return screen(request, "today.html", here="today", may_switch=may_switch, **await _figures(request, session))


@get("/today/figures", guards=[may("see")])
async def figures(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    """All of it that changes by itself; the page asks every few seconds."""
    return screen(request, "today.html", block="figures", here="today", **await _figures(request, session))


async def _figures(request: Request[Any, Any, Any], session: AsyncSession) -> dict[str, Any]:
    who, runtimes, at = person(request), request.app.state.runtimes.all(), datetime.now().astimezone()
    house = await settings.read(session)
    seen = who.packages("calls")
    titles = {head.package: head.title for head in await Drafts(session).packages()}
    for_review = [one for one in await proposals.all_waiting(session) if one.state == "asked" and who.may("publish", one.package)]
    stuck = [one for one in await proposals.all_failed(session) if who.may("publish", one.package)]
    over = [one for one in await rollouts.all_stopped(session) if who.may("publish", one.package)]
    compared, waiting = await days.compare(session, seen, at), await days.waiting(session, seen, at)
    return {
        "alarms": [
            *(_of_proposal("failed", one, titles) for one in stuck),
            *(_of_rollout(one, titles) for one in over),
            *alarms(house, runtimes, waiting, request.scope["measures"]),  # type: ignore[typeddict-item] # by access.py
            *(_of_proposal("review", one, titles) for one in for_review),
        ],
        "tiles": _tiles(runtimes, compared, waiting),
        "bars": bars(compared),
        "hour": at.hour,
        "running": [one for one in await _running(session, seen, at) if who.may("see", one.version.package)],
        "fewest": FEWEST,
        "hearing": _hearing(runtimes),
        "to_learn": (await questions.counts(session, who.packages("teach")))["open"] if who.may("teach") else 0,
        "house": house,
    }


def alarms(house: House, runtimes: list[Seen], waiting: list[str], measures: Sequence[Measure] = ()) -> list[Alarm]:
    """The gravest first."""
    found: list[Alarm] = []
    lines = [seen for seen in runtimes if seen.status.role == "live"]
    found += [Alarm(f"emergency_{one.does}", "/emergency", emergency_told(one)) for one in measures]
    if not any(seen.up for seen in lines):
        found.append(Alarm("no_line", "/runtimes"))
    found += [
        Alarm("silent", "/runtimes", {"name": seen.status.name}) for seen in lines if not seen.up and any(s.up for s in lines)
    ]
    if waiting:
        found.append(Alarm("waiting", f"/calls/{waiting[0]}", {"count": str(len(waiting))}))
    if not any(seen.up for seen in runtimes if seen.status.role == "workshop"):
        found.append(Alarm("no_workshop", "/runtimes", grave=False))
    heard = {language for seen in lines if seen.up for language, by in seen.status.hearing.items() if practises(by)}
    found += [Alarm("practice", "/runtimes", {"spoken": _spoken(one)}, grave=False) for one in sorted(heard)]
    if not house.fallback:
        found.append(Alarm("no_fallback", "/people", grave=False))
    return found


def _of_proposal(kind: str, proposal: Proposal, titles: dict[str, str]) -> Alarm:
    address = f"/packages/{proposal.package}/proposals/{proposal.id}"
    told, failed = {"title": titles.get(proposal.package, proposal.package)}, kind == "failed"
    return Alarm(kind, address, told, grave=failed, put_away=f"{address}/withdraw" if failed else "")


def _of_rollout(rollout: Rollout, titles: dict[str, str]) -> Alarm:
    address = f"/packages/{rollout.package}/rollouts/{rollout.id}"
    told = {"title": titles.get(rollout.package, rollout.package), "number": str(rollout.version)}
    return Alarm("stopped", address, told, put_away=f"{address}/put-away")


def bars(compared: Comparison) -> list[Bar]:
    today, yesterday = compared.today.hours, compared.yesterday_hours
    busiest = max(*today, *yesterday, 1)
    return [
        Bar(hour, now, before, 100 * now / busiest, 100 * before / busiest)
        for hour, (now, before) in enumerate(zip(today, yesterday, strict=True))
    ]


def _tiles(runtimes: list[Seen], compared: Comparison, waiting: list[str]) -> list[Tile]:
    today, before = compared.today, compared.yesterday
    on_the_line = sum(seen.status.calls - seen.status.test_calls for seen in runtimes if seen.up and seen.status.role == "live")

    going = Narrowed(ended="going", who="callers").address("/calls")

    def tile(name: str, outcomes: tuple[days.Outcome, ...], *, more_is_worse: bool = False) -> Tile:
        address = Narrowed(today=True, ended=name, who="callers").address("/calls")
        return Tile(
            name=name, now=today.count(*outcomes), before=before.count(*outcomes), address=address, more_is_worse=more_is_worse
        )

    return [
        Tile(name="live", now=on_the_line, before=None, address=going),
        Tile(name="waiting", now=len(waiting), before=None, address=going, more_is_worse=True),
        tile("caller", ("caller",), more_is_worse=True),
        tile("handed_off", ("handed_off",)),
        Tile(name="calls", now=today.calls, before=before.calls, address=Narrowed(today=True, who="callers").address("/calls")),
        tile("line", ("line",)),
        tile("trouble", days.TROUBLE, more_is_worse=True),
        Tile(
            name="unknowns",
            now=today.unknowns,
            before=before.unknowns,
            address=Narrowed(today=True, unknown=True, who="callers").address("/calls"),
            more_is_worse=True,
        ),
    ]


async def _running(session: AsyncSession, seen: Collection[str] | None, at: datetime) -> list[Running]:
    helped = await containment.by_package(session, seen, at)
    drafts, live, assigned = Drafts(session), await versions.live_versions(session), await numbers.all_numbers(session)
    tried = {one.package: one for one in await rollouts.all_running(session)}
    return [
        Running(
            title=head.title,
            version=live[head.package],
            numbers=[row.dialled for row in assigned if row.package == head.package],
            changed=(await drafts.read(head.package)).whole_hashes != live[head.package].files,
            tried=tried.get(head.package),
            contained=helped.get(head.package, Contained()),
        )
        for head in await drafts.packages()
        if head.package in live
    ]


def _hearing(runtimes: list[Seen]) -> list[tuple[str, str, bool]]:
    """What hears each language on the lines that are up, and whether it only practises."""
    up = [seen.status for seen in runtimes if seen.up and seen.status.role == "live"]
    return sorted({(_spoken(language), by, practises(by)) for status in up for language, by in status.hearing.items()})


def _spoken(language: str) -> str:
    key = f"today.spoken_{language}"
    return words.t(key) if words.has(key) else language


HANDLERS = [show, figures]
