"""Owns patience with nobody who guesses: how often of late somebody may have failed to prove who they are.

A try counts before it is judged, in a transaction of its own: a hundred at once are no more tries than a hundred one by one.
Kept are hashes alone, for people type by mistake into the wrong field.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store.engine import take_turn
from designer.store.moments import now
from designer.store.tables import SignInFailure

_WINDOW = timedelta(minutes=10)
# Of one name from one address, so that nobody locks somebody else out; then of the address, and of the name in all.
_MOST_TRIES, _MOST_BY_ADDRESS, _MOST_BY_NAME = 5, 20, 50
_MOST_OLD_PASSWORDS = 5
_MOST_SECRETS = 100  # nobody guesses one: this ends the noise of trying, and a program with an old token disturbs no others


class Counted(Struct, frozen=True):
    """What tries are counted by, and how many may fail within the window."""

    key: str
    most: int


def of_sign_in(name: str, address: str) -> tuple[Counted, ...]:
    """That of the name from the address comes first."""
    wanted = name.strip().casefold()
    return (
        Counted(_hash(f"{wanted} from {address}"), _MOST_TRIES),
        Counted(_hash(f"from {address}"), _MOST_BY_ADDRESS),
        Counted(_hash(wanted), _MOST_BY_NAME),
    )


def of_old_password(account_id: int) -> tuple[Counted, ...]:
    """Whoever sits down at somebody's open browser."""
    return (Counted(_hash(f"old password of {account_id}"), _MOST_OLD_PASSWORDS),)


def of_secret(sort: str, address: str) -> tuple[Counted, ...]:
    """Tokens of programs, links of invitations."""
    return (Counted(_hash(f"{sort} from {address}"), _MOST_SECRETS),)


async def check(session: AsyncSession, counted: Sequence[Counted]) -> None:
    """Raises `Refused` when too many failed of late."""
    for one in counted:
        if await _failures(session, one) >= one.most:
            raise Refused("refusals.too_many_tries", 429, minutes=int(_WINDOW.total_seconds() // 60))


async def spend(session: AsyncSession, counted: Sequence[Counted]) -> list[int]:
    """Counts one try as failed; its numbers, for `give_back` where it did not fail. The caller commits before judging it."""
    await check(session, counted)
    await take_turn(session)
    await check(session, counted)
    await session.exec(delete(SignInFailure).where(col(SignInFailure.at) < now() - _WINDOW))
    rows = [SignInFailure(key=one.key) for one in counted]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows if row.id is not None]


async def give_back(session: AsyncSession, tried: Sequence[int], forgiven: Counted) -> None:
    """The try did not fail, and what failed before it by this key is forgiven."""
    await session.exec(delete(SignInFailure).where(col(SignInFailure.id).in_(tried)))
    await session.exec(delete(SignInFailure).where(col(SignInFailure.key) == forgiven.key))


async def _failures(session: AsyncSession, one: Counted) -> int:
    query = select(func.count()).select_from(SignInFailure)
    return (await session.exec(query.where(SignInFailure.key == one.key, SignInFailure.at > now() - _WINDOW))).one()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
