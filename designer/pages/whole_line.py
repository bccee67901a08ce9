"""The screen of what holds on the whole line: beginning, languages, memory, silence, and what callers may always say."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms import whole_line
from designer.forms.form import Form
from designer.forms.saving import Item, save_item
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.lone_form import lone_page
from designer.pages.screen import person
from designer.words import told
from designer.workspace.drafts import Draft, Drafts

HERE = "overview"
ADDRESS = "/packages/{package:str}/line"


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    language: FromQuery[str] = "",
) -> Response[str]:
    draft = await Drafts(session).read(package)
    return await lone_page(request, draft, _form(draft), HERE, language=language)


@post(ADDRESS, guards=[may("edit")], status_code=200)
async def save(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    entered, drafts = await entered_in(request), Drafts(session)
    form = _form(await drafts.read(package))
    places = dict.fromkeys(field.path(())[:1] for field in form.fields)
    outcome = await save_item(
        drafts, package, Item(form.file, tuple(places)), entered.number("revision"), lambda sheet: form.edits(sheet, (), entered),
        by=person(request).name, what=told("line.what_saved"), language=entered.text("language"),
    )  # fmt: skip
    return await lone_page(request, outcome.draft, form, HERE, outcome, entered, entered.text("language"))


def _form(draft: Draft) -> Form:
    return whole_line.OF_A_LIBRARY if draft.is_library else whole_line.FORM


HANDLERS = [show, save]
