"""Owns who read a call or listened to it: noted in the audit log, and shown on the call itself."""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.store.moments import now
from designer.store.tables import AuditEntry

_HOW: dict[str, Literal["read", "heard", "number"]] = {"call_heard": "heard", "number_unmasked": "number"}


class Reading(Struct, frozen=True):
    """Somebody who read a call, listened to it, or saw the caller's whole number, and `why`."""

    who: str
    at: datetime
    how: Literal["read", "heard", "number"] = "read"
    why: str = ""


async def note(session: AsyncSession, who: str, call: str, how: Literal["call_read", "call_heard"] = "call_read") -> None:
    """Once a person and day: who follows a call as it goes on, or comes back to it, does not fill the log."""
    today = now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(AuditEntry.id).where(
        AuditEntry.what == how, AuditEntry.subject == call, AuditEntry.who == who, col(AuditEntry.at) >= today
    )
    if (await session.exec(query.limit(1))).first() is None:
        await audit.note(session, who, how, call)


async def of_call(session: AsyncSession, call: str) -> list[Reading]:
    """Who read it, listened to it or looked at its caller's whole number, the first one first."""
    whole = col(AuditEntry.subject).startswith(f"{call}:", autoescape=True)
    query = select(AuditEntry).where(
        or_(
            and_(col(AuditEntry.what).in_(("call_read", "call_heard")), col(AuditEntry.subject) == call),
            and_(col(AuditEntry.what) == "number_unmasked", whole),
        )
    )
    return [
        Reading(entry.who, entry.at, _HOW.get(entry.what, "read"), entry.subject.partition(": ")[2])
        for entry in (await session.exec(query.order_by(col(AuditEntry.id)))).all()
    ]
