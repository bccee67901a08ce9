"""The screen of sub-flows: what each is called and where it begins; new ones, and those that go. Their steps are the canvas'."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.fields import Entered
from designer.forms.form import Filled
from designer.forms.names import names_in
from designer.forms.naming import name_for
from designer.forms.parts import FOLDER, file_of, form_of
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.items import entered_in, shown, tabs
from designer.pages.screen import is_fragment, person, screen, to
from designer.refusal import Refused
from designer.words import told
from designer.workspace import checking
from designer.workspace.drafts import Conflict, Draft, Drafts

HERE = "overview"
ADDRESS = "/packages/{package:str}/parts"
PLACES = (("title",), ("start",))


class Part(Struct, frozen=True, kw_only=True):
    """`about`: what the templates need to show the form of this one."""

    name: str
    steps: int
    form: Filled
    about: dict[str, Any]
    outcome: Outcome | None = None


@get(ADDRESS, guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    return await _page(request, await Drafts(session).read(package))


@post(ADDRESS, guards=[may("edit")])
async def add(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    """A new one, with a step that ends it, opened on the canvas."""
    entered, drafts = await entered_in(request), Drafts(session)
    draft, title = await drafts.read(package), entered.text("title")
    name = name_for(title, _names(draft), "part")
    text = f"subflow: {name}\nstart: end\nsteps:\n  end:\n    return: ok\n"
    saved = await drafts.save(
        package, {file_of(name): text}, draft.revision, person(request).name, told("parts.what_added", name=title or name)
    )
    if isinstance(saved, Conflict):
        raise Refused("source.changed_meanwhile", 409)
    if title:
        await save_item(
            drafts, package, Item(file_of(name), PLACES), saved.revision,
            lambda sheet: form_of(name).edits(sheet, (), Entered([("title", title), ("start", "end")])),
            by=person(request).name, what=told("parts.what_saved", name=title),
        )  # fmt: skip
    return to(request, f"/packages/{package}/graph?flow={name}")


@post(ADDRESS + "/{part:str}", guards=[may("edit")], status_code=200)
async def save(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], part: FromPath[str]
) -> Response[str]:
    entered, drafts = await entered_in(request), Drafts(session)
    _standing(await drafts.read(package), part)
    outcome = await save_item(
        drafts, package, Item(file_of(part), PLACES), entered.number("revision"),
        lambda sheet: form_of(part).edits(sheet, (), entered),
        by=person(request).name, what=told("parts.what_saved", name=entered.text("title") or part),
    )  # fmt: skip
    return await _page(request, outcome.draft, part, outcome, entered)


@post(ADDRESS + "/{part:str}/delete", guards=[may("edit")])
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], part: FromPath[str]
) -> Response[str]:
    entered, drafts = await entered_in(request), Drafts(session)
    _standing(await drafts.read(package), part)
    outcome = await drafts.save(
        package, {file_of(part): None}, entered.number("revision"), person(request).name, told("parts.what_deleted", name=part)
    )
    if isinstance(outcome, Conflict):
        raise Refused("editor.changed_meanwhile", 409)
    return to(request, f"/packages/{package}/parts", flash="editor.deleted", undo=(package, outcome.revision, "parts"))


def _names(draft: Draft) -> list[str]:
    """Of its own sub-flows, and of those of its libraries: they are one space of names."""
    paths = [path.split("/") for path in draft.whole]
    return [path[-1].removesuffix(".yaml") for path in paths if len(path) > 1 and path[-2] == FOLDER]


def _standing(draft: Draft, part: str) -> None:
    if file_of(part) not in draft.files:
        raise Refused("editor.gone", 404)


async def _page(
    request: Request[Any, Any, Any], draft: Draft, part: str = "", outcome: Outcome | None = None, entered: Entered | None = None
) -> Response[str]:
    checked = await checking.check(draft.whole)
    lost = outcome is not None and not outcome.saved
    parts = []
    for path in draft.files:
        folder, _, file = path.partition("/")
        if folder != FOLDER:
            continue
        name = file.removesuffix(".yaml")
        sheet, form = Sheet(checked, path), form_of(name)
        filled = form.read(sheet, ())
        if lost and name == part and entered is not None:
            filled = form.refill(filled, entered)
        about = shown(request, draft, checked, form, filled, names_in(checked, name))
        parts.append(
            Part(
                name=name,
                steps=len(sheet.names(("steps",))),
                form=filled,
                about=about,
                outcome=outcome if name == part else None,
            )
        )
    return screen(
        request,
        "parts.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=HERE,
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        tabs=tabs(HERE, draft.package),
        place="parts",
        parts=parts,
        revision=draft.revision,
        can_edit=person(request).may("edit", draft.package),
    )


HANDLERS = [show, add, save, delete]
