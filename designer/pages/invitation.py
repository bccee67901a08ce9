"""What an invitation's link opens: somebody who is not signed in yet chooses a password, once."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit, invitations, patience, sign_in
from designer.pages.access import address_of
from designer.pages.screen import screen, to
from designer.pages.sign_in import HOME, end_session, set_cookies
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import Invitation

Form = URLEncodedBody[dict[str, str]]


@get("/invitation/{token:str}", opt={"open": True})
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], token: FromPath[str]) -> Response[str]:
    """Opening the link uses nothing up: whoever looks ahead for viruses opens it too."""
    invitation = await _find(request, session, token)
    return screen(request, "invitation.html", name=invitation.name, token=token, problem=None)


@post("/invitation/{token:str}", opt={"open": True})
async def accept(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], token: FromPath[str], data: Form
) -> Response[str]:
    invitation = await _find(request, session, token)
    try:
        if data.get("new", "") != data.get("again", ""):
            raise Refused("sign_in.not_the_same")
        account = await invitations.accept(session, token, data.get("new", ""))
    except Refused as refusal:
        if refusal.status != 422:
            raise
        problem = words.t(refusal.key, **refusal.arguments)
        return screen(request, "invitation.html", status=422, name=invitation.name, token=token, problem=problem)
    await end_session(request, session)
    signed = await sign_in.begin(session, account)
    await audit.note(session, account.name, "invitation_accepted", account.name)
    response = to(request, HOME)
    set_cookies(request, response, signed, account)
    return response


async def _find(request: Request[Any, Any, Any], session: AsyncSession, token: str) -> Invitation:
    """Who guesses at links is sent away after a while, whatever they guess."""
    counted = patience.of_secret("invitation", address_of(request))
    await patience.check(session, counted)
    try:
        return await invitations.find(session, token)
    except Refused:
        store: Store = request.app.state.store
        async with store.session() as counting:
            await patience.spend(counting, counted)
        raise


HANDLERS = [show, accept]
