"""What waits to go live: its review, and the decision of somebody else."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import going_live
from designer.accounts import audit
from designer.pages.access import may
from designer.pages.publish import review_of, reviewers_of
from designer.pages.screen import person, screen, to
from designer.publishing import proposals, versions
from designer.refusal import Refused
from designer.workspace.drafts import Drafts

Form = URLEncodedBody[dict[str, str]]


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
        review=await review_of(session, live.files if live else {}, proposed.whole_hashes),
        outcomes=await going_live.ask_gates(request.app.state.workshop, proposed, patient=False),
        authors=sorted(authors),
        reviewers=await reviewers_of(session, proposed, {proposal.by}) if proposal.state == "asked" else [],
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


HANDLERS = [show_proposal, show_proposal_gates, decide]
