"""The list of flows: what is live, what differs from it, new ones, packages out as zip files."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.accounts.roles import Person
from designer.pages.access import may
from designer.pages.api import zipped
from designer.pages.screen import person, screen, to
from designer.publishing import numbers, versions
from designer.refusal import Refused
from designer.store.tables import DraftHead, Version
from designer.workspace import checking
from designer.workspace.drafts import Drafts
from dsl.libraries import library_of

Form = URLEncodedBody[dict[str, str]]


class FlowCard(Struct, frozen=True, kw_only=True):
    """A flow as the list shows it."""

    head: DraftHead
    live: Version | None
    changed: bool  # the draft is not what runs
    numbers: list[str]
    errors: int
    warnings: int
    library: bool = False
    users: list[str] = []  # of a library: the titles of who uses it
    uses: list[str] = []  # the titles of the libraries that it uses


@get("/", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    who = person(request)
    return screen(request, "flows.html", here="flows", cards=await _cards(session, who), can_create=who.may_everywhere("edit"))


@get("/packages/menu", guards=[may("see")])
async def menu(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], current: FromQuery[str] = ""
) -> Response[str]:
    """The entries of the package switcher."""
    drafts = Drafts(session)
    heads = [head for head in await drafts.packages() if person(request).may("see", head.package)]
    libraries = await drafts.libraries()
    return screen(request, "flow_menu.html", block="menu", heads=heads, libraries=libraries, current=current)


@get("/packages/{package:str}/export", guards=[may("see")])
async def take_out(session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[bytes]:
    return Response(
        await zipped(Drafts(session), package),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{package}.zip"'},
    )


@post("/packages/{package:str}/delete", guards=[may("administer")])
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """Only of a flow that no number runs, and of a library that nobody uses; its versions stay."""
    if await numbers.using(session, package):
        raise Refused("refusals.flow_has_numbers", 409)
    drafts = Drafts(session)
    if (await drafts.read(package)).is_library and (users := await drafts.users(package)):
        raise Refused("refusals.library_in_use", 409, users=words.t("flows.comma").join(users))
    await drafts.delete(package)
    await audit.note(session, person(request).name, "flow_deleted", package)
    return to(request, "/", flash="flows.deleted")


async def _cards(session: AsyncSession, who: Person) -> list[FlowCard]:
    drafts, live = Drafts(session), await versions.live_versions(session)
    assigned = await numbers.all_numbers(session)
    heads = await drafts.packages()
    titles = {head.package: head.title for head in heads}
    cards = []
    for head in heads:
        if not who.may("see", head.package):
            continue
        draft = await drafts.read(head.package)
        findings = list((await checking.check(draft.whole)).findings)
        uses = sorted({library_of(path) for path in draft.beside.hashes})
        users = await drafts.users(head.package) if draft.is_library else []
        runs = live.get(head.package)
        cards.append(
            FlowCard(
                head=head,
                live=runs,
                changed=runs is None or runs.files != draft.whole_hashes,
                numbers=[row.dialled for row in assigned if row.package == head.package],
                errors=sum(found.severity == "error" for found in findings),
                warnings=sum(found.severity == "warning" for found in findings),
                library=draft.is_library,
                users=[titles.get(name, name) for name in users],
                uses=[titles.get(name, name) for name in uses],
            )
        )
    return sorted(cards, key=lambda card: card.library)  # lines first


HANDLERS = [show, menu, take_out, delete]
