"""Undo beside what a page has just said was done: it takes back that save and no other."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.pages.access import may
from designer.pages.renaming import RENAMED
from designer.pages.screen import person, to
from designer.refusal import Refused
from designer.workspace.drafts import Conflict, Drafts
from designer.workspace.undoing import take_back, takeable

PLACES = (*RENAMED, "recordings")


@post("/packages/{package:str}/undo", guards=[may("edit")], status_code=200)
async def undo(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: URLEncodedBody[dict[str, str]],
) -> Response[str]:
    """`revision`: the save that is meant; where the person saved since, it is not the newest any more and stays."""
    drafts, by = Drafts(session), person(request).name
    newest = (await takeable(drafts, package, by)).undo
    if newest is None or str(newest.number) != data.get("revision"):
        raise Refused("editor.undo_older", 409)
    if isinstance(await take_back(drafts, package, by), Conflict):
        raise Refused("canvas.conflict", 409)
    place = data.get("place", "")
    return to(request, f"/packages/{package}" + (f"/{place}" if place in PLACES else ""), flash="editor.undone")


HANDLERS = [undo]
