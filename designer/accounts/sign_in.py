"""Owns signing in and out: tokens that only the browser knows, of which a hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, passwords
from designer.accounts.roles import Person
from designer.store.moments import now
from designer.store.tables import Account, SignIn

LASTS = timedelta(hours=12)


async def check_password(session: AsyncSession, name: str, password: str) -> Account | None:
    """The account, if the password is its own. Takes as long when there is no such account."""
    account = (await session.exec(select(Account).where(Account.name == name.strip()))).first()
    usable = account is not None and not account.disabled
    right = await passwords.matches(password[: passwords.LONGEST + 1], account.password_hash if account and usable else None)
    return account if right else None


async def begin(session: AsyncSession, account: Account) -> str:
    """A new token for this browser; one from before the sign-in is never taken over."""
    token = secrets.token_urlsafe(32)
    assert account.id is not None, "the account was stored"
    session.add(SignIn(token_hash=_token_hash(token), account_id=account.id, expires_at=now() + LASTS))
    await session.exec(delete(SignIn).where(col(SignIn.expires_at) < now()))
    return token


async def end(session: AsyncSession, token: str) -> None:
    await session.exec(delete(SignIn).where(col(SignIn.token_hash) == _token_hash(token)))


async def who(session: AsyncSession, token: str) -> Person | None:
    """Whose token this is, while it lasts."""
    query = select(Account).join(SignIn).where(SignIn.token_hash == _token_hash(token), SignIn.expires_at > now())
    account = (await session.exec(query)).first()
    return None if account is None or account.disabled else await accounts.person(session, account)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
