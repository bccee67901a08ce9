"""What an admin sets for the whole house: hosts, people, a second pair of eyes before going live."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.accounts.audit import Deed
from designer.calls import sounds
from designer.pages.access import may, may_everywhere
from designer.pages.screen import person, screen, to
from designer.publishing import release, settings

Form = URLEncodedBody[dict[str, str]]


@get("/settings", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    who = person(request)
    return screen(
        request,
        "settings.html",
        here="settings",
        tab="house",
        house=await settings.read(session),
        sounds=await sounds.used(session),
        megabytes=_megabytes,
        may_administer=who.may_everywhere("administer"),
    )


@post("/settings/hosts", guards=[may_everywhere("administer")])
async def set_hosts(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    await settings.set_hosts(session, data.get("hosts", ""))
    return await _changed(request, session, "hosts_changed")


@post("/settings/approval", guards=[may_everywhere("administer")])
async def set_approval(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    on = data.get("approval") == "true"
    await settings.set_approval(session, on)
    return await _changed(request, session, "approval_on" if on else "approval_off")


@post("/settings/sound", guards=[may_everywhere("administer")])
async def set_sound(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    """Whether the sound of calls is kept, how long, and what callers are told of it."""
    on = data.get("sound") == "true"
    says = {language: data.get(f"says_{language}", "") for language in words.LANGUAGES}
    await settings.set_sound(session, on, data.get("days", "").strip(), says)
    return await _changed(request, session, "sound_on" if on else "sound_off")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


async def _changed(request: Request[Any, Any, Any], session: AsyncSession, deed: Deed) -> Response[str]:
    await release.issue(session)
    await audit.note(session, person(request).name, deed)
    return to(request, "/settings", flash="settings.saved")


HANDLERS = [show, set_hosts, set_approval, set_sound]
