"""Owns the tokens with which programs act for a person: named, shown once, hashed at rest, within one role, until a day.

A token can never do more than its person may at the time: it ends with their account, and shrinks with their roles.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts
from designer.accounts.roles import Grant, Person, Right, Role, rights_of
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Account, ApiToken

ROLES_OF_TOKENS: tuple[Role, ...] = ("operator", "publisher", "curator", "auditor")
"""Those that a program can have a use for; none may administer."""
DAYS = (30, 90, 365)
_MARK = "cw_"  # by which a scanner of repositories knows what leaked
_LONGEST_NAME = 60
_NOTED_EVERY = timedelta(minutes=1)


async def make(session: AsyncSession, name: str, grant: Grant, days: int, by: Person) -> tuple[ApiToken, str]:
    """A token and its secret. Nobody hands on a right that they have not."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise Refused("refusals.token_name", longest=_LONGEST_NAME)
    if grant.role not in ROLES_OF_TOKENS or days not in DAYS or not _holds_all(by, grant):
        raise Refused("refusals.token_role")
    secret = _MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name, token_hash=_hash(secret), account_id=by.id, role=grant.role, package=grant.package,
        expires_at=now() + timedelta(days=days),
    )  # fmt: skip
    session.add(token)
    await session.flush()
    return token, secret


async def listed(session: AsyncSession, account_id: int | None = None) -> list[tuple[ApiToken, str]]:
    """Tokens with the names of their people, the newest first; of one account, or all."""
    query = select(ApiToken, Account.name).join(Account).order_by(col(ApiToken.id).desc())
    if account_id is not None:
        query = query.where(ApiToken.account_id == account_id)
    return list((await session.exec(query)).all())


async def find(session: AsyncSession, number: int) -> ApiToken:
    token = await session.get(ApiToken, number)
    if token is None:
        raise Refused("refusals.no_such_token", 404)
    return token


async def revoke(session: AsyncSession, token: ApiToken) -> None:
    """It stops working at once, and leaves the list; the audit log keeps that it was."""
    await session.delete(token)


async def who(session: AsyncSession, secret: str) -> tuple[Person, str] | None:
    """Whose token this is and what it is called, while it lasts."""
    query = select(ApiToken, Account).join(Account).where(ApiToken.token_hash == _hash(secret), ApiToken.expires_at > now())
    found = (await session.exec(query)).first()
    if found is None or found[1].disabled or found[1].must_change_password:
        return None
    token, account = found
    if token.last_used_at is None or now() - token.last_used_at > _NOTED_EVERY:
        token.last_used_at = now()
        session.add(token)
    role: Role = token.role  # type: ignore[assignment]  # only those were stored
    return await accounts.person(session, account, within=Grant(role, token.package)), token.name


def _holds_all(person: Person, grant: Grant) -> bool:
    needed: frozenset[Right] = rights_of(grant.role)
    return all(person.may(right, grant.package) for right in needed)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
