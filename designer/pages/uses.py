"""What speaks of a definition: shown before it is deleted, for these places will have a problem then."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.pages.access import may
from designer.pages.screen import screen
from designer.refusal import Refused
from designer.workspace import renaming
from designer.workspace.drafts import Drafts
from dsl.editing.renaming import Kind

KINDS: dict[str, Kind] = {
    "intents": "intent", "slots": "slot", "answers": "answer", "data": "lookup", "connectors": "connector",
    "calendars": "calendar", "lists": "word list", "parts": "subflow",
}  # fmt: skip
"""What stands at a place of the editor."""
MOST_SHOWN = 12


@get("/packages/{package:str}/uses", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    place: FromQuery[str],
    name: FromQuery[str],
) -> Response[str]:
    if place not in KINDS:
        raise Refused("editor.gone", 404)
    draft = await Drafts(session).read(package)
    found = (await renaming.uses(draft.whole, KINDS[place], name)).lines
    return screen(
        request,
        "parts/uses.html",
        package=package,
        uses=found[:MOST_SHOWN],
        more=max(0, len(found) - MOST_SHOWN),
        own=draft.files,
    )


HANDLERS = [show]
