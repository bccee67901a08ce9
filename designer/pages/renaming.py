"""Another name for what stands in a form: what that would touch, shown while it is typed, and giving it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.pages.uses import KINDS, MOST_SHOWN
from designer.publishing import numbers
from designer.refusal import Refused
from designer.workspace import checking, renaming
from designer.workspace.drafts import Draft, Drafts
from dsl.editing.renaming import Kind

RENAMED = KINDS | {"line": "value"}
"""What has a name at a place of the editor; of the form of the whole line, the values."""


class Elsewhere(Struct, frozen=True):
    """A flow that names what belongs to its library."""

    title: str
    places: int


@get("/packages/{package:str}/rename", guards=[may("edit")])
async def foretell(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    place: FromQuery[str],
    name: FromQuery[str],
    new: FromQuery[str] = "",
) -> Response[str]:
    """What another name would touch, and why this one cannot be given."""
    return await _told(request, session, await Drafts(session).read(package), place, name, new.strip())


@post("/packages/{package:str}/rename", guards=[may("edit")], status_code=200)
async def rename(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: URLEncodedBody[dict[str, str]],
) -> Response[str]:
    place, name, new = data.get("place", ""), data.get("name", ""), data.get("new", "").strip()
    drafts = Drafts(session)
    draft = await drafts.read(package)
    kind = await _standing(draft, place, name)
    address = f"/packages/{package}/{place}" + ("" if place in ("line", "parts") else f"/{new}")
    if new == name:
        return to(request, address)
    if await renaming.problem(draft.whole, kind, name, new):
        return await _told(request, session, draft, place, name, new, status=422)
    made = await renaming.rename(drafts, package, kind, name, new, by=person(request).name)
    if kind == "calendar":
        await numbers.follow(session, package, name, new)
    return to(request, address, flash="editor.renamed", undo=(package, made.revision, place))


async def _standing(draft: Draft, place: str, name: str) -> Kind:
    """What stands at the place under the name, and belongs to the package itself."""
    kind = RENAMED.get(place)
    reading = (await checking.check_unproven(draft.whole)).reading
    if kind is None or name not in reading.own(kind):
        raise Refused("editor.gone", 404)
    return kind


async def _told(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    draft: Draft,
    place: str,
    name: str,
    new: str,
    status: int = 200,
) -> Response[str]:
    kind = await _standing(draft, place, name)
    named = await renaming.uses(draft.whole, kind, name)
    by_it = await numbers.opening_by(session, draft.package, name) if kind == "calendar" else []
    who = person(request)
    return screen(
        request,
        "parts/renaming.html",
        status=status,
        package=draft.package,
        problem=await renaming.problem(draft.whole, kind, name, new) if new and new != name else "",
        named=named,
        shown=named.lines[:MOST_SHOWN],
        more=max(0, len(named.lines) - MOST_SHOWN),
        own=draft.files,
        numbers=[row.dialled for row in by_it if who.may("see", row.package)],
        elsewhere=await _elsewhere(Drafts(session), draft, kind, name) if draft.is_library else [],
    )


async def _elsewhere(drafts: Drafts, library: Draft, kind: Kind, name: str) -> list[Elsewhere]:
    found = []
    for user in await drafts.users(library.package):
        draft = await drafts.read(user)
        named = await renaming.uses(draft.whole, kind, name, own=draft.files)
        if named.places:
            found.append(Elsewhere(draft.title, named.places))
    return found


HANDLERS = [foretell, rename]
