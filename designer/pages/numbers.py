"""The numbers: which dialled number runs which flow."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.pages.access import check, may
from designer.pages.screen import person, screen, to
from designer.publishing import numbers, test_line, versions
from designer.refusal import Refused
from designer.store.tables import Number
from designer.workspace.drafts import Drafts
from dsl.model import LANGUAGES

Form = URLEncodedBody[dict[str, str]]


@get("/numbers", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    drafts, who = Drafts(session), person(request)
    libraries = await drafts.libraries()
    titles = {head.package: head.title for head in await drafts.packages() if head.package not in libraries}
    return screen(
        request,
        "numbers.html",
        here="numbers",
        rows=[row for row in await numbers.all_numbers(session) if who.may("see", row.package)],
        titles=titles,
        assignable=[(package, title) for package, title in titles.items() if who.may("numbers", package)],
        live=await versions.live_versions(session),
        tested=await test_line.everything(session),
        spoken=[(language, language) for language in LANGUAGES],
        can_assign=who.may("numbers"),
    )


@post("/numbers", guards=[may("numbers")])
async def assign(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    dialled, package = data.get("dialled", ""), data.get("package", "")
    await _check_both(request, session, dialled, package)
    if (await Drafts(session).read(package)).is_library:
        raise Refused("refusals.library_is_no_line", 409)
    await numbers.assign(
        session, dialled, package, data.get("entry", "inbound"), data.get("language", ""), test=data.get("runs") == "test"
    )
    await audit.note(session, person(request).name, "number_assigned", f"{dialled.strip()} {package}")
    return to(request, "/numbers", flash="numbers.saved")


@post("/numbers/remove", guards=[may("numbers")])
async def remove(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    dialled = data.get("dialled", "")
    await _check_both(request, session, dialled)
    await numbers.remove(session, dialled)
    await audit.note(session, person(request).name, "number_removed", dialled)
    return to(request, "/numbers", flash="numbers.removed")


async def _check_both(request: Request[Any, Any, Any], session: AsyncSession, dialled: str, package: str | None = None) -> None:
    """Whoever moves a number needs the right where it comes from as well as where it goes. `*` takes calls of every package."""
    row = await session.get(Number, dialled.strip())
    whole = numbers.EVERY_OTHER if dialled.strip() == numbers.EVERY_OTHER else None
    for touched in {row.package if row else None, package, whole} - {None}:
        check(request, "numbers", touched)


HANDLERS = [show, assign, remove]
