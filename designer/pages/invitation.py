"""What an invitation's link opens: somebody who is not signed in yet chooses a password, once."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit, invitations, sign_in
from designer.pages.screen import screen, to
from designer.pages.sign_in import HOME, end_session, set_cookies
from designer.refusal import Refused

Form = URLEncodedBody[dict[str, str]]


@get("/invitation/{token:str}", opt={"open": True})
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], token: FromPath[str]) -> Response[str]:
    """Opening the link uses nothing up: whoever looks ahead for viruses opens it too."""
    invitation = await invitations.find(session, token)
    return screen(request, "invitation.html", name=invitation.name, token=token, problem=None)


@post("/invitation/{token:str}", opt={"open": True})
async def accept(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], token: FromPath[str], data: Form
) -> Response[str]:
    invitation = await invitations.find(session, token)
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


HANDLERS = [show, accept]
