"""Owns invitations: a link that an admin hands over, with which somebody makes the account that waits for them.

Only the hash of the link's token is kept. It works once, until its time is over, and no longer than its admin is one.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, passwords
from designer.accounts.roles import EVERYWHERE, Grant, Person, known_grants
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Account, Invitation

LASTS = timedelta(days=3)


async def invite(session: AsyncSession, name: str, grants: Sequence[Grant], by: Person) -> str:
    """The token of a new invitation; one that waits under the same name works no more."""
    name = name.strip()
    await accounts.check_free(session, name)
    if not grants:
        raise Refused("refusals.no_role")
    await session.exec(delete(Invitation).where(col(Invitation.name) == name))
    await session.exec(delete(Invitation).where(col(Invitation.expires_at) < now()))
    token = secrets.token_urlsafe(32)
    held = [[grant.role, grant.package] for grant in grants]
    session.add(Invitation(token_hash=_hash(token), name=name, grants=held, invited_by=by.id, expires_at=now() + LASTS))
    await session.flush()
    return token


async def waiting(session: AsyncSession) -> list[Invitation]:
    query = select(Invitation).where(Invitation.expires_at > now()).order_by(Invitation.name)
    return list((await session.exec(query)).all())


def grants_in(invitation: Invitation) -> list[Grant]:
    return known_grants((role, package) for role, package in invitation.grants)


async def find(session: AsyncSession, token: str) -> Invitation:
    """The invitation, if its link still works."""
    query = select(Invitation).where(Invitation.token_hash == _hash(token), Invitation.expires_at > now())
    invitation = (await session.exec(query)).first()
    inviter = await session.get(Account, invitation.invited_by) if invitation else None
    if invitation is None or inviter is None or inviter.disabled:
        raise Refused("refusals.invitation_gone", 410)
    if not (await accounts.person(session, inviter)).may("administer", EVERYWHERE):
        raise Refused("refusals.invitation_gone", 410)
    return invitation


async def accept(session: AsyncSession, token: str, password: str) -> Account:
    """The account of whoever was invited, with the password that they chose."""
    invitation = await find(session, token)
    passwords.check_new(password, invitation.name)
    grants = grants_in(invitation)
    used = await session.exec(delete(Invitation).where(col(Invitation.id) == invitation.id))
    if used.rowcount != 1:  # somebody was quicker with the same link
        raise Refused("refusals.invitation_gone", 410)
    return await accounts.add(session, invitation.name, grants, password)


async def withdraw(session: AsyncSession, number: int) -> str:
    """The name of whoever can't use their link any more."""
    invitation = await session.get(Invitation, number)
    if invitation is None:
        raise Refused("refusals.invitation_gone", 410)
    await session.delete(invitation)
    return invitation.name


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
