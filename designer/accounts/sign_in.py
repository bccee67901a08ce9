"""Owns signing in and out: tokens that only the browser knows, and patience with nobody who guesses."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import col, delete, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, passwords
from designer.accounts.roles import Person
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Account, SignIn, SignInFailure

LASTS = timedelta(hours=12)
_WINDOW = timedelta(minutes=10)
# Of one name from one address, so that nobody locks somebody else out; then of the address, and of the name in all.
_MOST_TRIES, _MOST_BY_ADDRESS, _MOST_BY_NAME = 5, 20, 50


async def check_patience(session: AsyncSession, name: str, address: str) -> None:
    """Raises `Refused` when this name or this address failed too often of late, whatever the password is."""
    for key, most in zip(_keys(name, address), (_MOST_TRIES, _MOST_BY_ADDRESS, _MOST_BY_NAME), strict=True):
        failures = await session.exec(
            select(func.count()).select_from(SignInFailure).where(SignInFailure.key == key, SignInFailure.at > now() - _WINDOW)
        )
        if failures.one() >= most:
            raise Refused("refusals.too_many_tries", 429, minutes=int(_WINDOW.total_seconds() // 60))


async def check_password(session: AsyncSession, name: str, password: str) -> Account | None:
    """The account, if the password is its own. Takes as long when there is no such account."""
    account = (await session.exec(select(Account).where(Account.name == name.strip()))).first()
    usable = account is not None and not account.disabled
    right = await passwords.matches(password[: passwords.LONGEST + 1], account.password_hash if account and usable else None)
    return account if right else None


async def note_failure(session: AsyncSession, name: str, address: str) -> None:
    await session.exec(delete(SignInFailure).where(col(SignInFailure.at) < now() - _WINDOW))
    session.add_all(SignInFailure(key=key) for key in _keys(name, address))


async def begin(session: AsyncSession, account: Account, address: str = "") -> str:
    """A new token for this browser; one from before the sign-in is never taken over."""
    token = secrets.token_urlsafe(32)
    assert account.id is not None, "the account was stored"
    session.add(SignIn(token_hash=_token_hash(token), account_id=account.id, expires_at=now() + LASTS))
    forgiven = col(SignInFailure.key) == _keys(account.name, address)[0]
    await session.exec(delete(SignInFailure).where(or_(forgiven, col(SignInFailure.at) < now() - _WINDOW)))
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


def _keys(name: str, address: str) -> tuple[str, str, str]:
    """Hashes: a log of failures holds what people typed by mistake into the wrong field."""
    wanted = name.strip().casefold()
    return _token_hash(f"{wanted} from {address}"), _token_hash(f"from {address}"), _token_hash(wanted)
