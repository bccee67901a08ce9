"""The workshop as the designer uses it: saved drafts are prepared, gates wait for it, its trouble blocks nothing else."""

import asyncio
import dataclasses
import json
from functools import partial

import httpx
import pytest
from msgspec import convert

from designer.background import ask_again, prepare_drafts
from designer.learning import questions
from designer.publishing import gates, versions
from designer.publishing.gates import Detail, Questioned
from designer.publishing.runtimes import Runtimes
from designer.publishing.versions import Candidate, bundle_bytes
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.engine import Store
from designer.workspace.drafts import Drafts
from dsl.bundle import identity
from dsl.journal import QuestionUnknown, Record
from dsl.model import Conversation
from dsl.release import open_ticket
from tests.designer.browser import BLANK, TOKEN, record
from tests.designer.control import STATUS


class FakeWorkshop(httpx.AsyncBaseTransport):
    """Answers as the control port of a runtime does. `broken`: bundles are refused with one sentence."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.broken = False
        self.gone = False
        self.played: dict | None = None
        self.progress: dict = {}
        self.holds: asyncio.Event | None = None  # until when nothing gets ready
        self.urgent: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.gone:
            raise httpx.ConnectError("gone")
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        body = await request.aread()
        if request.method == "GET":
            return httpx.Response(200, json=self.progress)
        self.asked.append((request.url.path, body))
        await asyncio.sleep(0.01)
        if request.url.path == "/understand":
            return httpx.Response(200, json={"intent": "opening_hours", "confidence": 0.9})
        if self.broken:
            return httpx.Response(422, json={"state": "failed", "error": "It took too long."})
        if request.url.path == "/rehearse":
            return httpx.Response(200, json=self.played) if self.played else httpx.Response(404, json={})
        self.urgent.append(request.url.params["urgent"])
        if self.holds is not None:
            await self.holds.wait()
        return httpx.Response(200, json={"bundle": identity(body), "state": "ready", "seconds": 7.5})


@pytest.fixture
async def fake() -> FakeWorkshop:
    return FakeWorkshop()


@pytest.fixture
async def workshop(store: Store, fake: FakeWorkshop):
    runtimes = Runtimes(store)
    await runtimes.note(STATUS)
    workshop = Workshop(store, runtimes, TOKEN, transport=fake)
    yield workshop
    await workshop.close()


async def candidate(store: Store) -> Candidate:
    async with store.session() as session:
        draft, compiled = await Drafts(session).read("line"), await Drafts(session).compile("line")
    return Candidate("line", draft.revision, draft.hashes, compiled.identity, compiled.data)


async def ask_gates(workshop: Workshop, wanted: Candidate | None, *, patient: bool = False, errors: int = 0):
    outcomes = await gates.ask(Questioned(errors, 0, wanted, workshop, patient))
    return {outcome.gate: outcome for outcome in outcomes}


async def until(condition, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - what is waited for stands in a database
            await asyncio.sleep(0.02)


async def test_a_bundle_is_prepared_once_however_many_ask(store: Store, package, workshop, fake):
    wanted = await candidate(store)
    done = await asyncio.gather(*(workshop.prepare("line", wanted.bundle, wanted.data) for _ in range(5)))
    assert all(one is not None and one.ready for one in done)
    await workshop.prepare("line", wanted.bundle, wanted.data)
    assert fake.asked == [("/prepare", wanted.data)]
    async with store.session() as session:
        assert await bundle_bytes(session, wanted.bundle) == wanted.data  # the workshop can fetch what it calls on


async def test_every_saved_draft_that_compiles_is_prepared_in_the_background(store: Store, package, workshop, fake):
    running = asyncio.create_task(prepare_drafts(store, workshop))
    first = await candidate(store)

    async def known() -> bool:
        return await workshop.known((await candidate(store)).bundle) is not None

    await until(known)
    async with store.session() as session:
        changed = {"flow.yaml": BLANK["flow.yaml"].replace("Goodbye", "Bye now")}
        await Drafts(session).save("line", changed, 1, "ann", "")
    await until(known)
    async with store.session() as session:
        await Drafts(session).save("line", {"flow.yaml": "flow: ["}, 2, "ann", "")
    await asyncio.sleep(0.5)
    assert not running.done()
    assert [path for path, _ in fake.asked if path == "/prepare"] == ["/prepare", "/prepare"]
    assert [path for path, _ in fake.asked if path == "/rehearse"], "its conversations were played"
    assert first.bundle != (await known_bundle(store, 2))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def known_bundle(store: Store, revision: int) -> str:
    from designer.workspace import checking

    async with store.session() as session:
        return (await checking.compile_files((await Drafts(session).read_revision("line", revision)).files)).identity


async def test_after_a_publish_what_the_new_version_understands_is_learned(store: Store, package, workshop, fake):
    unknown = QuestionUnknown(text="do you work on sundays")
    async with store.session() as session:
        await questions.note(session, [convert(record("c1", 1, unknown), Record)])
    running = asyncio.create_task(ask_again(store, workshop))
    await asyncio.sleep(0.1)
    assert fake.asked == []
    async with store.session() as session:
        await versions.publish(session, await candidate(store), by="ann")

    async def learned() -> bool:
        async with store.session() as session:
            return len(await questions.listed(session, state="learned")) == 1

    await until(learned)
    async with store.session() as session:
        question = (await questions.listed(session, state="learned"))[0]
    assert (question.learned_version, question.taught_as) == (1, "intent:opening_hours")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_gates_wait_pass_and_refuse(store: Store, package, workshop, fake):
    wanted = await candidate(store)
    assert (await ask_gates(workshop, wanted))["prepared"].state == "waiting"
    fake.broken = True
    refused = (await ask_gates(workshop, wanted, patient=True))["prepared"]
    assert (refused.state, refused.details) == ("failed", (Detail("It took too long."),))
    fake.broken = False
    assert (await ask_gates(workshop, wanted, patient=True))["prepared"].state == "passed"
    assert (await ask_gates(workshop, wanted))["prepared"].state == "passed"
    assert {outcome.state for outcome in (await ask_gates(workshop, None, errors=2)).values()} == {"failed", "skipped"}


TALK = {"dispute": (Conversation(name="a dispute", talk=()),)}


async def test_conversations_are_played_once_and_count(store: Store, package, workshop, fake):
    wanted = dataclasses.replace(await candidate(store), conversations=TALK)
    assert (await ask_gates(workshop, wanted))["conversations"].state == "waiting"  # it is not prepared yet
    fake.played = {"passed": 3, "failed": 0, "failures": []}
    passed = (await ask_gates(workshop, wanted, patient=True))["conversations"]
    assert (passed.state, passed.arguments) == ("passed", {"count": 3})
    await ask_gates(workshop, wanted)
    assert [path for path, _ in fake.asked].count("/rehearse") == 1


async def test_a_failed_conversation_blocks_and_says_where(store: Store, package, workshop, fake):
    wanted = dataclasses.replace(await candidate(store), conversations=TALK)
    failure = {"file": "dispute", "conversation": "a dispute", "turn": 3, "en": "not said", "zh": "没有说"}
    fake.played = {"passed": 2, "failed": 1, "failures": [failure]}
    found = (await ask_gates(workshop, wanted, patient=True))["conversations"]
    assert found.blocks
    assert found.details == (Detail("dispute.yaml, a dispute, 3: 没有说", "/packages/line/tests/dispute/0#turn-3"),)


async def test_without_conversations_or_with_an_older_workshop_they_are_not_played(store: Store, package, workshop, fake):
    none = await candidate(store)
    assert (await ask_gates(workshop, none, patient=True))["conversations"].reason == "publish.gate_no_conversations"
    some = dataclasses.replace(none, conversations=TALK)
    assert (await ask_gates(workshop, some, patient=True))["conversations"].reason == "publish.gate_conversations_not_run"


async def test_without_a_workshop_publishing_goes_on(store: Store, package):
    workshop = Workshop(store, Runtimes(store), TOKEN)
    outcomes = await ask_gates(workshop, await candidate(store), patient=True)
    assert not any(outcome.blocks for outcome in outcomes.values())
    with pytest.raises(Refused, match="no_workshop"):
        await workshop.understand("line", "x", b"", "hello")
    await workshop.close()


async def test_a_workshop_that_vanished_keeps_the_gate_waiting(store: Store, package, workshop, fake):
    fake.gone = True
    assert (await ask_gates(workshop, await candidate(store), patient=True))["prepared"].state == "waiting"


async def test_words_are_understood_on_the_draft(store: Store, package, workshop, fake):
    wanted = await candidate(store)
    understood = await workshop.understand("line", wanted.bundle, wanted.data, "when do you open")
    assert understood.intent == "opening_hours"
    assert json.loads(fake.asked[-1][1]) == {"bundle": wanted.bundle, "text": "when do you open"}


async def test_a_ticket_opens_with_the_token_for_a_short_time(workshop):
    text = workshop.ticket(bundle="b1", caller="13800001234")
    ticket = open_ticket(text, TOKEN)
    assert ticket is not None and (ticket.bundle, ticket.caller) == ("b1", "13800001234")
    assert open_ticket(text, "another token") is None
    assert open_ticket(text, TOKEN, now=ticket.expires + 1) is None
    assert workshop.ticket(bundle="b1") != workshop.ticket(bundle="b1")


async def test_who_looks_has_it_begun_and_sees_how_far_it_is(store: Store, package, workshop, fake):
    wanted = dataclasses.replace(await candidate(store), conversations=TALK)
    fake.played, fake.holds = {"passed": 1, "failed": 0, "failures": []}, asyncio.Event()
    workshop.begin(wanted.package, wanted.bundle, wanted.data, wanted.conversations)
    for state, told in (("waiting", ("publish.gate_in_line", 0.0)), ("working", ("publish.gate_preparing", 2.5))):
        fake.progress = {"bundle": wanted.bundle, "state": state, "seconds": 2.5}
        seen = (await ask_gates(workshop, wanted))["prepared"]
        assert (seen.state, seen.reason, seen.seconds) == ("waiting", *told)
    fake.holds.set()

    async def all_passed() -> bool:
        outcomes = await ask_gates(workshop, wanted)
        return {outcome.state for outcome in outcomes.values()} == {"passed"}

    await until(all_passed)
    assert [path for path, _ in fake.asked].count("/rehearse") == 1
    assert await workshop.usual_seconds("line") == 7.5  # what the next one is held against


async def test_a_workshop_that_cannot_play_is_not_asked_for_ever(store: Store, package, workshop, fake):
    wanted = dataclasses.replace(await candidate(store), conversations=TALK)

    async def skipped() -> bool:
        workshop.begin(wanted.package, wanted.bundle, wanted.data, wanted.conversations)
        return (await ask_gates(workshop, wanted))["conversations"].state == "skipped"

    await until(skipped)
    assert [path for path, _ in fake.asked].count("/rehearse") == 1


async def was_asked_for(fake: FakeWorkshop, times: int) -> bool:
    return len(fake.urgent) == times


async def test_what_is_made_ahead_gives_way(store: Store, package, workshop, fake):
    wanted = await candidate(store)
    fake.holds = asyncio.Event()
    ahead = asyncio.create_task(workshop.prepare("line", wanted.bundle, wanted.data, ahead=True))
    await until(partial(was_asked_for, fake, 1))
    waits = asyncio.create_task(workshop.prepare("line", wanted.bundle, wanted.data))
    again = asyncio.create_task(workshop.prepare("line", wanted.bundle, wanted.data, ahead=True))
    await until(partial(was_asked_for, fake, 2))
    fake.holds.set()
    assert all(one is not None and one.ready for one in await asyncio.gather(ahead, waits, again))
    assert fake.urgent == ["false", "true"]
