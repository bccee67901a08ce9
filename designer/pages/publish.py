"""Going live: what changes, what the gates say, publish, and the way back to an older version."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.changes import ChangedFile, SaidChange, changed_files, said_changes
from designer.learning import questions
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import gates, numbers, versions
from designer.publishing.gates import Outcome
from designer.publishing.versions import Candidate
from designer.refusal import Refused
from designer.store.tables import Version
from designer.workspace import checking, texts
from designer.workspace.drafts import Conflict, Draft, Drafts

Form = URLEncodedBody[dict[str, str]]


class Review(Struct, frozen=True, kw_only=True):
    """What differs between two versions: in words, and line by line."""

    changes: list[SaidChange]
    files: list[ChangedFile]


@get("/packages/{package:str}/publish", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    draft = await Drafts(session).read(package)
    live = await versions.live_version(session, package)
    return screen(
        request,
        "publish.html",
        here="publish",
        package=package,
        package_title=draft.title,
        draft=draft,
        live=live,
        changed=_differs(draft, live),
        review=await _review(session, live.files if live else {}, draft.hashes),
        outcomes=await _ask(request, session, draft, patient=False),
        versions=await versions.all_versions(session, package),
        saves=await Drafts(session).history(package, limit=20),
        numbers=[row for row in await numbers.all_numbers(session) if row.package == package],
        can_publish=person(request).may("publish", package),
        can_edit=person(request).may("edit", package),
    )


@get("/packages/{package:str}/publish/gates", guards=[may("see")])
async def show_gates(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """The gates as they stand now; the page asks again while one of them is waiting."""
    draft = await Drafts(session).read(package)
    outcomes = await _ask(request, session, draft, patient=False)
    can_publish = person(request).may("publish", package)
    return screen(
        request, "publish.html", block="gates", outcomes=outcomes, package=package, draft=draft, can_publish=can_publish,
        changed=_differs(draft, await versions.live_version(session, package)),
    )  # fmt: skip


@post("/packages/{package:str}/publish", guards=[may("publish")])
async def publish(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: Form
) -> Response[str]:
    """Publishes the revision that was shown, once every gate is open; waits for the workshop if need be."""
    draft = await Drafts(session).read(package)
    if data.get("revision") != str(draft.revision):
        raise Refused("refusals.draft_moved_on", 409)
    outcomes = await _ask(request, session, draft, patient=True)
    candidate = await _candidate(draft)
    if candidate is None or any(outcome.blocks for outcome in outcomes):
        raise Refused("refusals.gates_closed", 409)
    version = await versions.publish(session, candidate, person(request).name, data.get("note", ""))
    await questions.published(session, version)
    await audit.note(session, person(request).name, "published", f"{package} {version.number} {version.bundle}")
    return to(request, data.get("then") or f"/packages/{package}/publish", flash="publish.done")


@post("/packages/{package:str}/versions/{number:int}/restore", guards=[may("publish")])
async def restore(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    version = await versions.roll_back(session, package, number, person(request).name)
    await questions.published(session, version)
    await audit.note(session, person(request).name, "rolled_back", f"{package} {number} as {version.number}")
    return to(request, f"/packages/{package}/publish", flash="publish.rolled_back")


@post("/packages/{package:str}/saves/{number:int}/restore", guards=[may("edit")])
async def take_back(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """The draft as it was after an earlier save. This is a save of its own, so it can be undone; no call is touched."""
    drafts = Drafts(session)
    current, wanted = await drafts.read(package), await drafts.read_revision(package, number)
    changes = {path: wanted.files.get(path) for path in {**current.files, **wanted.files}}
    what = words.t("publish.what_taken_back", number=number)
    if isinstance(await drafts.save(package, changes, current.revision, person(request).name, what), Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    return to(request, f"/packages/{package}/publish", flash="publish.taken_back")


@get("/packages/{package:str}/versions/{number:int}", guards=[may("see")])
async def show_version(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """What a version changed against the one before it."""
    draft = await Drafts(session).read(package)
    version = await versions.find(session, package, number)
    before = await versions.find(session, package, number - 1) if number > 1 else None
    return screen(
        request,
        "version.html",
        here="publish",
        package=package,
        package_title=draft.title,
        version=version,
        review=await _review(session, before.files if before else {}, version.files),
    )


async def _ask(request: Request[Any, Any, Any], session: AsyncSession, draft: Draft, *, patient: bool) -> list[Outcome]:
    findings = list((await checking.check(draft.files)).findings)
    try:
        candidate = await _candidate(draft)
    except Refused as refusal:
        if patient:
            raise
        return [Outcome("no_errors", "failed", refusal.key, refusal.arguments)]  # a page that only shows stays of use
    questioned = gates.Questioned(
        errors=sum(found.severity == "error" for found in findings),
        warnings=sum(found.severity == "warning" for found in findings),
        candidate=candidate,
        workshop=request.app.state.workshop,
        patient=patient,
    )
    return await gates.ask(questioned)


async def _candidate(draft: Draft) -> Candidate | None:
    compiled = await checking.compile_files(draft.files)
    if compiled.bundle is None:
        return None
    if compiled.bundle.package != draft.package:
        raise Refused("refusals.flow_named_otherwise", 409, name=draft.package, flow=compiled.bundle.package[:80])
    return Candidate(draft.package, draft.revision, draft.hashes, compiled.identity, compiled.data, compiled.conversations)


def _differs(draft: Draft, live: Version | None) -> bool:
    return live is None or live.files != draft.hashes


async def _review(session: AsyncSession, old: dict[str, str], new: dict[str, str]) -> Review:
    before, after = await texts.read(session, old), await texts.read(session, new)
    return Review(changes=await said_changes(before, after), files=changed_files(before, after))


HANDLERS = [show, show_gates, publish, restore, take_back, show_version]
