"""Where an intent leads: a part of its page, which changes the topics of the flow."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.forms import intents, topics
from designer.forms.saving import Item, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.screen import person, screen, toast_header
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts

ADDRESS = "/packages/{package:str}/intents/{item:str}/topic"


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
) -> Response[str]:
    return await _part(request, await Drafts(session).read(package), item)


@post(ADDRESS, guards=[may("edit")], status_code=200)
async def save(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
) -> Response[str]:
    entered = await entered_in(request)
    outcome = await save_item(
        Drafts(session), package, Item(topics.FILE, (("topics", item),)), entered.number("revision"),
        lambda sheet: topics.edits(sheet, item, entered.text("step")),
        by=person(request).name, what=words.told("intents.what_led", name=item),
    )  # fmt: skip
    if not outcome.saved:
        raise Refused("editor.changed_meanwhile", 409)
    response = await _part(request, outcome.draft, item)
    response.headers["HX-Trigger"] = toast_header("good", words.t("intents.led"))
    return response


async def _part(request: Request[Any, Any, Any], draft: Draft, item: str) -> Response[str]:
    checked = await checking.check(draft.files)
    if item not in Sheet(checked, intents.FILE).names():
        raise Refused("editor.gone", 404)
    return screen(
        request,
        "intent_topic.html",
        block="topic",
        here="intents",
        package=draft.package,
        revision=draft.revision,
        form=topics.read(Sheet(checked, topics.FILE), item),
        can_edit=person(request).may("edit", draft.package),
    )


HANDLERS = [show, save]
