"""Two people for going live, and a time for it: who may agree, what is refused, and what the clock does."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from designer.background import publish_due
from designer.publishing import versions
from designer.store.moments import now
from designer.store.tables import AuditEntry, Proposal
from designer.workspace.drafts import Drafts
from tests.designer.browser import BLANK

PAGE = "/packages/line/publish"


@pytest.fixture
async def publishers(make_browser, people):
    """Two who may publish: `boss`, who is an admin too, and `publisher`."""
    boss, publisher = make_browser(), make_browser()
    await boss.sign_in("boss")
    await publisher.sign_in("publisher")
    return boss, publisher


@pytest.fixture
async def two_people(publishers, package):
    """Approval is on, and `boss` has asked for the package to go live."""
    boss, publisher = publishers
    assert (await boss.post("/settings/approval", {"approval": "true"})).status_code == 303
    assert (await boss.post(PAGE, {"revision": "1", "note": "the first"})).status_code == 303
    return boss, publisher


async def live(store):
    async with store.session() as session:
        return await versions.live_version(session, "line")


async def state(store, number: int = 1) -> str:
    async with store.session() as session:
        return (await session.get(Proposal, number)).state


async def save(store, by: str, what: str = "An edited line") -> None:
    async with store.session() as session:
        drafts = Drafts(session)
        current = await drafts.read("line")
        text = current.files["flow.yaml"].replace(current.title, what)
        await drafts.save("line", {"flow.yaml": text}, current.revision, by, "edited")


async def test_a_second_person_makes_it_live(two_people, store):
    _, publisher = two_people
    assert await live(store) is None
    assert "boss asks for save 1 to go live" in (await publisher.get(PAGE)).text
    assert "a change waits for approval" in (await publisher.get("/today")).text
    review = (await publisher.get("/packages/line/proposals/1")).text
    assert "the first" in review and "/proposals/1/approve" in review
    assert (await publisher.post("/packages/line/proposals/1/approve")).status_code == 303
    version = await live(store)
    assert (version.number, version.by, version.note) == (1, "boss", "the first")
    assert await state(store) == "live"
    async with store.session() as session:
        deeds = [(entry.who, entry.what) for entry in (await session.exec(select(AuditEntry))).all()]
    assert ("boss", "proposed") in deeds and ("publisher", "proposal_approved") in deeds


async def test_nobody_approves_a_change_of_their_own(two_people, store):
    boss, publisher = two_people
    assert "/proposals/1/approve" not in (await boss.get("/packages/line/proposals/1")).text
    assert (await boss.post("/packages/line/proposals/1/approve")).status_code == 403
    await boss.post("/packages/line/proposals/1/withdraw")
    await save(store, "publisher")  # a part of the next one is theirs
    await boss.post(PAGE, {"revision": "2"})
    assert (await publisher.post("/packages/line/proposals/2/approve")).status_code == 403
    assert await live(store) is None


async def test_who_may_not_publish_decides_nothing(two_people, make_browser, store):
    for name in ("operator", "curator", "agent"):
        browser = make_browser()
        await browser.sign_in(name)
        for decision in ("approve", "reject", "withdraw"):
            answer = await browser.post(f"/packages/line/proposals/1/{decision}", {"comment": "no"})
            assert answer.status_code == 403
    assert await state(store) == "asked"


async def test_what_is_approved_is_what_was_shown(two_people, store):
    _, publisher = two_people
    await save(store, "operator")
    assert "saved once since" in (await publisher.get("/packages/line/proposals/1")).text
    await publisher.post("/packages/line/proposals/1/approve")
    version = await live(store)
    assert version.revision == 1
    async with store.session() as session:
        assert version.files == (await Drafts(session).read_revision("line", 1)).hashes


async def test_a_rejection_has_a_reason_that_stays(two_people, store):
    boss, publisher = two_people
    assert (await publisher.post("/packages/line/proposals/1/reject", {"comment": " "})).status_code == 422
    await publisher.post("/packages/line/proposals/1/reject", {"comment": "<b>too long</b>"})
    page = (await boss.get("/packages/line/proposals/1")).text
    assert "publisher rejected it" in page and "&lt;b&gt;too long" in page
    assert (await publisher.post("/packages/line/proposals/1/approve")).status_code == 409
    assert (await boss.post(PAGE, {"revision": "1"})).status_code == 303  # and may be asked again


async def test_one_waits_at_a_time(two_people):
    boss, _ = two_people
    assert (await boss.post(PAGE, {"revision": "1"})).status_code == 409
    assert (await boss.get("/packages/other/proposals/1")).status_code == 404


@pytest.mark.parametrize("given", ["2020-01-01T10:00", "tomorrow"])
async def test_a_time_that_makes_no_sense_is_one_sentence(publishers, package, given):
    answer = await publishers[0].post(PAGE, {"revision": "1", "go_at": given})
    assert answer.status_code == 422 and 'role="alert"' in answer.text


async def carried_out(store, number: int, becomes: str) -> None:
    """Lets the clock pass the time of the proposal, and the work beside the requests find it."""
    async with store.session() as session:
        proposal = await session.get(Proposal, number)
        proposal.go_at = now() - timedelta(seconds=1)
        session.add(proposal)

    class Away:
        there = False

    working = asyncio.create_task(publish_due(store, Away()))  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(10):
            while await state(store, number) != becomes:  # noqa: ASYNC110 - it stands in a database
                await asyncio.sleep(0.02)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def in_an_hour() -> str:
    return (now() + timedelta(hours=1)).astimezone().strftime("%Y-%m-%dT%H:%M")


async def test_it_goes_live_at_its_time_and_not_before(publishers, package, store):
    boss, _ = publishers
    assert (await boss.post(PAGE, {"revision": "1", "go_at": in_an_hour()})).status_code == 303
    assert await state(store) == "approved" and await live(store) is None
    await carried_out(store, 1, "live")
    assert (await live(store)).number == 1


async def test_a_time_waits_for_the_second_person_too(publishers, package, store):
    boss, publisher = publishers
    await boss.post("/settings/approval", {"approval": "true"})
    await boss.post(PAGE, {"revision": "1", "go_at": in_an_hour()})
    assert await state(store) == "asked"
    await publisher.post("/packages/line/proposals/1/approve")
    assert await state(store) == "approved" and await live(store) is None
    await carried_out(store, 1, "live")


async def test_what_cannot_go_live_at_its_time_is_told(publishers, store, package):
    boss, _ = publishers
    await boss.post(PAGE, {"revision": "1", "go_at": in_an_hour()})
    async with store.session() as session:
        await Drafts(session).delete("line")
    async with store.session() as session:
        await Drafts(session).add("line", {**BLANK, "intents.yaml": "nonsense: ["}, by="", what="created")
        proposal = await session.get(Proposal, 1)
        proposal.revision = 2
        session.add(proposal)
    await carried_out(store, 1, "failed")
    assert await live(store) is None
    assert "it did not go live at its time" in (await boss.get("/today")).text
    assert "It did not go live" in (await boss.get("/packages/line/proposals/1")).text
    put_away = await boss.post("/packages/line/proposals/1/withdraw", {"then": "/today"})
    assert put_away.headers["location"] == "/today" and "did not go live" not in (await boss.get("/today")).text
