"""Who may sign in, and as what: accounts, their roles on all flows or on one, invitations."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, audit, invitations, passwords
from designer.accounts.roles import EVERYWHERE, ROLES, Grant, known_grants
from designer.pages.access import may_everywhere
from designer.pages.screen import person, screen, to
from designer.refusal import Refused
from designer.workspace.drafts import Drafts

Form = URLEncodedBody[dict[str, str]]
ADMINISTERS = [may_everywhere("administer")]


@get("/settings/accounts", guards=[may_everywhere("audit")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    return await _page(request, session)


@post("/settings/accounts", guards=ADMINISTERS)
async def add(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    """With a link that the person opens, or at once with a one-time password: whichever can be handed over."""
    name, grants, who = data.get("name", "").strip(), [await _grant(session, data)], person(request)
    if data.get("how") == "password":
        password = passwords.one_time_password()
        await accounts.add(session, name, grants, password, must_change_password=True)
        await audit.note(session, who.name, "account_made", f"{name}: {_said(grants)}")
        return await _page(request, session, told=("password", name, password))
    token = await invitations.invite(session, name, grants, who)
    await audit.note(session, who.name, "invited", f"{name}: {_said(grants)}")
    return await _page(request, session, told=("link", name, f"{_here(request)}/invitation/{token}"))


@post("/settings/accounts/invitations/{number:int}/withdraw", guards=ADMINISTERS)
async def withdraw(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]
) -> Response[str]:
    name = await invitations.withdraw(session, number)
    await audit.note(session, person(request).name, "invitation_withdrawn", name)
    return to(request, "/settings/accounts", flash="settings.saved")


@post("/settings/accounts/{account_id:int}/roles", guards=ADMINISTERS)
async def give_role(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int], data: Form
) -> Response[str]:
    return await _set(request, session, account_id, give=await _grant(session, data))


@post("/settings/accounts/{account_id:int}/roles/take", guards=ADMINISTERS)
async def take_role(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int], data: Form
) -> Response[str]:
    taken = known_grants([(data.get("role", ""), data.get("package", EVERYWHERE))])
    return await _set(request, session, account_id, take=taken[0] if taken else None)


@post("/settings/accounts/{account_id:int}/password", guards=ADMINISTERS)
async def reset_password(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int]
) -> Response[str]:
    account = await accounts.find(session, account_id)
    password, ended = await accounts.reset_password(session, account)
    await audit.note(session, person(request).name, "password_reset", account.name)
    await _note_ended(session, person(request).name, account.name, ended)
    return await _page(request, session, told=("password", account.name, password), ended=ended)


@post("/settings/accounts/{account_id:int}/disabled", guards=ADMINISTERS)
async def set_disabled(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int], data: Form
) -> Response[str]:
    account = await accounts.find(session, account_id)
    disabled = data.get("disabled") == "true"
    ended = await accounts.set_disabled(session, account, disabled)
    await audit.note(session, person(request).name, "account_disabled" if disabled else "account_enabled", account.name)
    await _note_ended(session, person(request).name, account.name, ended)
    return to(request, "/settings/accounts", flash="settings.saved")


async def _page(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    told: tuple[str, str, str] | None = None,
    ended: list[str] | None = None,
) -> Response[str]:
    """`told`: a one-time password or a link, whose it is, and the thing itself, shown this once. `ended`: after a reset, the
    tokens that ended with it."""
    return screen(
        request,
        "accounts.html",
        here="settings",
        tab="accounts",
        rows=await accounts.everyone(session),
        invited=[(one, invitations.grants_in(one)) for one in await invitations.waiting(session)],
        roles=ROLES,
        titles={head.package: head.title for head in await Drafts(session).packages()},
        told=told,
        ended=ended,
        days=invitations.LASTS.days,
        may_administer=person(request).may_everywhere("administer"),
    )


async def _note_ended(session: AsyncSession, who: str, name: str, tokens: list[str]) -> None:
    """The tokens of an account that ended with something else, each in the audit log."""
    for token in tokens:
        await audit.note(session, who, "token_revoked", f"{name}: {token}")


async def _set(
    request: Request[Any, Any, Any], session: AsyncSession, account_id: int, give: Grant | None = None, take: Grant | None = None
) -> Response[str]:
    account = await accounts.find(session, account_id)
    before = await accounts.grants_of(session, account)
    grants = (set(before) | ({give} if give else set())) - {take}
    await accounts.set_grants(session, account, grants)
    await audit.note(session, person(request).name, "roles_set", f"{account.name}: {audit.from_to(_said(before), _said(grants))}")
    return to(request, "/settings/accounts", flash="settings.saved")


async def _grant(session: AsyncSession, data: dict[str, str]) -> Grant:
    role, package = data.get("role", ""), data.get("package", "") or EVERYWHERE
    if role == "admin" and package != EVERYWHERE:
        raise Refused("refusals.admin_everywhere")
    if package != EVERYWHERE:
        await Drafts(session).read(package)  # a misspelt one would wait for whoever makes a flow of that name
    grants = known_grants([(role, package)])
    if not grants:
        raise Refused("refusals.no_role")
    return grants[0]


def _here(request: Request[Any, Any, Any]) -> str:
    """The designer's own address, as this browser reaches it; a proxy in front may be the one that speaks https."""
    scheme = "https" if request.app.state.configuration.https else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


def _said(grants: set[Grant] | list[Grant]) -> str:
    """As the audit log has it."""
    return ", ".join(one.role if one.package == EVERYWHERE else f"{one.role} {one.package}" for one in sorted(grants))


HANDLERS = [show, add, withdraw, give_role, take_role, reset_password, set_disabled]
