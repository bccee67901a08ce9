"""What an admin sets for the whole house: hosts, people, accounts, the audit log."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, audit
from designer.accounts.audit import Deed
from designer.accounts.roles import ROLES
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import release, settings

Form = URLEncodedBody[dict[str, str]]


@get("/settings", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    return screen(request, "settings.html", here="settings", tab="house", house=await settings.read(session), **_rights(request))


@post("/settings/hosts", guards=[may("administer")])
async def set_hosts(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    await settings.set_hosts(session, data.get("hosts", ""))
    return await _changed(request, session, "hosts_changed")


@post("/settings/people", guards=[may("administer")])
async def set_people(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    await settings.set_people(session, data.get("skills", ""), data.get("fallback", ""))
    return await _changed(request, session, "people_changed")


@post("/settings/approval", guards=[may("administer")])
async def set_approval(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    on = data.get("approval") == "true"
    await settings.set_approval(session, on)
    return await _changed(request, session, "approval_on" if on else "approval_off")


@get("/settings/accounts", guards=[may("administer")])
async def show_accounts(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    return await _accounts(request, session)


@post("/settings/accounts", guards=[may("administer")])
async def add_account(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    data = await request.form()
    account, password = await accounts.create(session, str(data.get("name", "")), _roles(data))
    await audit.note(session, person(request).name, "account_made", account.name)
    return await _accounts(request, session, told=(account.name, password))


@post("/settings/accounts/{account_id:int}/roles", guards=[may("administer")])
async def set_roles(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int]
) -> Response[str]:
    account = await accounts.find(session, account_id)
    roles = _roles(await request.form())
    await accounts.set_roles(session, account, roles)
    await audit.note(session, person(request).name, "roles_set", f"{account.name}: {', '.join(sorted(roles))}")
    return to(request, "/settings/accounts", flash="settings.saved")


@post("/settings/accounts/{account_id:int}/password", guards=[may("administer")])
async def reset_password(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int]
) -> Response[str]:
    account = await accounts.find(session, account_id)
    password = await accounts.reset_password(session, account)
    await audit.note(session, person(request).name, "password_reset", account.name)
    return await _accounts(request, session, told=(account.name, password))


@post("/settings/accounts/{account_id:int}/disabled", guards=[may("administer")])
async def set_disabled(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], account_id: FromPath[int], data: Form
) -> Response[str]:
    account = await accounts.find(session, account_id)
    disabled = data.get("disabled") == "true"
    await accounts.set_disabled(session, account, disabled)
    await audit.note(session, person(request).name, "account_disabled" if disabled else "account_enabled", account.name)
    return to(request, "/settings/accounts", flash="settings.saved")


@get("/settings/audit", guards=[may("administer")])
async def show_audit(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    entries = await audit.newest(session)
    verdict = await audit.verify(session)
    return screen(
        request, "settings_audit.html", here="settings", tab="audit", entries=entries, verdict=verdict, **_rights(request)
    )


async def _accounts(request: Request[Any, Any, Any], session: AsyncSession, told: tuple[str, str] | None = None) -> Response[str]:
    """`told`: whose one-time password is shown, this once."""
    rows = await accounts.everyone(session)
    return screen(
        request, "settings_accounts.html", here="settings", tab="accounts", rows=rows, roles=ROLES, told=told, **_rights(request)
    )


async def _changed(request: Request[Any, Any, Any], session: AsyncSession, deed: Deed) -> Response[str]:
    await release.issue(session)
    await audit.note(session, person(request).name, deed)
    return to(request, "/settings", flash="settings.saved")


def _rights(request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {"may_administer": person(request).may("administer")}


def _roles(data: FormMultiDict) -> list[str]:
    return [str(role) for role in data.getall("role", [])]


HANDLERS = [
    show, set_hosts, set_people, set_approval,
    show_accounts, add_account, set_roles, reset_password, set_disabled, show_audit,
]  # fmt: skip
