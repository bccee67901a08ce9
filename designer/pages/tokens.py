"""The tokens by which programs act for a person: one's own, and everybody's for who administers or audits."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import api_tokens, audit
from designer.accounts.roles import EVERYWHERE, known_grants
from designer.pages.access import PROGRAMS, may
from designer.pages.screen import person, screen, to
from designer.refusal import Refused
from designer.store.moments import now
from designer.workspace.drafts import Drafts

Form = URLEncodedBody[dict[str, str]]


@get("/settings/tokens", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    return await _page(request, session)


@post("/settings/tokens", guards=[may("edit")])
async def make(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    grants = known_grants([(data.get("role", ""), data.get("package", "") or EVERYWHERE)])
    if not grants:
        raise Refused("refusals.token_role")
    days = data.get("days", "")
    token, secret = await api_tokens.make(
        session, data.get("name", ""), grants[0], int(days) if days.isdecimal() else 0, person(request)
    )
    await audit.note(session, person(request).name, "token_made", f"{token.name}: {token.role} {token.package}")
    return await _page(request, session, told=(token.name, secret))


@post("/settings/tokens/{number:int}/revoke", guards=[may("see")])
async def revoke(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]) -> Response[str]:
    """One's own, which an agent who was an operator once may still have; an admin revokes anybody's."""
    token, who = await api_tokens.find(session, number), person(request)
    if token.account_id != who.id and not who.may_everywhere("administer"):
        raise Refused("refusals.status_403", 403)
    await api_tokens.revoke(session, token)
    await audit.note(session, who.name, "token_revoked", token.name)
    return to(request, "/settings/tokens", flash="tokens.revoked")


async def _page(request: Request[Any, Any, Any], session: AsyncSession, told: tuple[str, str] | None = None) -> Response[str]:
    """`told`: the name and the secret of a new token, shown this once."""
    who = person(request)
    everybody = who.may_everywhere("audit")
    return screen(
        request,
        "tokens.html",
        here="settings",
        tab="tokens",
        rows=await api_tokens.listed(session, None if everybody else who.id),
        everybody=everybody,
        roles=api_tokens.ROLES_OF_TOKENS,
        days=api_tokens.DAYS,
        titles={head.package: head.title for head in await Drafts(session).packages() if who.may("edit", head.package)},
        can_make=who.may("edit"),
        may_administer=who.may_everywhere("administer"),
        now=now(),
        told=told,
        examples=_examples(request),
    )


def _examples(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What a program says to this designer."""
    scheme = "https" if request.app.state.configuration.https else request.url.scheme
    curl = 'curl -H "Authorization: Bearer $TOKEN"'
    here = f"{scheme}://{request.url.netloc}{PROGRAMS}packages/phone_bill"
    sends = f"{curl} --data-binary @phone_bill.zip"
    return {
        "export": f"{curl} {here}/export -o phone_bill.zip",
        "check": f"{sends} {here}/check",
        "import": f"{sends} {here}/import",
    }


HANDLERS = [show, make, revoke]
