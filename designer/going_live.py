"""Owns what happens when a draft goes live, whoever starts it (a page, or the clock): the gates, the version, what it teaches."""

from urllib.parse import quote

from sqlmodel.ext.asyncio.session import AsyncSession

from designer import rolling_out, words
from designer.accounts import audit
from designer.learning import questions
from designer.publishing import gates, proposals, rollouts, test_line, versions
from designer.publishing.gates import Detail, Outcome
from designer.publishing.rollouts import Share
from designer.publishing.versions import Candidate
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.tables import Proposal, Version
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts
from dsl.diagnostics import Diagnostic

_SHOWN = 8  # errors, of a draft that may have hundreds


async def ask_gates(workshop: Workshop, draft: Draft, *, patient: bool) -> list[Outcome]:
    """What each gate says of the draft; `patient` waits for the workshop, and lets a refusal pass; else it is begun."""
    findings = list((await checking.check(draft.files)).findings)
    try:
        candidate = await _candidate(draft)
    except Refused as refusal:
        if patient:
            raise
        return [Outcome("no_errors", "failed", refusal.key, refusal.arguments)]  # a page that only shows stays of use
    errors = [found for found in findings if found.severity == "error"]
    warnings = [found for found in findings if found.severity == "warning"]
    if candidate is not None and not patient and workshop.there:
        workshop.begin(candidate.package, candidate.bundle, candidate.data, candidate.conversations)
    questioned = gates.Questioned(
        errors=len(errors),
        warnings=len(warnings),
        worst=tuple(_detail(draft.package, found) for found in (errors or warnings)[:_SHOWN]),
        candidate=candidate,
        workshop=workshop,
        patient=patient,
    )
    return await gates.ask(questioned)


async def check_gates(workshop: Workshop, draft: Draft) -> tuple[Candidate, list[Outcome]]:
    """What would go live, and what the gates say of it. Raises `Refused` where one is closed."""
    outcomes = await ask_gates(workshop, draft, patient=True)
    candidate = await _candidate(draft)
    if candidate is None or any(outcome.blocks for outcome in outcomes):
        raise Refused("refusals.gates_closed", 409)
    return candidate, outcomes


async def go_live(
    session: AsyncSession, workshop: Workshop, draft: Draft, by: str, note: str, share: Share | None = None
) -> Version:
    """Publishes the draft as it is given, once every gate is open: for everybody, or for a share of the calls."""
    if await rollouts.running(session, draft.package) is not None:
        raise Refused("refusals.rollout_runs", 409)
    candidate, outcomes = await check_gates(workshop, draft)
    overridden = [[outcome.gate, outcome.arguments.get("count", 0)] for outcome in outcomes if outcome.overrides]
    if share is not None:
        version = await rolling_out.begin(session, candidate, by, note, share)
        version.overridden = overridden
        return version
    version = await versions.publish(session, candidate, by, note)
    version.overridden = overridden
    await questions.published(session, version)
    await audit.note(session, by, "published", f"{draft.package} {version.number} {version.bundle}")
    return version


async def go_on_test_line(session: AsyncSession, draft: Draft, by: str) -> None:
    """The draft as it is given, for the test numbers alone: it must be free of errors, and nothing else."""
    candidate = await _candidate(draft)
    if candidate is None:
        raise Refused("refusals.gates_closed", 409)
    await test_line.put(session, candidate, by)
    await audit.note(session, by, "on_test_line", f"{draft.package} {draft.revision}")


async def carry_out(session: AsyncSession, workshop: Workshop, proposal: Proposal) -> Version:
    """Publishes what was proposed: that very save, whatever the draft has become since, with libraries as they were then."""
    draft = await Drafts(session).read_revision(proposal.package, proposal.revision)
    if draft.beside.changed_at is not None and draft.beside.changed_at > proposal.at:
        raise Refused("refusals.library_changed_since", 409)
    version = await go_live(session, workshop, draft, proposal.by, proposal.note, proposals.share_of(proposal))
    await proposals.went_live(session, proposal, version.number)
    return version


async def authors(session: AsyncSession, package: str, revision: int) -> set[str]:
    """Who saved what this revision has and the live version has not."""
    live = await versions.live_version(session, package)
    since = live.revision if live else 0
    saves = await Drafts(session).history(package, limit=10_000)
    return {save.by for save in saves if since < save.number <= revision and save.by}


def _detail(package: str, found: Diagnostic) -> Detail:
    at = found.span
    address = f"/packages/{package}/source?file={quote(at.file)}&line={at.line}"
    return Detail(f"{at.file}:{at.line} {found.sentence(words.language())}", address)


async def _candidate(draft: Draft) -> Candidate | None:
    compiled = await checking.compile_files(draft.files)
    if compiled.bundle is None:
        return None
    if compiled.bundle.package != draft.package:
        raise Refused("refusals.flow_named_otherwise", 409, name=draft.package, flow=compiled.bundle.package[:80])
    return Candidate(draft.package, draft.revision, draft.whole_hashes, compiled.identity, compiled.data, compiled.conversations)
