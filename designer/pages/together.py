"""Working together: comments on a step beside the canvas and all of a package on a page, and who else has it open."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.canvas.flow_text import flow_file
from designer.pages.access import may
from designer.pages.screen import person, screen, to, trigger_header
from designer.refusal import Refused
from designer.workspace import comments, presence
from designer.workspace.drafts import Draft, Drafts
from designer.workspace.step_texts import step_texts

Form = URLEncodedBody[dict[str, str]]
OF_A_STEP = "/packages/{package:str}/graph/comments"


@get(OF_A_STEP, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], step: FromQuery[str],
    flow: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    return await _of_step(request, session, package, flow, step)


@post(OF_A_STEP, guards=[may("edit")], status_code=200)
async def say(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], step: FromQuery[str],
    data: Form, flow: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    draft, file = await Drafts(session).read(package), flow_file(flow)
    if step not in step_texts(draft.files.get(file, "")):
        raise Refused("editor.gone", 404)
    thread = int(data["thread"]) if data.get("thread", "").isdecimal() else 0
    await comments.add(session, package, file, step, data.get("text", ""), person(request).name, thread)
    return await _changed(request, session, package, flow, step)


@post(OF_A_STEP + "/{thread:int}/{decision:str}", guards=[may("edit")], status_code=200)
async def decide(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], thread: FromPath[int],
    decision: FromPath[str], flow: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """Resolves a thread (`resolve`), or opens it again (`reopen`)."""
    if decision not in ("resolve", "reopen"):
        raise Refused("refusals.status_404", 404)
    first = await comments.resolve(session, package, thread, person(request).name, resolved=decision == "resolve")
    if request.query_params.get("then") == "page":
        return to(request, f"/packages/{package}/comments")
    return await _changed(request, session, package, flow, first.step)


@get("/packages/{package:str}/comments", guards=[may("see")])
async def show_all(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    draft = await Drafts(session).read(package)
    found = await comments.threads(session, package)
    return screen(
        request,
        "comments.html",
        here="graph",
        package=package,
        package_title=draft.title,
        library=draft.is_library,
        threads=found,
        gone={thread.first.id for thread in found if not _is_there(draft, thread.first.file, thread.first.step)},
        can_comment=person(request).may("edit", package),
    )


@post("/packages/{package:str}/present", guards=[may("see")], status_code=200)
async def be_present(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: Form
) -> Response[str]:
    """A page's heartbeat: notes where a person who may edit is, and says who else is there and which save is the newest."""
    who = person(request)
    if who.may("edit", package):
        place = data.get("place", "") if words.has(f"layout.place_{data.get('place')}") else ""
        await presence.seen(session, package, who.name, place, data.get("flow", ""), data.get("step", ""))
    others = await presence.others(session, package, who.name)
    response = screen(request, "parts/present.html", block="present", package=package, others=others)
    revision = (await Drafts(session).head(package)).revision
    response.headers["HX-Trigger"] = trigger_header("draft-at", {"revision": revision})
    return response


def _is_there(draft: Draft, file: str, step: str) -> bool:
    return step in step_texts(draft.files.get(file, ""))


async def _changed(request: Request[Any, Any, Any], session: AsyncSession, package: str, flow: str, step: str) -> Response[str]:
    response = await _of_step(request, session, package, flow, step)
    count = (await comments.open_counts(session, package, flow_file(flow))).get(step, 0)
    response.headers["HX-Trigger"] = trigger_header("comments-changed", {"step": step, "count": count})
    return response


async def _of_step(request: Request[Any, Any, Any], session: AsyncSession, package: str, flow: str, step: str) -> Response[str]:
    return screen(
        request,
        "comments_of_step.html",
        block="threads",
        package=package,
        flow=flow,
        step=step,
        threads=await comments.threads(session, package, flow_file(flow), step),
        can_comment=person(request).may("edit", package),
    )


HANDLERS = [show, say, decide, show_all, be_present]
