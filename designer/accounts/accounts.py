"""Owns accounts: making them, their roles, their passwords, what they prefer."""

import re
from collections.abc import Iterable

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import passwords
from designer.accounts.roles import EVERYWHERE, Grant, Person, Right, known, known_grants
from designer.refusal import Refused
from designer.store.engine import take_turn
from designer.store.tables import Account, ApiToken, Invitation, RoleGrant, SignIn

_NAME = re.compile(r"[\w.@\-]{2,64}")


async def any_account(session: AsyncSession) -> bool:
    return (await session.exec(select(Account.id).limit(1))).first() is not None


async def everyone(session: AsyncSession) -> list[tuple[Account, list[Grant]]]:
    """All accounts by name, with the roles that each holds."""
    accounts = (await session.exec(select(Account).order_by(Account.name))).all()
    held = (await session.exec(select(RoleGrant))).all()
    return [(account, _grants(row for row in held if row.account_id == account.id)) for account in accounts]


async def who_may(session: AsyncSession, right: Right, package: str) -> list[Account]:
    """Those who may sign in and do this to the package, by name."""
    return [
        account
        for account, grants in await everyone(session)
        if not account.disabled and any(grant.allows(right, package) for grant in grants)
    ]


async def create(session: AsyncSession, name: str, roles: list[str], password: str | None = None) -> tuple[Account, str]:
    """A new account with these roles on all packages, and its one-time password, which must be changed at the first sign-in."""
    first = password or passwords.one_time_password()
    grants = [Grant(role) for role in known(roles)]
    return await add(session, name, grants, first, must_change_password=password is None), first


async def add(
    session: AsyncSession, name: str, grants: Iterable[Grant], password: str, *, must_change_password: bool = False
) -> Account:
    """A new account with exactly these roles."""
    name = name.strip()
    await check_free(session, name)
    hashed = await passwords.hash_password(password)
    account = Account(name=name, password_hash=hashed, must_change_password=must_change_password)
    session.add(account)
    await session.flush()
    await set_grants(session, account, grants)
    return account


async def check_free(session: AsyncSession, name: str) -> None:
    """Raises `Refused` when nobody can be called so, or somebody is already."""
    if not _NAME.fullmatch(name):
        raise Refused("refusals.account_name")
    if (await session.exec(select(Account).where(func.lower(Account.name) == name.lower()))).first() is not None:
        raise Refused("refusals.account_exists", 409, name=name)


async def set_grants(session: AsyncSession, account: Account, grants: Iterable[Grant]) -> None:
    """Gives exactly these roles, each on its package or on all."""
    chosen = set(grants)
    if not chosen:
        raise Refused("refusals.no_role")
    await take_turn(session)  # two admins who take each other's role at once would leave none
    if Grant("admin") not in chosen and await _is_last_admin(session, account):
        raise Refused("refusals.last_admin")
    await session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == account.id))
    assert account.id is not None, "the account was stored"
    session.add_all(RoleGrant(account_id=account.id, role=grant.role, package=grant.package) for grant in chosen)
    await session.flush()


async def grants_of(session: AsyncSession, account: Account) -> list[Grant]:
    return _grants((await session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id))).all())


async def set_disabled(session: AsyncSession, account: Account, disabled: bool) -> list[str]:
    """A disabled account is signed out everywhere at once, and leaves neither tokens nor invitations behind; the names of the
    tokens that ended."""
    await take_turn(session)
    if disabled and await _is_last_admin(session, account):
        raise Refused("refusals.last_admin")
    account.disabled = disabled
    session.add(account)
    if not disabled:
        return []
    await session.exec(delete(Invitation).where(col(Invitation.invited_by) == account.id))
    return await _shut_out(session, account)


async def reset_password(session: AsyncSession, account: Account) -> tuple[str, list[str]]:
    """A new one-time password, and the names of the tokens that ended: whoever knew the old password may have made them."""
    first = passwords.one_time_password()
    account.password_hash, account.must_change_password = await passwords.hash_password(first), True
    session.add(account)
    return first, await _shut_out(session, account)


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


async def person(session: AsyncSession, account: Account, within: Grant | None = None) -> Person:
    """`within`: what a token was made for, where one stands for the person."""
    assert account.id is not None, "the account was stored"
    return Person(
        id=account.id,
        name=account.name,
        grants=frozenset(await grants_of(session, account)),
        must_change_password=account.must_change_password,
        language=account.language,
        theme=account.theme,
        within=within,
    )


async def _shut_out(session: AsyncSession, account: Account) -> list[str]:
    """Ends every session and every token of the account, at once; the names of the tokens."""
    await session.exec(delete(SignIn).where(col(SignIn.account_id) == account.id))
    tokens = (await session.exec(select(ApiToken).where(ApiToken.account_id == account.id).order_by(ApiToken.name))).all()
    for token in tokens:
        await session.delete(token)
    return [token.name for token in tokens]


def _grants(rows: Iterable[RoleGrant]) -> list[Grant]:
    return known_grants((row.role, row.package) for row in rows)


async def _is_last_admin(session: AsyncSession, account: Account) -> bool:
    admins = await session.exec(
        select(Account.id)
        .join(RoleGrant)
        .where(RoleGrant.role == "admin", RoleGrant.package == EVERYWHERE, col(Account.disabled).is_(False))
    )
    return set(admins.all()) == {account.id}
