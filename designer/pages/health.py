"""Which runtimes are there and which went silent: the status bar of every page, and a page of its own."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.pages.access import may, may_everywhere
from designer.pages.screen import person, screen, to
from designer.publishing.runtimes import Runtimes, practises

Form = URLEncodedBody[dict[str, str]]


@get("/status/bar", guards=[may("see")])
async def bar(request: Request[Any, Any, Any]) -> Response[str]:
    """With the banner of the emergency switch, which every page has."""
    return screen(request, "health.html", block="bar", runtimes=_runtimes(request).all(), fresh=True)


@get("/runtimes", guards=[may("see")])
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    return screen(
        request,
        "runtimes.html",
        here="settings",
        tab="runtimes",
        runtimes=_runtimes(request).all(),
        practises=practises,
        may_administer=person(request).may("administer"),
    )


@get("/runtimes/table", guards=[may("see")])
async def table(request: Request[Any, Any, Any]) -> Response[str]:
    """The page asks for this every few seconds."""
    return screen(
        request,
        "runtimes.html",
        block="table",
        runtimes=_runtimes(request).all(),
        practises=practises,
        may_administer=person(request).may("administer"),
    )


@post("/runtimes/forget", guards=[may_everywhere("administer")])
async def forget(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    name = data.get("name", "")
    await _runtimes(request).forget(name)
    await audit.note(session, person(request).name, "runtime_forgotten", name[:64])
    return to(request, "/runtimes", flash="health.forgotten")


@get("/health", opt={"open": True})
async def health() -> dict[str, str]:
    """For whoever watches the program itself."""
    return {"status": "ready"}


def _runtimes(request: Request[Any, Any, Any]) -> Runtimes:
    runtimes: Runtimes = request.app.state.runtimes
    return runtimes


HANDLERS = [bar, show, table, forget, health]
