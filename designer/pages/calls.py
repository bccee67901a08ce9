"""The list of calls, narrowed by flow, outcome, day, version and the step that they came to last."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import formats
from designer.calls import calls, days, masking
from designer.calls.strain import ANGRY, SILENT
from designer.drop_off import LOST
from designer.pages.access import may
from designer.pages.screen import person, screen
from designer.publishing import versions
from designer.store.tables import CallSummary
from designer.workspace.drafts import Drafts

ENDINGS: dict[str, tuple[str, ...]] = {
    "going": ("",),
    "line": ("line",),
    "told": ("line",),
    "caller": ("caller",),
    "handed_off": ("handed_off",),
    "trouble": days.TROUBLE,
    "lost": LOST,
}
"""What the list can be narrowed to, by how calls ended."""
WHO = {"callers": False, "tests": True}
"""And by whether they came to a number that tests a draft."""
_MOST_DAYS = 400


class Narrowed(Struct, frozen=True, kw_only=True):
    """Which calls the list shows, as its address says it."""

    package: str = ""
    ended: str = ""  # one of ENDINGS
    today: bool = False
    unknown: bool = False
    angry: bool = False
    bundle: str = ""  # of one version
    who: str = ""  # one of WHO
    last: int = 0  # so many days, today included; 0: all of them
    step: tuple[str, ...] = ()  # ended at one of these, by their full address

    def address(self, page: str) -> str:
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        chosen = {name: "true" if value is True else value for name, value in given.items() if value}
        return f"{page}?{urlencode(chosen, doseq=True)}" if chosen else page


def narrowed(
    package: FromQuery[str] = "",
    ended: FromQuery[str] = "",
    today: FromQuery[bool] = False,
    unknown: FromQuery[bool] = False,
    angry: FromQuery[bool] = False,
    bundle: FromQuery[str] = "",
    who: FromQuery[str] = "",
    last: FromQuery[int] = 0,
    step: FromQuery[list[str] | None] = None,
) -> Narrowed:
    known, by = ended if ended in ENDINGS else "", who if who in WHO else ""
    return Narrowed(
        package=package, ended=known, today=today, unknown=unknown, angry=angry, bundle=bundle, who=by,
        last=max(0, min(last, _MOST_DAYS)), step=tuple(step or ()),
    )  # fmt: skip


NARROWED = {"chosen": Provide(narrowed, sync_to_thread=False)}


@get("/calls", guards=[may("calls")], dependencies=NARROWED)
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    chosen: NamedDependency[Narrowed],
    before: FromQuery[str] = "",
) -> Response[str]:
    return await _list(request, session, chosen, before, block=None)


@get("/calls/rows", guards=[may("calls")], dependencies=NARROWED)
async def rows(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], chosen: NamedDependency[Narrowed]
) -> Response[str]:
    """The list again, as it stands now; the page asks every few seconds."""
    return await _list(request, session, chosen, "", block="rows")


async def _list(
    request: Request[Any, Any, Any], session: AsyncSession, chosen: Narrowed, before: str, *, block: str | None
) -> Response[str]:
    found = await calls.newest(
        session,
        person(request).among("calls", chosen.package),
        before=_moment(before),
        since=_since(1 if chosen.today else chosen.last),
        unknown_only=chosen.unknown,
        angry_only=chosen.angry,
        ended=ENDINGS.get(chosen.ended, ()),
        flowless={"line": False, "told": True}.get(chosen.ended),
        bundle=chosen.bundle,
        test=WHO.get(chosen.who),
        steps=chosen.step,
    )
    seen = found[: calls.PAGE]
    more = found[calls.PAGE - 1].started_at.isoformat() if len(found) > calls.PAGE else ""
    heads = await Drafts(session).packages()
    titles = {head.package: head.title for head in heads if person(request).may("calls", head.package)}
    version = await versions.of_bundle(session, chosen.package, chosen.bundle) if chosen.bundle else None
    return screen(
        request,
        "calls.html",
        block=block,
        here="calls",
        summaries=seen,
        titles=titles,
        chosen=chosen,
        version=version.number if version else None,
        endings=ENDINGS,
        who=WHO,
        more=more,
        before=before,
        masked=masking.masked,
        lasted=lasted,
        angry=ANGRY,
        silent=SILENT,
    )


def lasted(summary: CallSummary) -> str:
    """How long the call took so far, as minutes and seconds."""
    return formats.lasted((summary.ended_at or summary.last_at) - summary.started_at)


def _since(span: int) -> datetime | None:
    """When the first of so many days began."""
    return days.midnight(datetime.now().astimezone()) - timedelta(days=span - 1) if span else None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else None


HANDLERS = [show, rows]
