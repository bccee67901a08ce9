"""Owns accounts: making them, their roles, their passwords, what they prefer."""

import re

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import passwords
from designer.accounts.roles import Person, Role, known
from designer.refusal import Refused
from designer.store.tables import Account, RoleGrant, SignIn

_NAME = re.compile(r"[\w.@\-]{2,64}")


async def any_account(session: AsyncSession) -> bool:
    return (await session.exec(select(Account.id).limit(1))).first() is not None


async def everyone(session: AsyncSession) -> list[tuple[Account, list[Role]]]:
    """All accounts by name, with the roles each holds on any package."""
    accounts = (await session.exec(select(Account).order_by(Account.name))).all()
    grants = (await session.exec(select(RoleGrant))).all()
    return [(account, known(grant.role for grant in grants if grant.account_id == account.id)) for account in accounts]


async def create(session: AsyncSession, name: str, roles: list[str], password: str | None = None) -> tuple[Account, str]:
    """A new account and its one-time password, which must be changed at the first sign-in."""
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise Refused("refusals.account_name")
    if (await session.exec(select(Account).where(Account.name == name))).first() is not None:
        raise Refused("refusals.account_exists", 409, name=name)
    first = password or passwords.one_time_password()
    account = Account(name=name, password_hash=await passwords.hash_password(first), must_change_password=password is None)
    session.add(account)
    await session.flush()
    await set_roles(session, account, roles)
    return account, first


async def set_roles(session: AsyncSession, account: Account, roles: list[str]) -> None:
    """Gives exactly these roles, on all packages."""
    chosen = known(roles)
    if not chosen:
        raise Refused("refusals.no_role")
    if "admin" not in chosen and await _is_last_admin(session, account):
        raise Refused("refusals.last_admin")
    await session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == account.id))
    assert account.id is not None, "the account was stored"
    session.add_all(RoleGrant(account_id=account.id, role=role) for role in chosen)
    await session.flush()


async def set_disabled(session: AsyncSession, account: Account, disabled: bool) -> None:
    """A disabled account is signed out everywhere at once."""
    if disabled and await _is_last_admin(session, account):
        raise Refused("refusals.last_admin")
    account.disabled = disabled
    session.add(account)
    if disabled:
        await session.exec(delete(SignIn).where(col(SignIn.account_id) == account.id))


async def reset_password(session: AsyncSession, account: Account) -> str:
    """A new one-time password; whoever was signed in with the old one no longer is."""
    first = passwords.one_time_password()
    account.password_hash, account.must_change_password = await passwords.hash_password(first), True
    session.add(account)
    await session.exec(delete(SignIn).where(col(SignIn.account_id) == account.id))
    return first


async def change_password(session: AsyncSession, account: Account, old: str, new: str) -> None:
    if not await passwords.matches(old, account.password_hash):
        raise Refused("refusals.old_password_wrong")
    if old == new:
        raise Refused("refusals.password_same")
    passwords.check_new(new, account.name)
    account.password_hash, account.must_change_password = await passwords.hash_password(new), False
    session.add(account)
    await session.exec(delete(SignIn).where(col(SignIn.account_id) == account.id))


async def find(session: AsyncSession, account_id: int) -> Account:
    account = await session.get(Account, account_id)
    if account is None:
        raise Refused("refusals.no_such_account", 404)
    return account


async def person(session: AsyncSession, account: Account) -> Person:
    grants = (await session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id))).all()
    assert account.id is not None, "the account was stored"
    return Person(
        id=account.id,
        name=account.name,
        grants=frozenset((role, grant.package) for grant in grants for role in known([grant.role])),
        must_change_password=account.must_change_password,
        language=account.language,
        theme=account.theme,
    )


async def _is_last_admin(session: AsyncSession, account: Account) -> bool:
    admins = await session.exec(
        select(Account.id).join(RoleGrant).where(RoleGrant.role == "admin", col(Account.disabled).is_(False))
    )
    return set(admins.all()) == {account.id}
