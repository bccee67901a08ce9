"""A package that comes in as a zip: what it brings is shown first, wherever it would change what is there."""

from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.changes import SaidChange, said_changes
from designer.pages.access import check, may
from designer.pages.api import ZIP_LIMIT
from designer.pages.screen import person, screen, to
from designer.refusal import Refused
from designer.workspace import archive, arriving, uploads
from designer.workspace.arriving import Arrival
from designer.workspace.drafts import Drafts

Form = URLEncodedBody[dict[str, str]]
Uploaded = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
Choices = dict[str, Literal["ours", "theirs"]]


class Told(Struct, frozen=True, kw_only=True):
    """One package of the zip as the report shows it."""

    arrival: Arrival
    title: str
    changes: list[SaidChange]


@post("/flows/import", guards=[may("edit")], status_code=200, request_max_body_size=ZIP_LIMIT)
async def bring_in(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Uploaded) -> Response[str]:
    """A new flow is taken in at once; what would change a draft that is there is shown first."""
    _, content = await sent(data)
    name = str(data.get("name") or "").strip()
    arrivals = await arriving.look(Drafts(session), content, name)
    _check_all(request, arrivals)
    if all(arrival.state != "changed" for arrival in arrivals):
        return await _take(request, session, arrivals)
    key = await uploads.keep(session, person(request).id, name, content)
    return to(request, f"/flows/import/{key}")


@get("/flows/import/{key:str}", guards=[may("edit")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], key: FromPath[str]) -> Response[str]:
    """What is new, changed and in conflict."""
    upload = await uploads.find(session, person(request).id, key)
    return await _report(request, key, await arriving.look(Drafts(session), upload.data, upload.name))


@post("/flows/import/{key:str}", guards=[may("edit")], status_code=200)
async def settle(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], key: FromPath[str], data: Form
) -> Response[str]:
    """Takes in what was shown, as it was chosen. If a draft moved on meanwhile, it is shown anew."""
    upload = await uploads.find(session, person(request).id, key)
    choices: Choices = {
        name.removeprefix("choice:"): "ours" if chosen == "ours" else "theirs"
        for name, chosen in data.items()
        if name.startswith("choice:") and chosen
    }
    arrivals = await arriving.look(Drafts(session), upload.data, upload.name, choices)
    _check_all(request, arrivals)
    moved_on = any(data.get(f"seen:{one.package}") != _seen(one) for one in arrivals)
    if moved_on or any(one.conflicts for one in arrivals):
        return await _report(request, key, arrivals, status=409, moved_on=moved_on)
    await uploads.drop(session, upload)
    return await _take(request, session, arrivals)


async def sent(data: dict[str, Any]) -> tuple[str, bytes]:
    """The name and the bytes of the file that a form brings; of a folder, those of the zip that it would be."""
    upload = data.get("file")
    if folder := [one for one in _listed(data.get("folder")) if isinstance(one, UploadFile) and one.filename]:
        return "folder.zip", archive.from_folder([(one.filename, await one.read()) for one in folder])
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("refusals.no_file")
    return upload.filename, await upload.read()


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


async def _take(request: Request[Any, Any, Any], session: AsyncSession, arrivals: list[Arrival]) -> Response[str]:
    who = person(request).name
    for arrival in arrivals:
        if arrival.state != "same":
            revision = await arriving.take(Drafts(session), arrival, who, words.told("flows.what_imported"))
            await audit.note(session, who, "flow_imported", f"{arrival.package} {revision}")
    return to(request, f"/packages/{arrivals[-1].package}", flash="flows.imported")


async def _report(
    request: Request[Any, Any, Any], key: str, arrivals: list[Arrival], status: int = 200, moved_on: bool = False
) -> Response[str]:
    told = [
        Told(
            arrival=one,
            title=one.current.title if one.current else one.package,
            changes=await said_changes(one.before, one.result) if one.current else [],
        )
        for one in arrivals
    ]
    return screen(request, "arriving.html", status=status, here="flows", key=key, told=told, seen=_seen, moved_on=moved_on)


def _seen(arrival: Arrival) -> str:
    return str(arrival.current.revision) if arrival.current else ""


def _check_all(request: Request[Any, Any, Any], arrivals: list[Arrival]) -> None:
    for arrival in arrivals:
        if arrival.state != "same":
            check(request, "edit", arrival.package)


HANDLERS = [bring_in, show, settle]
