"""The form of one step, beside the canvas: a part of its page."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.canvas.flow_text import flow_file
from designer.forms.fields import Entered
from designer.forms.names import names_in
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Path, Sheet
from designer.forms.steps import form_of, kind_at
from designer.pages.access import may
from designer.pages.items import entered_in, shown
from designer.pages.screen import person, screen, trigger_header
from designer.refusal import Refused
from designer.words import told
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts

ADDRESS = "/packages/{package:str}/graph/step"


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    step: FromQuery[str],
    flow: FromQuery[str] = "",
    language: FromQuery[str] = "",
) -> Response[str]:
    return await _form(request, await Drafts(session).read(package), flow, step, language)


@post(ADDRESS, guards=[may("edit")], status_code=200)
async def save(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    step: FromQuery[str],
    flow: FromQuery[str] = "",
) -> Response[str]:
    entered = await entered_in(request)
    file, item = flow_file(flow), _path(step)
    outcome = await save_item(
        Drafts(session), package, Item(file, (item,)), entered.number("revision"),
        lambda sheet: form_of(_standing(sheet, item), file).edits(sheet, item, entered),
        by=person(request).name, what=told("steps.what_saved", step=step[:80]), language=entered.text("language"),
    )  # fmt: skip
    response = await _form(request, outcome.draft, flow, step, entered.text("language"), outcome, entered)
    if outcome.saved:
        response.headers["HX-Trigger"] = trigger_header("step-saved", {"revision": outcome.draft.revision, "step": step})
    return response


def _path(step: str) -> Path:
    return ("steps", step)


def _standing(sheet: Sheet, item: Path) -> str:
    kind = kind_at(sheet, item)
    if not kind:
        raise Refused("editor.gone", 404)
    return kind


async def _form(
    request: Request[Any, Any, Any],
    draft: Draft,
    flow: str,
    step: str,
    language: str,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
) -> Response[str]:
    file, item = flow_file(flow), _path(step)
    checked = await checking.check_unproven(draft.files)
    sheet = Sheet(checked, file, language)
    form = form_of(_standing(sheet, item), file)
    filled = form.read(sheet, item)
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None:
        filled = form.refill(filled, entered)
    return screen(
        request,
        "step.html",
        block="form",
        status=409 if lost else 200,
        kind=kind_at(sheet, item),
        package=draft.package,
        flow=flow,
        step=step,
        outcome=outcome,
        text_languages=sheet.languages,
        text_language=sheet.language,
        **shown(request, draft, checked, form, filled, names_in(checked, flow)),
    )


HANDLERS = [show, save]
