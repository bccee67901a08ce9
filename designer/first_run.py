"""Owns what a designer does with an empty store: the first admin, the flows that ship, published and on a number."""

from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import accounts, audit
from designer.configuration import Configuration
from designer.publishing import numbers, release, settings, versions
from designer.store.engine import Store
from designer.workspace import templates
from designer.workspace.drafts import Drafts

ADMIN = "admin"
DEMO_HOST = "demo.callwright.example"
_FIRST_NUMBER = 1001
_NUMBERED_FIRST = ("parcel_status", "phone_bill")  # on the numbers that the README names; all others follow by name


async def prepare_store(store: Store, configuration: Configuration) -> str | None:
    """Gives the admin's one-time password if this was the first run."""
    async with store.session() as session:
        await settings.set_demo_hosts(session, {DEMO_HOST: configuration.demo_url} if configuration.demo_url else {})
        password = await _first_admin(session)
        if password is not None and not await Drafts(session).packages():
            await _shipped_flows(session, configuration)
        await release.issue(session)
    return password


async def _first_admin(session: AsyncSession) -> str | None:
    if await accounts.any_account(session):
        return None
    _, password = await accounts.create(session, ADMIN, ["admin"])
    await audit.note(session, "", "first_account", ADMIN)
    return password


async def _shipped_flows(session: AsyncSession, configuration: Configuration) -> None:
    """Each flow that passes its checks answers on a number of its own, the first of them on every other number too."""
    drafts = Drafts(session)
    dialled = _FIRST_NUMBER
    for library, files in templates.shipped_libraries(configuration.flows).items():
        await drafts.add(library, files, by="", what="shipped")
    shipped = templates.shipped(configuration.flows)
    order = [name for name in _NUMBERED_FIRST if name in shipped]
    for package in dict.fromkeys([*order, *shipped]):
        files = shipped[package]
        await drafts.add(package, files, by="", what="shipped")
        draft, compiled = await drafts.read(package), await drafts.compile(package)
        if compiled.bundle is None or compiled.bundle.package != package:
            continue
        candidate = versions.Candidate(package, draft.revision, draft.whole_hashes, compiled.identity, compiled.data)
        await versions.publish(session, candidate, by="")
        await numbers.assign(session, str(dialled), package)
        if dialled == _FIRST_NUMBER:
            await numbers.assign(session, numbers.EVERY_OTHER, package)
        dialled += 1
