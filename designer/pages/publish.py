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
from designer.publishing import numbers, proposals, rollouts, settings, test_line, versions
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
        reviewers=await _reviewers(session, draft, {person(request).name}),
        live=live,
        changed=_differs(draft, live),
        review=await _review(session, live.files if live else {}, draft.whole_hashes),
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


@get("/packages/{package:str}/proposals/{number:int}", guards=[may("see")])
async def show_proposal(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """What would go live: its changes against what runs, the checks, and the decision."""
    proposal = await proposals.find(session, package, number)
    proposed = await Drafts(session).read_revision(package, proposal.revision)
    live = await versions.live_version(session, package)
    authors = await going_live.authors(session, package, proposal.revision)
    who = person(request)
    can_publish = who.may("publish", package)
    return screen(
        request,
        "proposal.html",
        here="publish",
        package=package,
        package_title=proposed.title,
        proposal=proposal,
        live=live,
        moved_on=(await Drafts(session).read(package)).revision - proposal.revision,
        review=await _review(session, live.files if live else {}, proposed.whole_hashes),
        outcomes=await going_live.ask_gates(request.app.state.workshop, proposed, patient=False),
        authors=sorted(authors),
        reviewers=await _reviewers(session, proposed, {proposal.by}) if proposal.state == "asked" else [],
        can_publish=can_publish,
        may_approve=can_publish and proposals.may_decide(proposal, who.name, authors),
        own=who.name == proposal.by or who.name in authors,
    )


@get("/packages/{package:str}/proposals/{number:int}/gates", guards=[may("see")])
async def show_proposal_gates(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """What the gates say of it now; the page asks again while one of them is waiting."""
    proposal = await proposals.find(session, package, number)
    proposed = await Drafts(session).read_revision(package, proposal.revision)
    outcomes = await going_live.ask_gates(request.app.state.workshop, proposed, patient=False)
    return screen(request, "proposal.html", block="gates", fresh=True, package=package, proposal=proposal, outcomes=outcomes)


@post("/packages/{package:str}/proposals/{number:int}/{decision:str}", guards=[may("publish")])
async def decide(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    number: FromPath[int],
    decision: FromPath[str],
    data: Form,
) -> Response[str]:
    proposal, who = await proposals.find(session, package, number), person(request).name
    then = f"/packages/{package}/publish"
    subject = f"{package} {proposal.revision}"
    match decision:
        case "approve":
            await proposals.approve(session, proposal, who, await going_live.authors(session, package, proposal.revision))
            await audit.note(session, who, "proposal_approved", subject)
            if proposal.go_at is None:
                await going_live.carry_out(session, request.app.state.workshop, proposal)
            flash = "publish.done" if proposal.state == "live" else "publish.scheduled"
        case "reject":
            await proposals.reject(session, proposal, who, data.get("comment", ""))
            await audit.note(session, who, "proposal_rejected", subject)
            flash = "publish.rejected"
        case "withdraw":
            await proposals.withdraw(session, proposal, who)
            await audit.note(session, who, "proposal_withdrawn", subject)
            flash = "publish.withdrawn"
            then = "/today" if data.get("then") == "/today" else then
        case _:
            raise Refused("refusals.status_404", 404)
    return to(request, then, flash=flash)


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
        review=await _review(session, before.files if before else {}, version.files),
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


async def _reviewers(session: AsyncSession, draft: Draft, asking: set[str]) -> list[str]:
    """Who else may agree to what the draft would change."""
    own = asking | await going_live.authors(session, draft.package, draft.revision)
    return [account.name for account in await accounts.who_may(session, "publish", draft.package) if account.name not in own]


def _differs(draft: Draft, live: Version | None) -> bool:
    return live is None or live.files != draft.whole_hashes


async def _review(session: AsyncSession, old: dict[str, str], new: dict[str, str]) -> Review:
    before, after = await texts.read(session, old), await texts.read(session, new)
    said = [*await said_changes(before, after), *await recorded_changes(session, old, new)]
    return Review(changes=said, files=changed_files(before, after))


HANDLERS = [show, show_gates, publish, put_on_test_line, show_proposal, show_proposal_gates, decide, restore, show_version]
