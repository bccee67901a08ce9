"""The numbers: which dialled number runs which flow."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import numbers, versions
from designer.refusal import Refused
from designer.workspace.drafts import Drafts
from dsl.model import LANGUAGES

Form = URLEncodedBody[dict[str, str]]


@get("/numbers", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    drafts = Drafts(session)
    libraries = await drafts.libraries()
    return screen(
        request,
        "numbers.html",
        here="numbers",
        rows=await numbers.all_numbers(session),
        titles={head.package: head.title for head in await drafts.packages() if head.package not in libraries},
        live=await versions.live_versions(session),
        spoken=[(language, language) for language in LANGUAGES],
        can_assign=person(request).may("numbers"),
    )


@post("/numbers", guards=[may("numbers")])
async def assign(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    dialled, package = data.get("dialled", ""), data.get("package", "")
    if (await Drafts(session).read(package)).is_library:
        raise Refused("refusals.library_is_no_line", 409)
    await numbers.assign(session, dialled, package, data.get("entry", "inbound"), data.get("language", ""))
    await audit.note(session, person(request).name, "number_assigned", f"{dialled.strip()} {package}")
    return to(request, "/numbers", flash="numbers.saved")


@post("/numbers/remove", guards=[may("numbers")])
async def remove(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    dialled = data.get("dialled", "")
    await numbers.remove(session, dialled)
    await audit.note(session, person(request).name, "number_removed", dialled)
    return to(request, "/numbers", flash="numbers.removed")


HANDLERS = [show, assign, remove]
