"""The saves of a package: all of them, with names; what differs between any two; and the way back to one."""

from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.canvas.flow_text import flow_file
from designer.changes import changed_files, said_changes
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import versions
from designer.recorded import recorded_changes
from designer.refusal import Refused
from designer.workspace import saves
from designer.workspace.drafts import Conflict, Draft, Drafts

if TYPE_CHECKING:
    from dsl.editing.renaming import Renaming

Form = URLEncodedBody[dict[str, str]]
PAGE = 50


class Drawn(Struct, frozen=True):
    """A flow whose steps differ: its name (empty: the main one) and how many of them do."""

    flow: str
    count: int


@get("/packages/{package:str}/history", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], before: FromQuery[int] = 0
) -> Response[str]:
    draft = await Drafts(session).read(package)
    found = await saves.page_of(session, package, before, PAGE + 1)
    published = await versions.all_versions(session, package)
    return screen(
        request,
        "history.html",
        here="publish",
        package=package,
        package_title=draft.title,
        library=draft.is_library,
        draft=draft,
        saves=found[:PAGE],
        earlier=found[PAGE - 1].number if len(found) > PAGE else 0,
        versions={version.revision: version.number for version in reversed(published) if not version.restores},
        can_edit=person(request).may("edit", package),
    )


@post("/packages/{package:str}/saves/{number:int}/name", guards=[may("edit")])
async def name(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int],
    data: Form,
) -> Response[str]:  # fmt: skip
    save = await saves.name_save(session, package, number, data.get("name", ""))
    return to(request, f"/packages/{package}/history", flash="history.named" if save.name else "history.unnamed")


@post("/packages/{package:str}/saves/{number:int}/restore", guards=[may("edit")])
async def take_back(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int],
    data: Form,
) -> Response[str]:  # fmt: skip
    """The draft as it was after an earlier save, byte by byte. This is a save of its own, so it can be undone; no call is
    touched."""
    drafts = Drafts(session)
    current, wanted = await drafts.read(package), await drafts.read_revision(package, number)
    changes = {path: wanted.files.get(path) for path in {**current.files, **wanted.files}}
    recorded = {path: wanted.recordings.get(path) for path in {**current.recordings, **wanted.recordings}}
    what, who = words.told("publish.what_taken_back", number=number), person(request).name
    if isinstance(await drafts.save(package, changes, current.revision, who, what, recorded=recorded), Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    then = "history" if data.get("then") == "history" else "publish"
    return to(request, f"/packages/{package}/{then}", flash="publish.taken_back")


@get("/packages/{package:str}/compare", guards=[may("see")])
async def compare(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str],
    against: FromQuery[int] = 0, at: FromQuery[int] = 0,
) -> Response[str]:  # fmt: skip
    """What differs from one save (without a number: the one before) to another (the newest): in words, by line, and on the
    canvas."""
    drafts = Drafts(session)
    new = await (drafts.read_revision(package, at) if at else drafts.read(package))
    first = against or max(1, new.revision - 1)
    old = await drafts.read_revision(package, first)
    called = await saves.names(session, package)
    files = changed_files(old.whole, new.whole)
    renamed = await saves.renamings(drafts, old, new)
    return screen(
        request,
        "compare.html",
        here="publish",
        package=package,
        package_title=new.title,
        library=new.is_library,
        old=old.revision,
        new=new.revision,
        called=called,
        saves={save.number: save for save in await saves.page_of(session, package, 0, 400)},
        newest=(await drafts.read(package)).revision,
        renamed=renamed,
        changes=[
            *await said_changes(await saves.as_called_later(old.whole, renamed), new.whole),
            *await recorded_changes(session, old.whole_hashes, new.whole_hashes),
        ],
        files=files,
        drawn=[drawn for change in files if (drawn := _drawn(old, new, change.path, renamed)) is not None],
        can_edit=person(request).may("edit", package),
    )


def _drawn(old: Draft, new: Draft, path: str, renamed: "list[Renaming]") -> Drawn | None:
    """Nothing where no step differs, or there is no drawing of one of the two."""
    flow = "" if path == flow_file("") else path.removeprefix("subflows/").removesuffix(".yaml")
    if path != flow_file(flow) or path not in old.files or path not in new.files:
        return None
    count = saves.changes_of_steps(old, new, path, renamed).count
    return Drawn(flow, count) if count else None


HANDLERS = [show, name, take_back, compare]
