"""Owns versions: what was published, never changed after, and published again byte by byte on a roll-back."""

from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import release
from designer.refusal import Refused
from designer.store import sounds
from designer.store.engine import post_after_commit
from designer.store.tables import BundleData, LiveVersion, Version
from dsl.model import Conversation

PUBLISHED = "published"
"""The topic of the notices that a publish posts."""


@dataclass(frozen=True)
class Candidate:
    """A package about to be published: the saved texts and recordings (path -> hash), what they compile to, and the conversations
    of it."""

    package: str
    revision: int
    files: dict[str, str]
    bundle: str
    data: bytes = field(repr=False)
    conversations: dict[str, tuple[Conversation, ...]] = field(default_factory=dict, repr=False)


async def publish(session: AsyncSession, candidate: Candidate, by: str, note: str = "") -> Version:
    """A new version, live for the next call. Whoever calls this has asked the gates."""
    version = await keep(session, candidate, by, note)
    await make_live(session, version)
    return version


async def keep(session: AsyncSession, candidate: Candidate, by: str, note: str = "") -> Version:
    """A new version that nothing runs yet."""
    live = await live_version(session, candidate.package)
    if live is not None and live.bundle == candidate.bundle and live.files == candidate.files:
        raise Refused("refusals.nothing_to_publish", 409)
    await keep_bundle(session, candidate.package, candidate.bundle, candidate.data)
    await sounds.keep_set(session, candidate.files)
    return await _add(
        session,
        Version(
            package=candidate.package,
            number=await _next_number(session, candidate.package),
            bundle=candidate.bundle,
            files=candidate.files,
            revision=candidate.revision,
            by=by,
            note=note.strip()[:500],
        ),
    )


async def roll_back(session: AsyncSession, package: str, number: int, by: str) -> Version:
    """Publishes an old version again: the same bundle, byte for byte."""
    old = await find(session, package, number)
    live = await live_version(session, package)
    if live is not None and live.bundle == old.bundle and sounds.set_of(live.files) == sounds.set_of(old.files):
        raise Refused("refusals.already_live", 409, number=number)
    again = Version(
        package=package,
        number=await _next_number(session, package),
        bundle=old.bundle,
        files=old.files,
        revision=old.revision,
        by=by,
        restores=old.number,
    )
    await make_live(session, await _add(session, again))
    return again


async def make_live(session: AsyncSession, version: Version) -> None:
    """From the next call on."""
    await session.merge(LiveVersion(package=version.package, number=version.number))
    await session.flush()
    await release.issue(session)
    post_after_commit(session, PUBLISHED)


async def find(session: AsyncSession, package: str, number: int) -> Version:
    version = await session.get(Version, (package, number))
    if version is None:
        raise Refused("refusals.no_such_version", 404, number=number)
    return version


async def all_versions(session: AsyncSession, package: str) -> list[Version]:
    """Newest first."""
    query = select(Version).where(Version.package == package).order_by(col(Version.number).desc())
    return list((await session.exec(query)).all())


async def live_version(session: AsyncSession, package: str) -> Version | None:
    query = select(Version).join(
        LiveVersion, (col(LiveVersion.package) == Version.package) & (col(LiveVersion.number) == Version.number)
    )
    return (await session.exec(query.where(Version.package == package))).first()


async def live_versions(session: AsyncSession) -> dict[str, Version]:
    query = select(Version).join(
        LiveVersion, (col(LiveVersion.package) == Version.package) & (col(LiveVersion.number) == Version.number)
    )
    return {version.package: version for version in (await session.exec(query)).all()}


async def of_bundle(session: AsyncSession, package: str, bundle: str) -> Version | None:
    """The newest version that ran this bundle."""
    query = select(Version).where(Version.package == package, Version.bundle == bundle).order_by(col(Version.number).desc())
    return (await session.exec(query)).first()


async def bundle_bytes(session: AsyncSession, identity: str) -> bytes | None:
    row = await session.get(BundleData, identity)
    return row.data if row else None


async def keep_bundle(session: AsyncSession, package: str, identity: str, data: bytes) -> None:
    if await session.get(BundleData, identity) is None:
        session.add(BundleData(identity=identity, package=package, data=data))
        await session.flush()


async def _next_number(session: AsyncSession, package: str) -> int:
    newest = (await session.exec(select(func.max(Version.number)).where(Version.package == package))).one()
    return (newest or 0) + 1


async def _add(session: AsyncSession, version: Version) -> Version:
    session.add(version)
    try:
        await session.flush()
    except IntegrityError:  # somebody published since the next number was looked up
        raise Refused("refusals.published_meanwhile", 409) from None
    return version
