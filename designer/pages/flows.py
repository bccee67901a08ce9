"""The list of flows: what is live, what differs from it, new ones, packages in and out as zip files."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.accounts.roles import Person
from designer.forms.naming import name_for
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import numbers, versions
from designer.refusal import Refused
from designer.store.tables import DraftHead, Version
from designer.workspace import archive, checking, templates
from designer.workspace.drafts import Conflict, Drafts
from designer.workspace.libraries import is_library
from dsl.libraries import files_of, libraries_among, library_of, own_files

Form = URLEncodedBody[dict[str, str]]
Upload = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


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
    return screen(request, "flows.html", here="flows", cards=await _cards(session), can_create=person(request).may("edit"))


@get("/packages/menu", guards=[may("see")])
async def menu(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], current: FromQuery[str] = ""
) -> Response[str]:
    """The entries of the package switcher."""
    drafts = Drafts(session)
    heads, libraries = await drafts.packages(), await drafts.libraries()
    return screen(request, "flow_menu.html", block="menu", heads=heads, libraries=libraries, current=current)


@get("/flows/new", guards=[may("edit")])
async def new(request: Request[Any, Any, Any], template: FromQuery[str] = "blank") -> Response[str]:
    return screen(request, "flow_new.html", here="flows", templates=_template_choices(), template=template, given={})


@post("/flows", guards=[may("edit")])
async def create(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    drafts, name = Drafts(session), data.get("name", "").strip()
    if not name:
        name = name_for(data.get("title", ""), [head.package for head in await drafts.packages()], "flow")
    try:
        await drafts.create(name, data.get("title", ""), data.get("language", ""), data.get("template", ""), person(request).name)
    except Refused as refusal:
        await session.rollback()
        problem = words.t(refusal.key, **refusal.arguments)
        template = data.get("template", "blank")
        return screen(
            request, "flow_new.html", status=422, here="flows", templates=_template_choices(), template=template, given=data,
            problem=problem,
        )  # fmt: skip
    await audit.note(session, person(request).name, "flow_created", name)
    return to(request, f"/packages/{name}", flash="flows.created")


@post("/flows/import", guards=[may("edit")])
async def bring_in(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Upload) -> Response[str]:
    """An uploaded zip: a new flow, or the new text of one that is there (then another revision of its draft)."""
    upload = data.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("refusals.no_file")
    files = archive.unpack(await upload.read())
    name = str(data.get("name") or "").strip() or _name_of(own_files(files))
    for library in libraries_among(files):
        await _take_in(session, person(request), library, files_of(files, library))
    await _take_in(session, person(request), name, own_files(files))
    return to(request, f"/packages/{name}", flash="flows.imported")


async def _take_in(session: AsyncSession, who: Person, name: str, files: dict[str, str]) -> None:
    """A new package, or the new text of one that is there; the same text is nothing new."""
    drafts = Drafts(session)
    if any(head.package == name for head in await drafts.packages()):
        current = await drafts.read(name)
        if current.files == files:
            return
        if not who.may("edit", name):
            raise Refused("refusals.status_403", 403)
        if current.is_library != is_library(files):
            raise Refused("refusals.package_exists", 409, name=name)
        changes = {path: files.get(path) for path in current.files.keys() | files.keys()}
        saved = await drafts.save(name, changes, current.revision, who.name, words.t("flows.what_imported"))
        if isinstance(saved, Conflict):
            raise Refused("refusals.draft_moved_on", 409)
    else:
        await drafts.add(name, files, who.name, words.t("flows.what_imported"))
    await audit.note(session, who.name, "flow_imported", name)


@get("/packages/{package:str}/export", guards=[may("see")])
async def take_out(session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[bytes]:
    draft = await Drafts(session).read(package)
    return Response(
        archive.pack(package, {path: text for path, text in draft.whole.items() if path in draft.whole_hashes}),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{package}.zip"'},
    )


@post("/packages/{package:str}/delete", guards=[may("administer")])
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """Only of a flow that no number runs, and of a library that nobody uses; its versions stay."""
    if any(row.package == package for row in await numbers.all_numbers(session)):
        raise Refused("refusals.flow_has_numbers", 409)
    drafts = Drafts(session)
    if (await drafts.read(package)).is_library and (users := await drafts.users(package)):
        raise Refused("refusals.library_in_use", 409, users=words.t("flows.comma").join(users))
    await drafts.delete(package)
    await audit.note(session, person(request).name, "flow_deleted", package)
    return to(request, "/", flash="flows.deleted")


async def _cards(session: AsyncSession) -> list[FlowCard]:
    drafts, live = Drafts(session), await versions.live_versions(session)
    assigned = await numbers.all_numbers(session)
    heads = await drafts.packages()
    titles = {head.package: head.title for head in heads}
    cards = []
    for head in heads:
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


def _template_choices() -> list[tuple[str, str]]:
    blank = (("blank", "flows.template_blank"), (templates.BLANK_LIBRARY, "flows.template_library"))
    choices = [(name, words.t(key)) for name, key in blank]
    return choices + [(name, checking.describe(files)[0] or name) for name, files in templates.shipped().items()]


def _name_of(files: dict[str, str]) -> str:
    named = "library" if is_library(files) else "flow"
    for line in files.get(f"{named}.yaml", "").splitlines():
        key, _, value = line.partition(":")
        if key == named:
            return value.partition(" #")[0].strip().strip("\"'")
    raise Refused("refusals.flow_without_name" if "flow.yaml" in files else "refusals.no_flow")


HANDLERS = [show, menu, new, create, bring_in, take_out, delete]
