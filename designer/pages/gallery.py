"""The gallery of what a new flow may begin with: each with its talk, its canvas, and a call to hear it before it is anybody's."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody
from msgspec import Struct, to_builtins
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.canvas.drawing import draw
from designer.forms.naming import name_for
from designer.forms.spoken import words_alone
from designer.pages.access import may_everywhere
from designer.pages.graph import Shown
from designer.pages.screen import person, screen, to
from designer.pages.tryout import CallTicket, Trouble, Wanted, call_prepared, call_words
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.workspace import checking, conversations, templates
from designer.workspace.conversations import ShownTurn
from designer.workspace.drafts import Drafts

Form = URLEncodedBody[dict[str, str]]
BLANKS = (("blank", "flows.template_blank"), (templates.BLANK_LIBRARY, "flows.template_library"))
TALKED = 12  # turns of a conversation that are shown


class Card(Struct, frozen=True, kw_only=True):
    """Something to begin with. `reasons`: what its callers may want, in their operator's words."""

    name: str
    title: str
    about: str
    language: str = ""
    reasons: tuple[str, ...] = ()
    steps: int = 0
    tests: int = 0


class Preview(Struct, frozen=True, kw_only=True):
    """The chosen one from near: a conversation of it, with what the line said where it was played, and its drawing."""

    conversation: str
    turns: list[ShownTurn]
    said: dict[int, tuple[str, ...]]
    shown: dict[str, Any]


@get("/flows/new", guards=[may_everywhere("edit")])
async def new(request: Request[Any, Any, Any], template: FromQuery[str] = "") -> Response[str]:
    return await _page(request, template)


@post("/flows", guards=[may_everywhere("edit")])
async def create(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    drafts, name = Drafts(session), data.get("name", "").strip()
    if not name:
        name = name_for(data.get("title", ""), [head.package for head in await drafts.packages()], "flow")
    try:
        await drafts.create(name, data.get("title", ""), data.get("language", ""), data.get("template", ""), person(request).name)
    except Refused as refusal:
        await session.rollback()
        return await _page(request, data.get("template", "blank"), given=data, problem=words.t(refusal.key, **refusal.arguments))
    await audit.note(session, person(request).name, "flow_created", name)
    return to(request, f"/packages/{name}", flash="flows.created")


@get("/flows/new/{template:str}/call", guards=[may_everywhere("edit")])
async def call(request: Request[Any, Any, Any], template: FromPath[str]) -> Response[str]:
    """A call to the template as it stands, without making a flow of it."""
    checked = await checking.check(_files(template))
    assert checked.package is not None, "what ships can be read"
    title = checked.package.flow.title
    return screen(
        request,
        "template_call.html",
        here="flows",
        template=template,
        template_title=title,
        tour_stop="template_call",
        **call_words(request, checked.package),
    )


@post("/flows/new/{template:str}/ticket", guards=[may_everywhere("edit")], status_code=200)
async def ticket(
    request: Request[Any, Any, Any], template: FromPath[str], data: JSONBody[Wanted]
) -> Response[CallTicket] | Response[Trouble]:
    compiled = await checking.compile_files(_files(template))
    return await call_prepared(request, template, compiled, data.caller, revision=0)


async def _page(
    request: Request[Any, Any, Any], template: str, given: dict[str, str] | None = None, problem: str = ""
) -> Response[str]:
    cards = [await _card(name) for name in templates.shipped()]
    cards += [Card(name=name, title=words.t(key), about=words.t(f"{key}_about")) for name, key in BLANKS]
    chosen = next((card for card in cards if card.name == template), cards[0])
    return screen(
        request,
        "flow_new.html",
        status=422 if problem else 200,
        here="flows",
        cards=cards,
        chosen=chosen,
        preview=await _preview(request, chosen.name) if chosen.language else None,
        given={"title": chosen.title if chosen.language else ""} | (given or {}),
        problem=problem,
    )


def _files(template: str) -> dict[str, str]:
    """A flow that ships, with the libraries that it uses."""
    files = templates.shipped().get(template)
    if files is None:
        raise Refused("refusals.no_such_template", 404, name=template[:80])
    beside = {
        f"library/{name}/{path}": text for name, held in templates.shipped_libraries().items() for path, text in held.items()
    }
    return files | beside


async def _card(name: str) -> Card:
    checked = await checking.check_unproven(_files(name))
    package = checked.package
    assert package is not None, "what ships can be read"
    reasons = [package.intents[topic].title or topic for topic in package.flow.topics if topic in package.intents]
    opening = package.flow.steps.get(package.flow.entry.inbound or "")
    return Card(
        name=name,
        title=package.flow.title or name,
        about=words_alone(str(getattr(opening, "say", "") or getattr(opening, "ask", ""))),
        language=package.flow.language,
        reasons=tuple(reasons),
        steps=len(package.flow.steps),
        tests=conversations.count(package.conversations),
    )


async def _preview(request: Request[Any, Any, Any], name: str) -> Preview:
    compiled = await checking.compile_files(_files(name))
    drawing = draw(await checking.check_unproven(_files(name)))
    workshop: Workshop = request.app.state.workshop
    played = workshop.played(compiled.identity, compiled.conversations)
    stem = next(iter(compiled.conversations), "")
    told = next((one.said for one in played.told if (one.file, one.number) == (stem, 0)), ()) if played else ()
    assert drawing is not None, "what ships can be drawn"
    return Preview(
        conversation=compiled.conversations[stem][0].name if stem else "",
        turns=conversations.turns(compiled, stem, 0)[:TALKED] if stem else [],
        said=dict(enumerate(told)),
        shown=to_builtins(Shown(drawing=drawing, revision=0, can_edit=False, kinds=[], intents=[], proven=True)),
    )


HANDLERS = [new, create, call, ticket]
