"""Owns uploads that wait for a decision: what somebody sent, kept for them until they saw what it would change."""

import secrets
from datetime import timedelta

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Upload

LASTS = timedelta(hours=12)


async def keep(session: AsyncSession, account_id: int, name: str, data: bytes) -> str:
    """The key by which the same person finds it again."""
    await session.exec(delete(Upload).where(col(Upload.at) < now() - LASTS))
    key = secrets.token_urlsafe(16)
    session.add(Upload(key=key, account_id=account_id, name=name[:200], data=data))
    await session.flush()
    return key


async def find(session: AsyncSession, account_id: int, key: str) -> Upload:
    upload = await session.get(Upload, key)
    if upload is None or upload.account_id != account_id:
        raise Refused("refusals.upload_gone", 410)
    return upload


async def drop(session: AsyncSession, upload: Upload) -> None:
    await session.delete(upload)
