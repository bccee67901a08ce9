"""Owns the audit log: a chain in which each entry hashes the one before, so that none can be changed or taken out unseen."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.engine import take_turn
from designer.store.moments import now
from designer.store.tables import AuditEntry

Deed = Literal[
    "first_account", "account_made", "account_disabled", "account_enabled", "roles_set", "password_reset", "password_changed",
    "signed_in", "signed_out", "sign_in_failed", "flow_created", "flow_imported", "flow_deleted", "published", "rolled_back",
    "number_assigned", "number_removed", "hosts_changed", "people_changed", "emergency_on", "emergency_off", "emergency_over",
    "notice_added", "notice_approved", "notice_removed", "question_taught",
    "question_ignored", "question_taken_back", "number_unmasked", "call_read", "call_heard", "runtime_forgotten",
    "invited", "invitation_withdrawn", "invitation_accepted", "token_made", "token_revoked", "audit_exported", "wording_changed",
    "proposed", "proposal_approved", "proposal_rejected", "proposal_withdrawn", "proposal_failed", "approval_on", "approval_off",
    "rollout_begun", "rollout_changed", "rollout_finished", "rollout_withdrawn", "rollout_put_away", "rollout_stopped",
    "on_test_line", "sound_on", "sound_off", "sound_deleted",
]  # fmt: skip
"""What is noted. Each has its words in `words/deeds.yaml`."""

BEGINNING = "0" * 64
PAGE = 200


async def note(session: AsyncSession, who: str, what: Deed, subject: str = "") -> None:
    """Adds an entry in the transaction of what it tells of. `subject` is a reference, never a caller's words."""
    at, subject = now(), "".join(sign if sign.isprintable() else "\ufffd" for sign in subject)  # what every database keeps
    await take_turn(session)  # two writers can't follow the same entry
    last = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))).first()
    previous = last.hash if last else BEGINNING
    session.add(
        AuditEntry(at=at, who=who, what=what, subject=subject, previous=previous, hash=hash_of(previous, at, who, what, subject))
    )
    await session.flush()


def from_to(before: str, after: str) -> str:
    """What a change was from and to, as a subject says it; only one of them where there was nothing, or nothing else."""
    return f"{before} → {after}" if before and before != after else after


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds; else the first entry at which it doesn't."""

    whole: bool
    entries: int
    broken_at: int | None = None


async def verify(session: AsyncSession) -> Verdict:
    previous, count = BEGINNING, 0
    for entry in await everything(session):
        expected = hash_of(previous, entry.at, entry.who, entry.what, entry.subject)
        if entry.previous != previous or entry.hash != expected:
            return Verdict(False, count, entry.id)
        previous, count = entry.hash, count + 1
    return Verdict(True, count)


async def newest(session: AsyncSession, before: int = 0, limit: int = PAGE) -> list[AuditEntry]:
    """A page of entries; `before`: the number of the oldest that was shown."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if before:
        query = query.where(col(AuditEntry.id) < before)
    return list((await session.exec(query)).all())


async def everything(session: AsyncSession) -> list[AuditEntry]:
    """From the first entry on."""
    return list((await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all())


def hash_of(previous: str, at: datetime, who: str, what: str, subject: str) -> str:
    parts = (previous, at.isoformat(timespec="microseconds"), who, what, subject)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
