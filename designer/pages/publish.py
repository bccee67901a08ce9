"""Going live: what changes, what the gates say, publish or put up for a second person, and the way back to an older version."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import going_live, rolling_out
from designer.accounts import accounts, audit
from designer.changes import ChangedFile, SaidChange, changed_files, said_changes
from designer.learning import questions
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.publishing import numbers, proposals, release, rollouts, settings, test_line, versions
from designer.publishing.runtimes import Runtimes
from designer.recorded import recorded_changes
from designer.refusal import Refused
from designer.store.tables import Rollout, Version
from designer.workspace import comments, saves, texts
from designer.workspace.drafts import Draft, Drafts

Form = URLEncodedBody[dict[str, str]]


class Review(Struct, frozen=True, kw_only=True):
    """What differs between two versions: in words, and line by line."""

    changes: list[SaidChange]
    files: list[ChangedFile]

    @property
    def private(self) -> int:
        """How many of them are about what is done with what callers say."""
        return sum(change.private for change in self.changes)


@get("/packages/{package:str}/publish", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    draft = await Drafts(session).read(package)
    if draft.is_library:
        return to(request, f"/packages/{package}", flash="publish.library")
    live, every = await versions.live_version(session, package), await versions.all_versions(session, package)
    rollout = await rollouts.running(session, package)
    return screen(
        request,
        "publish.html",
        here="publish",
        package=package,
        package_title=draft.title,
        draft=draft,
        shown=draft.revision,
        before=_before(every, live, rollout),
        reviewers=await reviewers_of(session, draft, {person(request).name}),
        live=live,
        changed=_differs(draft, live),
        review=await review_of(session, live.files if live else {}, draft.whole_hashes),
        outcomes=await going_live.ask_gates(request.app.state.workshop, draft, patient=False),
        proposal=await proposals.waiting(session, package),
        rollout=rollout,
        percents=rollouts.PERCENTS,
        tried={one.version: one for one in reversed(await rollouts.of_package(session, package))},
        worse_by=rollouts.WORSE_BY,
        after=rollouts.AFTER,
        approval=(await settings.read(session)).approval,
        versions=every,
        saves=await Drafts(session).history(package, limit=20),
        called=await saves.names(session, package),
        open_comments=await comments.open_count(session, package),
        numbers=[row for row in await numbers.all_numbers(session) if row.package == package],
        tested=await test_line.current(session, package),
        runs=await _runs(request, session, package, live),
        can_publish=person(request).may("publish", package),
        can_edit=person(request).may("edit", package),
    )


@get("/packages/{package:str}/publish/gates", guards=[may("see")])
async def show_gates(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], revision: FromQuery[int] = 0
) -> Response[str]:
    """The gates as they stand now; the page asks again while one of them is waiting. `revision`: the save that it shows."""
    draft = await Drafts(session).read(package)
    live, waits = await versions.live_version(session, package), await proposals.waiting(session, package)
    stays = waits is None and _differs(draft, live) and await rollouts.running(session, package) is None
    moved_on = revision != draft.revision
    return screen(
        request,
        "publish.html",
        block="gates",
        fresh=True,
        package=package,
        shown=revision,
        moved_on=moved_on,
        outcomes=await going_live.ask_gates(request.app.state.workshop, draft, patient=False),
        can_go=person(request).may("publish", package) and (stays or moved_on),
        approval=(await settings.read(session)).approval,
    )


@get("/packages/{package:str}/publish/runtimes", guards=[may("see")])
async def show_runtimes(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """Which runtimes run the live version now; the page asks every few seconds."""
    live = await versions.live_version(session, package)
    runs = await _runs(request, session, package, live)
    return screen(request, "publish.html", block="runs", package=package, live=live, runs=runs)


@post("/packages/{package:str}/publish", guards=[may("publish")])
async def publish(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: Form
) -> Response[str]:
    """Publishes the revision that was shown once every gate is open, waiting for the workshop if need be; or, where a second
    person has to agree or a time was given, puts it up for them."""
    draft, who = await Drafts(session).read(package), person(request).name
    if data.get("revision") != str(draft.revision) or data.get("whole", draft.mark) != draft.mark:
        raise Refused("refusals.draft_moved_on", 409)
    then = data.get("then") or f"/packages/{package}/publish"
    note, go_at = data.get("note", ""), _moment(data.get("go_at", ""))
    if await proposals.waiting(session, package) is not None:
        raise Refused("refusals.proposal_waits", 409)
    approval = (await settings.read(session)).approval
    share = rollouts.share(data.get("percent", ""), data.get("worse_by", ""), data.get("after", ""))
    if not approval and go_at is None:
        await going_live.go_live(session, request.app.state.workshop, draft, who, note, share)
        return to(request, then, flash="rollout.begun" if share else "publish.done")
    if share is not None and await versions.live_version(session, package) is None:
        raise Refused("refusals.rollout_without_live", 409)
    if not _differs(draft, await versions.live_version(session, package)):
        raise Refused("refusals.nothing_to_publish", 409)
    await going_live.check_gates(request.app.state.workshop, draft)
    await proposals.ask(session, package, draft.revision, who, note=note, go_at=go_at, needs_approval=approval, share=share)
    await audit.note(session, who, "proposed", f"{package} {draft.revision}")
    return to(request, then, flash="publish.asked" if approval else "publish.scheduled")


@post("/packages/{package:str}/test-line", guards=[may("edit")])
async def put_on_test_line(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: Form
) -> Response[str]:
    """The revision that was shown, for the numbers that test it."""
    draft = await Drafts(session).read(package)
    if data.get("revision") != str(draft.revision):
        raise Refused("refusals.draft_moved_on", 409)
    if draft.is_library:
        raise Refused("refusals.library_is_no_line", 409)
    await going_live.go_on_test_line(session, draft, person(request).name)
    return to(request, f"/packages/{package}/publish", flash="publish.on_test_line")


@post("/packages/{package:str}/versions/{number:int}/restore", guards=[may("publish")])
async def restore(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    if (tried := await rollouts.running(session, package)) is not None:  # nothing holds up a roll-back
        await rolling_out.withdraw(session, tried, person(request).name)
    version = await versions.roll_back(session, package, number, person(request).name)
    await questions.published(session, version)
    await audit.note(session, person(request).name, "rolled_back", f"{package} {number} as {version.number}")
    return to(request, f"/packages/{package}/publish", flash="publish.rolled_back")


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
        review=await review_of(session, before.files if before else {}, version.files),
    )


def _moment(text: str) -> datetime | None:
    """The clock of this place, as the browser's field gives it (`2026-11-28T18:00`); None where it was left empty."""
    try:
        return datetime.fromisoformat(text).astimezone() if text.strip() else None
    except ValueError:
        raise Refused("refusals.no_such_time") from None


def _before(every: list[Version], live: Version | None, rollout: Rollout | None) -> Version | None:
    """The newest version before the live one that ran something else: what one click goes back to."""
    if live is None:
        return None
    tried = rollout.version if rollout is not None else 0
    earlier = (one for one in every if one.number < live.number and one.number != tried and one.bundle != live.bundle)
    return next(earlier, None)


async def reviewers_of(session: AsyncSession, draft: Draft, asking: set[str]) -> list[str]:
    """Who else may agree to what the draft would change."""
    own = asking | await going_live.authors(session, draft.package, draft.revision)
    return [account.name for account in await accounts.who_may(session, "publish", draft.package) if account.name not in own]


async def _runs(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, live: Version | None
) -> list[tuple[str, str]]:
    """Each runtime that takes calls, and whether it `runs` the live version, an `other` one, `none` at all, or is `silent`."""
    known: Runtimes = request.app.state.runtimes
    found: list[tuple[str, str]] = []
    for seen in known.all() if live is not None else ():
        if seen.status.role != "live":
            continue
        bundles = await release.ran_by(session, seen.status.release, package)
        state = "runs" if live is not None and live.bundle in bundles else "other" if bundles else "none"
        found.append((seen.status.name, state if seen.up else "silent"))
    return found


def _differs(draft: Draft, live: Version | None) -> bool:
    return live is None or live.files != draft.whole_hashes


async def review_of(session: AsyncSession, old: dict[str, str], new: dict[str, str]) -> Review:
    before, after = await texts.read(session, old), await texts.read(session, new)
    said = [*await said_changes(before, after), *await recorded_changes(session, old, new)]
    return Review(changes=said, files=changed_files(before, after))


HANDLERS = [
    show,
    show_gates,
    show_runtimes,
    publish,
    put_on_test_line,
    restore,
    show_version,
]
